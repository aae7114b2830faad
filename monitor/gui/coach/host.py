"""A process that runs the sessions of several lifters, apart from the window.

Drawing so never delays a session, nor one lifter's window another's alert. Whatever is
said leaves by a thread of its own: a window that doesn't listen makes no session wait.
"""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, assert_never

from msgspec.structs import replace as changed

from monitor.awake import kept_awake
from monitor.config import Settings
from monitor.gui.coach.host_words import (
    Began,
    Do,
    End,
    FromHost,
    Over,
    Place,
    Raised,
    Remark,
    Seen,
    ToHost,
    Watch,
)
from monitor.gui.studio import DemoWish, LiveWish, Started, Studio
from monitor.model.errors import MonitorError
from monitor.model.events import Alert, Output
from monitor.model.records import Record
from monitor.net.messages import Told
from monitor.net.told import Teller, new_session
from monitor.session import Mailbox, SessionEnded, Sink

if TYPE_CHECKING:
    from monitor.gui.session_thread import SessionThread
    from monitor.pipeline import PipelineSettings
    from monitor.view.state import ViewState

BEAT_S: Final = 1 / 30  # between two states: the window's pace
SWITCH_S: Final = 0.0005  # as in the window's own process
MOST_WAITING: Final = 8  # batches; a window that is further behind misses states
OVER: Final = "The session has ended"

Start = Callable[[Studio, Place, Sequence[Sink]], Started]


def started(studio: Studio, place: Place, also: Sequence[Sink]) -> Started:
    """Make the session of a place.

    Raises:
        MonitorError: The folder for its recording can't be made.
    """
    if isinstance(place.wish, DemoWish):
        return studio.demo(place.wish, also)
    own = place.wish.settings
    return (studio if own is None else Studio(own)).live(place.wish, also)


