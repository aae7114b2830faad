"""Breaks what can break between stations and a coach, and counts what arrives.

    python -m tests.benchmarks.coach_faults [--only NAME]

Real nats-server, stations and coaches, each a process; an invented lifter. Prints a
table. ``sent`` and ``received`` are distinct events and sets, compared by id for each
station; what does not agree is called LOST. The last column is how late a loop of 100
Hz in the station's process ran: the lifter's own feed runs in that loop.
"""

import argparse
import asyncio
import random
import signal
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from monitor.net.messages import EventKind, EventTold, encode
from monitor.net.serve.users import Kind
from monitor.net.subjects import Branch, subject
from tests.benchmarks.fault_gym import GYM, Coach, Gym, gym, ms, noise
from tests.benchmarks.fault_noise import crowd, flood
from tests.net.server import Cable

HOUR = 960  # messages of an hour: 900 reps, 60 sets
CROWD = 20  # stations
CALM_S, FLOOD_S = 3.0, 5.0
STATION = "rack-1"

Fault = Callable[[Gym], Awaitable[str]]


async def calm(gym: Gym) -> str:
    """Nothing is broken: what the others are to be compared with."""
    await gym.coach.start()
    station = await gym.station()
    await station.tell(100, 4.0)
    return await gym.row("none", "-")


async def cable_cut(gym: Gym) -> str:
    """The network is cut in traffic, and mended, several times."""
    await gym.coach.start()
    async with Cable(gym.server.listening.port).laid() as cable:
        station = await gym.station(port=cable.port)
        telling = asyncio.create_task(station.tell(200, 6.0))
        for _ in range(5):
            cable.cut()
            await asyncio.sleep(0.2)
            cable.mend()
            await asyncio.sleep(1.0)
        effect = f"the server was reached {(await telling).connections} times"
        return await gym.row("network cut and mended, 5 times", effect)


async def hour_away(gym: Gym) -> str:
    """What an hour brings waits in the outbox while the network is cut."""
    await gym.coach.start()
    async with Cable(gym.server.listening.port).laid() as cable:
        station = await gym.station(port=cable.port)
        cable.cut()
        report = await station.tell(HOUR, 3.0)
        cable.mend()
        await station.settled()
        effect = f"{report.waiting} waited on the disk, then went"
        return await gym.row("network away for an hour's reps and sets", effect)


async def server_killed(gym: Gym) -> str:
    """The server is killed in traffic, several times; its supervision restarts it."""
    await gym.coach.start()
    station = await gym.station()
    telling = asyncio.create_task(station.tell(200, 8.0))
    for _ in range(4):
        await asyncio.sleep(1.0)
        await gym.kill_server()
    await telling
    await station.settled()
    effect = f"started again {gym.server.restarts} times, on the same store"
    return await gym.row("server killed -9, 4 times", effect)


async def station_killed(gym: Gym) -> str:
    """The station is killed while its outbox empties, several times."""
    await gym.coach.start()
    station = await gym.station()
    lives, waited = 6, []
    for _ in range(lives - 1):
        waited.append((await station.tell(30)).waiting)
        await asyncio.sleep(random.uniform(0.0, 0.1))
        await station.kill()
        await station.start()
    await station.tell(30)
    effect = (
        f"up to {max(waited)} waited at a kill, and went in the next of {lives} lives"
    )
    return await gym.row(f"station killed -9, {lives - 1} times", effect)


async def coach_late(gym: Gym) -> str:
    """The coach is opened after all was told."""
    station = await gym.station()
    await station.tell(HOUR)
    await station.settled()
    await station.end()
    await gym.coach.start()
    return await gym.row("coach opened after all was over", "all of the day is there")


async def clock_wrong(gym: Gym) -> str:
    """The station's wall clock jumps by an hour, forward and back."""
    await gym.coach.start()
    station = await gym.station()
    for off_s in (3600.0, -3600.0, 0.0):
        await station.tell(40, 1.0, clock_off_s=off_s)
    effect = "the order is that of the numbers"
    return await gym.row("station's clock an hour ahead, then behind", effect)


async def coach_stopped(gym: Gym) -> str:
    """A coach's process does not read for a while, and comes back."""

    async def stopped(bob: Coach) -> None:
        bob.send(signal.SIGSTOP)
        await asyncio.sleep(9.0)
        bob.send(signal.SIGCONT)

    return await _burdened(gym, stopped, "coach that does not read for 9 s")


async def coach_slow(gym: Gym) -> str:
    """A coach's process reads a tenth of the time."""

    async def slowed(bob: Coach) -> None:
        for _ in range(16):
            bob.send(signal.SIGSTOP)
            await asyncio.sleep(0.45)
            bob.send(signal.SIGCONT)
            await asyncio.sleep(0.05)

    return await _burdened(gym, slowed, "coach that reads a tenth of the time, 8 s")


async def _burdened(
    gym: Gym, burden: Callable[[Coach], Awaitable[None]], fault: str
) -> str:
    """Have a second coach be slow among the states of a crowd."""
    await gym.coach.start()
    bob = Coach(await gym.user("bob", Kind.COACH))
    await bob.start()
    station = await gym.station()
    names = [f"crowd-{n}" for n in range(CROWD)]
    addresses = await gym.users(names, Kind.STATION)
    async with noise(crowd, addresses):
        before = await station.tell(100, 4.0)
        telling = asyncio.create_task(station.tell(200, 9.0))
        await burden(bob)
        meanwhile = await telling
    await station.end()
    wanted, cuts = len(set(station.sent)), gym.log().count("Slow Consumer")
    has = await bob.has(station.address.user, wanted)
    bob.end()
    late = [ms(each.late_s, 50, 99) for each in (before, meanwhile)]
    return await gym.row(
        fault,
        f"cut off by the server: {cuts} times; back again it has {has} of {wanted}. The"
        f" station's loop late p50, p99 {late[0]} before, {late[1]} meanwhile",
    )


