"""A table of all actions, with their keys and where those hold."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from monitor.gui.actions import ACTIONS, QT_TRANSLATE_NOOP, Action, Context
from monitor.gui.bindings import shown

CONTEXTS: Final = {
    Context.ALWAYS: QT_TRANSLATE_NOOP("contexts", "everywhere"),
    Context.LIVE: QT_TRANSLATE_NOOP("contexts", "live"),
    Context.REPLAY: QT_TRANSLATE_NOOP("contexts", "replay"),
}
_HEIGHT = 290  # px
_KEYS_COLUMN = 2


class ActionTable(QTableWidget):
    """One action is always picked.

    Attributes:
        picked: Emitted when another action is picked.
        chosen: Emitted when a person wants to change its keys: Enter or double click.
    """

    picked = Signal()
    chosen = Signal()

    def __init__(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Show all actions.

        Args:
            keys: The key sequences of each, by its name.
        """
        super().__init__(len(ACTIONS), 4)
        titles = [self.tr("Menu"), self.tr("Action"), self.tr("Keys"), self.tr("Holds")]
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(self.tr("Actions and their keys"))
        for row, action in enumerate(ACTIONS):
            context = QCoreApplication.translate("contexts", CONTEXTS[action.context])
            texts = (action.menu.title, action.title, "", context)
            for column, text in enumerate(texts):
                self.setItem(row, column, QTableWidgetItem(text))
            self.show_keys(action, keys[action.name])
        self._settle()
        self.selectRow(0)
        self.itemSelectionChanged.connect(self.picked)
        self.itemDoubleClicked.connect(self.chosen)

    def _settle(self) -> None:
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMinimumHeight(_HEIGHT)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    @property
    def action(self) -> Action:
        """The action that is picked."""
        return ACTIONS[max(0, self.currentRow())]

    def pick(self, action: Action) -> None:
        """Pick an action."""
        self.selectRow(ACTIONS.index(action))

    def show_keys(self, action: Action, keys: tuple[str, ...]) -> None:
        """Show other keys for an action."""
        item = QTableWidgetItem(shown(keys))
        self.setItem(ACTIONS.index(action), _KEYS_COLUMN, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, which would else close the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)
