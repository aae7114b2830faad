"""The border to pyqtgraph, which has no types: its parts, as this program uses them."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal

from monitor.gui.plots.scales import marks, time_step, time_text, value_step
from monitor.gui.theme import THEME, font

AXIS_PX = 52.0  # width of every left axis, so that the plots share one time axis
_TIME_GAP_PX, _VALUE_GAP_PX = 90.0, 20.0  # between marks, at least
_EDGE_PX = 7.0
_WHEEL_NOTCH = 120.0


class TimeBox(pg.ViewBox):  # type: ignore[misc]  # untyped
    """A plot's area: the pointer moves and zooms its time, never its values.

    Attributes:
        pointed: The pointer is over this time.
        clicked: This time was clicked.
        double_clicked: This time was clicked twice.
        panned: The time shown shall move by this, s.
        zoomed: The span shown shall become so many times as long, about this time.
        swept: A span was swept: its ends, and whether that is finished.
    """

    pointed = Signal(float)
    clicked = Signal(float)
    double_clicked = Signal(float)
    panned = Signal(float)
    zoomed = Signal(float, float)
    swept = Signal(float, float, bool)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        self.setAcceptHoverEvents(True)
        self.sweeps = False

    def time_at(self, point: QPointF) -> float:
        """Return the time at a point of this area, session s."""
        first, last = self.viewRange()[0]
        return float(first + (last - first) * point.x() / max(1.0, self.width()))

    def hoverEvent(self, event: Any) -> None:  # noqa: ANN401
        """Tell where the pointer is."""
        if not event.isExit():
            self.pointed.emit(self.time_at(event.pos()))

    def mouseClickEvent(self, event: Any) -> None:  # noqa: ANN401
        """Tell which time was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            told = self.double_clicked if event.double() else self.clicked
            told.emit(self.time_at(event.pos()))

    def mouseDragEvent(self, event: Any, axis: Any = None) -> None:  # noqa: ANN401
        """Move the time; with Shift, or where that was asked for, sweep a span."""
        del axis
        if event.button() == Qt.MouseButton.RightButton:
            return
        event.accept()
        here = self.time_at(event.pos())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift or self.sweeps:
            start = self.time_at(event.buttonDownPos())
            self.swept.emit(start, here, bool(event.isFinish()))
        else:
            self.panned.emit(self.time_at(event.lastPos()) - here)

    def wheelEvent(self, event: Any, axis: Any = None) -> None:  # noqa: ANN401
        """Zoom about the pointer; a sideways wheel moves the time."""
        del axis
        event.accept()
        notches = event.delta() / _WHEEL_NOTCH
        first, last = self.viewRange()[0]
        if event.orientation() == Qt.Orientation.Horizontal:
            self.panned.emit(-0.1 * notches * (last - first))
        else:
            self.zoomed.emit(0.8**notches, self.time_at(event.pos()))

    def keyPressEvent(self, event: Any) -> None:  # noqa: ANN401
        """Leave keys to the page."""
        event.ignore()


class Axis(pg.AxisItem):  # type: ignore[misc]  # untyped
    """An axis with round marks; time is written m:ss."""

    def __init__(self, *, is_time: bool) -> None:
        super().__init__("bottom" if is_time else "left")
        self._is_time = is_time
        self.setStyle(
            tickLength=0, tickAlpha=0, tickFont=font(12), hideOverlappingLabels=False
        )
        if is_time:
            self.setHeight(24)
        else:
            self.setWidth(AXIS_PX)

    def restyle(self) -> None:
        """Wear the theme's colours."""
        self.setPen(pg.mkPen(None))
        self.setTickPen(pg.mkPen(None))
        self.setTextPen(THEME.now.dim)

    def tickValues(self, first: float, last: float, size: float) -> list[Any]:
        """Return one level of marks."""
        step = self.step(last - first, size)
        if self._is_time:
            return [(step, marks(first, last, step))]
        edge = (last - first) * _EDGE_PX / max(1.0, size)  # room for half a number
        return [(step, marks(first + edge, last - edge, step))]

    def step(self, span: float, size: float) -> float:
        """Return the distance between marks."""
        if self._is_time:
            return time_step(span, size / _TIME_GAP_PX)
        return value_step(span, size / _VALUE_GAP_PX)

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:  # noqa: ANN401
        """Return what is written at the marks."""
        del scale
        if self._is_time:
            return [time_text(t, spacing) for t in values]
        return [f"{v:.10g}".replace("-", "\N{MINUS SIGN}") for v in values]


def curve(colour: str) -> Any:  # noqa: ANN401
    """Return an empty curve of one pixel's width."""
    made = pg.PlotCurveItem(antialias=False, connect="finite")
    made.setPen(pen(colour))
    return made


def pen(colour: str) -> Any:  # noqa: ANN401
    """Return a pen of one pixel in a colour of the theme."""
    return pg.mkPen(THEME.now.colour(colour), width=1)
