"""The command ``rep-monitor``: runs a command, turns errors into one sentence."""

import os
import sys
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
        commands()()
    except MonitorError as error:
        sys.exit(_failed(str(error)))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read our output had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except OSError as error:
        sys.exit(_failed(_system_error(error)))


def _failed(sentence: str) -> int:
    print(f"rep-monitor: {sentence}", file=sys.stderr)  # noqa: T201  it is the output
    return FAILED


def _system_error(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


if __name__ == "__main__":
    main()
