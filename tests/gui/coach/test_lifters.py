"""Several lifters in one program."""

import math
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from monitor.cli.app import commands
from monitor.config import Settings
from monitor.demo_session import demo_recording, demo_settings
from monitor.gui.coach.app import EXERCISES, demo_wishes, station, without_record
from monitor.gui.coach.coach_window import LiftersWindow
from monitor.gui.coach.host import OVER
from monitor.gui.coach.host_words import (
    Began,
    Do,
    FromHost,
    Over,
    Place,
    Remark,
    Seen,
    ToHost,
    Watch,
)
from monitor.gui.coach.hosts import Hosts
from monitor.gui.coach.lifters import Lifters
from monitor.gui.studio import DemoWish
from monitor.model.events import Output, SetEnded
from monitor.model.records import SetLoad, SoundChange
from monitor.net.messages import State
from monitor.net.told import Teller
from monitor.recording.recording import Recording, read_recording
from monitor.view.state import ViewState

WISH = DemoWish(speed=math.inf, duration_s=75.0)


def places(wishes: list[DemoWish]) -> list[Place]:
    return [Place(station(n), f"Lifter {n + 1}", wish) for n, wish in enumerate(wishes)]


class Fake:
    """Sessions that say what a test has them say."""

    def __init__(self) -> None:
        self.said: list[FromHost] = []
        self.sent: list[ToHost] = []
        self.is_started = self.is_ended = self.is_joined = False

    def start(self) -> None:
        self.is_started = True

    def take(self) -> list[FromHost]:
        said, self.said = self.said, []
        return said

    def send(self, station: str, wanted: ToHost) -> None:
        self.sent.append(wanted)

    def end(self) -> None:
        self.is_ended = True

    def join(self) -> None:
        self.is_joined = True


class Session:
    """What a session of a virtual lifter tells, as its host would say it."""

    def __init__(self, place: str) -> None:
        settings = demo_settings(EXERCISES[0], None)
        self.place = place
        self.settings = settings
        self.teller = Teller(place, f"session of {place}"[:16], "Ann", settings)
        recording = demo_recording(settings, 1, 40.0)
        pipeline = recording.pipeline()
        self.outputs = [
            o for record in recording.records for o in pipeline.feed(record)
        ]

    def first(self, count: int) -> list[Output]:
        """Return outputs, folded."""
        taken, self.outputs = self.outputs[:count], self.outputs[count:]
        for output in taken:
            self.teller.feed(output)
        return taken

    def state(self) -> State:
        return self.teller.state()

    @property
    def view(self) -> ViewState:
        return self.teller.view

    @property
    def known(self) -> Began:
        return Began(self.place, self.view, self.settings)


def opened(qtbot: QtBot, fake: Fake, count: int) -> tuple[Lifters, LiftersWindow]:
    lifters = Lifters(places(demo_wishes(WISH, count, None)), fake)
    window = LiftersWindow(lifters)
    qtbot.addWidget(window)
    window.show()
    window.start()
    return lifters, window


def test_each_lifter_has_a_seed_an_exercise_and_a_file(tmp_path: Path) -> None:
    wishes = demo_wishes(WISH, 4, tmp_path)

    assert [each.seed for each in wishes] == [1, 2, 3, 4]
    assert [each.exercise for each in wishes] == [*EXERCISES, EXERCISES[0]]
    assert len({each.record for each in wishes}) == 4


def test_two_lifters_lift_and_a_third_fails_alone(
    qtbot: QtBot, home: Path, tmp_path: Path
) -> None:
    wishes = demo_wishes(WISH, 3, None)
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    wishes[2] = replace(wishes[2], record=nowhere / "x.mcap", is_recorded=True)
    lifting = places(wishes)
    hosts = Hosts(without_record(Settings()), lifting, lambda *_: None)
    lifters = Lifters(lifting, hosts)
    window = LiftersWindow(lifters)
    qtbot.addWidget(window)
    window.show()

    window.start()
    lifters.lifters["rack-1"].session.command(lambda t: SetLoad(t, 62.5))
    qtbot.waitUntil(lambda: lifters.is_over, timeout=60_000)
    window.page.refresh()

    ended = [tile.ended for tile in lifters.tiles()]
    assert ended[:2] == [OVER, OVER]
    assert "x.mcap" in ended[2]
    sets = {tile.station: tile.sets for tile in lifters.tiles()}
    assert {each.load_kg for each in sets["rack-1"]} == {62.5}
    assert {each.load_kg for each in sets["rack-2"]} == {None}
    assert len(window.page.grid.views) == 3
    window.show_details("rack-1")
    window.close()
    assert not window.isVisible()


