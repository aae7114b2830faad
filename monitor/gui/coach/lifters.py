"""Several lifters on this computer: a session for each, a tile for each."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from monitor.gui.feed import LiveFeed
from monitor.gui.studio import Started
from monitor.model.events import Output
from monitor.net.messages import Told
from monitor.net.room import Room, Tile
from monitor.net.told import Teller, new_session
from monitor.session import SessionEnded
from monitor.view.state import beginning

if TYPE_CHECKING:
    from monitor.model.records import Record

FRAME_MS: Final = 33
END_WAIT_S: Final = 15.0
OVER: Final = "The session has ended"


@dataclass(frozen=True, slots=True)
class Place:
    """A lifter's place in the room.

    Attributes:
        station: Its name, such as ``rack-1``.
        name: Who lifts there.
        started: The session.
    """

    station: str
    name: str
    started: Started


class Lifter(QObject):
    """One lifter's session, folded for its tile and for its own live view.

    Attributes:
        place: Where, who and what.
        feed: What the session tells.
        is_over: Whether it has ended.
    """

    def __init__(self, place: Place, room: Room, clock: Callable[[], float]) -> None:
        """Follow a session from ``start`` on.

        Args:
            place: The session and whose it is.
            room: Takes what is told.
            clock: s, monotonic.
        """
        super().__init__()
        self.place, self._room, self._clock = place, room, clock
        settings = place.started.settings
        self._teller = Teller(place.station, new_session(), place.name, settings)
        self._seq = 0
        self.is_over = False
        self.feed = LiveFeed(place.started.thread, beginning(settings))
        self.feed.listeners.append(self._hear)
        self.feed.ended.connect(self._end)
        self._did: deque[Record] = deque()  # what a person did, from its thread
        place.started.thread.heard.append(self._did.append)

    def start(self) -> None:
        """Start the session; its frames are the room's."""
        self.feed.start()
        self.feed.stop()

    def refresh(self) -> None:
        """Take what has come, and have the tile show it."""
        if self.is_over:
            return
        while self._did:
            for told in self._teller.hear(self._did.popleft()):
                self._tell(told)
        before = self.feed.state
        self.feed.refresh()
        if self.feed.state is not before:  # silence leaves the tile's time alone
            self._room.take_state(self._teller.state(), self._clock())

    def _hear(self, output: Output) -> None:
        for told in self._teller.feed(output):
            self._tell(told)

    def _tell(self, told: Told) -> None:
        self._seq += 1
        self._room.take_told(replace(told, seq=self._seq))

    def _end(self, ended: SessionEnded) -> None:
        self.is_over = True
        error = ended.error
        sentence = OVER if error is None else f"The session has ended: {error}"
        self._room.end(self.place.station, sentence)


class Lifters(QObject):
    """All lifters of this computer, as a room.

    Attributes:
        all_over: Emitted once every session has ended.
        lifters: By station.
        problem: Empty: nothing lies between the sessions and this room.
    """

    all_over = Signal()

    def __init__(
        self, places: Sequence[Place], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin no session yet.

        Args:
            places: The lifters, in the room's order.
            clock: s, monotonic.
        """
        super().__init__()
        self._room = Room([place.station for place in places])
        self.lifters = {
            place.station: Lifter(place, self._room, clock) for place in places
        }
        self.problem = ""
        self._was_over = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Start all sessions."""
        for lifter in self.lifters.values():
            lifter.start()
        self._timer.start(FRAME_MS)

    def tiles(self) -> list[Tile]:
        """Return all tiles, in the room's order."""
        return self._room.tiles()

    def refresh(self) -> None:
        """Take what every session has told."""
        for lifter in self.lifters.values():
            lifter.refresh()
        if not self._was_over and all(each.is_over for each in self.lifters.values()):
            self._was_over = True
            self.all_over.emit()

    def end(self) -> None:
        """Have every session end in good order."""
        for lifter in self.lifters.values():
            lifter.place.started.thread.end()

    @property
    def is_over(self) -> bool:
        """Whether every session has ended."""
        return self._was_over

    def join(self) -> None:
        """Wait for the threads of sessions that have ended."""
        self._timer.stop()
        for lifter in self.lifters.values():
            lifter.place.started.thread.join(END_WAIT_S)
