"""The analysis page: a whole session to look into."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from monitor.gui.plots.data import PlotData, RepMark, empty_data
from monitor.gui.plots.keys import HELP, PlotKeys
from monitor.gui.plots.readout import readout
from monitor.gui.plots.readout_row import ReadoutRow
from monitor.gui.plots.saving import Kind, Saving
from monitor.gui.plots.stack import PlotStack
from monitor.gui.plots.toolbar import Toolbar
from monitor.gui.theme import GAP, MARGIN, RADIUS, THEME
from monitor.model.records import Placement

_STEPS = 200  # cursor steps across the view
_PAN_STEPS = 5
_REACH = 0.006  # of the view: marks so near to the cursor are told
_MARGIN_S = 1.5  # shown on either side of a set or a rep


class AnalysisPage(QWidget):
    """Four linked plots with zoom, a cursor, its values, and saving.

    Attributes:
        seek: A person wants the replay to go to this time, session s.
        rep_chosen: A person chose the rep with this ``rep_id``.
        saved: A file was written; one sentence.
        failed: A file could not be written; one sentence.
    """

    seek = Signal(float)
    rep_chosen = Signal(int)
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.setAccessibleName("Analysis")
        self._data, self._sensor = empty_data(), Placement.LUMBAR
        self._chosen: RepMark | None = None
        self.file_name = "session"
        self.toolbar, self.stack, self.values = Toolbar(), PlotStack(), ReadoutRow()
        self.saving = Saving(self)
        self._panel = QFrame()
        self._panel.setObjectName("plots")
        self._keys = PlotKeys(self.stack.view, self._plain_keys())
        self._lay_out()
        self._connect()
        self._frame(focused=False)
        self.show_data(self._data)

    def _plain_keys(self) -> dict[Qt.Key, Callable[[], None]]:
        return {
            Qt.Key.Key_0: self.show_whole,
            Qt.Key.Key_1: self.show_set,
            Qt.Key.Key_2: self.show_rep,
            Qt.Key.Key_Return: self._on_enter,
            Qt.Key.Key_Enter: self._on_enter,
            Qt.Key.Key_Home: self._on_home,
            Qt.Key.Key_End: self._on_end,
        }

    def _lay_out(self) -> None:
        self.stack.view.setAccessibleDescription(HELP)
        self.stack.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        inside = QVBoxLayout(self._panel)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(self.toolbar)
        layout.addWidget(self._panel, 1)
        layout.addWidget(self.values)

    def _connect(self) -> None:
        stack, toolbar, keys = self.stack, self.toolbar, self._keys
        stack.cursor_moved.connect(self._on_cursor)
        stack.clicked.connect(self._on_click)
        stack.double_clicked.connect(self.seek)
        stack.view.customContextMenuRequested.connect(self._on_menu)
        toolbar.whole_wanted.connect(self.show_whole)
        toolbar.set_wanted.connect(self.show_set)
        toolbar.rep_wanted.connect(self.show_rep)
        toolbar.zoom_wanted.connect(self.zoom)
        toolbar.sweep_wanted.connect(self._on_sweep)
        toolbar.sensor_wanted.connect(self.set_sensor)
        toolbar.save_wanted.connect(self.ask)
        keys.zoomed.connect(self.zoom)
        keys.stepped.connect(self._on_step)
        keys.panned.connect(self._on_pan)
        keys.rep_stepped.connect(self._on_rep_step)
        keys.focused.connect(self._on_focus)
        self.saving.saved.connect(self.saved)
        self.saving.failed.connect(self.failed)
        THEME.changed.connect(self._restyle)

    def show_data(self, data: PlotData) -> None:
        """Show another session, whole, with the limit that it names."""
        self._data, self._chosen = data, None
        self.stack.show_data(data)
        self.toolbar.allow_reps(has_reps=bool(data.reps))
        self.stack.set_cursor(self.stack.range.start)

    def set_position(self, t: float) -> None:
        """Show where the replay is, session s."""
        self.stack.set_position(t)

    def set_limit(self, limit_deg: float) -> None:
        """Draw the limit of extension here from now on, deg, positive."""
        self.stack.set_limit(limit_deg)

    def set_sensor(self, sensor: Placement) -> None:
        """Show this sensor's gyro and accel."""
        self._sensor = sensor
        self.stack.set_sensor(sensor)
        self._on_cursor(self.stack.cursor_s)

    def choose_rep(self, rep_id: int) -> None:
        """Let a rep stand out, and see that it is in view; emits nothing."""
        chosen = next((r for r in self._data.reps if r.rep_id == rep_id), None)
        self._chosen = chosen
        self.stack.choose(None if chosen is None else rep_id)
        if chosen is not None:
            shown = self.stack.range.around(chosen.onset_s).around(chosen.end_s)
            self.stack.show_range(shown)

    def show_whole(self) -> None:
        """Bring the whole session into view."""
        self.stack.show_range(self.stack.range.whole())

    def show_set(self) -> None:
        """Bring the set of the chosen rep, or of that at the cursor, into view."""
        rep = self._this_rep()
        span = None if rep is None else self._data.set_span(rep.set_index)
        if span is not None:
            self._show(*span)

    def show_rep(self) -> None:
        """Bring the chosen rep, or that at the cursor, into view."""
        rep = self._this_rep()
        if rep is not None:
            self._show(rep.onset_s, rep.end_s)

    def _this_rep(self) -> RepMark | None:
        """The chosen one while it is in view, else the one at the cursor or near it."""
        shown, chosen = self.stack.range, self._chosen
        if chosen and chosen.onset_s <= shown.last and chosen.end_s >= shown.first:
            return chosen
        return self._data.rep_near(self.stack.cursor_s)

    def _show(self, first: float, last: float) -> None:
        shown = self.stack.range.showing(first - _MARGIN_S, last + _MARGIN_S)
        self.stack.show_range(shown)

    def zoom(self, factor: float) -> None:
        """Show so many times as much time, about the cursor if it is in view."""
        shown = self.stack.range
        middle = (shown.first + shown.last) / 2
        cursor_s = self.stack.cursor_s
        is_seen = shown.first <= cursor_s <= shown.last
        self.stack.zoom(factor, cursor_s if is_seen else middle)

    def _on_sweep(self, sweeps: bool) -> None:  # noqa: FBT001  Qt's own
        self.stack.set_sweeping(sweeps=sweeps)

    def _on_cursor(self, t: float) -> None:
        reach_s = _REACH * self.stack.range.span
        self.values.show_readout(readout(self._data, self._sensor, t, reach_s))

    def _on_click(self, t: float) -> None:
        self.stack.view.setFocus()
        self.stack.set_cursor(t)
        rep = self._data.rep_at(t)
        if rep is not None:
            self._choose(rep)
        else:
            self._chosen = None
            self.stack.choose(None)

    def _choose(self, rep: RepMark) -> None:
        self._chosen = rep
        self.stack.choose(rep.rep_id)
        self.rep_chosen.emit(rep.rep_id)

    def _on_step(self, steps: int) -> None:
        shown = self.stack.range
        start = min(max(self.stack.cursor_s, shown.first), shown.last)
        self._move_cursor(start + steps * shown.span / _STEPS)

    def _move_cursor(self, t: float) -> None:
        self.stack.set_cursor(t)
        self.stack.show_range(self.stack.range.around(self.stack.cursor_s))

    def _on_pan(self, steps: int) -> None:
        self.stack.pan(steps * self.stack.range.span / _PAN_STEPS)

    def _on_rep_step(self, step: int) -> None:
        rep = self._data.rep_beside(self._chosen, step, self.stack.cursor_s)
        if rep is None:
            return
        self._move_cursor(rep.onset_s)
        self.stack.show_range(self.stack.range.around(rep.end_s))
        self._choose(rep)

    def _on_enter(self) -> None:
        self.seek.emit(self.stack.cursor_s)

    def _on_home(self) -> None:
        self._move_cursor(self.stack.range.start)

    def _on_end(self) -> None:
        self._move_cursor(self.stack.range.end)

    def _on_menu(self, point: QPoint) -> None:
        self.toolbar.menu.popup(self.stack.view.mapToGlobal(point))

    def ask(self, kind: Kind) -> None:
        """Ask for a file and save what is in view to it."""
        self.saving.ask(kind, self.file_name, partial(self.save, kind))

    def save(self, kind: Kind, path: str) -> None:
        """Save what is in view to a file; ``saved`` or ``failed`` follows."""
        if kind is Kind.CSV:
            shown = self.stack.range
            self.saving.save_csv(self._data, (shown.first, shown.last), Path(path))
            return
        self.stack.flush()
        self.saving.save_picture(self.stack.view.scene(), kind, Path(path))

    def _on_focus(self, is_focused: bool) -> None:  # noqa: FBT001  Qt's own
        self._frame(focused=is_focused)

    def _restyle(self) -> None:
        self._frame(focused=self.stack.view.hasFocus())

    def _frame(self, *, focused: bool) -> None:
        edge = THEME.now.info if focused else THEME.now.panel
        self._panel.setStyleSheet(
            f"QFrame#plots {{ background: {THEME.now.panel}; "
            f"border: 2px solid {edge}; border-radius: {RADIUS}px; }}"
        )
