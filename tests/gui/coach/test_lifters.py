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
from monitor.gui.coach.lifters import OVER, Lifters, Place
from monitor.gui.studio import DemoWish, Started, Studio
from monitor.model.events import SetEnded
from monitor.model.records import SetLoad
from monitor.recording.recording import Recording, read_recording

WISH = DemoWish(speed=math.inf, duration_s=75.0)


def started(wish: DemoWish) -> Started:
    return Studio(without_record(Settings())).demo(wish)


def places(wishes: list[DemoWish]) -> list[Place]:
    return [
        Place(station(n), f"Lifter {n + 1}", started(wish))
        for n, wish in enumerate(wishes)
    ]


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
    lifters = Lifters(places(wishes))
    window = LiftersWindow(lifters)
    qtbot.addWidget(window)
    window.show()

    window.start()
    qtbot.waitUntil(lambda: lifters.is_over, timeout=60_000)
    window.page.refresh()

    ended = [tile.ended for tile in lifters.tiles()]
    assert ended[:2] == [OVER, OVER]
    assert "x.mcap" in ended[2] or "file" in ended[2]
    assert all(tile.sets for tile in lifters.tiles()[:2])
    assert len(window.page.grid.views) == 3
    window.show_details("rack-1")
    window.close()
    assert not window.isVisible()


def test_a_load_that_is_told_stands_on_the_tile(qtbot: QtBot, home: Path) -> None:
    lifters = Lifters(places(demo_wishes(WISH, 2, None)))
    window = LiftersWindow(lifters)
    qtbot.addWidget(window)
    lifters.lifters["rack-1"].feed.command(lambda t: SetLoad(t, 62.5))

    window.start()
    qtbot.waitUntil(lambda: lifters.is_over, timeout=60_000)

    sets = {tile.station: tile.sets for tile in lifters.tiles()}
    assert [each.load_kg for each in sets["rack-1"]] == [62.5] * len(sets["rack-1"])
    assert {each.load_kg for each in sets["rack-2"]} == {None}
    window.close()


def test_closing_ends_every_session_first(qtbot: QtBot, home: Path) -> None:
    calm = replace(WISH, speed=1.0)
    lifters = Lifters(places(demo_wishes(calm, 2, None)))
    window = LiftersWindow(lifters)
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: lifters.tiles()[0].state is not None, timeout=30_000)

    window.close()
    was_open = window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)

    assert was_open
    for lifter in lifters.lifters.values():
        assert not lifter.place.started.thread.is_alive


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
