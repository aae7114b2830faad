"""Drawings that show where the sensors sit and what to do, in the theme's colours."""

from collections.abc import Callable
from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME
from monitor.model.body import PelvisSite

_WIDE, _HIGH = 470.0, 420.0  # the canvas that all drawings are made on

Spot = tuple[float, float]


class Pose(Enum):
    """What a figure does."""

    STAND = "stand"
    BOW = "bow"
    BENCH = "bench"
    ARCH = "arch"


class Drawing(QWidget):
    """A picture on a canvas of its own, scaled to the room there is."""

    def __init__(self, name: str, draw: Callable[[QPainter], None]) -> None:
        """Show a picture.

        Args:
            name: What is on it, for people who hear the screen.
            draw: Draws on a canvas of 470 x 420.
        """
        super().__init__()
        self.setAccessibleName(name)
        self._draw = draw
        THEME.changed.connect(self.update)

    def show_picture(self, name: str, draw: Callable[[QPainter], None]) -> None:
        """Show another picture."""
        self.setAccessibleName(name)
        self._draw = draw
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the canvas."""
        return QSize(int(_WIDE), int(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Half of it can still be read."""
        return QSize(int(_WIDE / 2), int(_HIGH / 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in the middle."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _WIDE, self.height() / _HIGH)
        painter.translate(
            (self.width() - _WIDE * scale) / 2, (self.height() - _HIGH * scale) / 2
        )
        painter.scale(scale, scale)
        self._draw(painter)
        painter.end()


def draw_back(painter: QPainter, site: PelvisSite) -> None:
    """Draw a back with both sensors."""
    colours = THEME.now
    painter.setPen(QPen(colours.colour("dim"), 2.5))
    painter.setBrush(colours.colour("panel2"))
    painter.drawPath(_back())
    painter.setPen(QPen(colours.colour("dim", 0.7), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in _folds():
        painter.drawPath(path)
    _spine(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("dim", 0.8))
    for x in (158.0, 202.0):
        painter.drawEllipse(QPointF(x, 292), 4, 5)
    lumbar, pelvis = (180.0, 206.0), (180.0, 296.0)
    if site is PelvisSite.ILIAC_CREST:
        pelvis = (244.0, 272.0)
    _sensor(painter, lumbar)
    _sensor(painter, pelvis)
    words = ("Lumbar: T12 to L1", "clear of the bench's edge")
    _label(painter, (lumbar[0] + 16, lumbar[1]), (296, 168), words)
    if site is PelvisSite.ILIAC_CREST:
        words = ("Pelvis: side of the", "iliac crest")
        _label(painter, (pelvis[0] + 14, pelvis[1]), (296, 322), words)
    else:
        words = ("Pelvis: S1 to S2,", "between the dimples")
        _label(painter, (pelvis[0] + 16, pelvis[1]), (296, 330), words)


def draw_pose(painter: QPainter, pose: Pose) -> None:
    """Draw a figure from the side, with its sensors."""
    painter.translate(50.0, 0.0)
    match pose:
        case Pose.STAND:
            _figure(painter, _STANDING)
        case Pose.BOW:
            _figure(painter, _STANDING, faint=True)
            _figure(painter, _BOWED)
            _arrow(painter, [(214, 66), (262, 92), (286, 136)])
        case Pose.BENCH:
            _bench(painter)
            _figure(painter, _LYING)
        case Pose.ARCH:
            _figure(painter, _STANDING)
            _arrow(painter, [(128, 196), (150, 186), (164, 180)])
            _arrow(painter, [(236, 236), (214, 244), (198, 246)])


def _back() -> QPainterPath:
    path = QPainterPath(QPointF(156, 6))
    path.cubicTo(158, 34, 150, 48, 118, 58)
    path.cubicTo(88, 66, 76, 82, 72, 112)
    path.cubicTo(84, 128, 96, 168, 104, 208)
    path.cubicTo(104, 236, 88, 258, 84, 300)
    path.cubicTo(82, 336, 88, 376, 96, 414)
    path.lineTo(170, 414)
    path.lineTo(180, 380)
    path.lineTo(190, 414)
    path.lineTo(264, 414)
    path.cubicTo(272, 376, 278, 336, 276, 300)
    path.cubicTo(272, 258, 256, 236, 256, 208)
    path.cubicTo(264, 168, 276, 128, 288, 112)
    path.cubicTo(284, 82, 272, 66, 242, 58)
    path.cubicTo(210, 48, 202, 34, 204, 6)
    path.closeSubpath()
    return path


def _folds() -> list[QPainterPath]:
    """Shoulder blades, iliac crests, and the gluteal fold."""
    paths = []
    for side in (-1.0, 1.0):
        blade = QPainterPath(QPointF(180 + side * 34, 92))
        blade.cubicTo(180 + side * 50, 112, 180 + side * 50, 132, 180 + side * 38, 146)
        crest = QPainterPath(QPointF(180 + side * 88, 262))
        crest.cubicTo(180 + side * 66, 246, 180 + side * 40, 262, 180 + side * 22, 284)
        paths += [blade, crest]
    fold = QPainterPath(QPointF(180, 322))
    fold.lineTo(180, 380)
    return [*paths, fold]


def _spine(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(THEME.now.colour("dim", 0.6))
    for step in range(17):
        y = 40 + step * 14.6
        painter.drawRoundedRect(QRectF(177, y, 6, 8), 3, 3)


def _sensor(painter: QPainter, at: Spot, *, angle: float = 0.0) -> None:
    colours = THEME.now
    painter.save()
    painter.translate(*at)
    painter.rotate(angle)
    painter.setPen(QPen(colours.colour("bg"), 2.0))
    painter.setBrush(colours.colour("info"))
    painter.drawRoundedRect(QRectF(-14, -18, 28, 36), 7, 7)
    painter.setPen(QPen(colours.colour("on_info"), 2.4))
    painter.drawLine(QPointF(0, 9), QPointF(0, -8))
    painter.drawLine(QPointF(0, -8), QPointF(-5, -2))
    painter.drawLine(QPointF(0, -8), QPointF(5, -2))
    painter.restore()


def _label(painter: QPainter, at: Spot, text_at: Spot, words: tuple[str, str]) -> None:
    colours = THEME.now
    painter.setPen(QPen(colours.colour("info"), 1.5))
    painter.drawLine(QPointF(*at), QPointF(text_at[0] - 4, text_at[1] + 4))
    x, y = text_at
    area = QRectF(x, y - 12, _WIDE - x, 18)
    draw_text(painter, area, words[0], (13, 700, colours.colour("text")))
    area.translate(0, 17)
    draw_text(painter, area, words[1], (12, 500, colours.colour("dim")))


# Figures from the side: head, then the joints neck, upper back, lumbar, pelvis, knee,
# ankle, toe.
_Figure = tuple[Spot, tuple[Spot, ...]]
# fmt: off
_STANDING: Final[_Figure] = (
    (186, 50),
    ((182, 84), (172, 134), (180, 196), (178, 246), (182, 322), (178, 396),
     (206, 398)),
)
_BOWED: Final[_Figure] = (
    (304, 190),
    (
        (272, 180),
        (232, 190),
        (192, 214),
        (162, 246),
        (178, 322),
        (178, 396),
        (206, 398),
    ),
)
_LYING: Final[_Figure] = (
    (66, 212),
    ((94, 226), (134, 244), (186, 270), (226, 296), (300, 262), (306, 352),
     (332, 354)),
)
# fmt: on


def _figure(painter: QPainter, figure: _Figure, *, faint: bool = False) -> None:
    head, joints = figure
    colour = THEME.now.colour("dim", 0.3 if faint else 1.0)
    pen = QPen(colour, 20.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(*joint) for joint in joints]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(*head), 24, 26)
    if not faint:
        for place in (2, 3):
            _worn(painter, joints[place - 1], joints[place])


def _worn(painter: QPainter, above: Spot, at: Spot) -> None:
    """Draw a sensor on the back, where a joint is."""
    down = QPointF(at[0] - above[0], at[1] - above[1])
    length = (down.x() ** 2 + down.y() ** 2) ** 0.5
    behind = QPointF(-down.y() / length, down.x() / length) * 15.0
    painter.setBrush(THEME.now.colour("info"))
    painter.drawEllipse(QPointF(*at) + behind, 9, 9)


def _bench(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(THEME.now.colour("line"))
    painter.drawRoundedRect(QRectF(36, 262, 118, 26), 8, 8)
    painter.drawRect(QRectF(60, 288, 14, 76))
    painter.drawRect(QRectF(118, 288, 14, 76))


def _arrow(painter: QPainter, points: list[Spot]) -> None:
    colour: QColor = THEME.now.colour("info")
    painter.setPen(QPen(colour, 4.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    first, middle, last = (QPointF(*each) for each in points)
    path = QPainterPath(first)
    path.quadTo(middle, last)
    painter.drawPath(path)
    back = middle - last
    length = (back.x() ** 2 + back.y() ** 2) ** 0.5
    back = back * (14.0 / length)
    side = QPointF(-back.y(), back.x()) * 0.6
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tip = last - back * 0.3
    painter.drawPolygon(QPolygonF([tip, last + back + side, last + back - side]))
