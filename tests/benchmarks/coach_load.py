"""Measures one server with many stations and a coach.

    python -m tests.benchmarks.coach_load [--stations 200] [--rate 10] [--minutes 10]

One process holds the stations, each with a connection and the permissions of its own,
another is the coach, with the program's own link. States go out spread evenly over
time; a rep follows every 4 s, a set every 60 s, each acknowledged by JetStream. Prints
a table: publish to coach, events sent and received, the server's memory and CPU.
"""

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped]
from nats.aio.client import Client

from monitor.net.address import Address
from monitor.net.coach_link import CoachLink
from monitor.net.messages import (
    Alarm,
    EventKind,
    EventTold,
    LinkView,
    SetTold,
    State,
    Told,
    encode,
)
from monitor.net.serve.supervision import RunningServer, running_server
from monitor.net.serve.users import Kind
from monitor.net.subjects import Branch, inbox, state_bucket, subject

GYM = "iron"
REP_S, SET_S, RETAIN_S = 4.0, 60.0, 1.0
DRAIN_S = 5.0
LINKS = (
    LinkView("pelvis", "streaming", 80.0, 0.4),
    LinkView("lumbar", "streaming", 71.0, 1.2),
)


@dataclass
class Sent:
    """What the stations have sent."""

    states: int = 0
    kept: int = 0
    told: int = 0
    failed: int = 0
    behind_s: list[float] = field(default_factory=list)


def state(name: str, n: int, rate_hz: float) -> State:
    """Return a state as large as real ones; ``t`` is when it was published."""
    trace = tuple(-10.0 + 0.1 * k for k in range(max(1, round(20 / rate_hz))))
    return State(
        station=name,
        session="0123456789abcdef",
        n=n,
        t=time.monotonic(),
        lifter=f"Lifter {name}",
        exercise="Romanian deadlift",
        in_set=True,
        set_index=3,
        load_kg=82.5,
        reps=n % 12,
        planned_reps=10,
        lumbar_deg=-12.3,
        trace=trace,
        links=LINKS,
        clean=5,
        borderline=1,
        faults=1,
        alarm=Alarm.CAUTION,
        alert="The lower back arches more and more",
    )


