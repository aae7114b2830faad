"""Recordings on their way to a gym's archive and out of it again, as commands."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from monitor.config import Settings, write_settings
from monitor.consent import CoachSettings, Consent, Share
from monitor.demo_session import demo_recording
from monitor.net.address import Address, write_address
from monitor.net.archive_queue import ArchiveQueue
from monitor.net.attached import archive_queue, owner, stations_path
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import read_recording, write_recording
from tests.cli.conftest import Ran
from tests.net.server import COACH, GYM, STATIONS, Server, gym

Command = Callable[..., Ran]


def enrolled(address: Address, coach: Address | None, home: Path) -> None:
    gyms = home / "rep-monitor" / "gyms"
    write_address(address, gyms / f"{GYM}-station.toml")
    if coach is not None:
        write_address(coach, gyms / f"{GYM}-coach.toml")


def settings_of(home: Path, share: Share, archive: str = "") -> Path:
    coach = CoachSettings(GYM, Consent(share), archive=archive)
    path = home / "settings.toml"
    write_settings(Settings(wearer="Ann Lee", coach=coach), path)
    return path


def waiting(address: Address, folder: Path, name: str = "session.mcap") -> ArchiveQueue:
    """Have a recording wait for the archive; return the queue."""
    session = demo_recording(PipelineSettings(), 1, 9.0)
    path = folder / name
    write_recording(path, session.header, session.records)
    queue = archive_queue(address)
    who = owner("Ann Lee", stations_path())
    queue.close(queue.begin(path, "The Hulk", who, pain=False))
    return queue


def at_a_gym(folder: Path, do: Callable[[Server], None]) -> None:
    """Do something while a gym's server runs."""

    async def served() -> None:
        async with gym(folder / "server") as server:
            await asyncio.to_thread(do, server)

    asyncio.run(served())


def nowhere() -> Address:
    return Address(("nats://127.0.0.1:1",), GYM, STATIONS[0])


def test_what_waits_is_sent_by_a_command(command: Command, home: Path) -> None:
    said: list[Ran] = []

    def do(server: Server) -> None:
        address = server.address(STATIONS[0])
        enrolled(address, server.address(COACH), home)
        waiting(address, home)
        settings = settings_of(home, Share.HISTORY)
        said.extend(command("coach", "send", "--settings", settings) for _ in "12")

    at_a_gym(home, do)

    assert "1 recording is in the archive." in said[0].out
    assert (said[0].code, said[1].code) == (0, 0)
    assert "No recording waits" in said[1].out


def test_what_can_not_be_sent_waits_and_is_said(command: Command, home: Path) -> None:
    enrolled(nowhere(), None, home)
    queue = waiting(nowhere(), home)

    ran = command("coach", "send", "--settings", settings_of(home, Share.HISTORY))

    assert ran.code == 1
    assert "can't be reached" in ran.out
    assert len(queue.slips()) == 1


def test_without_consent_a_command_sends_nothing(command: Command, home: Path) -> None:
    archive = home / "nas"
    enrolled(nowhere(), None, home)
    queue = waiting(nowhere(), home)
    settings = settings_of(home, Share.STATE, str(archive))

    refused = command("coach", "send", "--settings", settings)
    before = archive.exists()
    agreed = command("coach", "send", "--settings", settings, "--share", "history")

    assert "not sent" in refused.err
    assert not before
    assert "1 recording is in the archive." in agreed.out
    (copy,) = (archive / GYM / STATIONS[0]).iterdir()
    assert read_recording(copy).header.wearer == "The Hulk"
    assert queue.slips() == []


def test_a_station_without_a_gym_is_told(command: Command, home: Path) -> None:
    assert command("coach", "send").code == 2
    assert "not enrolled" in command("coach", "send", "--gym", "steel").err


def test_a_lifter_who_is_removed_leaves_no_copy(command: Command, home: Path) -> None:
    folder = home / "recordings"
    folder.mkdir()
    queue = waiting(nowhere(), folder)
    (slip,) = queue.slips()
    copy = queue.copy(slip)
    lifter = read_recording(Path(slip.recording)).header.wearer

    ran = command("history", "--recordings", folder, "delete", lifter, "--yes")

    assert ran.code == 0, ran.err
    assert queue.slips() == []
    assert copy is not None
    assert not copy.exists()


def test_the_doctor_tells_what_waits(command: Command, home: Path) -> None:
    enrolled(nowhere(), None, home)
    waiting(nowhere(), home)
    settings = settings_of(home, Share.HISTORY)
    settings.rename(home / "rep-monitor" / "settings.toml")

    ran = command("doctor", "--json")

    assert "1 recording waiting" in ran.out


def archived(home: Path, command: Command, server: Server) -> None:
    """Have a recording in the archive."""
    address = server.address(STATIONS[0])
    enrolled(address, server.address(COACH), home)
    waiting(address, home)
    settings = settings_of(home, Share.HISTORY)
    assert command("coach", "send", "--settings", settings).code == 0


def test_a_coach_lists_and_gets_recordings_once(command: Command, home: Path) -> None:
    out = home / "got"
    said: list[Ran] = []

    def do(server: Server) -> None:
        enrolled(server.address(STATIONS[0]), server.address(COACH), home)
        said.append(command("coach", "fetch", "--gym", GYM))
        archived(home, command, server)
        said.append(command("coach", "fetch", "--gym", GYM))
        said.extend(command("coach", "fetch", out, "--gym", GYM) for _ in "12")

    at_a_gym(home, do)

    none, listed, got, again = said
    assert "holds no recording" in none.out
    assert listed.out.startswith(STATIONS[0])
    assert len(listed.out.splitlines()) == 1
    assert "1 new, 0 there already" in got.out
    assert "0 new, 1 there already" in again.out
    (path,) = (out / STATIONS[0]).iterdir()
    assert read_recording(path).header.wearer == "The Hulk"


def test_a_file_that_is_there_is_not_written_over(command: Command, home: Path) -> None:
    out = home / "got"
    said: list[Ran] = []

    def do(server: Server) -> None:
        archived(home, command, server)
        command("coach", "fetch", out, "--gym", GYM)
        (path,) = (out / STATIONS[0]).iterdir()
        path.write_text("mine")
        said.append(command("coach", "fetch", out, "--gym", GYM))

    at_a_gym(home, do)

    (path,) = (out / STATIONS[0]).iterdir()
    assert path.read_text() == "mine"
    assert said[0].code == 1
    assert "is another file, and stays" in said[0].err


def test_a_server_that_is_not_there_is_one_sentence(command: Command) -> None:
    ran = command("coach", "fetch", "--server", "nats://127.0.0.1:1", "--gym", GYM)

    assert ran.code == 1
    assert len(ran.err.strip().splitlines()) == 1
