"""A screen of its own for a test: an X server that draws into memory."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SIZE = "1920x1080x24"


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Start an X server; yield the environment for programs that show themselves there.

    Raises:
        FileNotFoundError: There is no Xvfb on this machine.
    """
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb", "-displayfd", str(write), "-screen", "0", SIZE,
            "-nolisten", "tcp", "-noreset",
        ],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        env = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        env.pop("WAYLAND_DISPLAY", None)
        yield env
    finally:
        server.terminate()
        server.wait(10)
