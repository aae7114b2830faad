"""The lumbar angle of a lifter's last seconds, large, against its limits."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from monitor.gui.card import PADDING, Card
from monitor.gui.coach.trace import height_of, trace_runs
from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME
from monitor.net.messages import State
from monitor.net.room import TRACE_S

TITLE: Final = "Lumbar angle, last 10 s"
NOTHING: Final = "No angle is heard of."
_LEFT: Final = 108.0  # px, for the words of the limits
_TOP, _BOTTOM = 40.0, 30.0
_LINE: Final = 20.0
_RIGHT_EDGE = Qt.AlignmentFlag.AlignRight


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
        for run in trace_runs(self._trace, area, limits):
            painter.drawPolyline(run)

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
