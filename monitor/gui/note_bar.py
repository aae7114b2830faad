"""A line for a note to a marker; it goes by itself, and holds nothing up."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

_EDGE = 24
_WIDTH = 520
MOST_LETTERS = 200


class NoteBar(QFrame):
    """Asks for a note; Enter keeps it, Esc leaves the marker without one.

    Attributes:
        written: Emitted with the note.
        closed: Emitted when it goes, so that the focus can go back.
    """

    written = Signal(str)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        """Be hidden.

        Args:
            over: The window to lie over.
        """
        super().__init__(over)
        self._over = over
        self.setProperty("panel", True)
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self.line = QLineEdit()
        self.line.setMaxLength(MOST_LETTERS)
        self.line.setPlaceholderText(self.tr("Note (Enter keeps it, Esc leaves it)"))
        self.line.setAccessibleName(self.tr("Note to the marker"))
        self.line.returnPressed.connect(self._keep)
        self.line.installEventFilter(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._title)
        layout.addWidget(self.line, 1)
        self.hide()

    def ask(self, title: str) -> None:
        """Show the line below this title."""
        self._title.setText(title)
        self.line.clear()
        width = min(_WIDTH, self._over.width() - 2 * _EDGE)
        self.setFixedWidth(width)
        self.adjustSize()
        x = (self._over.width() - width) // 2
        self.move(x, self._over.height() - self.height() - 5 * _EDGE)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on Esc, before it mutes."""
        if (
            watched is self.line
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._close()
                return True
        return super().eventFilter(watched, event)

    def _keep(self) -> None:
        text = self.line.text().strip()
        self._close()
        if text:
            self.written.emit(text)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
