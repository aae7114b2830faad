"""The lumbar angle of a lifter's last seconds, large, against its limits."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from monitor.gui.card import PADDING, Card
from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME
from monitor.net.messages import TRACE_HZ, State
from monitor.net.room import TRACE_S

TITLE: Final = "Lumbar angle, last 10 s"
NOTHING: Final = "No angle is heard of."
_SHOWS: Final = 1.6  # of a limit: what lies beyond is drawn at the edge
_LEFT: Final = 108.0  # px, for the words of the limits
_TOP, _BOTTOM = 40.0, 30.0
_LINE: Final = 20.0
_RIGHT_EDGE = Qt.AlignmentFlag.AlignRight
Runs = list[list[QPointF]]


def runs(
    trace: Sequence[float | None], area: QRectF, limits: tuple[float, float]
) -> Runs:
    """Return the curve's pieces; it is broken where the angle isn't known.

    Args:
        trace: Lumbar flexion, deg, ``TRACE_HZ`` apart, oldest first.
        area: Where it is drawn, px; its right edge is now.
        limits: Extension and flexion, deg, both positive.
    """
    step = area.width() / (TRACE_S * TRACE_HZ)
    x = area.right() - step * (len(trace) - 1)
    found: Runs = [[]]
    for angle in trace:
        if angle is None:
            found.append([])
        else:
            found[-1].append(QPointF(x, height_of(area, angle, limits)))
        x += step
    return [run for run in found if len(run) > 1]


def height_of(area: QRectF, angle: float, limits: tuple[float, float]) -> float:
    """Return where an angle lies, px; extension is up, as in the live view."""
    extension, flexion = limits
    low, high = -_SHOWS * extension, _SHOWS * flexion
    share = (min(max(angle, low), high) - low) / (high - low)
    return area.top() + area.height() * share


class TraceCard(Card):
    """Draws the trace of a state."""

    def __init__(self) -> None:
        """Be empty."""
        super().__init__(TITLE)
        self._state: State | None = None
        self._trace: tuple[float | None, ...] = ()
        self.setMinimumHeight(170)

    def show_trace(self, state: State | None, trace: tuple[float | None, ...]) -> None:
        """Show another; None for a state that is not one of now."""
        if state is self._state and trace == self._trace:
            return
        self._state, self._trace = state, trace
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw limits, zero and curve; or that nothing is known."""
        area = QRectF(
            PADDING + _LEFT,
            _TOP,
            self.width() - 2 * PADDING - _LEFT,
            self.height() - _TOP - _BOTTOM,
        )
        painter.fillRect(area, THEME.now.colour("panel2"))
        state = self._state
        if state is None:
            look = (14, 500, THEME.now.colour("dim"))
            draw_text(painter, area, NOTHING, look, Qt.AlignmentFlag.AlignHCenter)
            return
        limits = (state.extension_limit_deg, state.flexion_limit_deg)
        self._draw_limits(painter, area, limits)
        painter.setPen(QPen(THEME.now.colour("series3"), 2.0))
        for run in runs(self._trace, area, limits):
            painter.drawPolyline(QPolygonF(run))

    def _draw_limits(
        self, painter: QPainter, area: QRectF, limits: tuple[float, float]
    ) -> None:
        extension, flexion = limits
        danger, dim = THEME.now.colour("danger"), THEME.now.colour("dim")
        marks = (
            (-extension, f"{extension:.0f}° extension", danger, Qt.PenStyle.DashLine),
            (0.0, "0°", THEME.now.colour("line"), Qt.PenStyle.SolidLine),
            (flexion, f"{flexion:.0f}° flexion", danger, Qt.PenStyle.DashLine),
        )
        for angle, words, ink, style in marks:
            y = height_of(area, angle, limits)
            painter.setPen(QPen(ink, 1.0, style))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            label = QRectF(PADDING, y - _LINE / 2, _LEFT - 8, _LINE)
            draw_text(painter, label, words, (12, 500, dim), _RIGHT_EDGE)
        below = QRectF(area.left(), area.bottom() + 4, area.width(), _LINE)
        draw_text(painter, below, f"{TRACE_S:.0f} s ago", (12, 500, dim))
        draw_text(painter, below, "now", (12, 500, dim), _RIGHT_EDGE)
