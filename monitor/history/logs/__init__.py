"""Logs of other programs, as they export them, read into kept workouts."""
