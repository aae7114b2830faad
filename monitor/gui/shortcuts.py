"""The sheet of shortcuts: every action that has a key, by its menu."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.actions import Action, Menu, menus
from monitor.gui.bindings import bound, native
from monitor.gui.theme import GAP, MARGIN, THEME

_WIDTH, _HEIGHT = 1200, 640  # px; fits on 1280 x 720
_COLUMNS: Final = (
    (Menu.FILE, Menu.SET, Menu.VIEW),
    (Menu.SENSORS, Menu.REPLAY, Menu.HELP),
    (Menu.TELL, Menu.GYM),
)


class ShortcutSheet(QDialog):
    """Reads the keys out; it changes none."""

    def __init__(self, keys: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Show the shortcuts.

        Args:
            keys: ``WindowSettings.keys``, a person's own.
            parent: The window.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self._keys = keys
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self._sheet())
        column.addWidget(buttons)
        self.resize(_WIDTH, _HEIGHT)
        self._dress()
        THEME.changed.connect(self._dress)

    def _sheet(self) -> QScrollArea:
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GAP)
        keyed = {
            menu: [each for each in actions if bound(each, self._keys)]
            for menu, actions in menus()
        }
        for shown in _COLUMNS:
            side = QVBoxLayout()
            side.setSpacing(GAP)
            for menu in shown:
                if keyed[menu]:
                    side.addWidget(self._group(menu, keyed[menu]))
            side.addStretch()
            columns.addLayout(side, 1)
        area = QScrollArea()
        area.setWidget(sheet)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        return area

    def _group(self, menu: Menu, actions: list[Action]) -> QFrame:
        group = QFrame()
        group.setProperty("panel", True)
        grid = QGridLayout(group)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        heading = QLabel(menu.title)
        heading.setProperty("role", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, action in enumerate(actions, 1):
            title = QLabel(action.title)
            title.setWordWrap(True)
            keys = bound(action, self._keys)
            grid.addWidget(title, row, 0)
            grid.addLayout(_caps(keys), row, 1)
        return group

    def _dress(self) -> None:
        colours = THEME.now
        self.setStyleSheet(
            f'QLabel[cap="true"] {{ background: {colours.panel2};'
            f" border: 1px solid {colours.line}; border-radius: 5px;"
            " padding: 1px 7px; font-weight: 600; }"
        )


def _caps(keys: tuple[str, ...]) -> QHBoxLayout:
    """Draw each key as its cap."""
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addStretch()
    for key in keys:
        cap = QLabel(native(key))
        cap.setProperty("cap", True)
        row.addWidget(cap)
    return row
