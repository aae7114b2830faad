"""A message that comes, can be read, and goes by itself: no modal box."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from monitor.gui.theme import RADIUS, THEME

_SHOWN_MS = 6000
_EDGE = 24


class Toast(QWidget):
    """Lies over the lower middle of a window; a new message replaces the last."""

    def __init__(self, over: QWidget) -> None:
        """Be hidden.

        Args:
            over: The window to lie over.
        """
        super().__init__(over)
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Message")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._close = QPushButton("✕")
        self._close.setProperty("kind", "flat")
        self._close.setAccessibleName("Close the message")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 10, 8, 10)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        THEME.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What was said last."""
        return self._text.text()

    def say(self, text: str, shown_ms: int = _SHOWN_MS) -> None:
        """Show a message; 0 ms keeps it until it is closed."""
        self._text.setText(text)
        self.setAccessibleDescription(text)
        self._place()
        self.show()
        self.raise_()
        if shown_ms:
            self._timer.start(shown_ms)
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the window is resized."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self._over
        width = min(620, over.width() - 2 * _EDGE)
        self.setFixedWidth(width)
        height = self.heightForWidth(width)
        self.resize(width, max(self.sizeHint().height(), height))
        x = (over.width() - width) // 2
        self.move(x, over.height() - self.height() - 5 * _EDGE)

    def _restyle(self) -> None:
        now = THEME.now
        self.setStyleSheet(
            f"Toast {{ background: {now.text}; border-radius: {RADIUS}px; }}"
            f" Toast QLabel {{ color: {now.bg}; font-weight: 600; }}"
            f" Toast QPushButton {{ color: {now.bg}; }}"
        )
