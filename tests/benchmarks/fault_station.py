"""A station in a process of its own: the program's own link, an invented lifter.

Whoever starts it says over a pipe how much the lifter does; it answers what went into
the outbox, and how late its own feed has run meanwhile.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from msgspec.structs import replace

from monitor.consent import Consent, Share
from monitor.net.address import Address
from monitor.net.messages import Answer, Command, EventKind, EventTold, SetTold, State
from monitor.net.messages import Told as Message
from monitor.net.outbox import Outbox
from monitor.net.station_link import StationLink
from monitor.net.told import Teller, new_session
from monitor.pipeline import PipelineSettings

SET_EVERY = 16  # messages; fifteen reps and their set
TICK_S = 0.01  # the feed: a posture comes about so often


@dataclass(frozen=True)
class Tell:
    """An order: tell so many messages, spread over a time.

    Attributes:
        count: Messages.
        span_s: 0 for all at once.
        clock_off_s: How wrong the station's wall clock is.
        flushed: Answer once they are on the disk.
    """

    count: int
    span_s: float = 0.0
    clock_off_s: float = 0.0
    flushed: bool = True


@dataclass(frozen=True)
class Report:
    """What a station answers.

    Attributes:
        ids: What has gone into the outbox since the last report.
        late_s: How late each tick of the feed was since then.
        waiting: Messages in the outbox.
        told: Messages that the server has.
        connections: How often it was reached.
        problem: What the lifter is shown of it.
    """

    ids: list[str]
    late_s: list[float]
    waiting: int
    told: int
    connections: int
    problem: str


class _Noted(Outbox):
    """An outbox that remembers what was put in."""

    ids: list[str]

    def put(self, told: Message) -> None:
        self.ids.append(told.id)
        super().put(told)


class _Timed(Teller):
    """A state tells when it was made: everything runs on one machine's clock."""

    def state(self) -> State:
        return replace(super().state(), t=time.monotonic())


class _Lifter:
    """Makes reps and sets, and notes how late its feed runs."""

    def __init__(self, name: str) -> None:
        self.off_s = 0.0
        self.late_s: list[float] = []
        self._name, self._session, self._n = name, new_session(), 0

    def utc(self) -> str:
        return (datetime.now(UTC) + timedelta(seconds=self.off_s)).isoformat()

    def next(self) -> Message:
        self._n += 1
        n, t = self._n, time.monotonic()
        about = (f"{self._session}-{n:06}", self._name, self._session, 1, t, self.utc())
        if n % SET_EVERY == 0:
            return SetTold(*about, "A", n // SET_EVERY, reps=SET_EVERY - 1)
        return EventTold(*about, EventKind.REP, "A", rep=n % SET_EVERY)

    async def feed(self) -> None:
        """Tick as a session's loop does, and note how late."""
        due_s = time.monotonic()
        while True:
            due_s += TICK_S
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            self.late_s.append(max(0.0, time.monotonic() - due_s))
            due_s = max(due_s, time.monotonic() - TICK_S)


def live(address: Address, outbox: Path, pipe: Connection) -> None:
    """Be a station until told to end (the target of a process)."""
    asyncio.run(_live(address, outbox, pipe))


async def _live(address: Address, path: Path, pipe: Connection) -> None:
    lifter, outbox = _Lifter(address.user), _Noted(path)
    outbox.ids = []
    teller = _Timed(
        address.user, new_session(), "A", PipelineSettings(), utc=lifter.utc
    )
    link = StationLink(address, outbox, teller, Consent(Share.HISTORY), _shown)
    feed = asyncio.create_task(lifter.feed())

    async def report() -> None:
        waiting = await asyncio.wrap_future(outbox.waiting())
        ids, outbox.ids = outbox.ids, []
        late_s, lifter.late_s = lifter.late_s, []
        counts = link.counts
        told = (waiting, counts.told, counts.connections, link.problem)
        await asyncio.to_thread(pipe.send, Report(ids, late_s, *told))

    async with link.opened():
        await asyncio.wrap_future(outbox.flushed())
        await _obey(pipe, lifter, link, outbox, report)
    feed.cancel()
    await report()
    outbox.close()


async def _obey(
    pipe: Connection,
    lifter: _Lifter,
    link: StationLink,
    outbox: Outbox,
    report: Callable[[], Awaitable[None]],
) -> None:
    await report()
    while isinstance(order := await asyncio.to_thread(pipe.recv), Tell):
        lifter.off_s = order.clock_off_s
        begun_s = time.monotonic()
        for n in range(order.count):
            due_s = begun_s + order.span_s * n / order.count
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            link.tell(lifter.next())
        if order.flushed:
            await asyncio.wrap_future(outbox.flushed())
        await report()


def _shown(_: Command) -> Answer:
    return Answer.SHOWN
