"""nats-server's program: where it is, and whether it is new enough."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from monitor.net.serve.errors import ServeError

OLDEST: Final = (2, 15)
_VERSION: Final = re.compile(r"nats-server: v?(\d+)\.(\d+)")


def found_server(path: Path | None = None) -> Path:
    """Return nats-server's program: the given one, the wheel's or the system's.

    Raises:
        ServeError: There is none, or it is too old.
    """
    beside = Path(sys.executable).with_name("nats-server")
    usual = shutil.which(str(beside)) or shutil.which("nats-server")
    program = str(path) if path is not None else usual
    if program is None:
        msg = (
            "there is no nats-server: pip install 'rep-monitor[coach]' brings it,"
            " or say where it is with --nats-server"
        )
        raise ServeError(msg)
    check_version(_said(program, "--version"), program)
    return Path(program)


def ending_with_us() -> tuple[str, ...]:
    """Return what goes before a command so that it ends when this program is killed.

    Empty where there is nothing of the kind: outside Linux, or without util-linux.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    if setpriv is None or "--pdeathsig" not in _said(setpriv, "--help"):
        return ()
    return (setpriv, "--pdeathsig", "TERM")


def check_version(text: str, program: str) -> None:
    """Refuse a server that is too old for what its configuration says.

    Raises:
        ServeError: It is, or the text tells no version.
    """
    found = _VERSION.search(text)
    if found is None:
        msg = f"{program}: tells no version, so it is no nats-server"
        raise ServeError(msg)
    if (int(found[1]), int(found[2])) < OLDEST:
        msg = f"{program}: is version {found[1]}.{found[2]}; 2.15 or newer is needed"
        raise ServeError(msg)


def _said(program: str, option: str) -> str:
    try:
        done = subprocess.run(
            [program, option],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        msg = f"{program}: can't be run"
        raise ServeError(msg) from error
    return done.stdout
