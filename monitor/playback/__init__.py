"""A whole recording in memory: what was said, and what another limit would give."""
