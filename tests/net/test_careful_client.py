"""Whatever a station writes around a message, a coach goes on reading."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from nats.aio.client import Client

from monitor.consent import Consent, Share
from monitor.net import connection
from monitor.net.coach_link import CoachLink
from monitor.net.connection import ended, until_lost
from monitor.net.messages import Answer, Say
from monitor.net.outbox import Outbox
from monitor.net.room import Tile
from monitor.net.station_link import StationLink
from monitor.net.subjects import Branch, subject
from monitor.net.told import Teller
from monitor.pipeline import PipelineSettings
from tests.net.made import a_set
from tests.net.server import COACH, GYM, STATIONS, Server, connected, gym
from tests.net.test_coach_link import connected_once, reading, seen, state, tell
from tests.net.test_station_link import become, linked, up

STATION = STATIONS[0]
HEADERS = (
    b"garbage",
    b"NATS/1.0",
    b"NATS/1.0 9999 \xff\r\n\r\n",
    b"NATS/1.0\r\nA\xff\xfe: b\r\n\r\n",
    b"NATS/1.0 100 Idle Heartbeat\r\n\r\n",
    b"NATS/1.0 100 FlowControl Request\r\n\r\n",
    b"NATS/1.0\r\nStatus: 100\r\nDescription: Idle\r\nNats-Last-Consumer: x\r\n\r\n",
)


def write(client: Client, data: bytes) -> None:
    """Write what nats-py itself never would."""
    assert client._transport is not None  # noqa: SLF001
    client._transport.write(data)  # noqa: SLF001


def spoil(client: Client, where: str) -> None:
    for headers in HEADERS:
        for body in (b"", b"x"):
            sizes = b"%d %d" % (len(headers), len(headers) + len(body))
            line = b"HPUB %s %s\r\n" % (where.encode(), sizes)
            write(client, line + headers + body + b"\r\n")
    write(client, b"PUB %s a.\xff\xfe 1\r\nx\r\n" % where.encode())


@pytest.mark.parametrize("branch", [Branch.EVENT, Branch.STATE])
def test_a_coach_reads_on_after_spoiled_headers(tmp_path: Path, branch: Branch) -> None:
    where = subject(GYM, STATION, branch)

    async def day() -> tuple[Tile, int]:
        async with (
            gym(tmp_path) as server,
            reading(server) as link,
            connected(server, STATION) as client,
        ):
            await connected_once(link)
            spoil(client, where)
            await client.flush()
            await client.publish(subject(GYM, STATION, Branch.STATE), state(1))
            await tell(client, a_set(1))
            return await seen(link, lambda t: t.state and t.sets), link.connections

    tile, connections = asyncio.run(day())

    assert tile.malformed == 2 * len(HEADERS) + 1
    assert connections == 1


def test_a_station_hears_on_after_spoiled_headers(tmp_path: Path) -> None:
    where = subject(GYM, STATION, Branch.COMMAND)

    async def session() -> tuple[Answer, int]:
        async with (
            gym(tmp_path) as server,
            reading(server) as coach,
            linked(server, tmp_path / "outbox") as link,
            connected(server, COACH) as client,
        ):
            await up(link)
            await connected_once(coach)
            spoil(client, where)
            await client.flush()
            await become(lambda: link.counts.malformed == 2 * len(HEADERS) + 1)
            answer = await coach.send(STATION, Say("command-1", "C", "x"))
            return answer.answer, link.counts.connections

    assert asyncio.run(session()) == (Answer.SHOWN, 1)


def test_a_connection_that_breaks_without_a_word_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client forgets to tell when it can't send what it still had to send."""
    monkeypatch.setattr(connection, "LOOK_S", 0.01)

    async def story() -> bool:
        async with gym(tmp_path) as server:
            async with connected(server, STATION) as client:
                waiting = asyncio.create_task(until_lost(client, asyncio.Event()))
                await asyncio.sleep(0.05)
                still = not waiting.done()
            async with asyncio.timeout(5):
                await waiting
        return still

    assert asyncio.run(story())


def test_a_damaged_certificate_is_told_in_a_sentence(tmp_path: Path) -> None:
    async def story() -> list[str]:
        server = Server(tmp_path)
        address = msgspec.structs.replace(server.address(STATION), ca="damaged")
        outbox = Outbox(tmp_path / "outbox")
        teller = Teller(STATION, "s", "A", PipelineSettings())
        station = StationLink(
            address, outbox, teller, Consent(Share.STATE), lambda _: Answer.SHOWN
        )
        coach = CoachLink(address)
        reading = asyncio.create_task(coach.run())
        async with station.opened():
            await become(lambda: "certificate" in station.problem + coach.problem)
            await become(lambda: station.problem == coach.problem)
        reading.cancel()
        outbox.close()
        return [station.problem]

    damaged = "the certificate of the gym 'iron' is none: enrol again"
    assert asyncio.run(story()) == [damaged]


def test_a_task_that_swallows_a_cancellation_ends_nevertheless() -> None:
    """As NATS' client does, when it happens to be sending."""

    async def deaf() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)
        return "never"

    async def story() -> bool:
        task = asyncio.create_task(deaf())
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await ended(task)
        return task.cancelled()

    assert asyncio.run(story())
