"""What can be done at one of several lifters' own view."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.gui.coach.app import station
from monitor.gui.coach.coach_window import LiftersWindow
from monitor.gui.coach.lifter_window import LifterWindow
from monitor.gui.coach.lifters import Lifter, Lifters, Place
from monitor.gui.studio import DemoWish, Studio
from monitor.model.records import EndSet, Record, SetLoad, SetPain, StartSet

LONG_MS = 60_000


@pytest.fixture
def lifters(home: object) -> Iterator[Lifters]:
    usual = Settings()
    studio = Studio(replace(usual, window=replace(usual.window, record=False)))
    wish = DemoWish(duration_s=40.0, is_heard=False)
    made = Lifters([Place(station(0), "Ann", studio.demo(wish))])
    yield made
    made.end()
    made.join()


@pytest.fixture
def lifter(lifters: Lifters) -> Lifter:
    return lifters.lifters["rack-1"]


@pytest.fixture
def did(lifter: Lifter) -> list[Record]:
    """What was commanded in the session."""
    records: list[Record] = []
    lifter.place.started.thread.heard.append(records.append)
    return records


@pytest.fixture
def view(lifters: Lifters, lifter: Lifter, qtbot: QtBot) -> LifterWindow:
    room = LiftersWindow(lifters)
    qtbot.addWidget(room)
    lifters.start()
    made = LifterWindow(lifter)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: lifter.feed.state.t > 0.5, timeout=LONG_MS)
    return made


def press(view: LifterWindow, text: str) -> None:
    [button] = [b for b in view.findChildren(QToolButton) if b.text() == text]
    button.click()


def test_a_set_is_started_and_ended_by_its_button_or_key(
    view: LifterWindow, lifter: Lifter, did: list[Record], qtbot: QtBot
) -> None:
    press(view, "Start set")
    qtbot.waitUntil(lambda: lifter.feed.state.in_set, timeout=LONG_MS)

    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not lifter.feed.state.in_set, timeout=LONG_MS)

    assert [type(each) for each in did] == [StartSet, EndSet]


def test_pain_ends_the_set_and_calls_the_coach(
    view: LifterWindow, lifters: Lifters, lifter: Lifter, qtbot: QtBot
) -> None:
    press(view, "Start set")
    qtbot.waitUntil(lambda: lifter.feed.state.in_set, timeout=LONG_MS)

    press(view, "Pain")
    asked = view.telling.bar.title.text()
    view.telling.bar.pain_told.emit(7.0)
    qtbot.waitUntil(lambda: not lifter.feed.state.in_set, timeout=LONG_MS)

    assert asked == "How much does it hurt? From 5 on the set ends. No medical advice."

    def is_stopped() -> bool:
        [tile] = lifters.tiles()
        return tile.state is not None and tile.state.stopped

    qtbot.waitUntil(is_stopped, timeout=LONG_MS)


def test_loads_and_pain_have_keys_here_too(
    view: LifterWindow, did: list[Record], qtbot: QtBot
) -> None:
    press(view, "Load +")
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: len(did) == 3, timeout=LONG_MS)

    loads = [each.load_kg for each in did if isinstance(each, SetLoad)]
    assert loads == [2.5, 5.0]
    assert [each.pain for each in did if isinstance(each, SetPain)] == [2.0]
