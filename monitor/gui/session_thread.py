"""Runs a session on a thread of its own; the window only looks into its mailbox."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from monitor.model.records import Stamped
from monitor.session import Mailbox, Sink, run_to_end


class RunnableSession(Protocol):
    """A session as the window knows it: live or of a virtual lifter."""

    def command(self, make: Stamped) -> None:
        """Put in what a person wants."""

    def end(self) -> None:
        """Have it end in good order."""

    async def run(self, sinks: Sequence[Sink]) -> None:
        """Run it to its end."""


Surrounding = Callable[[RunnableSession], AbstractAsyncContextManager[object]]


@asynccontextmanager
async def nothing_around(_: RunnableSession) -> AsyncIterator[None]:
    """Surround a session with nothing."""
    yield


class SessionThread:
    """The session's thread; everything here is called by the window's thread."""

    def __init__(
        self,
        make: Callable[[], RunnableSession],
        sinks: Sequence[Sink] = (),
        around: Surrounding = nothing_around,
    ) -> None:
        """Do nothing yet; ``start`` does it.

        Args:
            make: Called on the session's thread, in its event loop.
            sinks: Get outputs before the window does: sound first.
            around: Entered for the session's time: what keeps the computer awake.
        """
        self.mailbox = Mailbox()
        self._make, self._sinks, self._around = make, sinks, around
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: RunnableSession | None = None
        self._early: list[Stamped] = []
        self._ends = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="session")

    def start(self) -> None:
        """Start the session."""
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def command(self, make: Stamped) -> None:
        """Hand the session what a person wants; never waits."""
        with self._lock:
            if self._session is None:
                self._early.append(make)
                return
        self._call(self._session.command, make)

    def end(self) -> None:
        """Have the session end in good order; never waits."""
        with self._lock:
            self._ends = True
        if self._session is not None:
            self._call(self._session.end)

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; return whether it came in time."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:  # the loop has just closed: the session is over
            return

    def _work(self) -> None:
        asyncio.run(run_to_end(self._run(), self.mailbox))

    async def _run(self) -> None:
        session = self._make()
        with self._lock:
            self._loop, self._session = asyncio.get_running_loop(), session
            early, self._early = self._early, []
            ends = self._ends
        for make in early:
            session.command(make)
        if ends:
            session.end()
        async with self._around(session):
            await session.run([*self._sinks, self.mailbox])
