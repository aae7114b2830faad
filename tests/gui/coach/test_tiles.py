"""Tiles: what they say, where it lies, and how they fill a window."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from monitor.gui.coach.coach_page import EMPTY, NONE_FOUND, CoachPage
from monitor.gui.coach.grid import columns_for
from monitor.gui.coach.tile_plan import LEAST_HEIGHT, LEAST_WIDTH, tile_plan
from monitor.gui.coach.tile_view import TileView
from monitor.gui.coach.tile_words import tile_words
from monitor.gui.coach.trace import trace_runs
from monitor.gui.symbols import Symbol
from monitor.gui.theme import THEME
from monitor.net import room
from monitor.net.messages import Alarm, LinkView
from monitor.net.room import FRESH_S, Rank, Tile
from tests.gui.coach.source import Source
from tests.net.made import a_tile


def tile(station: str = "rack-1", seen_s: float = 0.0, **more: object) -> Tile:
    return a_tile(station, seen_s, (1.0, None, -25.0, 80.0), **more)


@given(st.floats(LEAST_WIDTH, 2000), st.floats(LEAST_HEIGHT, 1400))
def test_nothing_on_a_tile_overlaps_or_is_cut_off(width: float, height: float) -> None:
    areas = tile_plan(width, height).areas()

    whole = QRectF(0, 0, width, height)
    for i, area in enumerate(areas):
        assert whole.contains(area)
        assert area.height() > 8
        for other in areas[i + 1 :]:
            shared = area.intersected(other)
            assert shared.width() < 1e-6 or shared.height() < 1e-6


@pytest.mark.parametrize(
    ("count", "size", "columns"),
    [(1, (1280, 700), 1), (8, (1600, 820), 4), (32, (1900, 950), 8)],
)
def test_the_grid_fills(count: int, size: tuple[int, int], columns: int) -> None:
    assert columns_for(count, *size) == columns


def test_no_angle_is_no_verdict() -> None:
    words = tile_words(tile(), 0.0)

    assert words.symbol is Symbol.UNKNOWN
    assert words.angle == "Angle unknown"


def test_nothing_is_fine_while_no_alert_would_come() -> None:
    unarmed = tile(lumbar_deg=3.0, armed="Not armed: not calibrated")

    assert tile_words(unarmed, 0.0).symbol is Symbol.UNKNOWN
    assert tile_words(tile(lumbar_deg=3.0), 0.0).symbol is Symbol.FINE


def test_where_there_is_little_room_words_are_short() -> None:
    links = (LinkView("pelvis", "streaming", 80.0, 1.0), LinkView("lumbar", "lost"))

    words = tile_words(tile(lumbar_deg=-12.0, links=links), 0.0)

    assert words.short_angle == "12° ext."
    assert words.short_links == "P 80 %, loses 1 % · L lost"
    assert tile_words(tile(), 0.0).short_angle == "unknown"
    busy = tile(exercise="Hip thrust", in_set=True, set_index=2, load_kg=60.0)
    assert tile_words(busy, 0.0).short_doing == "set 2 · 60 kg · Hip thrust"


def test_an_alarm_stays_said_while_nothing_more_is_heard() -> None:
    words = tile_words(tile(in_set=True, alarm=Alarm.DANGER, alert="Past it"), 5.0)

    assert words.said == "Past it · No signal for 5 s"
    assert words.rank is Rank.DANGER


def test_a_lost_sensor_looks_otherwise_than_no_signal() -> None:
    lost = tile(in_set=True, link_lost=True)

    assert tile_words(lost, 0.0).symbol is Symbol.CAUTION
    assert (lost.rank(0.0), lost.rank(60.0)) == (Rank.LINK, Rank.SILENT)


def test_an_angle_of_no_degree_has_no_direction() -> None:
    assert tile_words(tile(lumbar_deg=-0.4), 0.0).angle == "0° neutral"


def test_the_smallest_window_shows_each_tile_whole(qtbot: QtBot) -> None:
    shown = page(qtbot, Source(*(tile(f"rack-{n}") for n in range(64))))
    shown.resize(1024, 640)
    shown.refresh()

    inside = shown.grid.rect()
    assert all(inside.contains(view.geometry()) for view in shown.grid.views)


def test_no_signal_is_said_with_the_time_and_shows_no_angle() -> None:
    words = tile_words(tile(lumbar_deg=-4.0, in_set=True), 75.0)

    assert words.said == "No signal for 75 s"
    assert words.angle == "Angle unknown"
    assert words.rank is Rank.SILENT


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"help": True, "alarm": Alarm.DANGER}, "Calls for help"),
        ({"alarm": Alarm.DANGER, "alert": "Past the limit"}, "Past the limit"),
        ({"link_lost": True}, "Sensor lost"),
        ({"stopped": True}, "Stopped by lifter"),
        ({"stopped": True, "link_lost": True}, "Stopped by lifter"),
        ({"alarm": Alarm.STOP}, "Stop"),
        ({"alarm": Alarm.DANGER}, "Danger"),
        ({"lumbar_deg": 1.0, "in_set": True}, "Fine"),
        ({"lumbar_deg": 1.0}, "Between sets"),
        ({}, "Angle unknown"),
        ({"armed": "Not armed: not calibrated"}, "Not armed: not calibrated"),
    ],
)
def test_the_most_urgent_is_said(more: dict[str, object], said: str) -> None:
    assert tile_words(tile(**more), 0.0).said == said  # type: ignore[arg-type]


def test_the_ear_hears_what_the_eye_sees() -> None:
    links = (LinkView("pelvis", "streaming", 80.0, 1.0),)
    state = tile(
        exercise="Hip thrust",
        in_set=True,
        set_index=2,
        load_kg=60.0,
        reps=5,
        clean=4,
        faults=1,
        lumbar_deg=-12.0,
        links=links,
    )

    spoken = tile_words(state, 0.0).spoken

    for part in ("Hip thrust · set 2 · 60 kg", "5 reps", "12° extension", "4 clean"):
        assert part in spoken
    assert "Pelvis 80 %, loses 1 %" in spoken


@pytest.mark.parametrize(
    "size", [(LEAST_WIDTH, LEAST_HEIGHT), (150, 85), (155, 165), (300, 220)]
)
@pytest.mark.parametrize("alarm", list(Alarm))
def test_a_tile_of_any_size_paints_its_border(
    qtbot: QtBot, size: tuple[int, int], alarm: Alarm
) -> None:
    view = TileView("rack-1")
    qtbot.addWidget(view)
    view.resize(*size)

    view.show_tile(tile(alarm=alarm, lumbar_deg=3.0), 0.0)

    image = view.grab().toImage()
    colours = {image.pixelColor(size[0] // 2, y).name() for y in range(3)}
    names = {Alarm.NONE: "line", Alarm.CAUTION: "warn"}

    assert THEME.now.colour(names.get(alarm, "danger")).name() in colours


def page(qtbot: QtBot, source: Source) -> CoachPage:
    made = CoachPage(source, lambda: 0.0)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.refresh()
    return made


def test_an_empty_room_and_an_empty_filter_say_so(qtbot: QtBot) -> None:
    source = Source()
    shown = page(qtbot, source)
    empty = shown._empty.text()  # noqa: SLF001
    source.all = [tile()]
    shown.filter.setText("nobody")

    shown.refresh()

    assert (empty, shown._empty.text()) == (EMPTY, NONE_FOUND)  # noqa: SLF001


def test_a_click_or_a_key_chooses_and_acknowledges(qtbot: QtBot) -> None:
    source = Source(tile("a"), tile("b", alarm=Alarm.STOP))
    called: list[object] = []
    shown = CoachPage(source, lambda: 0.0)
    shown.called.connect(called.append)
    qtbot.addWidget(shown)
    shown.resize(1000, 700)
    shown.show()
    shown.refresh()
    chosen: list[str] = []
    shown.chosen.connect(chosen.append)

    qtbot.mouseClick(shown.grid.views[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(shown.grid.views[0], Qt.Key.Key_Return)
    shown.refresh()

    assert chosen == ["b", "a"]
    assert len(called) == 1
    assert not shown.calls._button.isVisible()  # noqa: SLF001


def test_the_arrow_keys_go_from_tile_to_tile(qtbot: QtBot) -> None:
    shown = page(qtbot, Source(*(tile(name) for name in "abcd")))
    first, second = shown.grid.views[:2]
    first.setFocus()

    qtbot.keyClick(first, Qt.Key.Key_Right)

    assert shown.grid.focusWidget() is second


@given(st.lists(st.none() | st.floats(-90, 90), max_size=220))
def test_a_trace_is_drawn_where_it_is_known_and_nowhere_else(
    trace: list[float | None],
) -> None:
    area = QRectF(10, 20, 100, 40)

    runs = trace_runs(trace, area, (10.0, 20.0))

    text = "".join(" " if angle is None else "x" for angle in trace)
    assert [run.size() for run in runs] == [
        len(known) for known in text.split() if len(known) > 1
    ]
    ys = [point.y() for run in runs for point in run.toList()]
    assert all(area.top() - 1e-9 <= y <= area.bottom() + 1e-9 for y in ys)
    if len(trace) > 1 and None not in trace[-2:]:
        assert runs[-1].toList()[-1].x() == pytest.approx(area.right())


def test_extension_is_up_and_flexion_down() -> None:
    [run] = trace_runs([-16.0, 0.0, 32.0], QRectF(0, 0, 100, 48), (10.0, 20.0))

    assert [point.y() for point in run.toList()] == pytest.approx([0.0, 16.0, 48.0])


def test_an_angle_alone_repaints_no_ground(qtbot: QtBot) -> None:
    view = TileView("rack-1")
    qtbot.addWidget(view)
    view.resize(300, 220)
    view.show_tile(tile(lumbar_deg=3.0), 0.0)
    view.grab()
    before, ground = view.grab().toImage(), view.ground

    view.show_tile(tile(lumbar_deg=9.0), 0.0)
    after = view.grab().toImage()

    assert view.ground is ground
    assert after != before
    view.show_tile(tile(lumbar_deg=9.0, reps=4), 0.0)
    view.grab()
    assert view.ground is not ground


def test_a_room_that_is_not_heard_says_so(qtbot: QtBot) -> None:
    shown = page(qtbot, Source())

    shown.show_sound("no sound card was found")
    assert shown.sound.text() == "No sound: no sound card was found"
    assert shown.sound.isVisible()
    shown.show_sound("")
    assert not shown.sound.isVisible()


def test_the_page_for_tablets_waits_as_long_for_a_signal_as_the_window() -> None:
    script = (
        Path(room.__file__)
        .with_name("page")
        .joinpath("js", "room.js")
        .read_text(encoding="utf-8")
    )

    (milliseconds,) = re.findall(r"SILENT_MS = ([0-9_]+);", script)

    assert int(milliseconds) == 1000 * FRESH_S
