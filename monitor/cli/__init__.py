"""The command line: the one place where parts are chosen and put together."""
