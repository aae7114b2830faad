"""Recordings in the formats of other programs: angles, events, motion, subtitles."""