class Station:
    """A station that lifts without a pause."""

    def __init__(self, address: Address, rate_hz: float, phase: float) -> None:
        self._address, self._rate_hz, self._phase = address, rate_hz, phase
        self._client = Client()
        self._seq = 0

    async def connect(self) -> None:
        """Sign in."""
        await self._client.connect(
            servers=list(self._address.servers),
            nkeys_seed_str=self._address.seed,
            inbox_prefix=inbox(self._address.user),
            allow_reconnect=False,
        )

    async def run(self, start_s: float, end_s: float, sent: Sent) -> None:
        """Publish until ``end_s``, on the beat."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._states(start_s, end_s, sent))
            group.create_task(self._told(start_s, end_s, sent))
        await self._client.close()

    async def _states(self, start_s: float, end_s: float, sent: Sent) -> None:
        name, n = self._address.user, 0
        where = subject(GYM, name, Branch.STATE)
        kept = f"$KV.{state_bucket(GYM)}.{name}"
        every = max(1, round(RETAIN_S * self._rate_hz))
        while True:
            due_s = start_s + (n + self._phase) / self._rate_hz
            if due_s > end_s:
                return
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            sent.behind_s.append(time.monotonic() - due_s)
            n += 1
            data = encode(state(name, n, self._rate_hz))
            await self._client.publish(where, data)
            if n % every == 0:
                await self._client.publish(kept, data)
                sent.kept += 1
            sent.states += 1

    async def _told(self, start_s: float, end_s: float, sent: Sent) -> None:
        due_s = start_s + self._phase * REP_S
        set_s = due_s + SET_S
        while due_s < end_s:
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            await self._tell(is_set=due_s >= set_s, sent=sent)
            set_s += SET_S if due_s >= set_s else 0.0
            due_s += REP_S

    async def _tell(self, *, is_set: bool, sent: Sent) -> None:
        self._seq += 1
        name, t = self._address.user, time.monotonic()
        about = (f"{name}-{self._seq:08}", name, "0123456789abcdef", self._seq, t)
        utc, who = "2026-11-27T20:00:00.000+00:00", f"Lifter {name}"
        told: Told = EventTold(*about, utc, EventKind.REP, who, rep=self._seq)
        branch = Branch.EVENT
        if is_set:
            told, branch = SetTold(*about, utc, who, 1, reps=8), Branch.SET
        try:
            await self._client.jetstream().publish(
                subject(GYM, name, branch),
                encode(told),
                timeout=20,
                headers={"Nats-Msg-Id": told.id},
            )
            sent.told += 1
        except TimeoutError:
            sent.failed += 1


def coach(address: Address, go: float, end: float, answer: object) -> None:
    """Be the coach, in a process of its own."""
    ages: list[float] = []

    async def watch() -> dict[str, float]:
        link = CoachLink(address)
        taken, told = 0, 0

        with link.room() as room:
            take_state, take_told = room.take_state, room.take_told

        def state_came(new: State, now_s: float) -> bool:
            nonlocal taken
            taken += 1
            if time.monotonic() - new.t < 30:  # not the retained ones of before
                ages.append(time.monotonic() - new.t)
            return take_state(new, now_s)

        def told_came(new: Told) -> bool:
            nonlocal told
            is_new = take_told(new)
            told += is_new
            return is_new

        room.take_state = state_came  # type: ignore[method-assign, assignment]
        room.take_told = told_came  # type: ignore[method-assign, assignment]
        reading = asyncio.create_task(link.run())
        await asyncio.sleep(max(0.0, go - time.monotonic()))
        begin_s = time.process_time()
        await asyncio.sleep(max(0.0, end + DRAIN_S - time.monotonic()))
        busy = (time.process_time() - begin_s) / (end - go)
        reading.cancel()
        missing = sum(tile.missing for tile in link.tiles())
        p50, p99, worst = np.percentile(ages, [50, 99, 100]) * 1000
        return {
            "states": taken,
            "told": told,
            "missing": missing,
            "unread": sum(link.flooded.values()),
            "p50": p50,
            "p99": p99,
            "worst": worst,
            "cpu": 100 * busy,
        }

    answer.send(asyncio.run(watch()))  # type: ignore[attr-defined]


async def measure(
    server: RunningServer, count: int, rate_hz: float, span_s: float
) -> None:
    """Run it, and print the table."""
    names = [f"rack-{n + 1}" for n in range(count)]
    addresses = [
        Address((server.url,), GYM, n, server.credentials.new(n, Kind.STATION).seed)
        for n in names
    ]
    ann = Address(
        (server.url,), GYM, "ann", server.credentials.new("ann", Kind.COACH).seed
    )
    await server.refresh()
    stations = [Station(each, rate_hz, n / count) for n, each in enumerate(addresses)]
    for station in stations:
        await station.connect()
    go = time.monotonic() + 5.0
    here, there = multiprocessing.Pipe()
    watcher = multiprocessing.get_context("spawn").Process(
        target=coach, args=(ann, go, go + span_s, there)
    )
    watcher.start()
    sent, process = Sent(), psutil.Process(server.pid)
    await asyncio.sleep(max(0.0, go - time.monotonic()))
    before, busy = process.cpu_times(), time.process_time()
    most = 0
    tasks = [asyncio.create_task(s.run(go, go + span_s, sent)) for s in stations]
    while any(not task.done() for task in tasks):
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(1.0)
    after, busy = process.cpu_times(), time.process_time() - busy
    await asyncio.gather(*tasks)
    got = await asyncio.to_thread(here.recv)
    watcher.join()
    cpu = (after.user + after.system - before.user - before.system) / span_s
    behind = np.percentile(sent.behind_s, 99) * 1000
    rows = [
        ("stations, rate, minutes", f"{count} x {rate_hz:g} Hz, {span_s / 60:g} min"),
        ("states sent, also kept", f"{sent.states}, {sent.kept}"),
        ("received of both", f"{got['states']:.0f}"),
        ("publish to coach", f"p50 {got['p50']:.1f}, p99 {got['p99']:.1f} ms"),
        ("worst", f"{got['worst']:.0f} ms"),
        ("events and sets sent, received", f"{sent.told}, {got['told']:.0f}"),
        ("not acknowledged, missing", f"{sent.failed}, {got['missing']:.0f}"),
        ("states not read", f"{got['unread']:.0f}"),
        ("server", f"{most / 2**20:.0f} MiB at most, {100 * cpu:.0f} % of a core"),
        ("coach", f"{got['cpu']:.0f} % of a core"),
        ("stations together", f"{100 * busy / span_s:.0f} % of a core"),
        ("stations behind their beat", f"p99 {behind:.1f} ms"),
    ]
    for name, value in rows:
        print(f"| {name} | {value} |")  # noqa: T201  its output


async def main() -> None:
    """Start a server, and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--stations", type=int, default=200)
    options.add_argument("--rate", type=float, default=10.0)
    options.add_argument("--minutes", type=float, default=10.0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), GYM) as server:
            span_s = 60 * chosen.minutes
            await measure(server, chosen.stations, chosen.rate, span_s)


if __name__ == "__main__":
    asyncio.run(main())
