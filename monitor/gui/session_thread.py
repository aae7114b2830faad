"""Runs a session on a thread of its own; the window only looks into its mailbox."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from monitor.model.records import Record, Stamped
from monitor.session import KEPT_S, Mailbox, Sink, run_to_end

if TYPE_CHECKING:
    from monitor.net.shared import SharedSession
    from monitor.recording.switch import Accompany


class RunnableSession(Protocol):
    """A session as the window knows it: live or of a virtual lifter."""

    def command(self, make: Stamped) -> None:
        """Put in what a person wants."""

    def also(self, accompany: "Accompany") -> None:
        """Have something more go along with each recording that begins from here on."""

    def end(self) -> None:
        """Have it end in good order."""

    def record(self, path: Path | None) -> None:
        """Record into a new file from here on, or stop."""

    async def run(self, sinks: Sequence[Sink]) -> None:
        """Run it to its end."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A session with what its outputs go to.

    Attributes:
        session: The session.
        sinks: Get outputs before the window does: sound first.
    """

    session: RunnableSession
    sinks: Sequence[Sink] = ()


Heard = Callable[[Record], None]
Compose = Callable[["SessionThread"], AbstractAsyncContextManager[Composed]]


class WatchedSession(Protocol):
    """A running session as a feed knows it, wherever it runs.

    Attributes:
        mailbox: What it has put out.
        remarks: Sentences for the person, in order.
    """

    mailbox: Mailbox
    remarks: deque[str]

    def start(self) -> None:
        """Start it."""

    def command(self, make: Stamped) -> None:
        """Hand it what a person wants; never waits."""


class SessionThread:
    """The session's thread; its methods are called by the window's thread.

    Several sessions share a thread and its event loop by ``run`` instead of ``start``.
    """

    def __init__(self, compose: Compose, kept_s: float = KEPT_S) -> None:
        """Do nothing yet; ``start`` does it.

        Args:
            compose: Called on the session's thread, in its event loop, and entered for
                the session's time.
            kept_s: Span of postures and of samples that may wait for the window.
        """
        self.mailbox = Mailbox(kept_s)
        self.remarks: deque[str] = deque()  # sentences for the person, in order
        self.heard: list[Heard] = []  # told what a person did, on the session's thread
        self.shared: SharedSession | None = None  # its gym, once it is linked to one
        self._compose = compose
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

    def remark(self, sentence: str) -> None:
        """Have the window say something to the person (session's thread)."""
        self.remarks.append(sentence)

    def command(self, make: Stamped) -> None:
        """Hand the session what a person wants; never waits."""
        make = self._overheard(make)
        with self._lock:
            if self._session is None:
                self._early.append(make)
                return
        self.post(self._session.command, make)

    def _overheard(self, make: Stamped) -> Stamped:
        def stamped(t: float) -> Record:
            record = make(t)
            for hear in self.heard:
                hear(record)
            return record

        return stamped

    def end(self) -> None:
        """Have the session end in good order; never waits."""
        with self._lock:
            self._ends = True
        if self._session is not None:
            self.post(self._session.end)

    def record(self, path: Path | None) -> None:
        """Have it recorded into a new file from here on, or not any more."""
        if self._session is not None:
            self.post(self._session.record, path)

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; return whether it came in time."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def post(self, function: Callable[..., None], *arguments: object) -> None:
        """Have something called in the session's event loop; never waits."""
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:  # the loop has just closed: the session is over
            return

    async def run(self) -> None:
        """Run the session in the caller's event loop; never raises what ends it."""
        await run_to_end(self._run(), self.mailbox)

    def _work(self) -> None:
        asyncio.run(self.run())

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._compose(self) as composed:
            session = composed.session
            with self._lock:
                self._session = session
                early, self._early = self._early, []
                ends = self._ends
            for make in early:
                session.command(make)
            if ends:
                session.end()
            await session.run([*composed.sinks, self.mailbox])
