"""Several lifters on this computer: a session for each, a tile for each."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from monitor.gui.coach.host import OVER
from monitor.gui.coach.host_words import (
    Began,
    Do,
    FromHost,
    Over,
    Place,
    Raised,
    Remark,
    Seen,
    ToHost,
    Watch,
)
from monitor.gui.coach.hosts import HostedSession
from monitor.gui.feed import LiveFeed
from monitor.model.records import SoundChange
from monitor.net.messages import State
from monitor.net.room import Room, Tile

if TYPE_CHECKING:
    from monitor.pipeline import PipelineSettings

FRAME_MS: Final = 33


class Sessions(Protocol):
    """What runs the sessions: ``Hosts``."""

    def start(self) -> None:
        """Start them."""

    def take(self) -> list[FromHost]:
        """Return what was said since the last time."""

    def send(self, station: str, wanted: ToHost) -> None:
        """Hand a session something."""

    def end(self) -> None:
        """Have all end in good order."""

    def join(self) -> None:
        """Wait until all is over."""


class Lifter:
    """One lifter's session, as far as this window knows it.

    Attributes:
        place: Where, who and what.
        session: Takes commands; tells everything while it is watched.
        feed: For the lifter's own live view; None while it is not watched.
        settings: What it is judged by; None as long as ``feed`` is.
        is_over: Whether the session has ended.
    """

    def __init__(self, place: Place, sessions: Sessions) -> None:
        """Know a lifter."""
        self.place = place
        self._sessions = sessions
        self.session = self._anew()
        self.feed: LiveFeed | None = None
        self.settings: PipelineSettings | None = None
        self.is_over = False

    def begin(self, began: Began) -> LiveFeed:
        """Follow everything from now on."""
        self.session, self.settings = self._anew(), began.settings
        self.feed = LiveFeed(self.session, began.view)
        return self.feed

    def leave(self) -> None:
        """Follow it no longer; what it was at last stays known."""
        if self.feed is not None:
            self.feed.stop()
        if not self.is_over:
            self.feed = None
            self._send(Watch(self.place.station, wanted=False))

    def _anew(self) -> HostedSession:
        return HostedSession(self.place.station, self._send)

    def _send(self, wanted: ToHost) -> None:
        self._sessions.send(self.place.station, wanted)


class Lifters(QObject):
    """All lifters of this computer, as a room.

    Attributes:
        all_over: Emitted once every session has ended.
        watched: Emitted with the station whose ``feed`` is there from now on.
        remarked: Emitted with a sentence for the person.
        lifters: By station.
        problem: Empty: nothing lies between the sessions and this room.
    """

    all_over = Signal()
    watched = Signal(str)
    remarked = Signal(str)

    def __init__(
        self,
        places: Sequence[Place],
        sessions: Sessions,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin no session yet.

        Args:
            places: The lifters, in the room's order.
            sessions: Runs their sessions.
            clock: s, monotonic.
        """
        super().__init__()
        self._room, self._sessions = Room([place.station for place in places]), sessions
        self._clock = clock
        self.lifters = {place.station: Lifter(place, sessions) for place in places}
        self.problem = ""
        self._was_over = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Start all sessions."""
        self._sessions.start()
        self._timer.start(FRAME_MS)

    def tiles(self) -> list[Tile]:
        """Return all tiles, in the room's order."""
        return self._room.tiles()

    def watch(self, station: str) -> None:
        """Have everything told of a lifter; ``watched`` says from when on."""
        self._sessions.send(station, Watch(station, wanted=True))

    def tell_sound(self, *, available: bool, reason: str) -> None:
        """Tell every session whether the sound that they share is heard.

        Args:
            available: Whether it is.
            reason: Why not, one sentence.
        """
        for station in self.lifters:
            told = SoundChange(0.0, available, reason)
            self._sessions.send(station, Do(station, told))

    def refresh(self) -> None:
        """Take what every session has told."""
        now_s = self._clock()
        for said in self._sessions.take():
            self._take(said, now_s)
        if not self._was_over and all(each.is_over for each in self.lifters.values()):
            self._was_over = True
            self.all_over.emit()

    def end(self) -> None:
        """Have every session end in good order."""
        self._sessions.end()

    @property
    def is_over(self) -> bool:
        """Whether every session has ended."""
        return self._was_over

    def join(self) -> None:
        """Wait for sessions that have ended to be gone."""
        self._timer.stop()
        self._sessions.join()

    def _take(self, said: FromHost, now_s: float) -> None:
        match said:
            case State():
                self._room.take_state(said, now_s)
            case Began():
                self.lifters[said.station].begin(said)
                self.watched.emit(said.station)
            case Seen():
                self.lifters[said.station].session.take(said)
            case Over():
                self._end(said)
            case Remark():
                name = self.lifters[said.station].place.name
                self.remarked.emit(f"{name}: {said.sentence}")
            case Raised():
                pass  # heard already
            case _:
                self._room.take_told(said)

    def _end(self, over: Over) -> None:
        lifter = self.lifters[over.station]
        lifter.is_over = True
        if over.last is not None and lifter.feed is None:
            lifter.begin(over.last)
        lifter.session.end()
        self._room.end(over.station, over.sentence)
        if over.sentence != OVER:  # longer than a tile
            self.remarked.emit(f"{lifter.place.name}: {over.sentence}")
