"""Recordings of sessions reach a gym's archive, as far as their lifter allows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nats.js.errors
import pytest

from monitor.consent import CoachSettings, Consent, Share
from monitor.demo_session import DemoSession, demo_recording
from monitor.model.records import Note, Stamped
from monitor.net import archive_source, archiving, station_link
from monitor.net.address import Address
from monitor.net.archive_offer import to_server
from monitor.net.archive_queue import ArchiveQueue, Slip
from monitor.net.archive_source import Consented
from monitor.net.archiving import Archiving, Outcome, sent
from monitor.net.attached import Attached, StationWish, archive_queue, linked_to_gym
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import read_recording, write_recording
from monitor.recording.switch import Accompany
from tests.net.server import ADMIN, GYM, Cable, Server, connected, gym

STATION = "rack-1"
HISTORY = Consent(Share.HISTORY)
SETTINGS = PipelineSettings()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


@dataclass
class Evening:
    """One session at a station, and what its lifter was shown."""

    address: Address
    folder: Path
    consent: Consent = HISTORY
    archive: str = ""
    shown: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def linked(self) -> AsyncIterator[Attached]:
        coach = CoachSettings(consent=self.consent, archive=self.archive)
        wish = StationWish(coach, "Ann Lee", SETTINGS, address=self.address)

        def ignore(_: Stamped) -> None:
            """Nobody commands anything here."""

        async with linked_to_gym(wish, ignore, self.shown.append) as told:
            yield told

    async def train(self, name: str = "session.mcap") -> Path:
        """Run a short session that is recorded; return its recording."""
        path = self.folder / name
        session = DemoSession(demo_recording(SETTINGS, 1, 12.0), 1000.0, path)
        session.command(lambda t: Note(t, "tired"))
        async with self.linked() as told:
            session.also(told.accompany)
            await session.run(told.sinks)
        return path


async def archived(server: Server, station: str = STATION) -> dict[str, bytes]:
    """Return what a reader of the archive gets, who checks the digests."""
    bucket = f"rm-{GYM}-{station}-archive"
    async with connected(server, ADMIN) as client:
        store = await client.jetstream().object_store(bucket)
        try:
            names = [each.name for each in await store.list()]
        except nats.js.errors.NotFoundError:  # there is none
            return {}
        return {name: (await store.get(name)).data or b"" for name in names}


def test_a_session_ends_with_its_recording_in_the_archive(tmp_path: Path) -> None:
    async def evening() -> tuple[Evening, Path, dict[str, bytes], list[Slip]]:
        async with gym(tmp_path / "server") as server:
            one = Evening(server.address(STATION), tmp_path)
            path = await one.train()
            waiting = archive_queue(one.address).slips()
            return one, path, await archived(server), waiting

    one, path, kept, waiting = asyncio.run(evening())

    ((name, data),) = kept.items()
    (tmp_path / name).write_bytes(data)
    copy = read_recording(tmp_path / name)
    told = [each for each in copy.records if isinstance(each, Note)]
    assert copy.header.wearer.startswith("Lifter ")
    assert told == []
    assert len(list(copy.records)) == len(list(read_recording(path).records)) - 1
    assert waiting == []
    assert one.shown[-1] == "1 recording is in the archive."


@pytest.mark.parametrize("share", [Share.NOTHING, Share.STATE])
def test_without_consent_to_history_nothing_is_offered_now_or_later(
    tmp_path: Path, share: Share
) -> None:
    async def evenings() -> tuple[list[str], dict[str, bytes]]:
        async with gym(tmp_path / "server") as server:
            address = server.address(STATION)
            await Evening(address, tmp_path, Consent(share)).train("not.mcap")
            later = Evening(address, tmp_path)
            async with later.linked():
                pass
            return later.shown, await archived(server)

    shown, kept = asyncio.run(evenings())

    assert (tmp_path / "not.mcap").exists()
    assert (shown, kept) == ([], {})


def test_what_was_not_reached_waits_for_the_next_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_link, "LAST_WORDS_S", 0.1)

    async def evenings() -> tuple[Evening, Evening, dict[str, bytes]]:
        async with gym(tmp_path / "server") as server:
            address = server.address(STATION)
            nowhere = Address(("nats://127.0.0.1:1",), GYM, STATION)
            first = Evening(nowhere, tmp_path)
            await first.train("first.mcap")
            second = Evening(address, tmp_path)
            await second.train("second.mcap")
            return first, second, await archived(server)

    first, second, kept = asyncio.run(evenings())

    assert "1 recording waits for the archive (" in first.shown[0]
    assert "rep-monitor coach send" in first.shown[0]
    assert len(kept) == 2
    assert " ".join(second.shown).count("is in the archive") == 2 or (
        "2 recordings are in the archive." in second.shown
    )


def test_a_station_that_was_killed_sends_with_its_next_session(tmp_path: Path) -> None:
    async def evenings() -> dict[str, bytes]:
        async with gym(tmp_path / "server") as server:
            one = Evening(server.address(STATION), tmp_path)
            session = demo_recording(SETTINGS, 1, 12.0)
            path = tmp_path / "killed.mcap"
            write_recording(path, session.header, session.records)
            archive_queue(one.address).begin(path, "The Hulk", "she", pain=False)
            async with one.linked():
                pass
            return await archived(server)

    assert len(asyncio.run(evenings())) == 1


def test_an_archive_may_be_a_folder(tmp_path: Path) -> None:
    archive = tmp_path / "nas"

    async def evening() -> Evening:
        async with gym(tmp_path / "server") as server:
            one = Evening(server.address(STATION), tmp_path, archive=str(archive))
            await one.train()
            return one

    one = asyncio.run(evening())

    (copy,) = (archive / GYM / STATION).iterdir()
    assert read_recording(copy).header.wearer.startswith("Lifter ")
    assert one.shown[-1] == "1 recording is in the archive."


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    async def evening() -> Evening:
        async with gym(tmp_path / "server") as server:
            archive = str(tmp_path / "file")
            one = Evening(server.address(STATION), tmp_path, archive=archive)
            await one.train()
            return one

    one = asyncio.run(evening())

    assert "waits for the archive" in one.shown[-1]
    assert "can't be copied" in one.shown[-1]


@dataclass
class Bench:
    """A queue with one recording that waits, and a session's archiving over it."""

    queue: ArchiveQueue
    archiving: Archiving
    shown: list[str]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    size = 4096
    monkeypatch.setattr(archive_source, "CHUNK_BYTES", size)
    return size