def test_a_tile_opens_the_live_view_once_the_session_is_watched(
    qtbot: QtBot, home: Path
) -> None:
    fake, session = Fake(), Session("rack-1")
    lifters, window = opened(qtbot, fake, 2)
    session.first(400)
    fake.said = [session.state()]
    lifters.refresh()

    window.show_details("rack-1")
    assert fake.sent == [Watch("rack-1", wanted=True)]
    fake.said = [session.known]
    lifters.refresh()
    lifter = lifters.lifters["rack-1"]
    feed = lifter.feed
    assert feed is not None
    fake.said = [Seen("rack-1", session.first(400))]
    lifters.refresh()
    feed.refresh()
    assert feed.state == session.view

    feed.command(lambda t: SetLoad(t, 62.5))
    assert fake.sent[1:] == [Do("rack-1", SetLoad(0.0, 62.5))]
    lifter.leave()
    assert fake.sent[2:] == [Watch("rack-1", wanted=False)]
    window.close()


def test_a_session_that_is_over_can_still_be_looked_at(
    qtbot: QtBot, home: Path
) -> None:
    fake, session = Fake(), Session("rack-1")
    lifters, window = opened(qtbot, fake, 1)
    session.first(400)
    fake.said = [session.state(), Over("rack-1", OVER, session.known)]
    lifters.refresh()

    window.show_details("rack-1")

    assert fake.sent == []
    feed = lifters.lifters["rack-1"].feed
    assert feed is not None
    assert feed.state == session.view
    assert lifters.is_over
    window.close()
    assert fake.is_joined


def test_silence_leaves_a_tile_old_and_remarks_carry_the_name(
    qtbot: QtBot, home: Path
) -> None:
    fake, session = Fake(), Session("rack-1")
    lifters, window = opened(qtbot, fake, 1)
    remarks: list[str] = []
    lifters.remarked.connect(remarks.append)
    session.first(400)
    fake.said = [session.state(), Remark("rack-1", "The disk is full.")]
    lifters.refresh()
    (before,) = lifters.tiles()

    lifters.refresh()

    (after,) = lifters.tiles()
    assert after.seen_s == before.seen_s
    assert remarks == ["Lifter 1: The disk is full."]
    fake.said = [Over("rack-1", OVER)]
    lifters.refresh()
    window.close()


def test_why_a_session_broke_off_is_said_in_full_beside_the_tile(
    qtbot: QtBot, home: Path
) -> None:
    fake = Fake()
    lifters, window = opened(qtbot, fake, 2)
    remarks: list[str] = []
    lifters.remarked.connect(remarks.append)
    why = f"{OVER}: no lumbar sensor found within 60 s"

    fake.said = [Over("rack-1", why), Over("rack-2", OVER)]
    lifters.refresh()

    assert [tile.ended for tile in lifters.tiles()] == [why, OVER]
    assert remarks == [f"Lifter 1: {why}"]
    window.close()


def test_every_session_knows_whether_the_shared_sound_is_heard(
    qtbot: QtBot, home: Path
) -> None:
    fake = Fake()
    lifters, window = opened(qtbot, fake, 2)

    lifters.tell_sound(available=False, reason="no device")

    told = SoundChange(0.0, available=False, reason="no device")
    assert fake.sent == [Do("rack-1", told), Do("rack-2", told)]
    fake.said = [Over("rack-1", OVER), Over("rack-2", OVER)]
    lifters.refresh()
    window.close()


def test_closing_ends_every_session_first(qtbot: QtBot, home: Path) -> None:
    fake = Fake()
    lifters, window = opened(qtbot, fake, 2)

    window.close()
    assert window.isVisible()
    assert fake.is_ended
    fake.said = [Over("rack-1", OVER), Over("rack-2", OVER)]
    lifters.refresh()

    assert not window.isVisible()
    assert fake.is_joined


def test_recordings_of_many_are_those_of_each_alone(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gym"
    folder.mkdir()
    options = ["--lifters", "2", "--headless", "--speed", "max", "--duration", "60"]
    options += ["--exercise", "hip_thrust", "--record", str(folder)]

    result = CliRunner().invoke(commands(), ["demo", *options])

    assert result.exit_code == 0, result.output
    assert "Recorded: 2 files" in result.output
    settings = demo_settings(EXERCISES[0], None)
    for n in range(2):
        alone = demo_recording(settings, 1 + n, 60.0)
        together = read_recording(folder / f"{station(n)}.mcap")
        assert _sets(together) == _sets(alone)
        assert _sets(alone)


def _sets(recording: Recording) -> list[tuple[int, int, int]]:
    pipeline = recording.pipeline()
    outputs = [
        output for record in recording.records for output in pipeline.feed(record)
    ]
    return [(o.index, o.reps, o.faults) for o in outputs if isinstance(o, SetEnded)]
