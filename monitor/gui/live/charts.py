"""The four scrolling charts: lumbar angle, pelvis pitch, gyro, accel."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from monitor.gui.live.strip import Axis, Look, Mark, Strip, Zones
from monitor.gui.symbols import VERDICT
from monitor.gui.theme import GAP
from monitor.model.blocks import FloatArray
from monitor.model.events import Verdict
from monitor.model.records import Placement
from monitor.view.reading import Reading, reading
from monitor.view.state import ViewState
from monitor.view.traces import Traces
from monitor.view.words import angle

_SHARES = (34, 22, 22, 22)


@dataclass(frozen=True, slots=True)
class Curves:
    """Which curves a person wants to see.

    Attributes:
        gyro: Whose angular rate.
        accel: Whose specific force.
        axes: Which axes of them, 0 to 2.
        span_s: How much time the charts show.
    """

    gyro: Placement = Placement.LUMBAR
    accel: Placement = Placement.LUMBAR
    axes: tuple[int, ...] = (0, 1, 2)
    span_s: float = 10.0


class Charts(QWidget):
    """All four, one above the other, on one time axis."""

    def __init__(self, traces: Traces, curves: Curves) -> None:
        """Be empty.

        Args:
            traces: Where the curves come from.
            curves: Which of them are shown.
        """
        super().__init__()
        self._traces, self._curves = traces, curves
        self._strips = [Strip(look, curves.span_s) for look in self._looks()]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for strip, share in zip(self._strips, _SHARES, strict=True):
            layout.addWidget(strip, share)

    def use(self, traces: Traces, curves: Curves) -> None:
        """Show other curves from now on."""
        self._traces, self._curves = traces, curves
        for strip, look in zip(self._strips, self._looks(), strict=True):
            strip.set_look(look, curves.span_s)

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
        xyz = ("x", "y", "z")
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
                f"{gyro.capitalize()} gyro °/s",
                partial(traces.gyro, gyro),
                Axis(-100, 100, 50),
                xyz,
                curves.axes,
            ),
            Look(
                f"{accel.capitalize()} accel g",
                partial(traces.accel, accel),
                Axis(-1, 1.5, 0.5),
                xyz,
                curves.axes,
                has_times=True,
            ),
        ]


def _column(
    traces: Traces, column: int, start_s: float, end_s: float
) -> tuple[FloatArray, FloatArray]:
    t, values = traces.angles(start_s, end_s)
    return t, values[:, column : column + 1]


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
