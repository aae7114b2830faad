"""The two small plots of the evidence panel."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from monitor.gui.plots.data import (
    EVIDENCE_S,
    EvidenceView,
    PlotData,
    RepMark,
    TextMark,
    empty_data,
)
from monitor.gui.plots.envelope import Envelope
from monitor.gui.plots.evidence_words import peak_time
from monitor.gui.plots.missing import missing
from monitor.gui.plots.plot import Look, Plot
from monitor.gui.theme import THEME

_LOOKS: Final = (
    Look("Lumbar ° · extension ↑", (), ("info",), (-4.0, 15.0), 5.0),
    Look("Pitch °", ("pelvis", "lumbar"), ("series2", "series3"), (-10.0, 10.0), 10.0),
)
_SHARES: Final = (58, 42)
_HEAD_PX: Final = 44.0  # names of its phases, the peak's value below


class EvidencePlots(QWidget):
    """Lumbar extension over both sensors' pitches, a rep with 1.5 s around it."""

    def __init__(self) -> None:
        super().__init__()
        self._span = (0.0, 1.0)
        self._view: Any = pg.GraphicsLayoutWidget()
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setAccessibleName("Angles around the rep")
        self._view.ci.layout.setContentsMargins(0, 0, 4, 0)
        self._view.ci.layout.setSpacing(2)
        self._plots = [
            Plot(look, is_first=row == 0, is_last=row == 1, head_px=_HEAD_PX)
            for row, look in enumerate(_LOOKS)
        ]
        for row, plot in enumerate(self._plots):
            self._view.addItem(plot.item, row, 0)
            self._view.ci.layout.setRowStretchFactor(row, _SHARES[row])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self.redraw)
        self._view.viewport().installEventFilter(self)
        THEME.changed.connect(self.restyle)
        self.restyle()

    def show_evidence(self, view: EvidenceView) -> None:
        """Show a rep."""
        rep = view.rep
        end_s = rep.end_s if rep.end_s is not None else rep.onset_s
        self._span = (rep.onset_s - EVIDENCE_S, end_s + EVIDENCE_S)
        lumbar, pitches = self._plots
        lumbar.set_curves(Envelope(view.t, view.lumbar_flexion_deg[:, None], -1.0))
        both = np.column_stack([view.pelvis_pitch_deg, view.lumbar_pitch_deg])
        pitches.set_curves(Envelope(view.t, both))
        marks = _marks(view)
        for plot, values in (
            (lumbar, view.lumbar_flexion_deg),
            (pitches, view.pelvis_pitch_deg),
        ):
            plot.set_gaps(missing(view.t, np.isfinite(values), self._span))
        lumbar.set_marks(marks, None, view.limit_deg)
        lumbar.set_notes(_peak(view), _phases(view))
        pitches.set_marks(marks, None, None)
        self._late.start()

    def redraw(self) -> None:
        """Draw what was given last."""
        self._late.stop()
        for plot in self._plots:
            plot.show_range(*self._span)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw anew when the size has changed."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._late.start()
        return super().eventFilter(watched, event)

    def restyle(self) -> None:
        """Wear the theme's colours."""
        self._view.setBackground(THEME.now.colour("panel"))
        for plot in self._plots:
            plot.restyle()


def _marks(view: EvidenceView) -> PlotData:
    """The rep's span, and where each of its phases begins."""
    rep = view.rep
    bounds = (rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
    mark = RepMark(
        rep.rep_id,
        rep.set_index,
        view.number,
        rep.onset_s,
        rep.end_s if rep.end_s is not None else rep.onset_s,
        rep.verdict,
        rep.peak_extension_deg,
        rep.full,
    )
    return PlotData(
        *(empty_data().t,) * 4,
        reps=(mark,),
        markers=tuple(TextMark(t, "") for t in bounds if t is not None),
        limit_deg=view.limit_deg,
        band_deg=view.band_deg,
    )


def _phases(view: EvidenceView) -> tuple[TextMark, ...]:
    rep = view.rep
    bounds = (rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
    named = zip(pairwise(bounds), ("out", "hold", "back"), strict=True)
    return tuple(
        TextMark((start + end) / 2, name)
        for (start, end), name in named
        if start is not None and end is not None
    )


def _peak(view: EvidenceView) -> tuple[float, float, str] | None:
    t, peak_deg = peak_time(view), view.rep.peak_extension_deg
    if t is None or peak_deg is None:
        return None
    return t, peak_deg, f"{peak_deg:.1f}°"
