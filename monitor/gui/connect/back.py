"""A back with both sensors: where pelvis and lumbar sensor are worn."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
)

from monitor.gui.connect.strokes import Spot, draw_label, draw_sensor, mixed
from monitor.gui.theme import THEME
from monitor.model.body import LumbarSite, PelvisSite, Sites

_MID = 170.0  # x of the spine, on a canvas of 470 x 460
_LUMBAR = {LumbarSite.T12_L1: 226.0, LumbarSite.L3: 258.0, LumbarSite.OTHER: 200.0}
_SACRUM, _CREST = (_MID, 332.0), (_MID + 74, 292.0)
# The right half of the outline: start, then cubic curves (two handles and an end).
_HALF: tuple[tuple[float, float], ...] = (
    *((21, 0), (21, 24), (20, 44), (52, 56)),
    *((84, 66), (106, 72), (112, 104)),
    *((116, 128), (98, 138), (92, 156)),
    *((86, 180), (74, 208), (72, 236)),
    *((71, 262), (86, 282), (94, 316)),
    *((104, 360), (100, 420), (92, 460)),
)
_ARM: tuple[tuple[float, float], ...] = (
    *((98, 84), (122, 92), (124, 130), (126, 160)),
    *((132, 200), (138, 240), (142, 300)),
    *((134, 306), (124, 304), (120, 300)),
    *((116, 250), (108, 210), (104, 176)),
    *((100, 150), (96, 120), (98, 84)),
)


def draw_back(
    painter: QPainter, sites: Sites, words: Mapping[str, Sequence[str]]
) -> None:
    """Draw a back with both sensors, on a canvas of 470 x 460.

    Args:
        painter: Where to.
        sites: Where they are worn.
        words: The labels' lines by "lumbar", "pelvis".
    """
    body = _both_sides(_HALF)
    for side in (-1.0, 1.0):
        _fill(painter, _mirrored(_ARM, side), 0.12)
    _fill(painter, body, 0.26)
    _straps(painter, body, sites)
    _details(painter)
    lumbar: Spot = (_MID, _LUMBAR[sites.lumbar])
    on_crest = sites.pelvis is PelvisSite.ILIAC_CREST
    pelvis = _CREST if on_crest else _SACRUM
    draw_sensor(painter, lumbar)
    draw_sensor(painter, pelvis, angle=-14 if on_crest else 0)
    draw_label(painter, (lumbar[0] + 15, lumbar[1]), (322, 176), words["lumbar"])
    draw_label(painter, (pelvis[0] + 15, pelvis[1]), (322, 348), words["pelvis"])


def _mirrored(points: tuple[Spot, ...], side: float) -> QPainterPath:
    spots = [QPointF(_MID + side * x, y) for x, y in points]
    path = QPainterPath(spots[0])
    for at in range(1, len(spots), 3):
        path.cubicTo(*spots[at : at + 3])
    return path


def _both_sides(points: tuple[Spot, ...]) -> QPainterPath:
    """Return an outline down the right side and up the left one."""
    path = _mirrored(points, 1.0)
    path.lineTo(_MID + 6, 460)
    path.lineTo(_MID, 420)
    path.lineTo(_MID - 6, 460)
    path.lineTo(_MID - points[-1][0], 460)
    left = _mirrored(points, -1.0).toReversed()
    path.connectPath(left)
    path.closeSubpath()
    return path


def _fill(painter: QPainter, path: QPainterPath, share: float) -> None:
    """Fill and outline; above and below the body fades away."""
    colours = THEME.now
    skin = mixed(colours.colour("panel"), colours.colour("series3"), share)
    painter.setBrush(_fading(skin))
    edge = mixed(colours.colour("panel"), colours.colour("dim"), min(1.0, 4 * share))
    painter.setPen(QPen(_fading(edge), 2.4))
    painter.drawPath(path)


def _fading(colour: QColor) -> QBrush:
    fade = QLinearGradient(0, 0, 0, 460)
    clear = THEME.now.colour("panel", 0.0)
    for at, shade in ((0.0, clear), (0.1, colour), (0.78, colour), (0.98, clear)):
        fade.setColorAt(at, shade)
    return QBrush(fade)


def _straps(painter: QPainter, body: QPainterPath, sites: Sites) -> None:
    """Tight straps around chest and hips, under the sensors."""
    painter.save()
    painter.setClipPath(body)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(THEME.now.colour("info", 0.28))
    on_crest = sites.pelvis is PelvisSite.ILIAC_CREST
    for y in (_LUMBAR[sites.lumbar], _CREST[1] if on_crest else _SACRUM[1]):
        painter.drawRect(QRectF(0, y - 9, 400, 18))
    painter.restore()


def _details(painter: QPainter) -> None:
    """Shoulder blades, spine, iliac crests, dimples, and what tells a back."""
    colours = THEME.now
    painter.setPen(QPen(colours.colour("dim", 0.65), 2.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side in (-1.0, 1.0):
        blade = ((30, 96), (44, 112), (58, 136), (44, 160))
        crest = ((80, 296), (62, 280), (38, 284), (24, 304))
        fold = ((10, 420), (30, 432), (56, 432), (74, 420))
        for each in (blade, crest, fold):
            painter.drawPath(_mirrored(each, side))
    painter.drawLine(QPointF(_MID, 366), QPointF(_MID, 420))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("dim", 0.75))
    for step in range(18):
        area = QRectF(_MID - 3.5, 52 + step * 14.5, 7, 8)
        painter.drawRoundedRect(area, 3.5, 3.5)
    painter.setBrush(colours.colour("dim"))
    for side in (-1.0, 1.0):
        painter.drawEllipse(QPointF(_MID + side * 27, 322), 4.2, 5.4)
