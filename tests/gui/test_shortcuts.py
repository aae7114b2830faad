import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from monitor.gui.actions import ACTIONS, Menu
from monitor.gui.shortcuts import ShortcutSheet
from monitor.gui.theme import THEME, Scheme

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    THEME.use(Scheme.DARK)
    made = ShortcutSheet({"marker": "F5", "mute": ""})
    qtbot.addWidget(made)
    made.show()
    return made


def texts(sheet: ShortcutSheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel)]


def test_all_actions_with_keys_are_listed_by_their_menu(sheet: ShortcutSheet) -> None:
    shown = texts(sheet)

    keyed = [each for each in ACTIONS if each.keys and each.name != "mute"]
    assert {each.title for each in keyed} <= set(shown)
    assert {menu.title for menu in Menu} <= set(shown)


def test_a_persons_own_keys_are_shown(sheet: ShortcutSheet) -> None:
    shown = texts(sheet)

    assert "F5" in shown
    assert "M" not in shown
    assert "Mute the sound" not in shown


def test_it_fits_without_scrolling(sheet: ShortcutSheet) -> None:
    [area] = sheet.findChildren(QScrollArea)

    assert area.verticalScrollBar().maximum() == 0
    assert area.horizontalScrollBar().maximum() == 0


def test_its_caps_wear_the_theme(sheet: ShortcutSheet) -> None:
    before = sheet.styleSheet()

    THEME.use(Scheme.LIGHT)

    assert sheet.styleSheet() != before
    THEME.use(Scheme.DARK)


def test_escape_closes_it(sheet: ShortcutSheet) -> None:
    QTest.keyClick(sheet, Qt.Key.Key_Escape)

    assert not sheet.isVisible()
