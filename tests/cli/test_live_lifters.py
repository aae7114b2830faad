"""``live --lifters``: two lifters at one adapter, on a scripted BlueZ."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.cli.live_lifters import lifters_of, print_lines
from monitor.model.records import LinkChange, LinkState, SetLoad
from monitor.recording.recording import read_recording
from tests.cli.conftest import Ran
from tests.rig.bluez import BlueZ
from tests.rig.room import IMPATIENT, NAMES, SENSORS, room_file, room_on_air

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is of Linux")


@pytest.fixture
def rig(short_session: SimulatedSession) -> Iterator[BlueZ]:
    with room_on_air(short_session) as rig:
        yield rig


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return room_file(tmp_path)


def test_two_lifters_train_at_once_each_with_a_recording(
    room: Path, rig: BlueZ, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = room.parent / "recorded"

    print_lines(lifters_of(room, None), folder, 0.5)

    out = capsys.readouterr().out
    assert (rig.links, rig.notify_sessions) == (0, 0)
    for station, pair in SENSORS.items():
        (path,) = folder.glob(f"*_{station}.mcap")
        recording = read_recording(path)
        assert recording.notice is None
        assert recording.header.wearer == NAMES[station]
        assert all(address in recording.header.source for address in pair)
        records = recording.records
        changes = [each for each in records if isinstance(each, LinkChange)]
        # One adapter's scans and links take turns, whoever asks: nothing is refused.
        assert LinkState.LOST not in {each.state for each in changes}
        assert [e.load_kg for e in records if isinstance(e, SetLoad)] == [40.0]
        assert f"{station} {NAMES[station]}: recorded: {path}" in out


def test_a_sensor_that_is_not_found_ends_its_lifter_s_session_alone(
    room: Path, rig: BlueZ, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.leave(SENSORS["rack-2"][1])
    file = room_file(room.parent, IMPATIENT)

    with pytest.raises(typer.Exit):
        print_lines(lifters_of(file, None), None, 0.5)

    out = capsys.readouterr().out
    assert "rack-1 Ann: recorded: " in out
    (ended,) = [line for line in out.splitlines() if "has ended" in line]
    assert ended.startswith("rack-2 Bob: the session has ended: no ")
    assert "lumbar sensor found within 1 s: turn it on, come near" in ended
    assert SENSORS["rack-2"][1] in ended
    assert rig.links == 0


def test_an_option_of_one_lifter_is_refused_beside_the_file(
    room: Path, command: Callable[..., Ran]
) -> None:
    ran = command("live", "--headless", "--lifters", room, "--kit", "gym")

    assert ran.code == 2
    assert "the file says it, for each lifter" in " ".join(ran.err.split())
