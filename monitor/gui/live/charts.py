"""The four scrolling charts: lumbar angle, pelvis pitch, gyro, accel."""

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from monitor.config import Curves, RawCurves
from monitor.gui.live.strip import Strip
from monitor.gui.live.strip_look import Axis, Look, Mark, Zones
from monitor.gui.symbols import VERDICT
from monitor.gui.theme import GAP
from monitor.model.blocks import FloatArray
from monitor.model.events import Verdict
from monitor.view.reading import Reading, reading
from monitor.view.state import ViewState
from monitor.view.traces import Traces
from monitor.view.words import angle

_SHARES = (34, 22, 22, 22)
_LEAST = 84  # px of a chart on average; a lower one shows no curve
_XYZ = ("x", "y", "z")


class Charts(QWidget):
    """All four, one above the other, on one time axis."""

    def __init__(
        self, traces: Traces, curves: Curves | None = None, span_s: float = 10.0
    ) -> None:
        """Be empty.

        Args:
            traces: Where the curves come from.
            curves: Which of the sensors' own are shown.
            span_s: How much time they show.
        """
        super().__init__()
        self._traces, self._curves = traces, curves or Curves()
        self._strips = [Strip(look, span_s) for look in self._looks()]
        for strip in self._strips:
            strip.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for, the most telling first."""
        size = event.size()
        count = min(max(1, size.height() // _LEAST), len(_SHARES))
        room = size.height() - GAP * (count - 1)
        top, total = 0, sum(_SHARES[:count])
        for place, (strip, share) in enumerate(zip(self._strips, _SHARES, strict=True)):
            height = round(room * share / total)
            strip.setGeometry(0, top, size.width(), height)
            strip.setVisible(place < count)
            top += height + GAP

    def use(self, traces: Traces, curves: Curves, span_s: float) -> None:
        """Show other curves from now on."""
        self._traces, self._curves = traces, curves
        for strip, look in zip(self._strips, self._looks(), strict=True):
            strip.set_look(look, span_s)

    def show_state(self, state: ViewState, now: float) -> None:
        """Show the span that ends at ``now``, session s."""
        lumbar, pelvis = self._strips[:2]
        lumbar.set_zones(_zones(reading(state)))
        marks = tuple(
            Mark(rep.end_s, VERDICT[rep.verdict])
            for rep in state.recent
            if rep.end_s is not None and rep.verdict is not Verdict.PENDING
        )
        lumbar.set_marks(marks)
        pelvis.set_marks(marks)
        for strip in self._strips:
            strip.show_upto(now)

    def redraw(self) -> None:
        """Draw everything anew, as after a seek."""
        for strip in self._strips:
            strip.redraw()

    def _looks(self) -> list[Look]:
        traces, curves = self._traces, self._curves
        gyro, accel = curves.gyro, curves.accel
        return [
            Look(
                "Lumbar angle, extension up",
                partial(_column, traces, 0),
                Axis(-10, 30, 10),
                reading=_lumbar,
            ),
            Look(
                "Pelvis pitch °",
                partial(_column, traces, 1),
                Axis(-90, 30, 30),
                reading=_pitch,
            ),
            Look(
                f"{gyro.sensor.capitalize()} gyro °/s",
                partial(traces.gyro, gyro.sensor),
                Axis(-100, 100, 50),
                _XYZ,
                _columns(gyro),
            ),
            Look(
                f"{accel.sensor.capitalize()} accel g",
                partial(traces.accel, accel.sensor),
                Axis(-1, 1.5, 0.5),
                _XYZ,
                _columns(accel),
                has_times=True,
            ),
        ]


def _column(
    traces: Traces, column: int, start_s: float, end_s: float
) -> tuple[FloatArray, FloatArray]:
    t, values = traces.angles(start_s, end_s)
    return t, values[:, column : column + 1]


def _columns(curves: RawCurves) -> tuple[int, ...]:
    return tuple(_XYZ.index(axis) for axis in curves.axes)


def _lumbar(value: float | None) -> str:
    return angle(None if value is None else -value)


def _pitch(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.0f}°"


def _zones(shown: Reading) -> Zones:
    limit, near = shown.limit_deg, max(0.0, shown.limit_deg - shown.band_deg)
    bands = [(near, limit, "warn"), (limit, 180.0, "danger")]
    if shown.flexion_limit_deg is not None:
        low = -shown.flexion_limit_deg
        bands += [(low, low + shown.band_deg, "warn"), (-180.0, low, "danger")]
    return Zones(tuple(bands))
