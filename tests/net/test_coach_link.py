"""A coach reads a gym: late, over cuts, and never what was forged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from nats.aio.client import Client

from monitor.net import coach_link
from monitor.net.coach_link import STATES_HZ, CoachLink, CommandError
from monitor.net.messages import (
    Acknowledged,
    Answer,
    EventTold,
    PainTold,
    Say,
    SetTold,
    Told,
    encode,
    new_id,
)
from monitor.net.room import Room, Tile
from monitor.net.subjects import Branch, state_bucket, stream, subject
from tests.net.made import a_set, a_state
from tests.net.server import ADMIN, COACH, GYM, STATIONS, Server, connected, gym

STATION = STATIONS[0]


def state(n: int, station: str = STATION) -> bytes:
    return encode(a_state(station, n))


@asynccontextmanager
async def reading(server: Server) -> AsyncIterator[CoachLink]:
    link = CoachLink(server.address(COACH))
    task = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def tell(client: Client, told: Told) -> None:
    branches = {SetTold: Branch.SET, EventTold: Branch.EVENT, PainTold: Branch.PAIN}
    where = subject(GYM, STATION, branches[type(told)])
    await client.jetstream().publish(where, encode(told))


async def seen(
    link: CoachLink, condition: Callable[[Tile], object], station: str = STATION
) -> Tile:
    """Return a station's tile once it is as wanted."""
    async with asyncio.timeout(20):
        while True:
            with link.room() as room:
                tile = room.tile(station)
            if tile is not None and condition(tile):
                return tile
            await asyncio.sleep(0.02)


async def retain(client: Client, data: bytes, **headers: str) -> None:
    where = f"$KV.{state_bucket(GYM)}.{STATION}"
    await client.jetstream().publish(where, data, headers=headers or None)


def test_a_coach_opened_late_sees_everyone_and_all_sets_of_the_day(
    tmp_path: Path,
) -> None:
    async def day() -> Tile:
        async with gym(tmp_path) as server, connected(server, STATION) as client:
            for seq in range(1, 6):
                await tell(client, a_set(seq))
            await retain(client, state(7))
            async with reading(server) as link:
                return await seen(link, lambda t: t.state and len(t.sets) == 5)

    tile = asyncio.run(day())

    assert [each.index for each in tile.sets] == [1, 2, 3, 4, 5]
    assert tile.state is not None
    assert tile.state.n == 7
    assert tile.missing == 0


def test_a_killed_server_costs_a_coach_nothing(tmp_path: Path) -> None:
    async def day() -> Tile:
        async with gym(tmp_path) as server, reading(server) as link:
            async with connected(server, STATION) as client:
                await tell(client, a_set(1))
            await seen(link, lambda t: t.sets)
            server.kill()
            server.start()
            async with connected(server, STATION) as client:
                for seq in (2, 3):
                    await tell(client, a_set(seq))
            return await seen(link, lambda t: len(t.sets) >= 3)

    assert [each.seq for each in asyncio.run(day()).sets] == [1, 2, 3]


def test_a_reader_that_the_server_has_forgotten_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coach_link, "HEARTBEAT_S", 0.2)

    async def day() -> tuple[Tile, int]:
        async with (
            gym(tmp_path) as server,
            reading(server) as link,
            connected(server, STATION) as client,
            connected(server, ADMIN) as admin,
        ):
            await tell(client, a_set(1))
            await seen(link, lambda t: t.sets)
            js = admin.jetstream()
            for reader in await js.consumers_info(stream(GYM)):
                await js.delete_consumer(stream(GYM), reader.name)
            await tell(client, a_set(2))
            return await seen(link, lambda t: len(t.sets) == 2), link.connections

    tile, connections = asyncio.run(day())

    assert [each.index for each in tile.sets] == [1, 2]
    assert connections == 1


def test_repeats_and_a_wrong_order_come_out_right(tmp_path: Path) -> None:
    async def day() -> Tile:
        async with gym(tmp_path) as server, reading(server) as link:
            async with connected(server, STATION) as client:
                for seq in (2, 1, 2, 3, 1):
                    await tell(client, a_set(seq))
                pain = PainTold("pain-0001", STATION, "s", 4, 1.0, "", "A", 6.0)
                await tell(client, pain)
            return await seen(link, lambda t: len(t.sets) == 3 and t.pains)

    tile = asyncio.run(day())

    assert [each.seq for each in tile.sets] == [1, 2, 3]


