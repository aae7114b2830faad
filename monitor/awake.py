"""Keeps the computer from sleeping and from blanking the screen during a session."""
