"""People from the side: what to do, and where the sensors are while doing it."""

from collections.abc import Callable
from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from monitor.gui.connect.drawings import EDGE_TOP
from monitor.gui.connect.strokes import (
    Joint,
    draw_arrow,
    draw_limbs,
    draw_worn,
    mixed,
)
from monitor.gui.theme import THEME

Limb = tuple[Joint, ...]


class Pose(Enum):
    """What a person does; all but ``THRUST`` without a load."""

    STAND = "stand"
    BOW = "bow"
    LIE = "lie"
    THRUST = "thrust"
    ARCH = "arch"


# Canvas of 470 x 420, floor at 404. Far arms and legs are not drawn: at a glance one
# of each is enough. Each limb: joints from the trunk outwards.
# fmt: off
_LEG: Final[Limb] = ((236, 214, 25), (240, 300, 17), (232, 384, 10))
_FOOT: Final[Limb] = ((232, 392, 9), (262, 396, 7))
_STANDING: Final[tuple[Limb, ...]] = (
    ((240, 40, 26),), ((238, 62, 12), (234, 84, 13)),
    ((234, 100, 27), (238, 158, 22), (236, 206, 27)),
    _LEG, _FOOT, ((236, 98, 14), (232, 158, 10), (240, 212, 8), (244, 226, 9)),
)
_BOWED: Final[tuple[Limb, ...]] = (
    ((388, 168, 26),), ((366, 168, 12), (346, 166, 14)),
    ((328, 168, 27), (268, 182, 22), (226, 212, 27)),
    ((226, 214, 25), (240, 300, 17), (232, 384, 10)), _FOOT,
    ((330, 172, 14), (334, 232, 10), (328, 286, 8), (328, 298, 9)),
)
_LYING: Final[tuple[Limb, ...]] = (
    ((74, 208, 26),), ((96, 212, 12), (116, 216, 14)),
    ((132, 218, 27), (190, 262, 22), (238, 308, 27)),
    ((238, 308, 25), (322, 260, 17), (328, 384, 10)), ((328, 394, 9), (360, 397, 7)),
    ((134, 222, 14), (172, 274, 10), (218, 300, 8), (228, 296, 9)),
)
_THRUSTING: Final[tuple[Limb, ...]] = (
    ((70, 204, 26),), ((92, 210, 12), (112, 216, 14)),
    ((332, 394, 9), (364, 397, 7)), ((248, 222, 25), (336, 238, 17), (332, 384, 10)),
    ((130, 220, 27), (194, 222, 22), (248, 222, 27)),
)
_ARM_TO_BAR: Final[Limb] = (
    (134, 222, 13), (188, 206, 10), (244, 186, 8), (252, 182, 9),
)
_ARCHED: Final[tuple[Limb, ...]] = (
    ((228, 40, 26),), ((228, 62, 12), (226, 84, 13)),
    ((228, 100, 27), (252, 158, 21), (234, 206, 27)),
    _LEG, _FOOT, ((232, 98, 14), (250, 158, 10), (262, 212, 8), (266, 226, 9)),
)
# Lumbar and pelvis sensor of a pose: x, y, degrees.
_WORN: Final = {
    Pose.STAND: ((213, 158, 4), (206, 210, 0)),
    Pose.BOW: ((258, 158, 74), (206, 190, 40)),
    Pose.LIE: ((176, 284, -48), (216, 330, -44)),
    Pose.THRUST: ((194, 248, 90), (246, 253, 88)),
    Pose.ARCH: ((226, 154, -8), (208, 196, 24)),
}
_LIMBS: Final = {
    Pose.STAND: _STANDING,
    Pose.BOW: _BOWED,
    Pose.LIE: _LYING,
    Pose.THRUST: _THRUSTING,
    Pose.ARCH: _ARCHED,
}
# fmt: on


def draw_pose(painter: QPainter, pose: Pose) -> None:
    """Draw a person from the side, with both sensors, on a canvas of 470 x 420."""
    _floor(painter)
    _BEHIND[pose](painter)
    limbs = _LIMBS[pose]
    arms = 0 if pose is Pose.THRUST else 1
    draw_limbs(painter, limbs[: len(limbs) - arms])
    draw_limbs(painter, limbs[len(limbs) - arms :])
    for x, y, angle in _WORN[pose]:
        draw_worn(painter, (x, y), angle)
    _BEFORE[pose](painter)


def draw_edge(painter: QPainter) -> None:
    """Draw a hip thrust and where the bench presses, on a canvas of 470 x 300."""
    painter.translate(0.0, -EDGE_TOP)
    draw_pose(painter, Pose.THRUST)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(THEME.now.colour("danger", 0.45))
    painter.drawEllipse(QPointF(148, 252), 22, 14)
    draw_arrow(painter, [(196, 330), (176, 300), (154, 264)], "danger")


def _nothing(painter: QPainter) -> None:
    del painter


def _floor(painter: QPainter) -> None:
    painter.setPen(QPen(THEME.now.colour("line"), 3.0))
    painter.drawLine(QPointF(20, 405), QPointF(450, 405))


def _bench(painter: QPainter) -> None:
    colours = THEME.now
    wood = mixed(colours.colour("panel"), colours.colour("dim"), 0.35)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(wood)
    painter.drawRoundedRect(QRectF(20, 246, 134, 28), 10, 10)
    for x in (40, 118):
        painter.drawRect(QRectF(x, 274, 14, 130))


def _upright_before(painter: QPainter) -> None:
    draw_limbs(painter, _STANDING[:4], strength=0.3)


def _bar(painter: QPainter) -> None:
    """A plate on the hips, and the arm that holds the bar."""
    colours = THEME.now
    painter.setPen(QPen(colours.colour("dim"), 2.5))
    painter.setBrush(mixed(colours.colour("panel"), colours.colour("dim"), 0.3))
    painter.drawEllipse(QPointF(258, 172), 46, 46)
    painter.drawEllipse(QPointF(258, 172), 30, 30)
    draw_limbs(painter, (_ARM_TO_BAR,))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("dim"))
    painter.drawEllipse(QPointF(258, 172), 8, 8)


def _still(painter: QPainter) -> None:
    """Quiet lines left and right: nothing moves."""
    pen = QPen(THEME.now.colour("info"), 3.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for x, high in ((156, 40), (138, 24), (316, 40), (334, 24)):
        painter.drawLine(QPointF(x, 160 - high), QPointF(x, 160 + high))


def _down(painter: QPainter) -> None:
    draw_arrow(painter, [(272, 44), (350, 52), (384, 126)])


def _to_and_fro(painter: QPainter) -> None:
    """The belly goes forward, and back."""
    draw_arrow(painter, [(284, 144), (308, 134), (336, 146)])
    draw_arrow(painter, [(336, 178), (310, 190), (284, 178)], "series2")


_BEHIND: Final[dict[Pose, Callable[[QPainter], None]]] = {
    Pose.STAND: _nothing,
    Pose.BOW: _upright_before,
    Pose.LIE: _bench,
    Pose.THRUST: _bench,
    Pose.ARCH: _upright_before,
}
_BEFORE: Final[dict[Pose, Callable[[QPainter], None]]] = {
    Pose.STAND: _still,
    Pose.BOW: _down,
    Pose.LIE: _nothing,
    Pose.THRUST: _bar,
    Pose.ARCH: _to_and_fro,
}


def picture(pose: Pose) -> Callable[[QPainter], None]:
    """Return what draws a pose."""
    return lambda painter: draw_pose(painter, pose)
