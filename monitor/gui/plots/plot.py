"""One plot of the analysis page: curves on a time axis, with their marks."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from monitor.gui.plots.backdrop import NOTHING, Backdrop
from monitor.gui.plots.canvas import Axis, TimeBox, curve, pen
from monitor.gui.plots.data import Gap, PlotData, TextMark
from monitor.gui.plots.envelope import Envelope
from monitor.gui.plots.frame import Frame
from monitor.gui.plots.overlay import HEAD_PX, Overlay, TimeLine
from monitor.gui.plots.scales import fitted
from monitor.gui.theme import THEME, font

COLOURS: Final = ("info", "series2", "series3")
_TITLE_PX = 28
_SPACE = 5 * "&nbsp;"


@dataclass(frozen=True, slots=True)
class Look:
    """How a plot looks.

    Attributes:
        title: What is drawn, with its unit.
        names: Of the curves; empty for a single one.
        colours: Of the curves, names of the theme's.
        at_least: The values that are always in view.
        step: The range of values ends at multiples of it.
    """

    title: str
    names: tuple[str, ...]
    colours: tuple[str, ...]
    at_least: tuple[float, float]
    step: float


class Plot:
    """See the module; ``item`` is what a pyqtgraph layout takes."""

    def __init__(
        self, look: Look, *, is_last: bool, is_first: bool, head_px: float = HEAD_PX
    ) -> None:
        """Be empty.

        Args:
            look: How it looks.
            is_last: It shows the times.
            is_first: It shows the names of reps and the alerts.
            head_px: Room for those above the values.
        """
        self.box = TimeBox()
        self._axes = {"left": Axis(is_time=False), "bottom": Axis(is_time=True)}
        self.item = pg.PlotItem(
            viewBox=self.box, axisItems=self._axes, enableMenu=False
        )
        self.item.hideButtons()
        self._axes["bottom"].setVisible(is_last)
        self.item.titleLabel.setAttr("justify", "left")
        self.item.titleLabel.item.setFont(font(13, 400))
        self.item.titleLabel.setMaximumHeight(_TITLE_PX)
        self.item.layout.setRowFixedHeight(0, _TITLE_PX)
        self._backdrop = Backdrop(self.box, -10.0)
        self._overlay = Overlay(self.box, 10.0) if is_first else None
        self.position = TimeLine(self.box, "info", Qt.PenStyle.SolidLine)
        self.cursor = TimeLine(self.box, "text", Qt.PenStyle.DashLine)
        self._curves: list[Any] = [curve(colour) for colour in look.colours]
        for each in self._curves:
            self.box.addItem(each)
        self._look, self._shown, self._head_px = look, NOTHING, head_px
        self._envelope = Envelope(np.empty(0), np.empty((0, len(look.colours))))

    def set_look(self, look: Look) -> None:
        """Look otherwise; the number of curves stays."""
        self._look = look
        self.restyle()

    def set_curves(self, envelope: Envelope) -> None:
        """Take other curves; they are drawn with the next range."""
        self._envelope = envelope

    def set_marks(
        self, data: PlotData, chosen: int | None, limit_deg: float | None
    ) -> None:
        """Take other marks; they are drawn with the next range."""
        self._shown = replace(
            self._shown, data=data, chosen=chosen, limit_deg=limit_deg
        )

    def set_gaps(self, gaps: tuple[Gap, ...]) -> None:
        """Take what is missing here; drawn with the next range."""
        self._shown = replace(self._shown, gaps=gaps)

    def set_notes(
        self, peak: tuple[float, float, str] | None, labels: tuple[TextMark, ...]
    ) -> None:
        """Mark a point, and write labels at the top; drawn with the next range.

        Args:
            peak: Its time, value and text; None for none.
            labels: In place of the names of reps.
        """
        self._shown = replace(self._shown, peak=peak, labels=labels)

    def show_range(self, first: float, last: float) -> None:
        """Draw a range of time, session s."""
        width, height = max(1.0, self.box.width()), max(1.0, self.box.height())
        t, values = self._envelope.within(first, last, int(width))
        low, high = fitted(values, self._least(), self._look.step)
        if self._overlay is not None:
            high = low + (high - low) * height / max(1.0, height - self._head_px)
        self.box.setRange(xRange=(first, last), yRange=(low, high), padding=0.0)
        for column, each in enumerate(self._curves):
            each.setData(t, np.ascontiguousarray(values[:, column]))
        frame = Frame(first, last, low, high, width, height)
        self._shown = replace(
            self._shown,
            frame=frame,
            times=self._marks("bottom", first, last, width),
            values=self._marks("left", low, high, height),
        )
        self._backdrop.show_all(self._shown)
        if self._overlay is not None:
            self._overlay.show_all(self._shown)

    def _least(self) -> tuple[float, float]:
        low, high = self._look.at_least
        limit = self._shown.limit_deg
        if limit is None:
            return low, high
        return low, max(high, limit + self._shown.data.band_deg)

    def _marks(
        self, side: str, first: float, last: float, size: float
    ) -> tuple[float, ...]:
        return tuple(self._axes[side].tickValues(first, last, size)[0][1])

    def place(self, line: TimeLine, t: float | None) -> None:
        """Put the cursor's or the position's line at a time; None hides it."""
        frame = self._shown.frame
        x = -1.0 if t is None else frame.x(t)
        line.show_at(x, frame.width, frame.height)

    def restyle(self) -> None:
        """Wear the theme's colours."""
        for axis in self._axes.values():
            axis.restyle()
        for each, colour in zip(self._curves, self._look.colours, strict=True):
            each.setPen(pen(colour))
        self.item.setTitle(self._title(), size="13px", color=THEME.now.text)
        for layer in (self._backdrop, self._overlay, self.position, self.cursor):
            if layer is not None:
                layer.update()

    def _title(self) -> str:
        look = self._look
        legend = [
            f'{_SPACE}<span style="color:{getattr(THEME.now, colour)}">'
            f'━━</span>&nbsp;<span style="color:{THEME.now.dim}">{name}</span>'
            for name, colour in zip(look.names, look.colours, strict=False)
        ]
        title = f'<span style="font-weight: 600">{look.title}</span>'
        return title + "".join(legend)
