"""What the drawings are made of: limbs, sensors, arrows, labels."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME

Spot = tuple[float, float]
Joint = tuple[float, float, float]  # x, y, half of the width there

_EDGE: Final = 2.2  # px, of an outline


def draw_limbs(
    painter: QPainter, limbs: Sequence[Sequence[Joint]], *, strength: float = 1.0
) -> None:
    """Draw limbs as one body: outlined where nothing else of it is.

    Args:
        painter: Where to.
        limbs: Chains of joints.
        strength: 1 for a body in front, less for what is behind it.
    """
    paths = [path for joints in limbs for path in _parts(joints)]
    edge = mixed(THEME.now.colour("panel"), THEME.now.colour("dim"), strength)
    skin = mixed(
        THEME.now.colour("panel"), THEME.now.colour("series3"), 0.26 * strength
    )
    painter.setBrush(edge)
    painter.setPen(QPen(edge, 2 * _EDGE))
    for path in paths:
        painter.drawPath(path)
    painter.setBrush(skin)
    painter.setPen(Qt.PenStyle.NoPen)
    for path in paths:
        painter.drawPath(path)


def draw_sensor(
    painter: QPainter, at: Spot, *, angle: float = 0.0, scale: float = 1.0
) -> None:
    """Draw a sensor as seen from above.

    Args:
        painter: Where to.
        at: Its middle.
        angle: By how much it is turned, degrees clockwise.
        scale: 1 is 30 x 38.
    """
    colours = THEME.now
    painter.save()
    painter.translate(*at)
    painter.rotate(angle)
    painter.scale(scale, scale)
    painter.setPen(QPen(colours.colour("panel"), 2.5))
    painter.setBrush(colours.colour("info"))
    painter.drawRoundedRect(QRectF(-15, -19, 30, 38), 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("on_info"))
    painter.drawEllipse(QPointF(0, -9), 3.2, 3.2)
    painter.drawRoundedRect(QRectF(-8, 6, 16, 3), 1.5, 1.5)
    painter.restore()


def draw_worn(painter: QPainter, at: Spot, angle: float) -> None:
    """Draw a sensor from the side, lying on the skin.

    Args:
        painter: Where to.
        at: Its middle.
        angle: Of its long side, degrees clockwise from upright.
    """
    painter.save()
    painter.translate(*at)
    painter.rotate(angle)
    painter.setPen(QPen(THEME.now.colour("panel"), 2.0))
    painter.setBrush(THEME.now.colour("info"))
    painter.drawRoundedRect(QRectF(-6, -13, 12, 26), 5, 5)
    painter.restore()


def draw_arrow(painter: QPainter, points: Sequence[Spot], name: str = "info") -> None:
    """Draw an arrow along a curve: from, bent towards, to."""
    first, middle, last = (QPointF(*each) for each in points)
    colour = THEME.now.colour(name)
    pen = QPen(colour, 4.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ahead = last - middle
    ahead /= math.hypot(ahead.x(), ahead.y())
    path = QPainterPath(first)
    path.quadTo(middle, last - ahead * 9.0)
    painter.drawPath(path)
    side = QPointF(-ahead.y(), ahead.x()) * 8.0
    foot = last - ahead * 14.0
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([last, foot + side, foot - side]))


def draw_label(
    painter: QPainter, at: Spot, text_at: Spot, words: Sequence[str], name: str = "info"
) -> None:
    """Draw words with a line from what they are about; the first are bold."""
    colours = THEME.now
    x, y = text_at
    painter.setPen(QPen(colours.colour(name), 1.6))
    elbow = QPointF(x - 22, y)
    painter.drawPolyline(QPolygonF([QPointF(*at), elbow, QPointF(x - 6, y)]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour(name))
    painter.drawEllipse(QPointF(*at), 3.2, 3.2)
    draw_words(painter, (x, y), words)


def draw_words(painter: QPainter, at: Spot, words: Sequence[str]) -> None:
    """Draw lines of text from a place to the right; the first are bold."""
    colours = THEME.now
    area = QRectF(at[0], at[1] - 10, 260, 20)
    for row, line in enumerate(words):
        look = (13.0, 500, colours.colour("dim"))
        if not row:
            look = (15.0, 700, colours.colour("text"))
        draw_text(painter, area, line, look)
        area.translate(0, 19)


def draw_cross(painter: QPainter, area: QRectF) -> None:
    """Cross something out."""
    pen = QPen(THEME.now.colour("danger"), 7.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(area.topLeft(), area.bottomRight())
    painter.drawLine(area.topRight(), area.bottomLeft())


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return a colour between two; ``share`` of the other, 0 to 1."""
    kept = 1.0 - share
    return QColor.fromRgbF(
        kept * one.redF() + share * other.redF(),
        kept * one.greenF() + share * other.greenF(),
        kept * one.blueF() + share * other.blueF(),
    )


def _parts(joints: Sequence[Joint]) -> list[QPainterPath]:
    """Return circles at the joints, and what is between them."""
    paths = []
    for x, y, radius in joints:
        circle = QPainterPath()
        circle.addEllipse(QPointF(x, y), radius, radius)
        paths.append(circle)
    for (ax, ay, a), (bx, by, b) in pairwise(joints):
        length = math.hypot(bx - ax, by - ay)
        side = QPointF(ay - by, bx - ax) / length
        start, end = QPointF(ax, ay), QPointF(bx, by)
        between = QPainterPath(start + side * a)
        for corner in (end + side * b, end - side * b, start - side * a):
            between.lineTo(corner)
        between.closeSubpath()
        paths.append(between)
    return paths
