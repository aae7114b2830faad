"""The command ``rep-monitor``: runs a command, turns errors into one sentence."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from monitor.model.errors import MonitorError

FAILED = 1
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run the command line and exit: 0 done, 1 the job failed, 2 wrong usage."""
    from monitor.cli.app import commands

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack some characters
            stream.reconfigure(errors="replace")
    try:
        try:
            commands()()
        finally:
            sys.stdout.flush()  # here, where a full disk is still told
    except MonitorError as error:
        sys.exit(_failed(str(error)))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read our output had enough
        _close_output()
        sys.exit(FAILED)
    except OSError as error:
        _close_output()
        sys.exit(_failed(_system_error(error)))


def _close_output() -> None:
    """Let nothing more be written to where nothing can be written."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(sentence: str) -> int:
    print(f"rep-monitor: {sentence}", file=sys.stderr)  # noqa: T201  it is the output
    return FAILED


def _system_error(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


if __name__ == "__main__":
    main()
