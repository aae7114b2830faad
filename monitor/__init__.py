"""Counts reps and tells lumbar hyperextension from two inertial sensors."""
