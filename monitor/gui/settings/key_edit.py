"""A field that takes the next key pressed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit

from monitor.gui.bindings import portable

_LEAVING = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class KeyEdit(QKeySequenceEdit):
    """Takes one key with its modifiers; Tab and Shift+Tab leave it as any field.

    Qt empties the field at the first press, be it of a modifier alone. That is not yet
    a person's wish for no key; only the button in the field is.

    Attributes:
        taken: Emitted when a key was pressed, or the field was cleared.
    """

    taken = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._kept, self._pressed = "", False
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        self.setFixedWidth(200)
        self.setAccessibleName(name)
        self.keySequenceChanged.connect(self._look)
        self.editingFinished.connect(self._settle)

    @property
    def key(self) -> str:
        """The key sequence as portable text; empty for none."""
        return self._kept

    def show_key(self, key: str) -> None:
        """Show a key sequence without telling anyone."""
        self._kept, self._pressed = key, False
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Note that a person presses, and does not clear."""
        self._pressed = True
        super().keyPressEvent(event)

    def _look(self, keys: QKeySequence) -> None:
        key = portable(keys)
        if key or not self._pressed:
            self._kept, self._pressed = key, False
            self.taken.emit()

    def _settle(self) -> None:
        """Show the old key again if nothing but modifiers was pressed."""
        if self._pressed:
            self.show_key(self._kept)


def _leaves(event: QKeyEvent) -> bool:
    plain = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    return event.key() in _LEAVING and event.modifiers() in plain
