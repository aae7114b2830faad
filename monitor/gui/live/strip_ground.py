"""What stands still behind a scrolling curve: zones, grid, numbers, title, times."""

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from monitor.gui.card import PADDING
from monitor.gui.live.strip_look import SERIES, Axis, Look, Zones
from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME, font

LEFT: Final = 46.0  # px left of the curve, for the numbers
_LABEL_PX: Final = 18.0  # least room for a number on the axis
_PARTS: Final = 5  # of the time axis


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that its picture depends on, besides the theme.

    Attributes:
        look: What the strip is of.
        axis: The range in force.
        zones: Behind the curve.
        span_s: How much time is shown.
        area: Where the curve is, px.
    """

    look: Look
    axis: Axis
    zones: Zones
    span_s: float
    area: QRectF

    def y(self, value: float) -> float:
        """Return where a value lies, px."""
        share = (self.axis.high - value) / (self.axis.high - self.axis.low)
        return self.area.top() + share * self.area.height()

    def draw(self, painter: QPainter) -> None:
        """Draw it all."""
        self._draw_zones(painter)
        self._draw_grid(painter)
        self._draw_head(painter)
        if self.look.has_times:
            self._draw_times(painter)

    def _draw_zones(self, painter: QPainter) -> None:
        area, axis = self.area, self.axis
        for low, high, name in self.zones.bands:
            top, bottom = self.y(min(high, axis.high)), self.y(max(low, axis.low))
            if bottom > top:
                band = QRectF(area.left(), top, area.width(), bottom - top)
                painter.fillRect(band, THEME.now.colour(name, 0.16))

    def _draw_grid(self, painter: QPainter) -> None:
        colours, axis, area = THEME.now, self.axis, self.area
        step = axis.step
        while step * area.height() / (axis.high - axis.low) < _LABEL_PX:
            step *= 2
        value = math.ceil(axis.low / step) * step
        while value <= axis.high + 1e-9:
            y = self.y(value)
            painter.setPen(QPen(colours.colour("line"), 1.0))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            box = QRectF(0, y - 9, LEFT - 8, 18)
            look = (12, 500, colours.colour("dim"))
            right = Qt.AlignmentFlag.AlignRight
            draw_text(painter, box, f"{value:g}", look, right)
            value += step

    def _draw_head(self, painter: QPainter) -> None:
        colours = THEME.now
        area = QRectF(PADDING, 4, self.area.right() - PADDING, 26)
        look = (14, 600, colours.colour("text"))
        left = PADDING + draw_text(painter, area, self.look.title, look) + 22.0
        for place, column in enumerate(self.look.shown):
            name = self.look.curves[column]
            if not name:
                continue
            painter.setPen(QPen(series(place), 3.0))
            painter.drawLine(QLineF(left, 17, left + 18, 17))
            box = QRectF(left + 24, 4, 60, 26)
            look = (13, 500, colours.colour("dim"))
            left += 24 + draw_text(painter, box, name, look) + 16

    def _draw_times(self, painter: QPainter) -> None:
        painter.setFont(font(12, 500))
        painter.setPen(THEME.now.colour("dim"))
        area = self.area
        for part in range(_PARTS + 1):
            x = area.left() + area.width() * part / _PARTS
            back = self.span_s * (1 - part / _PARTS)
            text = "now" if part == _PARTS else f"-{back:g} s"
            box = QRectF(x - 40, area.bottom() + 4, 80, 20)
            align = Qt.AlignmentFlag.AlignHCenter
            if part == _PARTS:
                box.moveRight(area.right())
                align = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, int(align), text)


def series(place: int) -> QColor:
    """Return the colour of a curve; never that of a state."""
    return THEME.now.colour(SERIES[place % len(SERIES)])
