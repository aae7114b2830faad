"""Streaming signal stages, each fed block by block."""