def run_host(
    settings: Settings,
    places: Sequence[Place],
    connection: Connection,
    start: Start = started,
) -> None:
    """Run sessions until each has ended; the whole of a process.

    Args:
        settings: As the window has them.
        places: Whose sessions.
        connection: To the window; once it is closed, all sessions end.
        start: Makes a session.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window says when to end
    sys.setswitchinterval(SWITCH_S)
    asyncio.run(hosted(settings, places, connection, start))


async def hosted(
    settings: Settings,
    places: Sequence[Place],
    connection: Connection,
    start: Start = started,
) -> None:
    """Run sessions in one event loop until each has ended; see ``run_host``."""
    async with AsyncExitStack() as stack:
        if any(isinstance(place.wish, LiveWish) for place in places):
            await stack.enter_async_context(kept_awake(lambda _: None))
        await _Host(settings, places, connection, start).run()


class _Outbound:
    """Sends batches on a thread of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue: SimpleQueue[Sequence[FromHost] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="outbound", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    def put(self, batch: Sequence[FromHost]) -> None:
        if batch:
            self._queue.put(batch)

    def close(self) -> None:
        """Send what waits, as long as the window listens."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (batch := self._queue.get()) is not None:
            try:
                self._connection.send(batch)
            except OSError:  # the window is gone
                return


class _Guest:
    """One lifter's session: a sink that tells of it, on the host's loop."""

    def __init__(self, place: Place, put: Callable[[Sequence[FromHost]], None]) -> None:
        self._place, self._put = place, put
        self._teller: Teller | None = None
        self._thread: SessionThread | None = None
        self._settings: PipelineSettings | None = None
        self._early: list[Record] = []
        self._seq = 0
        self._shown: ViewState | None = None  # that of the last state
        self._is_watched = self._ends = False
        self._error: Exception | None = None

    async def run(self, studio: Studio, start: Start) -> None:
        """Run the session; how it ended is its last word."""
        try:
            await self._run(start(studio, self._place, [self]))
        except MonitorError as failure:
            self._error = failure
        self._put(self.beat())
        sentence = OVER if self._error is None else f"{OVER}: {self._error}"
        self._put([Over(self._place.station, sentence, self._known())])

    async def _run(self, made: Started) -> None:
        place, thread = self._place, made.thread
        teller = Teller(place.station, new_session(), place.name, made.settings)
        thread.heard.append(lambda record: self._tell(teller.hear(record)))
        self._teller, self._thread, self._settings = teller, thread, made.settings
        for record in self._early:
            self.do(record)
        if self._ends:
            thread.end()
        await thread.run()

    def put(self, output: Output, /) -> None:
        """Take an output: what warns leaves first."""
        if isinstance(output, Alert):
            self._put([Raised(self._place.station, output)])
        if self._teller is not None:
            self._tell(self._teller.feed(output))

    def do(self, record: Record) -> None:
        """Do what a person wants, as soon as the session can."""
        if self._thread is None:
            self._early.append(record)
        else:
            self._thread.command(lambda t: replace(record, t=t))

    def watch(self, *, wanted: bool) -> None:
        """Show everything from now on, or no longer."""
        self._put(self.beat())  # what the view holds already
        known = self._known() if wanted else None
        self._is_watched = known is not None
        if known is not None:
            self._put([known])

    def end(self) -> None:
        """Have the session end in good order."""
        self._ends = True
        if self._thread is not None:
            self._thread.end()

    def beat(self) -> list[FromHost]:
        """Return what is to be shown now."""
        teller, thread, station = self._teller, self._thread, self._place.station
        if teller is None or thread is None:
            return []
        said: list[FromHost] = []
        outputs = self._taken(thread.mailbox)
        if self._is_watched and outputs:
            said.append(Seen(station, outputs))
        if teller.view is not self._shown:  # silence leaves the tile's time alone
            self._shown = teller.view
            said.append(teller.state())
        while thread.remarks:
            said.append(Remark(station, thread.remarks.popleft()))
        return said

    def _known(self) -> Began | None:
        if self._teller is None or self._settings is None:
            return None
        return Began(self._place.station, self._teller.view, self._settings)

    def _taken(self, mailbox: Mailbox) -> list[Output]:
        news = mailbox.take_news()
        outputs: list[Output] = [*mailbox.take_samples(), *mailbox.take_postures()]
        for each in news:  # of no later time than what was taken after them
            if isinstance(each, SessionEnded):
                self._error = each.error
            else:
                outputs.append(each)
        return outputs

    def _tell(self, told: Sequence[Told]) -> None:
        for each in told:
            self._seq += 1
            self._put([changed(each, seq=self._seq)])


class _Host:
    """All sessions of the process."""

    def __init__(
        self,
        settings: Settings,
        places: Sequence[Place],
        connection: Connection,
        start: Start,
    ) -> None:
        self._studio, self._start = Studio(settings), start
        self._connection = connection
        self._outbound = _Outbound(connection)
        self._guests = {
            place.station: _Guest(place, self._outbound.put) for place in places
        }

    async def run(self) -> None:
        """Run all sessions to their ends."""
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, name="inbound", daemon=True).start()
        beats = asyncio.create_task(self._beat())
        guests = self._guests.values()
        await asyncio.gather(
            *(guest.run(self._studio, self._start) for guest in guests)
        )
        beats.cancel()
        await asyncio.to_thread(self._outbound.close)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            if self._outbound.waiting > MOST_WAITING:
                continue
            guests = self._guests.values()
            self._outbound.put([said for guest in guests for said in guest.beat()])

    def _listen(self) -> None:
        """Take orders on a thread of its own, until the window is gone."""
        while True:
            try:
                order = self._connection.recv()
            except (EOFError, OSError):
                order = End()
            with suppress(RuntimeError):  # the loop has closed: all is over
                self._loop.call_soon_threadsafe(self._take, order)
            if isinstance(order, End):
                return

    def _take(self, order: ToHost) -> None:
        match order:
            case Do(station, record):
                self._guests[station].do(record)
            case Watch(station, wanted):
                self._guests[station].watch(wanted=wanted)
            case End():
                for guest in self._guests.values():
                    guest.end()
            case _:
                assert_never(order)