async def wrong_key(gym: Gym) -> str:
    """A station signs in with a key that the server does not know, then its own."""
    await gym.coach.start()
    wrong = await gym.station(wrong_key=True)
    report = await wrong.tell(60, 1.5)
    await wrong.end()
    right = await gym.station()
    await right.settled()
    effect = f'"{report.problem}"; {report.waiting} waited, then went'
    return await gym.row("station with a wrong key, then its own", effect)


async def replayed(gym: Gym) -> str:
    """All that was told is told again, with its id and without."""
    await gym.coach.start()
    station = await gym.station()
    await station.tell(60, 1.0)
    await station.settled()
    known, where = 0, subject(GYM, STATION, Branch.EVENT)
    client = await gym.server.connect(STATION, gym.seeds[STATION])
    js = client.jetstream()
    for told in await gym.kept():
        again = {"Nats-Msg-Id": told.id}
        known += bool((await js.publish(where, encode(told), headers=again)).duplicate)
        await js.publish(where, encode(told))
    await client.close()
    return await gym.row(
        "every message replayed, with its id and without",
        lambda came: (
            f"{known} refused by the server by id; {came.repeats} came again and did"
            " not count"
        ),
    )


async def malformed(gym: Gym) -> str:
    """Garbage and a newer version between what is well formed; unknown fields."""
    await gym.coach.start()
    station = await gym.station()
    client = await gym.server.connect(STATION, gym.seeds[STATION])
    telling = asyncio.create_task(station.tell(100, 2.0))
    wrong = (b"\xff\xfe", b"", b"{}", b"[" * 5000, b'{"type":"event","v":99}')
    for data in wrong:
        for branch in (Branch.STATE, Branch.HEALTH, Branch.EVENT, Branch.SET):
            await client.publish(subject(GYM, STATION, branch), data)
    headers = b"garbage"  # which ends what nats-py reads
    line = f"HPUB {subject(GYM, STATION, Branch.EVENT)} {len(headers)} {len(headers)}"
    assert client._transport is not None  # noqa: SLF001  the client itself refuses
    client._transport.write(line.encode() + b"\r\n" + headers + b"\r\n")  # noqa: SLF001
    about = ("unknown-field-1", STATION, "another", 1, 1.0, "")
    newer = EventTold(*about, EventKind.REP, "A", box="another")
    data = encode(newer).replace(b"{", b'{"newer":[1],', 1)
    await client.publish(subject(GYM, STATION, Branch.EVENT), data)
    station.sent.append(newer.id)
    await telling
    await client.close()
    return await gym.row(
        f"{4 * len(wrong)} malformed bodies, 1 header, 1 unknown field",
        lambda came: f"{came.malformed} counted and shown, the field ignored",
    )


def flooding(kind: str, words: str) -> Fault:
    """Return a fault: a station publishes as fast as it can."""

    async def fault(gym: Gym) -> str:
        await gym.coach.start()
        station = await gym.station()
        await station.tell(16, CALM_S)
        before, _ = await gym.coach.came(anew=True)
        loud = await gym.user("loud", Kind.STATION)
        async with noise(flood, loud, kind) as sent:
            await station.tell(16, FLOOD_S)
            is_out = await gym.refuses("loud")
        await station.settled()
        await gym.coach.has(STATION, len(set(station.sent)))
        meanwhile, _ = await gym.coach.came()
        events = [ms(each.told_s[STATION], 99) for each in (before, meanwhile)]
        states = [ms(each.states_s[STATION], 99) for each in (before, meanwhile)]
        effect = (
            f"{sent[0]} sent{', then left out' if is_out else ''}; another's publish"
            " to coach p99, before and meanwhile:"
            f" events {', '.join(events)}, states {', '.join(states)}"
        )
        return await gym.row(f"station that floods with {words}", effect)

    fault.__name__ = f"flood_{kind}"
    return fault


FAULTS: tuple[Fault, ...] = (
    calm,
    cable_cut,
    hour_away,
    server_killed,
    station_killed,
    coach_late,
    clock_wrong,
    coach_stopped,
    coach_slow,
    wrong_key,
    replayed,
    malformed,
    flooding("states", "states"),
    flooding("events", "events"),
    flooding("huge", "states of 256 KB"),
)
HEAD = (
    "| fault | effect | sent | received | doubled | out of order | late, worst |",
    "|---|---|---|---|---|---|---|",
)


async def main() -> None:
    """Try the faults, each at a gym of its own, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="part of a fault's name")
    chosen = options.parse_args()
    print("\n".join(HEAD))  # noqa: T201  its output
    for fault in FAULTS:
        if chosen.only in fault.__name__:
            with tempfile.TemporaryDirectory() as folder:
                async with gym(Path(folder)) as place:
                    print(await fault(place), flush=True)  # noqa: T201  its output


if __name__ == "__main__":
    asyncio.run(main())
