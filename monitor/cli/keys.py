"""Keys that a person presses in a terminal while a session runs."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

Press = Callable[[str], None]


@contextmanager
def keys(press: Press) -> Iterator[None]:
    """Call ``press`` with each key, on the running loop, while the context lasts.

    Without a terminal nothing is ever pressed.
    """
    if not sys.stdin.isatty():
        yield
    elif sys.platform == "win32":
        _listen(press, asyncio.get_running_loop())
        yield
    else:
        with _raw(press):
            yield


@contextmanager
def _raw(press: Press) -> Iterator[None]:
    """Take keys as they are pressed; the terminal is as before at the end."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    loop = asyncio.get_running_loop()

    def read() -> None:
        for key in os.read(descriptor, 64).decode(errors="ignore"):
            press(key.lower())

    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, read)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _listen(press: Press, loop: asyncio.AbstractEventLoop) -> None:
    """Wait for keys on a thread of its own: Windows has no other way."""
    import msvcrt

    def read() -> None:
        while not loop.is_closed():
            key: str = getattr(msvcrt, "getwch")()  # noqa: B009  Windows alone has it
            loop.call_soon_threadsafe(press, key.lower())

    Thread(target=read, name="keys", daemon=True).start()
