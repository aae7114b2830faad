"""What can be done at one of several lifters' own view."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from monitor.gui.coach.app import station
from monitor.gui.coach.host_words import Place
from monitor.gui.coach.lifter_window import LifterWindow
from monitor.gui.coach.lifters import Lifters
from monitor.gui.feed import LiveFeed
from monitor.gui.studio import DemoWish
from monitor.model.records import EndSet, SetLoad, SetPain, StartSet
from tests.gui.coach.threaded import Threaded

LONG_MS = 60_000


@pytest.fixture
def sessions(home: object) -> Threaded:
    wish = DemoWish(duration_s=40.0, is_heard=False)
    return Threaded([Place(station(0), "Ann", wish)])


@pytest.fixture
def lifters(sessions: Threaded, qtbot: QtBot) -> Iterator[Lifters]:
    made = Lifters([Place(station(0), "Ann", DemoWish())], sessions)
    yield made
    made.end()
    made.join()


@pytest.fixture
def view(lifters: Lifters, qtbot: QtBot) -> LifterWindow:
    lifter = lifters.lifters["rack-1"]
    lifters.start()
    qtbot.waitUntil(lambda: lifters.tiles()[0].state is not None, timeout=LONG_MS)
    lifters.watch("rack-1")
    qtbot.waitUntil(lambda: lifter.feed is not None, timeout=LONG_MS)
    made = LifterWindow(lifter)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def feed(view: LifterWindow, lifters: Lifters) -> LiveFeed:
    feed = lifters.lifters["rack-1"].feed
    assert feed is not None
    return feed


def press(view: LifterWindow, text: str) -> None:
    [button] = [b for b in view.findChildren(QToolButton) if b.text() == text]
    button.click()


def test_a_set_is_started_and_ended_by_its_button_or_key(
    view: LifterWindow, feed: LiveFeed, sessions: Threaded, qtbot: QtBot
) -> None:
    press(view, "Start set")
    qtbot.waitUntil(lambda: feed.state.in_set, timeout=LONG_MS)

    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not feed.state.in_set, timeout=LONG_MS)

    assert [type(each) for each in sessions.did] == [StartSet, EndSet]


def test_pain_ends_the_set_and_calls_the_coach(
    view: LifterWindow, lifters: Lifters, feed: LiveFeed, qtbot: QtBot
) -> None:
    press(view, "Start set")
    qtbot.waitUntil(lambda: feed.state.in_set, timeout=LONG_MS)

    press(view, "Pain")
    asked = view.telling.bar.title.text()
    view.telling.bar.pain_told.emit(7.0)
    qtbot.waitUntil(lambda: not feed.state.in_set, timeout=LONG_MS)

    assert asked == "How much does it hurt? From 5 on the set ends. No medical advice."

    def is_stopped() -> bool:
        [tile] = lifters.tiles()
        return tile.state is not None and tile.state.stopped

    qtbot.waitUntil(is_stopped, timeout=LONG_MS)


def test_loads_and_pain_have_keys_here_too(
    view: LifterWindow, sessions: Threaded, qtbot: QtBot
) -> None:
    press(view, "Load +")
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: len(sessions.did) == 3, timeout=LONG_MS)

    loads = [each.load_kg for each in sessions.did if isinstance(each, SetLoad)]
    assert loads == [2.5, 5.0]
    assert [each.pain for each in sessions.did if isinstance(each, SetPain)] == [2.0]


def test_sensors_are_calibrated_zeroed_and_swapped_here_too(
    view: LifterWindow, sessions: Threaded, qtbot: QtBot
) -> None:
    press(view, "Calibrate")
    qtbot.keyClick(view, Qt.Key.Key_Z)
    qtbot.keyClick(view, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: len(sessions.did) == 3, timeout=LONG_MS)

    kinds = [type(each).__name__ for each in sessions.did]
    assert kinds == ["Calibrate", "Rezero", "SwapSensors"]
