"""What a running session tells, folded for the screen, once a frame."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from monitor.gui.pace import Pace
from monitor.gui.session_thread import WatchedSession
from monitor.model.blocks import Posture, Samples
from monitor.model.events import Alert, Event, LinkStatus, Output
from monitor.model.records import Stamped
from monitor.session import SessionEnded
from monitor.view.state import ViewState, folded
from monitor.view.traces import LiveTraces

FRAME_MS = 16

Told = Callable[[Output], None]


class LiveFeed(QObject):
    """Empties the mailbox at the screen's pace; pages look at what it holds.

    Attributes:
        refreshed: Emitted once a frame, after the state has become another.
        ended: Emitted with the ``SessionEnded`` of a session that came to its end.
        remarked: Emitted with a sentence for the person.
        held: Emitted once where the session has reached the time to hold at.
        timer: Makes the frames.
    """

    refreshed = Signal()
    ended = Signal(object)
    remarked = Signal(str)
    held = Signal()

    def __init__(
        self,
        thread: WatchedSession,
        beginning: ViewState,
        speed: float = 1.0,
        hold_at_s: float = math.inf,
    ) -> None:
        """Look into a session's mailbox from ``start`` on.

        Args:
            thread: The session.
            beginning: The state before anything happened.
            speed: Session seconds in one of the wall's.
            hold_at_s: What comes after this session time is not shown.
        """
        super().__init__()
        self.thread_of_session = thread
        self.state, self.now = beginning, beginning.t
        self.traces = LiveTraces()
        self.swapped = False
        self.listeners: list[Told] = []
        self._pace, self._hold_at_s = Pace(speed), hold_at_s
        self._is_held = self._was_held = False
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.refresh)

    @property
    def is_held(self) -> bool:
        """Whether the time to hold at has been reached."""
        return self._was_held

    def start(self) -> None:
        """Start the session and the frames."""
        self.thread_of_session.start()
        self.timer.start(FRAME_MS)

    def stop(self) -> None:
        """Stop the frames; the session has to be ended before."""
        self.timer.stop()

    def command(self, make: Stamped) -> None:
        """Hand the session what a person wants."""
        self.thread_of_session.command(make)

    def refresh(self) -> None:
        """Take everything that waits, and tell of it."""
        ended = self._take_all()
        wall_s = time.perf_counter()
        self._pace.note(self.state.t, wall_s)
        self.now = min(self._pace.now(wall_s), self._hold_at_s)
        if not self._was_held:
            self.refreshed.emit()
        if self._is_held and not self._was_held:
            self._was_held = True
            self.held.emit()
        if ended is not None:
            self.timer.stop()
            self.ended.emit(ended)

    def _take_all(self) -> SessionEnded | None:
        mailbox = self.thread_of_session.mailbox
        remarks = self.thread_of_session.remarks
        news = mailbox.take_news()
        for samples in mailbox.take_samples():
            self._take_samples(samples)
        for posture in mailbox.take_postures():
            self._take_posture(posture)
        if self._is_held:  # what was said until then may have come meanwhile
            news += mailbox.take_news()
        ended: SessionEnded | None = None
        for each in news:
            if isinstance(each, SessionEnded):
                ended = each
            else:
                self._take(each)
        while remarks:
            self.remarked.emit(remarks.popleft())
        return ended

    def _take_samples(self, samples: Samples) -> None:
        if len(samples.t) and samples.t[0] <= self._hold_at_s:
            self.traces.add_samples(samples)
            self._tell(samples)

    def _take_posture(self, posture: Posture) -> None:
        if not len(posture.t) or posture.t[-1] > self._hold_at_s:
            return
        self.traces.add(posture)
        self.state = folded(self.state, posture)
        self._tell(posture)

    def _take(self, output: LinkStatus | Event | Alert) -> None:
        """Take news; they come in order of time, so later ones end what is shown."""
        if output.t > self._hold_at_s:
            self._is_held = True
            return
        self.state = folded(self.state, output)
        self._tell(output)

    def _tell(self, output: Output) -> None:
        for listener in self.listeners:
            listener(output)
