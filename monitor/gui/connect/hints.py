"""Small drawings: skin or strap, not a belt; any way up; six faces on a table."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from monitor.gui.connect.strokes import draw_cross, draw_sensor, mixed
from monitor.gui.symbols import Symbol, draw_symbol
from monitor.gui.theme import THEME

# All on a canvas of 200 x 130.


def draw_strap(painter: QPainter) -> None:
    """Draw a waist with a sensor on a tight strap: right."""
    _waist(painter)
    painter.save()
    painter.setClipPath(_outline())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(THEME.now.colour("info", 0.4))
    painter.drawRect(QRectF(30, 56, 140, 16))
    painter.restore()
    draw_sensor(painter, (100, 64), scale=0.95)
    draw_symbol(painter, Symbol.FINE, QPointF(180, 18), 28)


def draw_belt(painter: QPainter) -> None:
    """Draw trousers and a belt with a sensor on them, crossed out: wrong."""
    colours = THEME.now
    _waist(painter)
    painter.save()
    painter.setClipPath(_outline())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(colours.colour("panel"), colours.colour("dim"), 0.55))
    painter.drawRect(QRectF(0, 82, 200, 60))
    painter.setBrush(mixed(colours.colour("panel"), colours.colour("dim"), 0.9))
    painter.drawRect(QRectF(0, 70, 200, 18))
    painter.restore()
    draw_sensor(painter, (100, 80), scale=0.95)
    draw_cross(painter, QRectF(66, 46, 68, 68))


def draw_ways_up(painter: QPainter) -> None:
    """Draw a sensor upright, lying and head down: each is right."""
    for x, angle in ((36, 0), (100, 90), (164, 180)):
        draw_sensor(painter, (x, 52), angle=angle, scale=1.15)
        draw_symbol(painter, Symbol.FINE, QPointF(x, 108), 22)


def draw_faces(painter: QPainter) -> None:
    """Draw a block on each of its six faces, on a table."""
    painter.setPen(QPen(THEME.now.colour("dim"), 3.0))
    painter.drawLine(QPointF(4, 112), QPointF(196, 112))
    sizes = ((30, 14), (30, 14), (14, 44), (14, 44), (30, 44), (30, 44))
    x = 4.0
    for number, (wide, high) in enumerate(sizes):
        _block(painter, QRectF(x, 110 - high, wide, high), marked_on=number)
        x += wide + 8


def _block(painter: QPainter, area: QRectF, *, marked_on: int) -> None:
    """Draw a face; the mark wanders, so that each is seen to be another."""
    colours = THEME.now
    painter.setPen(QPen(colours.colour("panel"), 1.5))
    painter.setBrush(colours.colour("info"))
    painter.drawRoundedRect(area, 3, 3)
    inset = area.adjusted(5, 4, -5, -4)
    top, bottom, far = inset.topLeft(), inset.bottomLeft(), inset.bottomRight()
    corners = (top, bottom, top, bottom, top, far)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("on_info"))
    painter.drawEllipse(corners[marked_on], 2.4, 2.4)


def _outline() -> QPainterPath:
    path = QPainterPath(QPointF(46, 2))
    path.cubicTo(58, 30, 62, 44, 58, 62)
    path.cubicTo(50, 84, 42, 104, 40, 128)
    path.lineTo(160, 128)
    path.cubicTo(158, 104, 150, 84, 142, 62)
    path.cubicTo(138, 44, 142, 30, 154, 2)
    path.closeSubpath()
    return path


def _waist(painter: QPainter) -> None:
    colours = THEME.now
    painter.setPen(QPen(colours.colour("dim"), 2.2))
    painter.setBrush(mixed(colours.colour("panel"), colours.colour("series3"), 0.26))
    painter.drawPath(_outline())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("dim", 0.7))
    for step in range(8):
        painter.drawRoundedRect(QRectF(97, 4 + step * 13, 6, 7), 3, 3)
