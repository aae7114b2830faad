import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.consent import Consent, Share
from monitor.net.address import Address
from monitor.net.archive_offer import ArchiveOffer
from monitor.net.archive_source import CHUNK_BYTES, examined
from monitor.net.serve.streams import archive_stream
from monitor.net.subjects import archive_bucket
from tests.net.server import ADMIN, GYM, Cable, Server, connected, gym

STATION = "rack-1"
CHUNKS = 24
BUCKET = archive_bucket(GYM, STATION)


def shared() -> Consent:
    return Consent(Share.HISTORY)


def a_recording(folder: Path, size: int = CHUNKS * CHUNK_BYTES - 77) -> Path:
    path = folder / "2026-11-27 squat é.mcap"
    path.write_bytes(random.Random(size).randbytes(size))
    return path


async def kept(server: Server, name: str) -> bytes:
    """Return what a reader gets, who checks the digest."""
    async with connected(server, ADMIN) as client:
        store = await client.jetstream().object_store(BUCKET)
        return (await store.get(name)).data or b""


async def messages(server: Server) -> int:
    async with connected(server, ADMIN) as client:
        info = await client.jetstream().stream_info(f"OBJ_{BUCKET}")
        return info.state.messages


async def become(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the offer has no event for it
            await asyncio.sleep(0.001)


def test_a_recording_arrives_whole_and_is_not_changed(tmp_path: Path) -> None:
    path = a_recording(tmp_path)
    before = examined(path)

    async def session() -> tuple[bytes, list[int]]:
        async with gym(tmp_path / "server") as server:
            offer = ArchiveOffer(server.address(STATION), shared)
            await offer.offer([path])
            first = offer.chunks
            await offer.offer([path])
            return await kept(server, path.name), [first, offer.chunks]

    data, chunks = asyncio.run(session())

    assert data == path.read_bytes()
    assert examined(path) == before
    assert chunks == [CHUNKS, CHUNKS]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES])
def test_any_size_is_a_recording(tmp_path: Path, size: int) -> None:
    path = a_recording(tmp_path, size)

    async def session() -> bytes:
        async with gym(tmp_path / "server") as server:
            await ArchiveOffer(server.address(STATION), shared).offer([path])
            return await kept(server, path.name)

    assert asyncio.run(session()) == path.read_bytes()


def at_chunks(
    offer: list[ArchiveOffer], when: list[int], do: Callable[[], None]
) -> Callable[[], Consent]:
    """Return a consent that does something when so many chunks have arrived."""

    def consent() -> Consent:
        if when and offer[0].chunks >= when[0]:
            when.pop(0)
            do()
        return shared()

    return consent


def test_after_a_cut_it_goes_on_where_the_server_is(tmp_path: Path) -> None:
    path, cuts = a_recording(tmp_path), [3, 9, 17]
    offers: list[ArchiveOffer] = []

    async def session() -> tuple[bytes, int]:
        async with gym(tmp_path / "server") as server, Cable(server.port).laid() as c:
            consent = at_chunks(offers, cuts, c.cut)
            offers.append(ArchiveOffer(server.address(STATION, c.port), consent))
            sending = asyncio.create_task(offers[0].offer([path]))
            for left in (2, 1, 0):
                await become(lambda n=left: len(cuts) == n)  # type: ignore[misc]
                await become(lambda: offers[0].problem != "")
                c.mend()
            await asyncio.wait_for(sending, 20)
            return await kept(server, path.name), await messages(server)

    data, count = asyncio.run(session())

    assert data == path.read_bytes()
    assert count == CHUNKS + 1  # and the entry
    assert offers[0].chunks <= CHUNKS


