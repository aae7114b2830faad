"""What a coach gets out of an archive, and what nobody is to get."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from nats.aio.client import Client

from monitor.consent import Consent, Share
from monitor.net.archive_entry import Entry, entry_subject
from monitor.net.archive_fetch import MOST_BYTES, archive_of
from monitor.net.archive_offer import ArchiveOffer
from monitor.net.archive_source import CHUNK_BYTES, ArchiveError
from monitor.net.subjects import archive_bucket
from tests.net.server import COACH, GYM, STATIONS, Server, connected, gym
from tests.net.test_archive_offer import a_recording

STATION, OTHER = STATIONS
BUCKET = archive_bucket(GYM, STATION)


async def offered(server: Server, path: Path, station: str = STATION) -> None:
    offer = ArchiveOffer(server.address(station), lambda: Consent(Share.HISTORY))
    await offer.offer([path])


def test_a_recording_comes_back_as_it_went(tmp_path: Path) -> None:
    path = a_recording(tmp_path, 3 * CHUNK_BYTES + 5)

    async def day() -> tuple[list[str], list[str], list[bool]]:
        async with gym(tmp_path / "server") as server:
            await offered(server, path)
            async with archive_of(server.address(COACH)) as archive:
                stations = await archive.stations()
                (entry,) = await archive.entries(STATION)
                none = [each.name for each in await archive.entries(OTHER)]
                news = [await archive.fetch(entry, tmp_path / "out") for _ in "12"]
                return stations, none, news

    stations, none, news = asyncio.run(day())

    assert stations == list(STATIONS)
    assert none == []
    assert news == [True, False]
    (got,) = (tmp_path / "out").iterdir()
    assert got.name == path.name
    assert got.read_bytes() == path.read_bytes()


FORGED = {
    "another digest": lambda entry: msgspec.structs.replace(entry, digest="SHA-256=x"),
    "too few chunks": lambda entry: msgspec.structs.replace(entry, chunks=1),
    "a smaller size": lambda entry: msgspec.structs.replace(entry, size=5),
    "no such chunks": lambda entry: msgspec.structs.replace(entry, nuid="x"),
    "a path": lambda entry: msgspec.structs.replace(entry, name="../../x.mcap"),
    "hidden": lambda entry: msgspec.structs.replace(entry, name=".x.mcap"),
    "a drive": lambda entry: msgspec.structs.replace(entry, name="C:x.mcap"),
    "a program": lambda entry: msgspec.structs.replace(entry, name="x.exe"),
    "a terminal's": lambda entry: msgspec.structs.replace(entry, name="\x1b[2J.mcap"),
    "huge": lambda entry: msgspec.structs.replace(entry, size=MOST_BYTES + 1),
}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What becomes of each forged entry: why it isn't got, and what was left."""
    folder = tmp_path_factory.mktemp("forged")
    path, said = a_recording(folder, 2 * CHUNK_BYTES + 5), dict[str, str]()

    async def try_one(what: str, client: Client, server: Server) -> None:
        async with archive_of(server.address(COACH)) as archive:
            plain = next(
                each
                for each in await archive.entries(STATION)
                if each.name == path.name
            )
            forged: Entry = FORGED[what](plain)
            where = entry_subject(BUCKET, "forged")
            headers = {"Nats-Rollup": "sub"}
            body = msgspec.json.encode(forged)
            await client.jetstream().publish(where, body, headers=headers)
            found = [e for e in await archive.entries(STATION) if e != plain]
            try:
                await archive.fetch(found[0], folder / "out")
            except ArchiveError as error:
                said[what] = str(error)

    async def day() -> None:
        async with gym(folder / "server") as server, connected(server, STATION) as c:
            await offered(server, path)
            for what in FORGED:
                await try_one(what, c, server)

    asyncio.run(day())
    out = folder / "out"
    said["left"] = str(list(out.iterdir()) if out.exists() else [])
    return said


@pytest.mark.parametrize("what", FORGED)
def test_what_a_station_forges_is_not_written(taken: dict[str, str], what: str) -> None:
    assert what in taken
    assert taken[what].isprintable()
    assert taken["left"] == "[]"


async def refusal(server: Server, user: str) -> str:
    try:
        async with archive_of(server.address(user)) as archive:
            await archive.entries(STATION)
    except ArchiveError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("user", "is_refused"), [(COACH, False), (OTHER, True), ("tablet-1", True)]
)
def test_only_a_coach_reads_an_archive(
    tmp_path: Path,
    user: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_refused: bool,
) -> None:
    monkeypatch.setattr("monitor.net.archive_fetch._ANSWER_S", 0.3)

    async def day() -> str:
        async with gym(tmp_path / "server") as server:
            return await refusal(server, user)

    assert bool(asyncio.run(day())) is is_refused


def test_a_server_that_is_killed_on_the_way_leaves_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.net.archive_fetch._ANSWER_S", 0.3)
    path = a_recording(tmp_path, 3 * CHUNK_BYTES + 5)

    async def day() -> None:
        async with gym(tmp_path / "server") as server:
            await offered(server, path)
            async with archive_of(server.address(COACH)) as archive:
                (entry,) = await archive.entries(STATION)
                server.kill()
                await archive.fetch(entry, tmp_path / "out")

    with pytest.raises(ArchiveError, match="lost on the way"):
        asyncio.run(day())

    assert list((tmp_path / "out").iterdir()) == []
