"""A field that takes the next key pressed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit

_LEAVING = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class KeyEdit(QKeySequenceEdit):
    """Takes one key with its modifiers; Tab and Shift+Tab leave it as any field."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        self.setFixedWidth(200)
        self.setAccessibleName(name)

    def show_key(self, key: str) -> None:
        """Show a key sequence without telling anyone."""
        was_blocked = self.blockSignals(True)
        self.setKeySequence(QKeySequence(key))
        self.blockSignals(was_blocked)

    def event(self, event: QEvent) -> bool:
        """Let Tab through to whoever moves the focus."""
        if isinstance(event, QKeyEvent) and _leaves(event):
            if event.type() is QEvent.Type.KeyPress:
                return self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return True
        return super().event(event)


def _leaves(event: QKeyEvent) -> bool:
    plain = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    return event.key() in _LEAVING and event.modifiers() in plain
