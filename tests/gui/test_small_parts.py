"""Flash, message, background work, and the note to a marker."""

import threading

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from monitor.gui.background import Background
from monitor.gui.flash import Flash
from monitor.gui.note_bar import NoteBar
from monitor.gui.toast import Toast


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


def test_it_flashes_at_most_once_a_second(page: QWidget) -> None:
    flash = Flash(page)

    done = [flash.flash(t) for t in (0.0, 0.4, 0.99, 1.0, 1.5, 2.0)]

    assert done == [True, False, False, True, False, True]


def test_a_flash_lets_clicks_through_and_goes_by_itself(
    page: QWidget, qtbot: QtBot
) -> None:
    flash = Flash(page)
    flash.flash(0.0)

    assert flash.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert flash.size() == page.size()
    qtbot.waitUntil(lambda: not flash.isVisible())


def test_a_message_goes_by_itself_or_stays(page: QWidget, qtbot: QtBot) -> None:
    toast = Toast(page)

    toast.say("For a moment.", 30)
    assert toast.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible())

    toast.say("Until it is closed.", 0)
    page.resize(400, 300)
    assert toast.isVisible()
    assert page.rect().contains(toast.geometry())


def test_a_note_is_kept_by_enter_and_left_by_escape(
    page: QWidget, qtbot: QtBot
) -> None:
    bar = NoteBar(page)
    notes: list[str] = []
    bar.written.connect(notes.append)

    bar.ask("Marker 1")
    qtbot.keyClicks(bar.line, "  heavy  ")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    bar.ask("Marker 2")
    qtbot.keyClicks(bar.line, "never mind")
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)

    assert notes == ["heavy"]
    assert not bar.isVisible()


def test_a_job_is_done_elsewhere_and_told_here(qtbot: QtBot) -> None:
    owner, told = QObject(), list[object]()
    background: Background[int] = Background(owner)

    background.run(threading.get_ident, told.append, told.append)
    qtbot.waitUntil(lambda: bool(told))

    assert told[0] != threading.get_ident()
    background.close()


def test_what_a_job_raises_is_told(qtbot: QtBot) -> None:
    owner, told = QObject(), list[BaseException]()
    background: Background[int] = Background(owner)

    def fail() -> int:
        msg = "no"
        raise ValueError(msg)

    background.run(fail, lambda _: None, told.append)
    qtbot.waitUntil(lambda: bool(told))

    assert str(told[0]) == "no"
    background.close()


def test_of_two_jobs_the_last_is_told(qtbot: QtBot) -> None:
    owner, told = QObject(), list[int]()
    background: Background[int] = Background(owner)
    hold = threading.Event()

    def first() -> int:
        hold.wait(10)
        return 1

    background.run(first, told.append, lambda _: None)
    background.run(lambda: 2, told.append, lambda _: None)
    hold.set()
    qtbot.waitUntil(lambda: bool(told))

    assert told == [2]
    background.close()
