"""A settings dialog, and what a person does with it."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.gui.settings.dialog import SettingsDialog
from monitor.gui.theme import THEME, Scheme

T = TypeVar("T", bound=QWidget)


class Person:
    """Uses one dialog."""

    def __init__(self, qtbot: QtBot, settings: Settings, devices: list[str]) -> None:
        self.dialog = SettingsDialog(settings, devices=devices)
        self.saved: list[Settings] = []
        self.dialog.saved.connect(self.saved.append)
        qtbot.addWidget(self.dialog)
        with qtbot.waitExposed(self.dialog):
            self.dialog.show()

    @property
    def focused(self) -> QWidget:
        """Where keys go."""
        widget = self.dialog.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key) -> None:
        """Press a key, wherever the focus is."""
        QTest.keyClick(self.focused, key)

    def click(self, widget: QWidget) -> None:
        """Click a widget in its middle."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def scroll_over(self, widget: QWidget) -> None:
        """Turn the mouse wheel above a widget."""
        turned = QWheelEvent(
            QPointF(5, 5),
            widget.mapToGlobal(QPointF(5, 5)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, turned)

    def turn_to(self, title: str) -> None:
        """Click the tab with this title."""
        tabs = self.dialog.findChild(QTabWidget)
        assert tabs is not None
        titles = [tabs.tabText(index) for index in range(tabs.count())]
        place = tabs.tabBar().tabRect(titles.index(title)).center()
        QTest.mouseClick(
            tabs.tabBar(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), place
        )

    def field(self, kind: type[T], name: str) -> T:
        """Find a field by the name that a screen reader says."""
        found = [each for each in self.fields(kind) if each.accessibleName() == name]
        assert len(found) == 1, name
        return found[0]

    def fields(self, kind: type[T]) -> list[T]:
        return list(self.dialog.findChildren(kind))

    def type_into(self, field: QWidget, text: str) -> None:
        """Replace what is in a field, by keys alone."""
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)

    def save(self) -> Settings | None:
        """Click Save; return what came of it."""
        box = self.dialog.findChild(QDialogButtonBox)
        assert box is not None
        button = box.button(QDialogButtonBox.StandardButton.Ok)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return self.saved[-1] if self.saved else None


Opened = Callable[..., Person]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    """Opens the dialog on settings."""

    def open_it(
        settings: Settings | None = None, devices: list[str] | None = None
    ) -> Person:
        THEME.use(Scheme.DARK)
        return Person(qtbot, settings or Settings(), devices or [])

    return open_it
