"""A flash of the whole window with a danger cue, at most one a second."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from monitor.gui.theme import THEME

SHOWN_MS = 180
LEAST_APART_S = 1.0  # faster flashes can harm people with photosensitive epilepsy
_BORDER = 26


class Flash(QWidget):
    """Lies over a window and lets everything through but its colour."""

    def __init__(self, over: QWidget) -> None:
        """Be hidden.

        Args:
            over: The window to lie over.
        """
        super().__init__(over)
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._last_s = float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def flash(self, now_s: float) -> bool:
        """Flash; return whether the last flash was long enough ago.

        Args:
            now_s: A monotonic clock, s.
        """
        if now_s - self._last_s < LEAST_APART_S:
            return False
        self._last_s = now_s
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window when it is resized."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a border and a tint; what is below stays readable."""
        del event
        painter = QPainter(self)
        colour = THEME.now.colour("danger")
        painter.fillRect(self.rect(), THEME.now.colour("danger", 0.22))
        painter.setPen(QPen(colour, _BORDER))
        half = _BORDER // 2
        painter.drawRect(self.rect().adjusted(half, half, -half, -half))
        painter.end()
