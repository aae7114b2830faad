"""A session's recordings go to the gym's archive: after it, or with the next one.

A recording is whole once it is closed. So nothing of a running session is sent; what
an earlier one left is sent meanwhile, if its copy is made already, because making one
takes a processor's time that the running session may need.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from monitor.consent import Consent, Share
from monitor.model.errors import MonitorError
from monitor.model.events import Notice, Output
from monitor.model.records import Record
from monitor.net.archive_folder import copy_to
from monitor.net.archive_queue import BUSY, ArchiveQueue, Slip
from monitor.net.archive_source import ArchiveError, Consented
from monitor.recording.recording import Header
from monitor.recording.switch import Companion

AT_END_S: Final = 8.0
_NO_TIME: Final = "there was no more time"
_LATER: Final = "the next session sends on, or 'rep-monitor coach send'"


class Send(Protocol):
    """Sends a copy to an archive, once."""

    def __call__(self, copy: Path, consent: Consented, /) -> Awaitable[str]:
        """Return why it is not there; empty if it is."""


@dataclass(slots=True)
class Outcome:
    """What became of the recordings that waited.

    Attributes:
        sent: How many the archive has now.
        waiting: How many wait still.
        why: Why, part of a sentence; empty if none waits.
    """

    sent: int = 0
    waiting: int = 0
    why: str = ""

    @property
    def words(self) -> str:
        """One or two sentences; empty if there was nothing to send."""
        told = []
        if self.sent:
            told.append(f"{_are(self.sent, 'is', 'are')} in the archive.")
        if self.waiting:
            waits = _are(self.waiting, "waits", "wait")
            told.append(f"{waits} for the archive ({self.why}): {_LATER}.")
        return " ".join(told)


def _are(count: int, one: str, many: str) -> str:
    return f"1 recording {one}" if count == 1 else f"{count} recordings {many}"


class Archiving:
    """Offers one session's recordings, and what waits from before.

    Attributes:
        consent: What the lifter allows; ``use`` changes it.
        hindrance: Returns why the end of a session need not try to send; empty if it
            shall.
    """

    def __init__(  # noqa: PLR0913, PLR0917  who, where, and whom to tell
        self,
        queue: ArchiveQueue,
        send: Send,
        lifter: str,
        owner: str,
        consent: Consent,
        show: Callable[[str], None],
    ) -> None:
        """Do nothing yet; ``offering`` does it.

        Args:
            queue: Keeps what waits.
            send: To the archive.
            lifter: The pseudonym.
            owner: Whose consent it is.
            consent: What the lifter allows.
            show: Shows a sentence to the lifter.
        """
        self._queue, self._send, self._show = queue, send, show
        self._lifter, self._owner = lifter, owner
        self.consent = consent
        self.hindrance: Callable[[], str] = lambda: ""

    def use(self, consent: Consent) -> None:
        """Take another consent; what it doesn't allow is forgotten at once."""
        self.consent = consent
        try:
            self._queue.keep_to(self._owner, consent)
        except MonitorError as error:
            self._show(str(error))

    def accompany(self, path: Path, header: Header) -> Companion | None:
        """Note a recording that begins, if it may go to the archive."""
        del header
        if self.consent.share is not Share.HISTORY:
            return None
        try:
            pain = self.consent.pain
            slip = self._queue.begin(path, self._lifter, self._owner, pain=pain)
        except MonitorError as error:
            self._show(str(error))
            return None
        return _Along(self._queue, slip, self._show)

    @property
    def waiting(self) -> int:
        """How many recordings are not in the archive yet."""
        return len(self._queue.slips())

    @asynccontextmanager
    async def offering(self) -> AsyncIterator[None]:
        """Send what waits while this is entered, and what the session left at its end.

        The end takes ``AT_END_S`` at most, or little more.
        """
        self.use(self.consent)
        with self._queue.held() as is_ours:
            # What was not closed by then never will be: its session was killed.
            cut = {slip.id for slip in self._queue.slips() if not slip.closed}
            task = asyncio.create_task(self._send_ready(is_ours=is_ours))
            try:
                yield
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError, MonitorError):
                    await task
                await self._finish(cut, is_ours=is_ours)

    async def _send_ready(self, *, is_ours: bool) -> None:
        """Send what an earlier session left and what costs no more than sending."""
        ready = [
            slip
            for slip in self._queue.slips()
            if is_ours and slip.closed and self._queue.has_copy(slip)
        ]
        outcome = await sent(self._queue, self._send, ready)
        if outcome.sent:
            self._show(Outcome(outcome.sent).words)

    async def _finish(self, cut: set[str], *, is_ours: bool) -> None:
        waiting = self._queue.slips()
        slips = [slip for slip in waiting if slip.closed or slip.id in cut]
        if not slips:
            return
        why = self.hindrance() if is_ours else BUSY
        if why:
            self._show(Outcome(0, len(slips), why).words)
            return
        self._show(f"Recordings go to the archive; {AT_END_S:.0f} s at most.")
        outcome = await sent(self._queue, self._send, slips, AT_END_S)
        self._show(outcome.words)


async def sent(
    queue: ArchiveQueue, send: Send, slips: list[Slip], within_s: float | None = None
) -> Outcome:
    """Send recordings, each once, the oldest first; nobody else may be doing it.

    Args:
        queue: Theirs.
        send: To the archive.
        slips: Which; none of a recording that still grows.
        within_s: Leave off after that, s; None for never.
    """
    outcome = Outcome(waiting=len(slips))
    try:
        async with asyncio.timeout(within_s):
            for slip in slips:
                await _one(queue, send, slip, outcome)
    except TimeoutError:
        outcome.why = _NO_TIME
    return outcome


async def _one(queue: ArchiveQueue, send: Send, slip: Slip, outcome: Outcome) -> None:
    def consent() -> Consent:
        return Consent(Share.HISTORY) if queue.find(slip.id) == slip else Consent()

    copy = None
    try:
        copy = await asyncio.to_thread(queue.copy, slip)
        why = "" if copy is None else await send(copy, consent)
        if not why:
            queue.drop(slip.id)
    except MonitorError as error:
        why = str(error).rstrip(".")
    is_gone = queue.find(slip.id) is None
    outcome.waiting -= is_gone
    outcome.sent += is_gone and copy is not None and not why
    if not is_gone:
        outcome.why = why


def to_folder(folder: Path) -> Send:
    """Return what copies to an archive that is a folder."""

    async def send(copy: Path, consent: Consented, /) -> str:
        is_over = False

        def asked() -> Consent:
            if is_over:  # nobody waits any more: the rest comes the next time
                raise ArchiveError(_NO_TIME)
            return consent()

        try:
            await asyncio.to_thread(copy_to, copy, folder, asked)
        finally:
            is_over = True
        return ""

    return send


class _Along:
    """Goes along with a recording, and notes when it is whole."""

    def __init__(
        self, queue: ArchiveQueue, slip: str, show: Callable[[str], None]
    ) -> None:
        self._queue, self._slip, self._show = queue, slip, show

    def keep(self, record: Record, /) -> None:
        """Records don't matter here."""

    def put(self, output: Output, /) -> None:
        """Nor do outputs."""

    def reports(self) -> list[Notice]:
        """Return nothing: what went wrong is shown at once."""
        return []

    def close(self) -> None:
        """Have the recording offered: it is whole."""
        try:
            self._queue.close(self._slip)
        except MonitorError as error:
            self._show(str(error))
