"""The history in the window, from a session's end to its report."""

import math

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish

LONG_MS = 60_000


def train(window: MainWindow, qtbot: QtBot) -> None:
    window.sessions.start_demo(DemoWish(speed=math.inf, is_heard=False))
    with qtbot.waitSignal(window.sessions.ended, timeout=LONG_MS):
        pass


def test_a_session_is_remembered_corrected_and_reported(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    train(window, qtbot)

    with qtbot.waitSignal(window.history.ready, timeout=LONG_MS):
        window.commands.by_name["history"].trigger()
    past = window.past
    assert window.pages.currentWidget() is past
    assert past.lifter.currentText() == "Virtual lifter"
    assert len(past.table.sets) == 1
    assert past.table.sets[0].reps == 8
    with qtbot.waitSignal(window.reports.made, timeout=LONG_MS) as made:
        past.details.report_wanted.emit()
        question = window.dialogs.shown
        assert isinstance(question, QMessageBox)
        question.buttons()[0].click()

    (report,) = made.args or []
    assert "Set 1: Hip thrust" in report.read_text(encoding="utf-8")
    assert opened == [QUrl.fromLocalFile(str(report))]
    with qtbot.waitSignal(window.reports.made, timeout=LONG_MS) as month:
        past.month_wanted.emit("Virtual lifter", past.table.sets[0].utc[:7])
        question = window.dialogs.shown
        assert isinstance(question, QMessageBox)
        question.buttons()[0].click()
    assert "Training of Virtual lifter" in (month.args or [])[0].read_text()


def test_before_a_session_what_is_known_is_said(
    window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.history.advised, timeout=LONG_MS) as advised:
        window.sessions.start_demo(DemoWish(speed=20.0, is_heard=False))
        window.sessions.lift()

    (advice,) = advised.args or []
    assert advice.suggestion.load is None
    bar = window.sessions.telling.bar
    assert bar.title.text() == "Before the first set"
    assert "No working set" in bar.advice.text()
    with qtbot.waitSignal(window.sessions.ended, timeout=LONG_MS):
        window.sessions.end()
