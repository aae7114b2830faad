"""The replay page: the live view at any moment of a recording, and its transport."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from monitor.config import WindowSettings
from monitor.gui.background import Background
from monitor.gui.feed import FRAME_MS
from monitor.gui.live.chips import Extras
from monitor.gui.live.focus_view import FocusView
from monitor.gui.live.live_view import LiveView
from monitor.gui.replay.opened import Opened, Tried, open_recording, tried
from monitor.gui.replay.player import Player
from monitor.gui.replay.transport import SPEEDS, STEP_S, Marks, Transport
from monitor.gui.symbols import VERDICT
from monitor.gui.theme import MARGIN
from monitor.model.body import Limits
from monitor.model.events import Alert, Rep
from monitor.model.records import ExerciseName
from monitor.playback.store import Playback, PlaybackTraces, after, before
from monitor.view.traces import LiveTraces

if TYPE_CHECKING:
    from monitor.gui.replay.analysis_view import AnalysisView

LEAD_S: Final = 1.0  # before a rep or an alert: to see it come


class ReplayPage(QWidget):
    """Shows a recording at a moment, playing or not.

    Attributes:
        heard: Emitted with each alert that is passed while playing.
        failed: Emitted with a sentence if a recording can't be opened.
        opened: Emitted with the ``Playback`` when it is shown, stored or complete.
        said: Emitted with a sentence for the person.
        arrived: Emitted once, when it is complete and at the time it was opened at.
    """

    heard = Signal(object)
    failed = Signal(str)
    opened = Signal(object)
    said = Signal(str)
    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.playback: Playback | None = None
        self.path: Path | None = None
        self.player = Player(0.0, 1.0, 0.0)
        self.view, self.focus_view = LiveView(LiveTraces()), FocusView()
        self.transport = Transport()
        self.view.rep_chosen.connect(self.show_rep)
        self._analysis: AnalysisView | None = None
        self._as_recorded: Playback | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.focus_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, MARGIN)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addWidget(self.transport)
        layout.addLayout(foot)
        self.transport.sought.connect(self.seek)
        self.transport.play_wanted.connect(self.toggle_play)
        self.transport.speed_wanted.connect(self.set_speed)
        self._background: Background[Opened] = Background(self)
        self._trials: Background[Tried] = Background(self)
        self._settings = WindowSettings()
        self._at_s: float | None = None
        self._plays_at_once = False
        self._wall_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._frame)

    @property
    def is_focused(self) -> bool:
        """Whether the focus view is shown."""
        return self._stack.currentWidget() is self.focus_view

    @property
    def is_past_the_end(self) -> bool:
        """Whether it was opened at a time that the recording doesn't reach."""
        return self._at_s is not None and self._at_s > self.player.end_s

    def use(self, settings: WindowSettings) -> None:
        """Show what a person wants to see from now on."""
        self._settings = settings
        self.view.planned_reps = self.focus_view.planned_reps = settings.planned_reps
        self.focus_view.mirrored = settings.mirrored
        self._use_curves()

    def open(self, path: Path, at_s: float | None = None) -> None:
        """Open a recording: what was stored at once, then computed anew.

        Args:
            path: A recording, or what can be imported.
            at_s: Go to this session time; its start if not given.
        """
        self.close_recording()
        self.path, self._at_s = path, at_s
        self._background.run(
            lambda: open_recording(path, is_stored=True), self._on_stored, self._fail
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Pause while another page is shown."""
        if self.player.is_playing:
            self.toggle_play()
        super().hideEvent(event)

    def close_recording(self) -> None:
        """Stop, and let go of the recording."""
        self._timer.stop()
        self._background.cancel()
        self._trials.cancel()
        self.playback = self._as_recorded = None
        self.player.is_playing = False

    def finish(self) -> None:
        """End the thread that opens recordings."""
        self.close_recording()
        self._background.close()
        self._trials.close()

    def _fail(self, error: BaseException) -> None:
        self.failed.emit(str(error))

    def _on_stored(self, opened: Opened) -> None:
        if opened.playback is not None:
            self._show(opened.playback)
        path, background = self.path, self._background
        assert path is not None
        background.run(
            lambda: open_recording(
                path, is_stored=False, go_on=lambda: not background.is_cancelled
            ),
            self._on_recomputed,
            self._fail,
        )

    def _on_recomputed(self, opened: Opened) -> None:
        playback = opened.playback
        assert playback is not None
        self._as_recorded = playback
        self._show(playback)
        if self._analysis is not None:
            self._tell_trial(self._analysis, playback)
        if playback.notice is not None:
            self.said.emit(playback.notice)
        self.arrived.emit()

    # Analysis

    @property
    def analysis(self) -> "AnalysisView":
        """The analysis; made, with what draws it, when it is first wanted."""
        if self._analysis is None:
            from monitor.gui.replay.analysis_view import (  # noqa: PLC0415  slow to load
                AnalysisView,
            )

            made = AnalysisView()
            made.seek.connect(self.seek)
            made.said.connect(self.said)
            made.trial.tried.connect(self.try_out)
            self._analysis = made
            self._stack.addWidget(made)
            if self.playback is not None:
                made.show_playback(self.playback, self._name)
                self._tell_trial(made, self._as_recorded or self.playback)
        return self._analysis

    @property
    def _name(self) -> str:
        return "session" if self.path is None else self.path.stem

    def _tell_trial(self, analysis: "AnalysisView", playback: Playback) -> None:
        state = playback.state_at(playback.end_s)
        analysis.trial.show_session(
            state.limits, state.exercise, state.own.title if state.own else ""
        )

    def toggle_analysis(self) -> None:
        """Change between the live view and the analysis."""
        analysis = self.analysis
        shown = self._stack.currentWidget() is analysis
        self._stack.setCurrentWidget(self.view if shown else analysis)
        if not shown:
            analysis.plots.set_position(self.player.position)
            analysis.plots.stack.view.setFocus()
        self.refresh()

    def show_rep(self, rep_id: int) -> None:
        """Show the evidence of a rep."""
        if self._stack.currentWidget() is not self.analysis:
            self.toggle_analysis()
        self.analysis.choose_rep(rep_id)

    def show_this_rep(self) -> None:
        """Show the evidence of the rep at the present moment, or the next one."""
        now = self.player.position
        reps = self._reps()
        ahead = (r for r in reps if r.end_s is None or r.end_s >= now)
        rep = next(ahead, reps[-1] if reps else None)
        if rep is None:
            self.said.emit("There is no rep in this recording.")
        else:
            self.show_rep(rep.rep_id)

    def show_trial(self) -> None:
        """Let a person try another limit."""
        if self._stack.currentWidget() is not self.analysis:
            self.toggle_analysis()
        self.analysis.show_trial()

    def try_out(self, limits: Limits | None, exercise: ExerciseName | None) -> None:
        """Judge the recording by other limits, or as another exercise."""
        recorded = self._as_recorded
        if recorded is None:
            self.said.emit("The recording is still being computed: try again soon.")
            return
        self.analysis.trial.show_busy()
        self._trials.run(
            lambda: tried(recorded, limits, exercise),
            self._on_tried,
            lambda error: self.said.emit(str(error)),
        )

    def _on_tried(self, result: Tried) -> None:
        self._show(result.playback)
        self.analysis.trial.show_differences(result.differences)

    def _show(self, playback: Playback) -> None:
        is_first = self.playback is None
        self.playback = playback
        player = self.player
        player.start_s, player.end_s = playback.start_s, playback.end_s
        if is_first:
            at_s = playback.start_s if self._at_s is None else self._at_s
            player.position = at_s
        player.seek(player.position)
        self.transport.show_marks(marks_of(playback))
        self._use_curves()
        self._timer.start(FRAME_MS)
        self._wall_s = time.perf_counter()
        self.refresh()
        if self._analysis is not None:
            self._analysis.show_playback(playback, self._name)
        self.opened.emit(playback)
        if self._plays_at_once:
            self._plays_at_once = False
            self.toggle_play()

    def _use_curves(self) -> None:
        if self.playback is not None:
            traces = PlaybackTraces(self.playback)
            settings = self._settings
            self.view.charts.use(traces, settings.curves, settings.span_s)

    # Moving about

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action of a replay does, by its name."""
        return {
            "play": self.toggle_play,
            "next_rep": lambda: self._jump(after, self._rep_times(), LEAD_S),
            "previous_rep": lambda: self._jump(before, self._rep_times(), LEAD_S),
            "next_alert": lambda: self._jump(after, self._alert_times(), LEAD_S),
            "forward": lambda: self.seek(self.player.position + STEP_S),
            "back": lambda: self.seek(self.player.position - STEP_S),
            "faster": lambda: self._step_speed(1),
            "slower": lambda: self._step_speed(-1),
            "analysis": self.toggle_analysis,
            "evidence": self.show_this_rep,
            "try_limit": self.show_trial,
        }

    def toggle_play(self) -> None:
        """Play or pause."""
        self._wall_s = time.perf_counter()
        self.player.toggle()
        self.transport.show_playing(is_playing=self.player.is_playing)

    @property
    def fastest(self) -> float:
        """The highest speed that there is."""
        return SPEEDS[-1]

    def play_once_open(self) -> None:
        """Play as soon as there is something to show."""
        self._plays_at_once = True

    def set_speed(self, speed: float) -> None:
        """Play at the nearest of the speeds that there are."""
        speed = min(SPEEDS, key=lambda each: abs(each - speed))
        self.player.speed = speed
        self.transport.show_speed(speed)

    def seek(self, t: float) -> None:
        """Go to a session time."""
        self.player.seek(t)
        self.view.charts.redraw()
        self.refresh()

    def toggle_focus(self) -> None:
        """Change between the live view and the focus view."""
        other = self.view if self.is_focused else self.focus_view
        self.transport.setVisible(other is not self.focus_view)
        self._stack.setCurrentWidget(other)
        self.refresh()

    def refresh(self) -> None:
        """Show the moment at which the player is."""
        playback, now = self.playback, self.player.position
        if playback is None:
            return
        state = playback.state_at(now)
        shown = self._stack.currentWidget()
        if shown is self.focus_view:
            self.focus_view.show_state(state, now)
        elif shown is self._analysis and self._analysis is not None:
            self._analysis.plots.set_position(now)
        else:
            source = "Replay" if playback.is_complete else "Replay, computing…"
            self.view.show_state(state, now, Extras(source=source))
        self.transport.show_position(now, now - playback.start_s)

    def _frame(self) -> None:
        wall_s = time.perf_counter()
        spent, self._wall_s = wall_s - self._wall_s, wall_s
        if not self.player.is_playing or self.playback is None:
            return
        was = self.player.position
        now = self.player.advance(spent)
        for alert in self.playback.alerts_between(was, now):
            self._hear(alert)
        self.refresh()
        if not self.player.is_playing:
            self.transport.show_playing(is_playing=False)

    def _hear(self, alert: Alert) -> None:
        self.heard.emit(alert)

    def _jump(
        self,
        which: Callable[[Sequence[float], float], float | None],
        times: Sequence[float],
        lead_s: float,
    ) -> None:
        t = which(times, self.player.position + lead_s)
        if t is not None:
            self.seek(t - lead_s)

    def _rep_times(self) -> list[float]:
        return [] if self.playback is None else [r.onset_s for r in self._reps()]

    def _reps(self) -> Sequence[Rep]:
        return [] if self.playback is None else self.playback.reps()

    def _alert_times(self) -> list[float]:
        return [] if self.playback is None else self.playback.dangers()

    def _step_speed(self, step: int) -> None:
        place = SPEEDS.index(self.player.speed) + step
        if 0 <= place < len(SPEEDS):
            self.set_speed(SPEEDS[place])


def marks_of(playback: Playback) -> Marks:
    """Return what lies along a recording."""
    return Marks(
        playback.start_s,
        playback.end_s,
        tuple(
            (rep.end_s if rep.end_s is not None else rep.onset_s, VERDICT[rep.verdict])
            for rep in playback.reps()
        ),
        tuple(playback.dangers()),
        tuple(playback.gaps()),
        tuple(marker.t for marker in playback.markers),
    )
