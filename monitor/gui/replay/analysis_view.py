"""The analysis of a recording: plots, the evidence of a rep, other limits tried."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from monitor.gui.plots.data import PlotData, empty_data, evidence
from monitor.gui.plots.evidence_panel import EvidencePanel
from monitor.gui.plots.from_playback import plot_data
from monitor.gui.plots.page import AnalysisPage
from monitor.gui.replay.trial_panel import TrialPanel
from monitor.playback.store import Playback

_SHARES = (7, 3)
_LEAST = 320  # px, of the column at the right


class AnalysisView(QWidget):
    """Plots on the left; evidence and trial on the right.

    Attributes:
        seek: A person wants the replay to go to this session time.
        said: A sentence for the person.
    """

    seek = Signal(float)
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.plots, self.evidence = AnalysisPage(), EvidencePanel()
        self.trial = TrialPanel()
        self._playback: Playback | None = None
        self._data: PlotData = empty_data()
        self._rep_id: int | None = None
        self.plots.seek.connect(self.seek)
        self.plots.rep_chosen.connect(self.choose_rep)
        self.plots.saved.connect(self.said)
        self.plots.failed.connect(self.said)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.evidence, self.tr("Rep"))
        self.tabs.addTab(self.trial, self.tr("Try a limit"))
        self.tabs.setMinimumWidth(_LEAST)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self.plots)
        whole.addWidget(self.tabs)
        for place, share in enumerate(_SHARES):
            whole.setStretchFactor(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.addWidget(whole)

    def show_playback(self, playback: Playback, name: str) -> None:
        """Show a recording, or the same one judged otherwise.

        Args:
            playback: The recording.
            name: For the files that are exported.
        """
        is_same = self._playback is not None and (
            self._playback.posture is playback.posture
        )
        self._playback, self._data = playback, plot_data(playback)
        span = self.plots.stack.range
        self.plots.file_name = name
        self.plots.show_data(self._data)
        if is_same and self._rep_id is not None:
            self._show_evidence(self._rep_id)
        else:
            self._rep_id = None
            self.evidence.clear()
        if is_same:
            self.plots.stack.show_range(span)

    def show_trial(self) -> None:
        """Let a person try another limit."""
        self.tabs.setCurrentWidget(self.trial)
        self.trial.focus_limit()

    def choose_rep(self, rep_id: int) -> None:
        """Show a rep's evidence."""
        self.tabs.setCurrentWidget(self.evidence)
        self._show_evidence(rep_id)

    def _show_evidence(self, rep_id: int) -> None:
        playback = self._playback
        if playback is None:
            return
        self._rep_id = rep_id
        rep = next((r for r in playback.reps() if r.rep_id == rep_id), None)
        self.evidence.show_evidence(None if rep is None else evidence(self._data, rep))
        self.plots.choose_rep(rep_id)
