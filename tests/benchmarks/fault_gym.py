"""A gym to try faults on: a supervised server, stations and a coach, all processes."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np

from monitor.net.address import Address
from monitor.net.connection import FAILURES
from monitor.net.messages import Told, decode_told
from monitor.net.serve.credentials import ADMIN, new_key_pair
from monitor.net.serve.reached import quiet
from monitor.net.serve.supervision import RunningServer, running_server
from monitor.net.serve.users import Kind
from monitor.net.subjects import stream
from tests.benchmarks.fault_coach import Came, watch
from tests.benchmarks.fault_station import Report, Tell, live

GYM, COACH = "iron", "ann"
_SPAWN = multiprocessing.get_context("spawn")


def started(target: Callable[..., None], *about: object) -> tuple[BaseProcess, Any]:
    """Start a process, and return it with the pipe to it."""
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=target, args=(*about, there), daemon=True)
    process.start()
    there.close()  # so that its end is heard here
    return process, here


@dataclass
class Station:
    """A station's process, and what it has told so far."""

    address: Address
    outbox: Path
    sent: list[str] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    last: Report | None = None
    _process: BaseProcess | None = None
    _pipe: Connection | None = None

    async def start(self) -> None:
        """Start it, and wait until its session has begun."""
        about = (live, self.address, self.outbox)
        self._process, self._pipe = await asyncio.to_thread(started, *about)
        await self._answer()

    async def settled(self) -> None:
        """Wait until the server has all that it told."""
        while (await self.tell(0)).waiting:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.1)

    async def tell(self, count: int, span_s: float = 0.0, **other: Any) -> Report:  # noqa: ANN401  of Tell
        """Have its lifter do something; return once that is on its disk."""
        assert self._pipe is not None
        self._pipe.send(Tell(count, span_s, **other))
        return await self._answer()

    async def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        self._process.kill()
        await asyncio.to_thread(self._process.join)

    async def end(self) -> None:
        """End it in good order, if it still runs."""
        assert self._pipe is not None
        assert self._process is not None
        if not self._process.is_alive():
            return
        self._pipe.send(None)
        await self._answer()
        await asyncio.to_thread(self._process.join)

    async def _answer(self) -> Report:
        assert self._pipe is not None
        report: Report = await asyncio.to_thread(self._pipe.recv)
        self.sent += report.ids
        self.late_s += report.late_s
        self.last = report
        return report


