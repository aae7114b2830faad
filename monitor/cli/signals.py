"""Ctrl-C and SIGTERM end a session in good order."""

import asyncio
import signal
import sys
from typing import Protocol


class Ending(Protocol):
    """What can end in good order."""

    def end(self) -> None:
        """End it."""


def end_on_signals(session: Ending) -> None:
    """End in good order on Ctrl-C and SIGTERM; a second one ends at once."""
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        signal.signal(number, signal.SIG_DFL)
        session.end()

    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda n, _: loop.call_soon_threadsafe(end, n))
        else:
            loop.add_signal_handler(number, end, number)
