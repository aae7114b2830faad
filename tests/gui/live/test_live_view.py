"""The parts of the live view, and the view as a whole."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from monitor.gui.live.chips import Extras, TopBar, sensor_chip, set_line
from monitor.gui.live.focus_view import FocusView
from monitor.gui.live.live_view import LiveView
from monitor.gui.live.rep_bars import RepBars, bars_of
from monitor.gui.live.rep_number import count_of
from monitor.gui.symbols import VERDICT, Symbol
from monitor.model.events import Alert, Cue, Level, LinkStatus, Phase, Rep, Verdict
from monitor.model.records import TRUNK, LinkState, Placement
from monitor.view.state import LogLine, ViewState
from monitor.view.traces import LiveTraces

Status = Callable[..., LinkStatus]
Reps = Callable[..., Rep]


def test_each_verdict_has_a_shape_of_its_own() -> None:
    assert len(set(VERDICT.values())) == len(Verdict)


@pytest.mark.parametrize(
    ("changes", "symbol", "words"),
    [
        ({}, Symbol.FINE, "84 %  loss 1.0 %  100 Hz  42 ms"),
        ({"battery_percent": 14.0}, Symbol.CAUTION, "14 %"),
        ({"lost": 300}, Symbol.CAUTION, "loss 9.2 %"),
        ({"loss_known": False}, Symbol.FINE, "loss ?"),
        ({"state": LinkState.LOST}, Symbol.DANGER, "lost 3 s"),
        ({"state": LinkState.CONNECTING}, Symbol.INFO, "connecting"),
    ],
)
def test_a_chip_tells_how_a_sensor_stands(
    status: Status, changes: dict[str, object], symbol: Symbol, words: str
) -> None:
    chip = sensor_chip(Placement.PELVIS, status(Placement.PELVIS, **changes), 33.0)

    assert chip.symbol is symbol
    assert words in chip.detail


def test_a_sensor_that_was_never_heard_is_no_signal() -> None:
    assert sensor_chip(Placement.LUMBAR, None, 0.0).detail == "no signal"


def test_the_line_tells_set_time_then_rest() -> None:
    running = ViewState(set_index=2, set_started_s=30.0)
    resting = ViewState(set_index=2, set_ended_s=60.0)

    assert set_line(running, 42.0, Extras()) == "Set 2 · 0:12"
    assert set_line(resting, 150.0, Extras()) == "Set 2 · Rest 1:30"
    planned = Extras(rest_s=90.0)
    assert set_line(resting, 100.0, planned) == "Set 2 · Rest 0:40 of 1:30"
    assert set_line(resting, 150.0, planned).endswith("1:30 of 1:30: ready")
    assert set_line(ViewState(), 0.0, Extras(source="Demo")) == "Demo · No set yet"


def test_muted_and_no_sound_are_seen(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)

    bar.show_state(ViewState(), 0.0, Extras(muted=True, recording_s=61.0))
    assert "Muted" in bar.accessibleDescription()
    assert "REC 1:01" in bar.accessibleDescription()

    bar.show_state(ViewState(), 0.0, Extras(sound="no sound output found"))
    assert "No sound" in bar.accessibleDescription()


def test_the_count_tells_plan_phase_and_tempo(rep: Reps) -> None:
    state = ViewState(set_index=1, reps=(rep(1), rep(2)), phase=Phase.HOLD)

    shown = count_of(state, 4)

    assert shown.number == 2
    assert shown.plan == "target 4 · two left"
    assert shown.phase == "Hold"
    assert shown.tempo == "last rep 0.8 · 0.4 · 0.8 s"


def test_a_click_on_a_bar_chooses_its_rep(qtbot: QtBot, rep: Reps) -> None:
    bars = RepBars()
    qtbot.addWidget(bars)
    bars.resize(500, 300)
    bars.show_bars(bars_of(ViewState(set_index=1, reps=(rep(7), rep(9))), 8))

    with qtbot.waitSignal(bars.chosen) as chosen:
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(100, 250))

    assert chosen.args == [9]


def test_a_glyph_is_read_from_fifty_times_its_height(qtbot: QtBot) -> None:
    view = FocusView()
    qtbot.addWidget(view)
    view.show()
    per_mm = view.screen().physicalDotsPerInch() / 25.4

    assert view.readable_m(60 * per_mm) == pytest.approx(3.0)


def test_the_focus_view_can_be_mirrored(qtbot: QtBot, rep: Reps) -> None:
    view = FocusView()
    qtbot.addWidget(view)
    view.resize(800, 450)
    view.show_state(ViewState(set_index=1, reps=(rep(1),)), 0.0)
    plain = view.grab().toImage()

    view.mirrored = True
    view.update()
    mirrored = view.grab().toImage()

    assert mirrored != plain
    back = mirrored.flipped(Qt.Orientation.Horizontal)
    same = sum(
        back.pixel(x, y) == plain.pixel(x, y)
        for x in range(0, 800, 5)
        for y in range(0, 450, 5)
    )
    assert same > 0.97 * 160 * 90


@pytest.mark.parametrize("size", [(1024, 560), (1600, 900), (3200, 1700)])
def test_the_whole_view_shows_any_state(
    qtbot: QtBot, rep: Reps, status: Status, size: tuple[int, int]
) -> None:
    view = LiveView(LiveTraces())
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    reps = tuple(
        rep(n, verdict=verdict, peak_extension_deg=peak)
        for n, (verdict, peak) in enumerate(
            [(v, p) for v in Verdict for p in (None, -3.0, 24.0)], start=1
        )
    )
    state = ViewState(
        set_index=1,
        reps=reps,
        recent=reps,
        links={each: status(each) for each in TRUNK},
        quality=0.9,
        log=tuple(LogLine(float(n), "words " * 30, Level.DANGER) for n in range(8)),
        warned=Alert(1.0, 1.0, Level.STOP, Cue.STOP, "Stop the set " * 10),
    )
    for lumbar in (None, -40.0, 30.0):
        view.show_state(replace(state, lumbar_flexion_deg=lumbar), 5.0, Extras())
        assert not view.grab().isNull()


def test_where_there_is_little_room_nothing_lies_over_another(qtbot: QtBot) -> None:
    view = LiveView(LiveTraces())
    qtbot.addWidget(view)
    view.show()

    def shown(height: int) -> tuple[bool, int, str]:
        view.resize(1024, height)
        qtbot.wait(1)
        strips = [each for each in view.charts.children() if isinstance(each, QWidget)]
        count = sum(each.isVisible() for each in strips)
        return view.bars.isVisible(), count, view.log.title

    assert shown(720) == (True, 4, "Events")
    assert shown(400) == (False, 2, "")
    assert shown(720) == (True, 4, "Events")
