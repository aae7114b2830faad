"""A person calibrates, with live feedback, and adds what can be added."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.gui.connect.calibrate_page import CalibratePage
from monitor.model.body import BenchReference, Calibration, CalibrationSource
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    Movement,
    Notice,
    NoticeKind,
    Output,
    RangeMeasured,
    RangeProgress,
    Rezeroed,
    TableChecked,
)
from monitor.model.records import Placement

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot) -> CalibratePage:
    made = CalibratePage()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def calibrated(
    quality: float, source: CalibrationSource = CalibrationSource.AUTO
) -> Calibrated:
    windows = (0.0, 5.0), (6.0, 9.0)
    return Calibrated(9.0, Calibration(None, None, *windows, quality, source))


def feed(page: CalibratePage, *outputs: Output) -> None:
    for output in outputs:
        page.feed(output)
    page.refresh()


def test_a_simulated_person_is_told_each_step(
    page: CalibratePage,
    short_session: SimulatedSession,
    fed: Callable[..., list[Output]],
) -> None:
    told = []
    for output in fed([each for each in short_session.records if each.t < 30.0]):
        feed(page, output)
        told.append(page.step.text())

    assert list(dict.fromkeys(told)) == [
        *(f"Stand still: {left} s" for left in (5, 4, 3, 2, 1)),
        "Bow forward: 1 of 3",
        "Bow forward: 2 of 3",
        "Bow forward: 3 of 3",
        "Checking…",
        "Calibrated",
    ]
    assert "good" in page.hint.text()
    assert page.still_words.property("role") == "ok"
    assert "alike" in page.bow_words.text()
    assert page.lift_button.text() == "Lift"
    assert page.lift_button.hasFocus()
    assert page.still_bar.accessibleDescription() == "5 of 5 s"
    assert page.bow_dots.accessibleDescription() == "3 of 3"


def test_who_skips_is_told_what_is_not_known_then(
    page: CalibratePage, qtbot: QtBot
) -> None:
    assert "no lumbar verdicts" in page.hint.text()
    assert page.lift_button.text() == "Skip calibration"
    with qtbot.waitSignal(page.next_wanted):
        qtbot.mouseClick(page.lift_button, LEFT)


def test_a_refusal_is_said_in_the_core_s_words(page: CalibratePage) -> None:
    text = "No calibration: the bows differ: bow straight forward each time."
    feed(page, Notice(9.0, NoticeKind.CALIBRATION_REFUSED, text))

    assert page.hint.text() == text
    assert page.hint.property("role") == "warn"


def test_a_poor_calibration_is_said(page: CalibratePage) -> None:
    feed(page, calibrated(0.4))

    assert page.hint.text() == "Quality 40%: poor. Better do it once more."
    assert page.hint.property("role") == "warn"
    assert page.lift_button.text() == "Lift"


def test_it_can_be_done_anew(page: CalibratePage, qtbot: QtBot) -> None:
    feed(page, calibrated(0.9))
    with qtbot.waitSignal(page.calibrate_wanted):
        qtbot.mouseClick(page.redo_button, LEFT)

    assert page.step.text() == "Stand still: 5 s"
    assert "stays in force" in page.hint.text()
    assert page.extras.rezero_button.isEnabled()


def test_what_needs_a_calibration_waits_for_one(page: CalibratePage) -> None:
    extras = page.extras
    needs = (extras.range_button, extras.bench_button, extras.rezero_button)
    assert not any(each.isEnabled() for each in needs)
    assert extras.range.status.text() == "After the calibration."

    feed(page, calibrated(0.9))
    assert all(each.isEnabled() for each in needs)
    assert not extras.range.status.text()

    void = "Somebody else wears them: calibrate anew."
    feed(page, Notice(9.0, NoticeKind.CALIBRATION_VOID, void))
    assert not any(each.isEnabled() for each in needs)


def test_the_last_calibration_is_offered_by_its_rules(
    page: CalibratePage, qtbot: QtBot
) -> None:
    extras = page.extras
    assert not extras.carry.isVisible()
    extras.show_carry("35 min old, same wearer.")
    assert extras.carry.status.text() == "35 min old, same wearer."

    with qtbot.waitSignal(extras.carry_wanted):
        qtbot.mouseClick(extras.carry_button, LEFT)
    refusal = "The earlier calibration is not carried over: calibrate anew."
    feed(page, Notice(9.0, NoticeKind.CALIBRATION_REFUSED, refusal))
    assert extras.carry.status.text() == refusal
    assert page.hint.text() != refusal  # the calibration under way has not failed

    qtbot.mouseClick(extras.carry_button, LEFT)
    feed(page, calibrated(0.9, CalibrationSource.CARRIED))
    assert page.step.text() == "Carried over"
    assert extras.carry.status.text() == "Carried over."


def test_the_own_range_is_measured_arch_by_arch(
    page: CalibratePage, qtbot: QtBot
) -> None:
    feed(page, calibrated(0.9))
    card = page.extras.range
    with qtbot.waitSignal(page.extras.range_wanted):
        qtbot.mouseClick(page.extras.range_button, LEFT)
    feed(page, RangeProgress(1.0, 0, 0.0), RangeProgress(4.0, 1, 14.2))
    assert card.status.text() == "1 of 3: 14°. Flatten, then arch again."
    assert page.step.text() == "Arch, then flatten"
    assert page.extras.range_button.text() == "Stop"

    text = "Your range is 14°: the limit is 9°."
    feed(page, RangeMeasured(9.0, 14.0, 3.0, (14.2, 14.0, 13.0), 9.1, text))
    assert card.status.text() == text
    assert page.step.text() == "Calibrated"
    assert page.extras.range_button.text() == "Measure"


def test_mobility_is_measured_movement_by_movement(
    page: CalibratePage, qtbot: QtBot
) -> None:
    feed(page, calibrated(0.9))
    extras = page.extras
    with qtbot.waitSignal(extras.mobility_wanted):
        qtbot.mouseClick(extras.mobility_button, LEFT)
    feed(page, RangeProgress(1.0, 0, 0.0, Movement.HINGE, Movement.HINGE))
    feed(page, RangeProgress(4.0, 3, 61.0, Movement.HINGE, Movement.ARCH))
    assert extras.mobility.status.text().startswith("3 of 3: 61°; now arch")
    assert page.step.text() == "Hinge, arch, flatten"
    assert not extras.range.waits

    text = "Your hips hinge by 61°."
    feed(page, RangeMeasured(9.0, 14.0, 3.0, (14.2, 14.0, 13.0), 9.1, text))
    assert extras.mobility.status.text() == text
    assert not extras.range.status.text()
    assert extras.mobility_button.text() == "Measure"


def test_a_refusal_is_told_where_the_test_was_asked_for(
    page: CalibratePage, qtbot: QtBot
) -> None:
    feed(page, calibrated(0.9))
    extras = page.extras
    qtbot.mouseClick(extras.range_button, LEFT)
    qtbot.mouseClick(extras.mobility_button, LEFT)  # instead of the other
    assert (extras.range.waits, extras.mobility.waits) == (False, True)
    with qtbot.waitSignal(extras.range_end_wanted):
        qtbot.mouseClick(extras.mobility_button, LEFT)
    feed(page, Notice(3.0, NoticeKind.RANGE_REFUSED, "No mobility measured: ended."))

    assert extras.mobility.status.text() == "No mobility measured: ended."
    assert not extras.range.status.text()


def test_measuring_the_range_can_be_stopped(page: CalibratePage, qtbot: QtBot) -> None:
    feed(page, calibrated(0.9))
    qtbot.mouseClick(page.extras.range_button, LEFT)
    with qtbot.waitSignal(page.extras.range_end_wanted):
        qtbot.mouseClick(page.extras.range_button, LEFT)

    assert not page.extras.range.waits


def test_each_optional_step_tells_what_came_of_it(page: CalibratePage) -> None:
    feed(
        page,
        BenchReferenceSet(1.0, BenchReference(-6.2, 1.1)),
        TableChecked(2.0, Placement.LUMBAR, (0, 0, 0), (1, 1, 1), "2026-01-01"),
        Rezeroed(3.0, 0.0, 1.8),
    )

    extras = page.extras
    assert extras.bench.status.text() == "Set: 6° extension at the top, ±1.1°."
    assert extras.table.status.text() == "The lumbar sensor is checked."
    assert extras.rezero.status.text() == "The zero moved by +1.8°."
    feed(page, Rezeroed(4.0, 1.8, 0.0, undone=True))
    assert extras.rezero.status.text() == "Taken back: the zero moved by -1.8°."


@pytest.mark.parametrize(
    ("kind", "card"),
    [
        (NoticeKind.RANGE_REFUSED, "range"),
        (NoticeKind.BENCH_REFERENCE_REFUSED, "bench"),
        (NoticeKind.TABLE_CHECK_REFUSED, "table"),
        (NoticeKind.REZERO_REFUSED, "rezero"),
        (NoticeKind.RECALIBRATE, "rezero"),
    ],
)
def test_each_refusal_is_said_where_it_was_asked_for(
    page: CalibratePage, kind: NoticeKind, card: str
) -> None:
    feed(page, Notice(5.0, kind, "No: you moved."))

    assert getattr(page.extras, card).status.text() == "No: you moved."
    assert getattr(page.extras, card).status.property("role") == "warn"


def test_every_wish_has_a_button(page: CalibratePage, qtbot: QtBot) -> None:
    feed(page, calibrated(0.9))
    extras = page.extras
    for button, signal in (
        (extras.bench_button, extras.bench_reference_wanted),
        (extras.rezero_button, extras.rezero_wanted),
        (extras.undo_button, extras.undo_wanted),
        (page.back_button, page.back_wanted),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)
    for placement, button in extras.table_buttons.items():
        with qtbot.waitSignal(extras.table_check_wanted) as told:
            qtbot.mouseClick(button, LEFT)
        assert told.args == [placement]


def test_every_button_is_reached_by_tab_alone(
    page: CalibratePage, qtbot: QtBot
) -> None:
    feed(page, calibrated(0.9))
    page.extras.show_carry("35 min old")
    page.redo_button.setFocus()
    reached = set()
    for _ in range(20):
        focus = page.focusWidget()
        assert isinstance(focus, QPushButton)
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)

    shown = [each for each in page.findChildren(QPushButton) if each.isVisible()]
    assert reached == set(shown)
    assert all(each.accessibleName() for each in shown)
