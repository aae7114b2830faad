"""Postures to events; one state machine a module."""
