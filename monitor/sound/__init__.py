"""Cues and spoken words, played at once on a stream that is always open."""
