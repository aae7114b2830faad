"""Reads files of other programs and sensors into records."""
