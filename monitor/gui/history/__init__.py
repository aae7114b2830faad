"""The history in the window: sets, progress, a set's details, the next load."""
