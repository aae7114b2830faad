"""Sets, loads and pain over weeks: an index of the recordings, in SQLite."""
