"""A panel that paints itself, and only when what it shows has changed."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from monitor.gui.symbols import draw_text
from monitor.gui.theme import RADIUS, THEME

PADDING = 16  # px, inside a panel


class Card(QWidget):
    """A rounded panel with a title; subclasses draw what is on it.

    Attributes:
        title: Drawn at the top left; empty for none.
    """

    def __init__(self, title: str = "", name: str = "") -> None:
        """Be empty.

        Args:
            title: See above.
            name: For people who hear the screen; the title if not given.
        """
        super().__init__()
        self.title = title
        self.setAccessibleName(name or title)
        THEME.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Draw anew in other colours; a subclass forgets what it has cached."""
        self.update()

    def say(self, text: str) -> None:
        """Tell people who hear the screen what is shown."""
        if self.accessibleDescription() != text:
            self.setAccessibleDescription(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel, its title, and what is on it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_panel(painter)
        self.draw(painter)
        painter.end()

    def draw_panel(self, painter: QPainter) -> None:
        """Draw the panel and its title."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(THEME.now.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        if self.title:
            area = QRectF(PADDING, 10, self.width() - 2 * PADDING, 24)
            draw_text(painter, area, self.title, (14, 600, THEME.now.colour("dim")))

    def draw(self, painter: QPainter) -> None:
        """Draw what is on the panel."""
