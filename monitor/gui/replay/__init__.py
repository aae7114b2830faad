"""Replay: a recording on the same screen, with a transport bar."""