def bench(tmp_path: Path, send: archiving.Send) -> Bench:
    queue, shown = ArchiveQueue(tmp_path / "queue"), list[str]()
    under = Archiving(queue, send, "The Hulk", "she", HISTORY, shown.append)
    session = demo_recording(SETTINGS, 1, 12.0)
    path = tmp_path / "session.mcap"
    write_recording(path, session.header, session.records)
    along = under.accompany(path, session.header)
    assert along is not None
    along.close()
    return Bench(queue, under, shown)


def test_a_cut_in_the_middle_is_resumed_where_the_server_is(
    tmp_path: Path, small_chunks: int
) -> None:
    chunks: list[int] = []

    async def evenings() -> tuple[list[Outcome], dict[str, bytes], bytes]:
        async with gym(tmp_path / "server") as server, Cable(server.port).laid() as c:
            plain = to_server(server.address(STATION, c.port))

            async def send(copy: Path, consent: Consented, /) -> str:
                def asked() -> Consent:
                    chunks.append(1)
                    if len(chunks) == 4:  # one question before the first chunk
                        c.cut()
                    return consent()

                return await plain(copy, asked)

            one = bench(tmp_path, send)
            slips = one.queue.slips()
            copy = one.queue.copy(slips[0])
            assert copy is not None
            content = copy.read_bytes()
            assert len(content) > 5 * small_chunks
            first = await sent(one.queue, send, slips)
            asked = len(chunks)
            c.mend()
            second = await sent(one.queue, send, slips)
            chunks[:] = [asked, len(chunks) - asked]
            return [first, second], await archived(server), content

    outcomes, kept, content = asyncio.run(evenings())

    assert [(each.sent, each.waiting) for each in outcomes] == [(0, 1), (1, 0)]
    assert "can't be reached" in outcomes[0].why or "broke" in outcomes[0].why
    assert list(kept.values()) == [content]
    whole = -(-len(content) // small_chunks)
    assert chunks[1] < whole + 2  # before the first, each chunk, before the entry


def test_consent_that_is_taken_back_in_the_middle_leaves_nothing(
    tmp_path: Path, small_chunks: int
) -> None:
    async def evening() -> tuple[Outcome, dict[str, bytes], list[Slip]]:
        async with gym(tmp_path / "server") as server:
            plain = to_server(server.address(STATION))
            asked: list[int] = []

            async def send(copy: Path, consent: Consented, /) -> str:
                def while_sending() -> Consent:
                    asked.append(1)
                    if len(asked) == 3:
                        one.archiving.use(Consent(Share.STATE))
                    return consent()

                return await plain(copy, while_sending)

            one = bench(tmp_path, send)
            outcome = await sent(one.queue, send, one.queue.slips())
            return outcome, await archived(server), one.queue.slips()

    outcome, kept, slips = asyncio.run(evening())

    assert (outcome.sent, outcome.waiting, outcome.words) == (0, 0, "")
    assert (kept, slips) == ({}, [])


def test_consent_given_again_does_not_bring_a_recording_back(tmp_path: Path) -> None:
    async def never(copy: Path, consent: Consented, /) -> str:
        raise AssertionError(copy)

    one = bench(tmp_path, never)

    one.archiving.use(Consent())
    one.archiving.use(HISTORY)

    assert one.queue.slips() == []


def test_a_session_does_not_wait_long_for_a_slow_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "AT_END_S", 0.2)

    async def for_ever(copy: Path, consent: Consented, /) -> str:
        await asyncio.Event().wait()
        return ""

    one = bench(tmp_path, for_ever)

    async def session() -> None:
        async with one.archiving.offering():
            pass

    asyncio.run(session())

    assert "there was no more time" in one.shown[-1]
    assert one.archiving.waiting == 1


