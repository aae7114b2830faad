"""Starts sessions, guides a person into them, and looks after their end."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from monitor.config import DoubleTap, Settings, locks_path
from monitor.gui.actions import Context
from monitor.gui.carry_offer import CarryOffer
from monitor.gui.connect.flow import ConnectFlow
from monitor.gui.connect.found import FoundView
from monitor.gui.connect.search import look_by_radio
from monitor.gui.feed import LiveFeed
from monitor.gui.finding_sensors import FindingSensors
from monitor.gui.live.chips import Extras
from monitor.gui.live_page import LivePage
from monitor.gui.note_bar import NoteBar
from monitor.gui.session_actions import SessionActions
from monitor.gui.sharing.desk import SharingDesk
from monitor.gui.studio import DemoWish, LiveWish, Started, Studio
from monitor.gui.telling.desk import TellingDesk
from monitor.model.errors import MonitorError
from monitor.model.events import DoubleTapped, Output, SetStarted
from monitor.model.loads import Load
from monitor.model.records import (
    EndRangeTest,
    ExerciseName,
    Placement,
    SetExercise,
    SetLimits,
    StartLinkCheck,
    StartTableCheck,
)
from monitor.net.messages import PlannedSet
from monitor.session import SessionEnded
from monitor.view.state import beginning

if TYPE_CHECKING:
    from monitor.gui.main_window import MainWindow
    from monitor.history.advice import Advice

END_WAIT_S = 15.0


class SessionControl(QObject):
    """One session at a time.

    Attributes:
        ended: Emitted with the recordings of a session that has come to its end, all
            of them whole.
        failed: Emitted with a sentence instead, if something went wrong.
        held: Emitted when the screen is held at the time that was asked for.
        missed: Emitted when the session has ended before that time, with a sentence
            that says why; empty if it just came to its end.
        demo_wish: What demo the usual one is.
    """

    ended = Signal(object)
    failed = Signal(str)
    held = Signal()
    missed = Signal(str)

    def __init__(self, window: "MainWindow") -> None:
        """Run no session yet.

        Args:
            window: Shows the pages.
        """
        super().__init__(window)
        self._window = window
        self.studio = Studio(window.settings)
        self.live, self.flow = (
            LivePage(),
            ConnectFlow(
                lambda: look_by_radio(window.settings.profiles_path, locks_path())
            ),
        )
        note = NoteBar(window)
        note.closed.connect(self.live.setFocus)
        self.actions = SessionActions(self.live, window.toast, note)
        self.telling = TellingDesk(self.live, window.toast)
        self.live.add_below(self.telling.bar)
        self.sharing = SharingDesk(window.toast)
        self.sharing.planned.connect(self._plan)
        self.demo_wish = DemoWish()
        self._started: Started | None = None
        self._recordings: list[Path] = []
        self._holds = self._is_asked_to_end = False
        self._carry = CarryOffer(self)
        self.finding = FindingSensors(window, self.flow)
        self._wire(self.flow)

    @property
    def is_running(self) -> bool:
        """Whether there is a session."""
        return self._started is not None

    @property
    def is_recording(self) -> bool:
        """Whether it is being recorded."""
        return self.is_running and self.live.recording_since_s is not None

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action of sessions does, by its name."""
        return {
            **self.actions.handlers(),
            **self.telling.handlers(),
            **self.sharing.handlers(),
            "demo": self.start_demo,
            "connect": self.connect_sensors,
            "calibrate": self._calibrate,
            "link_check": self._check_links,
            "record": self._toggle_recording,
            "end_session": self.end,
        }

    def use(self, settings: Settings) -> None:
        """Have the session as these settings want it, as far as a running one can."""
        before, self.studio.settings = self.studio.settings, settings
        if settings.coach != before.coach:
            self.studio.coach = None  # what was decided last holds
        self.live.use(settings.window)
        started = self._started
        if started is None:
            return
        self.sharing.use(before.coach, settings.coach)
        if started.sound is not None:
            started.sound.use(settings.sound)
            started.sound.plan(settings.window.planned_reps)
        limits, exercise = settings.pipeline.limits, settings.pipeline.exercise
        if limits != before.pipeline.limits:
            self.live.command(lambda t: SetLimits(t, limits))
        own = settings.pipeline.detection.own
        if exercise is ExerciseName.OWN and own != started.settings.detection.own:
            self._window.toast.say("One's own exercise holds from the next session on.")
        elif exercise is not before.pipeline.exercise:
            self.live.command(lambda t: SetExercise(t, exercise))

    def _plan(self, row: PlannedSet | None) -> None:
        """Show what a coach's plan wants of the next set; the session knows it."""
        window = self._window.settings.window
        reps = window.planned_reps if row is None else row.reps
        self.live.use(replace(window, planned_reps=reps))
        if self._started is not None and self._started.sound is not None:
            self._started.sound.plan(reps)
        if row is not None and row.load_kg is not None:
            self.telling.show_planned(Load(row.load_kg))

    # Beginning

    def start_demo(self, wish: DemoWish | None = None, until_s: float = 0.0) -> None:
        """Start a session of the virtual lifter.

        Args:
            wish: Which; the usual one if not given.
            until_s: Hold the screen at this session time; 0 for never.
        """
        chosen = wish or self.demo_wish
        self._start(lambda: self.studio.demo(chosen), "Demo", until_s)

    def start_live(self, wish: LiveWish) -> None:
        """Start a session of two real sensors; their last calibration is offered."""
        self.flow.ready.begin_with_links()
        self._start(lambda: self.studio.live(wish))
        self._carry.look(self._window.settings.recordings_path, wish.pair)

    def _start(
        self, make: Callable[[], Started], source: str = "", until_s: float = 0.0
    ) -> None:
        if self.is_running:
            self._window.toast.say("End the session first (Ctrl+E).")
            return
        try:
            started = make()
        except MonitorError as error:
            self._window.toast.say(str(error), 0)
            return
        self.begin(started, source, until_s)

    def begin(self, started: Started, source: str = "", until_s: float = 0.0) -> None:
        """Show a session that is about to start.

        Args:
            started: The session.
            source: What is shown of where it comes from.
            until_s: Hold the screen at this session time; 0 for never.
        """
        self._started, self._holds = started, bool(until_s)
        self._is_asked_to_end = False
        state = beginning(started.settings)
        feed = LiveFeed(started.thread, state, started.speed, until_s or math.inf)
        feed.ended.connect(self._on_end)
        feed.held.connect(self.held)
        feed.remarked.connect(self._window.toast.say)
        feed.listeners.append(self._hear)
        feed.refreshed.connect(self._show_ready)
        self._recordings = [] if started.record is None else [started.record]
        self.live.recording_since_s = None if started.record is None else 0.0
        self.live.begin(feed, Extras(source=source), started.sound)
        self.actions.begin()
        self.sharing.begin(feed, started.thread)
        training = self._window.settings.training.load
        self.telling.begin(training)
        self._window.history.ask(self._window.settings, started.settings.kept_exercise)
        self.flow.ready.restart()
        if until_s:
            self.lift()
        else:
            self.get_ready()
        feed.start()

    def advise(self, advice: "Advice") -> None:
        """Say what is known before the session."""
        if self.is_running:
            self.telling.advise(advice)

    # Getting ready

    def _wire(self, flow: ConnectFlow) -> None:
        flow.left.connect(self._window.go_home)
        flow.demo_wanted.connect(self.start_demo)
        self.finding.chosen.connect(lambda pair: self.start_live(LiveWish(pair)))
        self._carry.offered.connect(flow.ready.show_carry)
        flow.ready.carry_wanted.connect(self._carry_over)
        flow.ready.command_wanted.connect(self.live.command)
        flow.ready.table_check_wanted.connect(self._check_on_table)
        flow.ready.lift_wanted.connect(self.lift)
        flow.ready.left.connect(self.end)

    def _look(self) -> list[FoundView]:
        return look_by_radio(self._window.settings.profiles_path, locks_path())

    def connect_sensors(self) -> None:
        """Guide through placement and sensors to a session."""
        if self.is_running:
            self.get_ready()
        else:
            self.finding.begin()

    def _carry_over(self) -> None:
        command = self._carry.command(self._window.settings.wearer)
        if command is not None:
            self.live.command(command)

    def _check_on_table(self, placement: Placement) -> None:
        today = datetime.now(UTC).date().isoformat()
        self.live.command(lambda t: StartTableCheck(t, placement, today))

    def get_ready(self) -> None:
        """Show links and calibration of the running session."""
        self.flow.show_ready()
        self._window.show_page(self.flow, Context.LIVE)
        for name in ("toggle_set", "start_set", "end_set"):  # Space is for its buttons
            self._window.commands.by_name[name].setEnabled(False)
        self._show_ready()

    def lift(self) -> None:
        """Show the live view of the running session."""
        if self.is_running:
            self.live.command(EndRangeTest)  # no rep counts while one is under way
            self._window.show_page(self.live, Context.LIVE)

    @property
    def _is_getting_ready(self) -> bool:
        return self.flow.isVisible() and self.flow.is_ready_shown

    def _hear(self, output: Output) -> None:
        """Follow the calibration; a set that starts is shown at once."""
        self.flow.ready.feed(output)
        self.telling.hear(output)
        if isinstance(output, SetStarted) and self._is_getting_ready:
            self.lift()
        if isinstance(output, DoubleTapped):
            self._on_double_tap()

    def _on_double_tap(self) -> None:
        """Do what a person wants a double tap to do."""
        wanted = self._window.settings.window.double_tap
        if wanted is not DoubleTap.NONE:
            self._window.commands.by_name[wanted].trigger()

    def _show_ready(self) -> None:
        feed = self.live.feed
        if feed is not None and self._is_getting_ready:
            self.flow.ready.show_state(feed.state, feed.now)

    def _calibrate(self) -> None:
        """Find another calibration; the present one holds till then."""
        self.flow.ready.show_calibration()
        self.flow.ready.calibrate.redo()
        self.get_ready()

    def _check_links(self) -> None:
        """Check how the sensors come through, with a countdown."""
        self.flow.ready.show_links()
        self.flow.ready.links.show_checking()
        self.live.command(StartLinkCheck)
        self.get_ready()

    # Going on, and the end

    def _toggle_recording(self) -> None:
        """Start or stop recording; the session goes on."""
        feed, started, toast = self.live.feed, self._started, self._window.toast
        if feed is None or started is None:
            return
        if self.is_recording:
            started.thread.record(None)
            self.live.recording_since_s = None
            toast.say("The recording is closed; the session goes on.")
            return
        try:
            path = self.studio.new_path()
        except MonitorError as error:
            toast.say(str(error))
            return
        started.thread.record(path)
        self._recordings.append(path)
        self.live.recording_since_s = feed.now
        toast.say(f"Recording to {path.name}")

    def end(self) -> None:
        """Have the running session end in good order."""
        if self._started is not None:
            self._is_asked_to_end = True
            self._started.thread.end()

    def close(self) -> None:
        """End what runs beside sessions, at the program's end."""
        self.flow.close_search()
        self._carry.close()

    def _on_end(self, ended: SessionEnded) -> None:
        """Take note of a session's end."""
        started, self._started = self._started, None
        if started is None:
            return
        started.thread.join(END_WAIT_S)
        self.sharing.finish()
        if self._holds and not self._is_asked_to_end:
            if not self.live.is_held:
                error = ended.error
                self.missed.emit("" if error is None else str(error))
            return
        self.live.finish()
        if ended.error is not None:
            self.failed.emit(f"The session has ended: {ended.error}")
        else:
            self.ended.emit([path for path in self._recordings if path.exists()])
