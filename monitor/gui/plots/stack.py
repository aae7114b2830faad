"""The four plots above each other, with one time axis, one cursor, one position."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from monitor.gui.plots.canvas import TimeBox
from monitor.gui.plots.data import PlotData, empty_data
from monitor.gui.plots.looks import SHARES, angle_envelopes, looks, raw_envelopes
from monitor.gui.plots.missing import plot_gaps
from monitor.gui.plots.plot import Plot
from monitor.gui.plots.view_range import ViewRange
from monitor.gui.theme import THEME
from monitor.model.records import Placement


class PlotStack(QWidget):
    """Shows a range of a session's time, and tells what a person does with it.

    Attributes:
        cursor_moved: The cursor is at another time, session s.
        clicked: A time was clicked.
        double_clicked: A time was clicked twice.
    """

    cursor_moved = Signal(float)
    clicked = Signal(float)
    double_clicked = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._data, self._limit_deg = empty_data(), 15.0
        self._range = ViewRange(0.0, 1.0, 0.0, 1.0)
        self._sensor = Placement.LUMBAR
        self._chosen: int | None = None
        self._cursor = self._position = 0.0
        self.view: Any = pg.GraphicsLayoutWidget()
        self.view.setAccessibleName("Plots of the session")
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._plots = self._laid_out()
        self._sweep = pg.LinearRegionItem(movable=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.view)
        self.view.viewport().installEventFilter(self)
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self._redraw)
        THEME.changed.connect(self.restyle)
        self.restyle()

    def _laid_out(self) -> list[Plot]:
        last = len(SHARES) - 1
        plots = []
        self.view.ci.layout.setContentsMargins(0, 0, 6, 0)
        self.view.ci.layout.setSpacing(4)
        for row, look in enumerate(looks(self._sensor)):
            plot = Plot(look, is_first=row == 0, is_last=row == last)
            self.view.addItem(plot.item, row, 0)
            self.view.ci.layout.setRowStretchFactor(row, SHARES[row])
            self._connect(plot)
            plots.append(plot)
        return plots

    def _connect(self, plot: Plot) -> None:
        box = plot.box
        box.pointed.connect(self.set_cursor)
        box.clicked.connect(self.clicked)
        box.double_clicked.connect(self.double_clicked)
        box.panned.connect(self.pan)
        box.zoomed.connect(self.zoom)
        box.swept.connect(self._on_sweep)

    @property
    def range(self) -> ViewRange:
        """What is in view."""
        return self._range

    @property
    def cursor_s(self) -> float:
        """Where the cursor is, session s."""
        return self._cursor

    def box(self, row: int) -> TimeBox:
        """Return the area of a plot, from above, from 0."""
        return self._plots[row].box

    def show_data(self, data: PlotData) -> None:
        """Show another session, whole."""
        self._data, self._limit_deg, self._chosen = data, data.limit_deg, None
        start, end = data.span
        self._range = ViewRange(start, end, start, end)
        self._cursor = self._position = start
        for plot, curves in zip(self._plots, angle_envelopes(data), strict=False):
            plot.set_curves(curves)
        self.set_sensor(self._sensor)
        self._mark()

    def set_sensor(self, sensor: Placement) -> None:
        """Show this sensor's gyro and accel."""
        self._sensor = sensor
        for plot, look in zip(self._plots, looks(sensor), strict=True):
            plot.set_look(look)
        for plot, gaps in zip(self._plots, plot_gaps(self._data, sensor), strict=True):
            plot.set_gaps(gaps)
        curves = raw_envelopes(self._data, sensor)
        for plot, each in zip(self._plots[2:], curves, strict=True):
            plot.set_curves(each)
        self._late.start()

    def set_limit(self, limit_deg: float) -> None:
        """Draw the limit of extension here from now on, deg."""
        self._limit_deg = limit_deg
        self._mark()

    def choose(self, rep_id: int | None) -> None:
        """Let a rep stand out; None for none."""
        self._chosen = rep_id
        self._mark()

    def _mark(self) -> None:
        for row, plot in enumerate(self._plots):
            limit = self._limit_deg if row == 0 else None
            plot.set_marks(self._data, self._chosen, limit)
        self._late.start()

    def show_range(self, shown: ViewRange) -> None:
        """Bring another range into view."""
        if shown != self._range:
            self._range = shown
            self._late.start()

    def pan(self, by_s: float) -> None:
        """Move the time in view."""
        self.show_range(self._range.moved(by_s))

    def zoom(self, factor: float, about_s: float) -> None:
        """Show a span so many times as long, about a time."""
        self.show_range(self._range.zoomed(factor, about_s))

    def set_sweeping(self, *, sweeps: bool) -> None:
        """Let a drag zoom into what it sweeps, or move the time."""
        for plot in self._plots:
            plot.box.sweeps = sweeps

    def _on_sweep(self, start: float, end: float, is_finished: bool) -> None:  # noqa: FBT001
        if is_finished:
            self._plots[0].box.removeItem(self._sweep)
            self.show_range(self._range.showing(min(start, end), max(start, end)))
            return
        self._sweep.setRegion((min(start, end), max(start, end)))
        if self._sweep.parentItem() is None:
            self._plots[0].box.addItem(self._sweep, ignoreBounds=True)

    def set_cursor(self, t: float) -> None:
        """Put the cursor at a time, session s."""
        self._cursor = min(max(t, self._range.start), self._range.end)
        for plot in self._plots:
            plot.place(plot.cursor, self._cursor)
        self.cursor_moved.emit(self._cursor)

    def set_position(self, t: float) -> None:
        """Show where the replay is, session s."""
        self._position = t
        for plot in self._plots:
            plot.place(plot.position, t)

    def flush(self) -> None:
        """Draw now what is waiting to be drawn."""
        if self._late.isActive():
            self._late.stop()
            self._redraw()

    def _redraw(self) -> None:
        for plot in self._plots:
            plot.show_range(self._range.first, self._range.last)
            plot.place(plot.cursor, self._cursor)
            plot.place(plot.position, self._position)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw anew when the size has changed."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._late.start()
        return super().eventFilter(watched, event)

    def restyle(self) -> None:
        """Wear the theme's colours."""
        self.view.setBackground(THEME.now.colour("panel"))
        self._sweep.setBrush(THEME.now.colour("info", 0.25))
        for plot in self._plots:
            plot.restyle()