def test_what_is_no_message_or_forged_is_counted_and_not_shown(tmp_path: Path) -> None:
    async def day() -> Room:
        where = subject(GYM, STATION, Branch.STATE)
        async with gym(tmp_path) as server, reading(server) as link:
            await connected_once(link)
            async with connected(server, STATION) as client:
                for data in (b"\xff", b"{}", state(1, STATIONS[1]), state(2)):
                    await client.publish(where, data)
                await client.flush()
                await seen(link, lambda t: t.state)
            with link.room() as room:
                return room

    room = asyncio.run(day())

    tile = room.tile(STATION)
    assert tile is not None
    assert tile.malformed == 3
    assert room.tile(STATIONS[1]) is None


async def connected_once(link: CoachLink) -> None:
    async with asyncio.timeout(20):
        while not link.connections:  # noqa: ASYNC110  there is no event for it
            await asyncio.sleep(0.02)


def test_a_deleted_state_is_gone_at_once(tmp_path: Path) -> None:
    async def day() -> Tile:
        async with (
            gym(tmp_path) as server,
            reading(server) as link,
            connected(server, STATION) as client,
        ):
            await retain(client, state(3))
            await seen(link, lambda t: t.state)
            await retain(client, b"", **{"KV-Operation": "DEL"})
            return await seen(link, lambda t: t.state is None)

    assert asyncio.run(day()).seen_s is None


def test_a_station_that_floods_is_read_no_faster(tmp_path: Path) -> None:
    sent = 2000

    async def day() -> tuple[Tile, int]:
        where = subject(GYM, STATION, Branch.STATE)
        async with gym(tmp_path) as server, reading(server) as link:
            await connected_once(link)
            async with (
                connected(server, STATION) as client,
                connected(server, STATIONS[1]) as other,
            ):
                for n in range(1, sent + 1):
                    await client.publish(where, state(n))
                await client.flush()
                calm = subject(GYM, STATIONS[1], Branch.STATE)
                await other.publish(calm, state(1, STATIONS[1]))
                await other.flush()
                tile = await seen(link, lambda t: t.state, STATIONS[1])
                await asyncio.sleep(0.2)
            return tile, link.flooded.get(STATION, 0)

    calm, unread = asyncio.run(day())

    assert calm.state is not None
    assert 0 < unread <= sent - STATES_HZ


def test_a_command_is_answered_or_said_to_be_unanswered(tmp_path: Path) -> None:
    say = Say(new_id(), "Coach", "lighter")

    async def day() -> Acknowledged:
        where = subject(GYM, STATION, Branch.COMMAND)
        async with gym(tmp_path) as server, reading(server) as link:
            await connected_once(link)
            with pytest.raises(CommandError, match="nobody answers at rack-1"):
                await link.send(STATION, say)
            async with connected(server, STATION) as client:
                listening = await client.subscribe(where)
                await client.flush()
                asked = asyncio.create_task(link.send(STATION, say))
                message = await listening.next_msg(5)
                answer = Acknowledged(say.id, STATION, Answer.SHOWN)
                await message.respond(encode(answer))
                return await asked

    assert asyncio.run(day()).answer is Answer.SHOWN


def test_without_a_server_nothing_is_sent(tmp_path: Path) -> None:
    async def day(server: Server) -> None:
        await CoachLink(server.address(COACH)).send(STATION, Say(new_id(), "C", "x"))

    with pytest.raises(CommandError, match="not sent"):
        asyncio.run(day(Server(tmp_path)))


def test_who_reads_once_knows_when_all_is_read(tmp_path: Path) -> None:
    async def day() -> list[int]:
        counts = []
        async with gym(tmp_path) as server, connected(server, STATION) as client:
            for expected in (0, 30):
                for seq in range(1, expected + 1):
                    await tell(client, a_set(seq))
                async with reading(server) as link:
                    await link.caught_up()
                    with link.room() as room:
                        tile = room.tile(STATION)
                    counts.append(0 if tile is None else len(tile.sets))
        return counts

    assert asyncio.run(day()) == [0, 30]
