"""A lifter at a running station, and a coach: what tests of commands share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from monitor.consent import Consent, Share
from monitor.model.records import Stamped
from monitor.net.coach_link import CoachLink
from monitor.net.coach_thread import CoachThread
from monitor.net.orders import Orders
from monitor.net.outbox import Outbox
from monitor.net.station_link import StationLink
from monitor.net.told import Teller
from monitor.pipeline import PipelineSettings
from tests.net.server import COACH, STATIONS, Server

STATION = STATIONS[0]
WAIT_S = 20.0


@dataclass
class Lifter:
    """What a station shows, says and records."""

    shown: list[str] = field(default_factory=list)
    spoken: list[tuple[str, bool]] = field(default_factory=list)
    did: list[Stamped] = field(default_factory=list)

    def orders(self, *, accepts: bool = True) -> Orders:
        """Return what takes a coach's commands."""
        return Orders(self.shown.append, self._speak, self.did.append, accepts=accepts)

    def _speak(self, words: str, urgent: bool) -> None:
        self.spoken.append((words, urgent))


@asynccontextmanager
async def at_station(
    server: Server, folder: Path, orders: Orders
) -> AsyncIterator[StationLink]:
    """Yield a station's link once it takes commands."""
    outbox = Outbox(folder / "outbox")
    teller = Teller(STATION, "s", "Lifter A", PipelineSettings())
    consent = Consent(Share.STATE)
    link = StationLink(server.address(STATION), outbox, teller, consent, orders.take)
    try:
        async with link.opened():
            await become(lambda: link.counts.states > 0)
            yield link
    finally:
        outbox.close()


@asynccontextmanager
async def coached(server: Server) -> AsyncIterator[CoachThread]:
    """Yield a coach's link that has reached the server."""
    thread = CoachThread(CoachLink(server.address(COACH)), COACH)
    thread.start()
    try:
        await become(lambda: not thread.problem)
        yield thread
    finally:
        await asyncio.to_thread(thread.close)


async def become(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  there is no event for it
            await asyncio.sleep(0.02)
