"""Symbols of state: told by shape, not by colour alone.

A tick in a circle is fine, a triangle with "!" is a caution, an octagon with "!" is
danger, a ring is not known.
"""

import math
from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from monitor.gui.theme import THEME, font
from monitor.model.events import Level, Verdict


class Symbol(Enum):
    """A state, by the name of its colour and the letter on it."""

    FINE = "ok"
    CAUTION = "warn"
    DANGER = "danger"
    UNKNOWN = "dim"
    INFO = "info"


VERDICT: Final = {
    Verdict.PENDING: Symbol.INFO,
    Verdict.CLEAN: Symbol.FINE,
    Verdict.BORDERLINE: Symbol.CAUTION,
    Verdict.FAULT: Symbol.DANGER,
    Verdict.NOT_SCORED: Symbol.UNKNOWN,
}
LEVEL: Final = {
    Level.INFO: Symbol.UNKNOWN,
    Level.CAUTION: Symbol.CAUTION,
    Level.DANGER: Symbol.DANGER,
    Level.STOP: Symbol.DANGER,
}


def draw_symbol(
    painter: QPainter,
    symbol: Symbol,
    centre: QPointF,
    size: float,
    colours: tuple[QColor, QColor] | None = None,
) -> None:
    """Draw a symbol.

    Args:
        painter: Where to.
        symbol: Which.
        centre: Its middle, px.
        size: Its height, px.
        colours: Of the shape and of what is on it; the theme's own if not given.
    """
    now = THEME.now
    fill, on_it = colours or (now.colour(symbol.value), now.colour("panel"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    radius = size / 2
    match symbol:
        case Symbol.FINE:
            painter.drawEllipse(centre, radius, radius)
            _tick(painter, centre, radius, on_it)
        case Symbol.CAUTION:
            painter.drawPolygon(_triangle(centre, radius))
            _exclamation(painter, centre + QPointF(0, 0.14 * size), size * 0.7, on_it)
        case Symbol.DANGER:
            painter.drawPolygon(_octagon(centre, radius))
            _exclamation(painter, centre, size * 0.8, on_it)
        case Symbol.UNKNOWN | Symbol.INFO:
            pen = QPen(fill, max(1.5, size * 0.12))
            if symbol is Symbol.INFO:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, 0.82 * radius, 0.82 * radius)
    painter.restore()


def _tick(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    pen = QPen(colour, max(1.5, radius * 0.3))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [(-0.42, 0.02), (-0.1, 0.34), (0.46, -0.32)]
    corners = [centre + QPointF(x * radius, y * radius) for x, y in points]
    painter.drawPolyline(QPolygonF(corners))


def _exclamation(
    painter: QPainter, centre: QPointF, size: float, colour: QColor
) -> None:
    width = max(1.2, size * 0.17)
    painter.setBrush(colour)
    bar = QRectF(centre.x() - width / 2, centre.y() - size * 0.36, width, size * 0.44)
    painter.drawRoundedRect(bar, width / 2, width / 2)
    dot = QPointF(centre.x(), centre.y() + size * 0.28)
    painter.drawEllipse(dot, width * 0.6, width * 0.6)


def _triangle(centre: QPointF, radius: float) -> QPolygonF:
    top = centre + QPointF(0, -0.92 * radius)
    left = centre + QPointF(-1.05 * radius, 0.88 * radius)
    right = centre + QPointF(1.05 * radius, 0.88 * radius)
    return QPolygonF([top, right, left])


def _octagon(centre: QPointF, radius: float) -> QPolygonF:
    angles = [math.pi / 8 + k * math.pi / 4 for k in range(8)]
    return QPolygonF(
        [
            centre + QPointF(1.06 * radius * math.cos(a), 1.06 * radius * math.sin(a))
            for a in angles
        ]
    )


def fitting(text: str, width: float, size: float, weight: int) -> float:
    """Return the size, px, at which a line of text fits into a width; at most this."""
    needs = QFontMetricsF(font(size, weight)).horizontalAdvance(text)
    return size if needs <= width else size * width / needs * 0.98


def draw_text(
    painter: QPainter,
    area: QRectF,
    text: str,
    look: tuple[float, int, QColor],
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """Draw a line of text, elided where it doesn't fit; return its width, px.

    Args:
        painter: Where to.
        area: The text is centred in its height.
        text: One line.
        look: Size in px, weight, colour.
        align: In the width.
    """
    size, weight, colour = look
    painter.setFont(font(size, weight))
    painter.setPen(colour)
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()) + 1)
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), shown)
    return float(metrics.horizontalAdvance(shown))