def test_a_killed_server_or_station_goes_on(tmp_path: Path) -> None:
    path, kills = a_recording(tmp_path), [5]
    offers: list[ArchiveOffer] = []

    async def session() -> tuple[bytes, int, int]:
        async with gym(tmp_path / "server") as server:
            address = server.address(STATION)
            offers.append(ArchiveOffer(address, at_chunks(offers, kills, server.kill)))
            sending = asyncio.create_task(offers[0].offer([path]))
            await become(lambda: offers[0].problem != "")
            server.start()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            second = ArchiveOffer(address, shared)
            await asyncio.wait_for(second.offer([path]), 20)
            return await kept(server, path.name), await messages(server), second.chunks

    data, count, chunks = asyncio.run(session())

    assert data == path.read_bytes()
    assert count == CHUNKS + 1
    assert chunks <= CHUNKS - 5


def test_a_chunk_that_arrived_unacknowledged_is_not_doubled(tmp_path: Path) -> None:
    path = a_recording(tmp_path)

    async def session() -> tuple[bytes, int, int]:
        async with gym(tmp_path / "server") as server:
            where = f"$O.{BUCKET}.C.{examined(path).nuid}"
            async with connected(server, STATION) as client:
                chunk = path.read_bytes()[:CHUNK_BYTES]
                await client.jetstream().publish(where, chunk)
            offer = ArchiveOffer(server.address(STATION), shared)
            await offer.offer([path])
            return await kept(server, path.name), await messages(server), offer.chunks

    data, count, sent = asyncio.run(session())

    assert data == path.read_bytes()
    assert (count, sent) == (CHUNKS + 1, CHUNKS - 1)


def test_a_full_archive_is_said_and_tried_again(tmp_path: Path) -> None:
    path = a_recording(tmp_path)

    async def session() -> tuple[str, bytes]:
        async with gym(tmp_path / "server") as server:
            offer = ArchiveOffer(server.address(STATION), shared)
            async with connected(server, ADMIN) as client:
                context, config = client.jetstream(), archive_stream(GYM, STATION)
                await context.delete_stream(config.name or "")
                config.max_bytes = 10 * CHUNK_BYTES
                await context.add_stream(config)
                sending = asyncio.create_task(offer.offer([path]))
                await become(lambda: offer.problem != "")
                said = offer.problem
                config.max_bytes = 100 * CHUNK_BYTES
                await context.update_stream(config)
            await asyncio.wait_for(sending, 20)
            return said, await kept(server, path.name)

    said, data = asyncio.run(session())

    assert said == "the gym's archive takes no recording (maximum bytes exceeded)"
    assert data == path.read_bytes()


def test_withdrawn_consent_takes_back_what_was_sent_by_then(tmp_path: Path) -> None:
    path = a_recording(tmp_path)

    async def session() -> tuple[ArchiveOffer, int, bytes]:
        async with gym(tmp_path / "server") as server:
            offer = ArchiveOffer(
                server.address(STATION),
                lambda: Consent(Share.HISTORY if offer.chunks < 2 else Share.STATE),
            )
            await offer.offer([path])
            left = await messages(server)
            again = ArchiveOffer(server.address(STATION), shared)
            assert await again.attempt(path)
            return offer, left, await kept(server, path.name)

    offer, left, data = asyncio.run(session())

    assert offer.chunks == 2
    assert left == 1  # an empty mark
    assert "not shared" in offer.failed[path]
    assert data == path.read_bytes()


def test_an_attempt_at_a_server_that_is_not_there_says_so(tmp_path: Path) -> None:
    path = a_recording(tmp_path, 10)
    nowhere = Address(("nats://127.0.0.1:1",), GYM, STATION)

    offer = ArchiveOffer(nowhere, shared)

    assert not asyncio.run(offer.attempt(path))
    assert "can't be reached" in offer.problem


def test_an_unreadable_recording_is_no_hindrance_to_the_next(tmp_path: Path) -> None:
    path, missing = a_recording(tmp_path), tmp_path / "gone.mcap"

    async def session() -> tuple[ArchiveOffer, bytes]:
        async with gym(tmp_path / "server") as server:
            offer = ArchiveOffer(server.address(STATION), shared)
            await offer.offer([missing, path])
            return offer, await kept(server, path.name)

    offer, data = asyncio.run(session())

    assert list(offer.failed) == [missing]
    assert data == path.read_bytes()