def test_a_second_session_of_a_station_leaves_sending_to_the_first(
    tmp_path: Path,
) -> None:
    async def never(copy: Path, consent: Consented, /) -> str:
        raise AssertionError(copy)

    one = bench(tmp_path, never)

    async def session() -> None:
        async with one.archiving.offering():
            pass

    with one.queue.held():
        asyncio.run(session())

    assert "a session of this station runs" in one.shown[-1]


def test_two_things_go_along_with_one_recording(tmp_path: Path) -> None:
    seen: list[str] = []

    def noted(name: str) -> Accompany:
        def accompany(path: Path, _: object) -> None:
            seen.append(f"{name} {path.name}")

        return accompany

    session = DemoSession(
        demo_recording(SETTINGS, 1, 9.0), 1e4, tmp_path / "a.mcap", noted("history")
    )
    session.also(noted("archive"))

    asyncio.run(session.run([]))

    assert seen == ["history a.mcap", "archive a.mcap"]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(), ""),
        (Outcome(sent=2), "2 recordings are in the archive."),
        (
            Outcome(1, 2, "it rains"),
            "1 recording is in the archive. 2 recordings wait for the archive"
            " (it rains): the next session sends on, or 'rep-monitor coach send'.",
        ),
    ],
)
def test_what_became_of_it_is_a_sentence(outcome: Outcome, words: str) -> None:
    assert outcome.words == words
