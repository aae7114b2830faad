"""PySide6 6.12 on Python 3.11 loses a reference to None in nearly every void call."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_a_void_call_of_qt_loses_no_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("warm")

    before = sys.getrefcount(None)
    for number in range(100):
        label.setText(str(number))

    assert sys.getrefcount(None) > before - 20
