"""Drawings as widgets, in the theme's colours."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from monitor.gui.theme import THEME

Size = tuple[float, float]
Draw = Callable[[QPainter], None]

FIGURE: Final[Size] = (470.0, 420.0)
BACK: Final[Size] = (570.0, 460.0)
EDGE: Final[Size] = (470.0, 300.0)  # a figure that lies
EDGE_TOP: Final = 112.0  # of it, on the canvas of a figure
HINT: Final[Size] = (200.0, 130.0)


class Drawing(QWidget):
    """A picture on a canvas of its own, scaled to the room there is."""

    def __init__(self, name: str, draw: Draw, canvas: Size = FIGURE) -> None:
        """Show a picture.

        Args:
            name: What is on it, for people who hear the screen.
            draw: Draws on the canvas.
            canvas: Its width and height.
        """
        super().__init__()
        self.setAccessibleName(name)
        grows = QSizePolicy.Policy.Expanding
        self.setSizePolicy(grows, grows)
        self._draw, self._canvas = draw, canvas
        THEME.changed.connect(self.update)

    def show_picture(self, name: str, draw: Draw) -> None:
        """Show another picture on the same canvas."""
        self.setAccessibleName(name)
        self._draw = draw
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the canvas."""
        return QSize(int(self._canvas[0]), int(self._canvas[1]))

    def minimumSizeHint(self) -> QSize:
        """A third of it can still be read."""
        return self.sizeHint() / 3

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in the middle."""
        del event
        wide, high = self._canvas
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / wide, self.height() / high)
        left, top = self.width() - wide * scale, self.height() - high * scale
        painter.translate(left / 2, top / 2)
        painter.scale(scale, scale)
        self._draw(painter)
        painter.end()