class Coach:
    """A coach's process, and what it has taken in so far."""

    def __init__(self, address: Address) -> None:
        """Do nothing yet."""
        self._address = address
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    async def start(self) -> None:
        """Start it, and wait until it has reached the server."""
        about = (watch, self._address)
        self._process, self._pipe = await asyncio.to_thread(started, *about)
        while not (await self.came())[0].connections:  # noqa: ASYNC110  the same
            await asyncio.sleep(0.05)

    async def came(self, *, anew: bool = False) -> tuple[Came, int]:
        """Return what came, and how often a tile shows the earlier after the later.

        Args:
            anew: Begin the times anew.
        """
        assert self._pipe is not None
        self._pipe.send(anew)
        answer: tuple[Came, int] = await asyncio.to_thread(self._pipe.recv)
        return answer

    async def has(self, station: str, wanted: int, patience_s: float = 20.0) -> int:
        """Return how many of a station's messages have come; wait for so many."""
        end_s = time.monotonic() + patience_s
        while True:
            count = len((await self.came())[0].ids.get(station, ()))
            if count >= wanted or time.monotonic() > end_s:
                return count
            await asyncio.sleep(0.2)

    def send(self, number: signal.Signals) -> None:
        """Send its process a signal."""
        assert self._process is not None
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def end(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.join()


@dataclass
class Gym:
    """A gym that is served as long as a fault is tried.

    Attributes:
        server: nats-server, under supervision.
        coach: Reads all; not started yet.
        stations: Those that were made.
        seeds: Of users.
    """

    server: RunningServer
    coach: Coach
    folder: Path
    stations: list[Station] = field(default_factory=list)
    seeds: dict[str, str] = field(default_factory=dict)

    async def user(self, name: str, kind: Kind) -> Address:
        """Enter a user."""
        if name not in self.seeds:
            self.seeds[name] = self.server.credentials.new(name, kind).seed
            await self.server.refresh()
        return Address((self.server.url,), GYM, name, self.seeds[name])

    async def users(self, names: list[str], kind: Kind) -> list[Address]:
        """Enter several users at once."""
        for name in names:
            self.seeds[name] = self.server.credentials.new(name, kind).seed
        await self.server.refresh()
        return [await self.user(name, kind) for name in names]

    async def station(
        self, name: str = "rack-1", port: int = 0, *, wrong_key: bool = False
    ) -> Station:
        """Enter a station and start it; it reaches the server at a port."""
        own = await self.user(name, Kind.STATION)
        servers = (f"nats://127.0.0.1:{port}",) if port else own.servers
        seed = new_key_pair().seed if wrong_key else own.seed
        station = Station(Address(servers, GYM, name, seed), self.folder / name)
        self.stations.append(station)
        await station.start()
        return station

    def log(self) -> str:
        """Return what nats-server has written into its log."""
        return (self.server.folder / "nats.log").read_text(errors="replace")

    async def kill_server(self) -> None:
        """End nats-server as a power cut does; return when it is started again."""
        assert self.server.pid is not None
        os.kill(self.server.pid, signal.SIGKILL)
        restarts = self.server.restarts
        while self.server.restarts == restarts:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.05)

    async def refuses(self, name: str) -> bool:
        """Whether a user of the gym may not connect now."""
        try:
            client = await self.server.connect(
                name, self.seeds[name], allow_reconnect=False, error_cb=quiet
            )
        except FAILURES:
            return True
        await client.close()
        return False

    async def kept(self) -> list[Told]:
        """Return what the gym's stream holds."""
        admin = self.server.credentials.admin().seed
        client = await self.server.connect(ADMIN, admin)
        js, name = client.jetstream(), stream(GYM)
        last = (await js.stream_info(name)).state.last_seq
        found = [await js.get_msg(name, seq) for seq in range(1, last + 1)]
        await client.close()
        return [decode_told(each.data or b"") for each in found]

    async def row(
        self, fault: str, effect: str | Callable[[Came], str], patience_s: float = 30.0
    ) -> str:
        """End the stations, wait until all has come, and return a row of the table."""
        for station in self.stations:
            await station.end()
        sent: dict[str, set[str]] = {}
        for each in self.stations:
            sent.setdefault(each.address.user, set()).update(each.sent)
        end_s = time.monotonic() + patience_s
        came, shown = await self.coach.came()
        while _lost(sent, came) and time.monotonic() < end_s:
            await asyncio.sleep(0.2)
            came, shown = await self.coach.came()
        sums = (
            sum(map(len, sent.values())),
            sum(len(came.ids.get(name, ())) for name in sent),
        )
        words = effect if isinstance(effect, str) else effect(came)
        late_ms = 1000 * np.array([s for each in self.stations for s in each.late_s])
        lost = _lost(sent, came)
        told = f"{sums[1]}: **{lost} LOST**" if lost else f"{sums[1]}"
        cells = [
            *(fault, words, sums[0], told, came.doubled, came.disorder + shown),
            f"{late_ms.max():.1f} (p99 {np.percentile(late_ms, 99):.1f})",
        ]
        return f"| {' | '.join(str(each) for each in cells)} |"


def _lost(sent: dict[str, set[str]], came: Came) -> int:
    """Return how many messages did not come, or came though nobody told them."""
    return sum(len(ids ^ came.ids.get(name, set())) for name, ids in sent.items())


def ms(times_s: list[float], *percents: float) -> str:
    """Return percentiles of some times, in ms."""
    found = 1000 * np.percentile(times_s, percents)
    return " and ".join(f"{each:.1f}" for each in found) + " ms"


@asynccontextmanager
async def noise(
    target: Callable[..., None], *about: object
) -> AsyncIterator[list[object]]:
    """Have a process make noise inside; what it says at its end is put into a list."""
    process, pipe = await asyncio.to_thread(started, target, *about)
    said: list[object] = []
    try:
        yield said
    finally:
        pipe.send(None)
        said.append(await asyncio.to_thread(pipe.recv))
        await asyncio.to_thread(process.join)


@asynccontextmanager
async def gym(folder: Path) -> AsyncIterator[Gym]:
    """Serve a gym inside, with its coach."""
    async with running_server(folder / "server", GYM) as server:
        seed = server.credentials.new(COACH, Kind.COACH).seed
        await server.refresh()
        watcher = Coach(Address((server.url,), GYM, COACH, seed))
        try:
            yield Gym(server, watcher, folder)
        finally:
            watcher.end()
