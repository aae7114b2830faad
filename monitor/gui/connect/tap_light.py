"""A panel that lights up when its sensor is tapped."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from monitor.gui.theme import RADIUS, THEME

LIT_MS: Final = 1200


class TapLight(QFrame):
    """A panel with a frame in the accent colour for a moment after a tap.

    Attributes:
        timer: Runs while it is lit.
    """

    def __init__(self, name: str) -> None:
        """Be dark.

        Args:
            name: Of what is tapped.
        """
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(name)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(LIT_MS)
        self.timer.timeout.connect(self._darken)

    @property
    def is_lit(self) -> bool:
        """Whether it was tapped just now."""
        return self.timer.isActive()

    def flash(self) -> None:
        """Light up, for a moment."""
        self.timer.start()
        self.setAccessibleDescription(self.tr("was tapped"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel, and the frame while it is lit."""
        super().paintEvent(event)
        if not self.is_lit:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(THEME.now.colour("info"), 3.0))
        painter.setBrush(THEME.now.colour("info", 0.18))
        inner = self.rect().adjusted(2, 2, -2, -2)
        painter.drawRoundedRect(inner, RADIUS - 2, RADIUS - 2)
        painter.end()

    def _darken(self) -> None:
        self.setAccessibleDescription("")
        self.update()
