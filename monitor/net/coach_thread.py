"""A coach's link in a thread of its own, as a window uses it.

The window never waits: it reads the room through the link's lock, and looks at a
command's future at its own pace.
"""

import asyncio
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import Final

from monitor.net.coach_link import CoachLink, CommandError
from monitor.net.messages import Acknowledged, Command
from monitor.net.room import Tile

END_S: Final = 5.0


class CoachThread:
    """Runs a link; its methods are for one other thread.

    Attributes:
        sender: Who the stations show as the sender.
    """

    def __init__(self, link: CoachLink, sender: str) -> None:
        """Run nothing yet.

        Args:
            link: Not run yet.
            sender: See above.
        """
        self._link, self.sender = link, sender
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="coach", daemon=True)
        self._reading: asyncio.Task[None] | None = None

    @property
    def problem(self) -> str:
        """Why the server isn't reached, one sentence; empty while it is."""
        return self._link.problem

    def tiles(self) -> list[Tile]:
        """Return all tiles, in the room's order."""
        return self._link.tiles()

    def start(self) -> None:
        """Begin to read the gym."""
        self._loop = asyncio.new_event_loop()
        self._reading = self._loop.create_task(self._link.run())
        self._thread.start()

    def send(self, station: str, command: Command) -> "Future[Acknowledged]":
        """Send a command.

        Returns:
            The station's answer; fails with ``CommandError``; cancelled by ``close``.
        """
        if self._loop is None or not self._thread.is_alive():
            failed: Future[Acknowledged] = Future()
            failed.set_exception(CommandError(f"{station}: not sent, the link is over"))
            return failed
        sending = self._link.send(station, command)
        return asyncio.run_coroutine_threadsafe(sending, self._loop)

    def close(self) -> None:
        """Leave the gym, and wait for the thread."""
        if self._loop is None or self._reading is None or not self._thread.is_alive():
            return
        with suppress(RuntimeError):  # it has ended just now
            self._loop.call_soon_threadsafe(self._reading.cancel)
        self._thread.join(END_S)

    def _run(self) -> None:
        loop = self._loop
        assert loop is not None
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._read())

    async def _read(self) -> None:
        """Read until ``close``; the runner cancels what is still being sent."""
        assert self._reading is not None
        with suppress(asyncio.CancelledError):
            await self._reading
