"""Bytes to physical quantities; sans-I/O."""
