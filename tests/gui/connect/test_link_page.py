"""A person looks whether both sensors come through, and which one is which."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from monitor.gui.connect.link_facts import facts, symbol
from monitor.gui.connect.link_page import LinkPage
from monitor.gui.symbols import Symbol
from monitor.model.events import LinkChecked, LinkStatus, Notice, NoticeKind, Tapped
from monitor.model.records import TRUNK, LinkState, Placement

LEFT = Qt.MouseButton.LeftButton


def status(
    placement: Placement, state: LinkState = LinkState.STREAMING, **changes: float
) -> LinkStatus:
    told: dict[str, float] = {
        "rate_hz": 119.6,
        "samples": 995,
        "lost": 5,
        "age_s": 0.031,
        "battery_percent": 86.0,
        "rssi_dbm": -54.0,
    }
    return LinkStatus(12.0, placement, state, clock_ppm=None, **told | changes)  # type: ignore[arg-type]


def checked(placement: Placement, *, ok: bool = True) -> LinkChecked:
    text = f"{placement.capitalize()} sensor: 0.2 % lost, good."
    return LinkChecked(22.0, placement, 0.2, -54.0, 119.6, ok, text)


@pytest.fixture
def page(qtbot: QtBot) -> LinkPage:
    made = LinkPage()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def streaming(page: LinkPage) -> LinkPage:
    for placement in TRUNK:
        page.feed(status(placement))
    page.show_time(12.0)
    return page


def test_what_is_known_of_a_link_is_told() -> None:
    told = [each.text for each in facts(status(Placement.PELVIS), 12.0)]

    assert told == ["120 Hz", "0.5 %", "-54 dBm", "86 %", "31 ms"]


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        pytest.param({}, Symbol.FINE, id="fine"),
        pytest.param({"lost": 50.0}, Symbol.CAUTION, id="lossy"),
        pytest.param({"rssi_dbm": -88.0}, Symbol.CAUTION, id="weak"),
        pytest.param({"battery_percent": 9.0}, Symbol.CAUTION, id="battery low"),
    ],
)
def test_state_is_told_by_a_symbol(changes: dict[str, float], seen: Symbol) -> None:
    told = status(Placement.LUMBAR, LinkState.STREAMING, **changes)

    assert symbol(told, 12.0) is seen


def test_what_is_not_known_is_a_dash() -> None:
    assert {each.text for each in facts(None, 0.0)} == {"-"}
    assert symbol(None, 0.0) is Symbol.UNKNOWN


def test_a_lost_sensor_grows_older() -> None:
    lost = status(Placement.PELVIS, LinkState.LOST, age_s=1.0)

    assert facts(lost, 20.0)[-1].text == "9 s"
    assert symbol(lost, 20.0) is Symbol.DANGER


def test_the_check_waits_for_both_sensors(page: LinkPage) -> None:
    page.feed(status(Placement.PELVIS))
    assert not page.check_button.isEnabled()

    page.feed(status(Placement.LUMBAR))
    assert page.check_button.isEnabled()


def test_ten_seconds_are_counted_down_in_session_time(
    streaming: LinkPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(streaming.link_check_wanted):
        qtbot.mouseClick(streaming.check_button, LEFT)
    streaming.show_time(15.5)

    assert streaming.said.text() == "Lie still: 7 s"
    assert streaming.bar.isVisible()
    assert not streaming.check_button.isEnabled()


def test_both_results_end_the_check(streaming: LinkPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(streaming.check_button, LEFT)
    streaming.feed(checked(Placement.PELVIS))
    assert streaming.is_checking
    streaming.feed(checked(Placement.LUMBAR))

    assert not streaming.is_checking
    assert "come through" in streaming.said.text()
    card = streaming.cards[Placement.LUMBAR]
    assert card.result.text() == "Lumbar sensor: 0.2 % lost, good."
    assert streaming.next_button.property("kind") == "primary"


def test_a_poor_link_is_said(streaming: LinkPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(streaming.check_button, LEFT)
    streaming.feed(checked(Placement.PELVIS))
    streaming.feed(checked(Placement.LUMBAR, ok=False))

    assert streaming.said.property("role") == "warn"
    assert streaming.cards[Placement.LUMBAR].result.property("role") == "warn"


def test_a_check_without_a_result_is_given_up(
    streaming: LinkPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(streaming.check_button, LEFT)
    streaming.show_time(40.0)

    assert not streaming.is_checking
    assert streaming.check_button.isEnabled()


def test_a_tap_shows_which_sensor_it_is(page: LinkPage) -> None:
    page.feed(Tapped(3.0, Placement.LUMBAR))

    assert page.cards[Placement.LUMBAR].is_lit
    assert "Lumbar" in page.tapped.text()


@pytest.mark.parametrize("way", ["key", "button"])
def test_sensors_are_swapped(page: LinkPage, qtbot: QtBot, way: str) -> None:
    with qtbot.waitSignal(page.swap_wanted):
        if way == "key":
            qtbot.keyClick(page.left_button, Qt.Key.Key_S)
        else:
            qtbot.mouseClick(page.swap_button, LEFT)


def test_the_core_can_say_that_they_seem_swapped(page: LinkPage) -> None:
    page.feed(Notice(5.0, NoticeKind.SENSORS_SWAPPED, "The sensors seem swapped."))

    assert page.tapped.text() == "The sensors seem swapped."


def test_ways_on_and_back(page: LinkPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.next_wanted):
        qtbot.mouseClick(page.next_button, LEFT)
    with qtbot.waitSignal(page.left):
        qtbot.mouseClick(page.left_button, LEFT)


def test_another_session_begins_without_what_was(
    streaming: LinkPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(streaming.check_button, LEFT)
    streaming.feed(checked(Placement.PELVIS, ok=False))
    streaming.restart()

    assert not streaming.is_checking
    assert not streaming.cards[Placement.PELVIS].result.text()
