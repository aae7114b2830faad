"""Real lifters in the coach's window: their host, on a scripted BlueZ."""

import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.acquisition.kits import read_kits
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.cli.live_lifters import lifters_of, place_of
from monitor.config import Settings, kits_path
from monitor.gui.coach.host import OVER, started
from monitor.gui.coach.host_words import FromHost, Over, Place
from monitor.gui.studio import Studio
from monitor.net.messages import State
from monitor.recording.recording import read_recording
from tests.gui.coach.test_host import Hosted
from tests.rig.room import IMPATIENT, NAMES, SENSORS, room_file, room_on_air

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is of Linux")
STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DURATION_S = 0.5


def places(folder: Path, bob: str = "") -> list[Place]:
    lifters = lifters_of(room_file(folder, bob), None)
    return [place_of(each, folder, STARTED, DURATION_S) for each in lifters]


def overs(said: list[FromHost]) -> dict[str, str]:
    return {each.station: each.sentence for each in said if isinstance(each, Over)}


def last_state(said: list[FromHost], station: str) -> State:
    return [
        each for each in said if isinstance(each, State) and each.station == station
    ][-1]


def test_a_place_can_go_to_another_process(home: Path) -> None:
    for place in places(home):
        assert pickle.loads(pickle.dumps(place)) == place


def test_who_shares_a_sound_with_others_still_needs_it(home: Path) -> None:
    for place in places(home):
        made = started(Studio(Settings()), place, [])

        assert made.settings.alerts.sound_needed
        assert made.sound is None


def test_both_lifters_stream_and_are_recorded_under_their_own_names(
    home: Path, short_session: SimulatedSession
) -> None:
    with room_on_air(short_session) as rig, Hosted(*places(home)) as host:
        said = host.to_end(2)

    assert overs(said) == dict.fromkeys(SENSORS, OVER)
    assert rig.links == 0
    assert read_kits(kits_path()) == []  # the file says it: nothing to remember
    for station, name in NAMES.items():
        state = last_state(said, station)
        assert (state.lifter, state.load_kg) == (name, 40.0)
        assert state.exercise == "Glute bridge"
        assert len(state.links) == 2
        (path,) = home.glob(f"*_{station}.mcap")
        assert read_recording(path).header.wearer == name


def test_a_sensor_that_is_not_found_ends_one_tile_and_leaves_the_other_going(
    home: Path, short_session: SimulatedSession
) -> None:
    missing = SENSORS["rack-2"][1]
    with room_on_air(short_session) as rig:
        rig.leave(missing)
        with Hosted(*places(home, IMPATIENT)) as host:
            said = host.to_end(2)

    ended = overs(said)
    assert ended["rack-1"] == OVER
    assert "lumbar sensor found within 1 s" in ended["rack-2"]
    assert missing in ended["rack-2"]
    assert last_state(said, "rack-1").links
