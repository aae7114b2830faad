"""A coach's link to a gym: every lifter's state, what was told today, and commands.

It runs in an event loop of its own; the window looks into ``room`` through a lock.
The subject says who wrote a message, the message has to agree: one that doesn't is
counted with the malformed ones and never shown.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, DeliverPolicy

from monitor.model.errors import MonitorError
from monitor.net.address import Address
from monitor.net.bucket import Bucket
from monitor.net.careful_client import CarefulClient
from monitor.net.connection import FAILURES, Pauses, connect, until_lost, why
from monitor.net.messages import (
    Acknowledged,
    Command,
    Health,
    MessageError,
    State,
    Told,
    decode_acknowledged,
    decode_health,
    decode_state,
    decode_told,
    encode,
)
from monitor.net.room import Room, Tile
from monitor.net.subjects import (
    Branch,
    is_name,
    pain_stream,
    state_bucket,
    station_of,
    stream,
    subject,
)

ANSWER_S: Final = 3.0
REACHED_S: Final = 8.0
BACK: Final = timedelta(hours=16)  # what was told before is of another day
HEARTBEAT_S: Final = 2.0  # of a reader; when two are missed it is made anew
STATES_HZ: Final = 40.0  # of one station; what comes faster is counted, not read
MOST_STATIONS: Final = 2048  # names that a flood of subjects may bring


M = TypeVar("M", State, Told, Health)


class CommandError(MonitorError):
    """A command didn't reach its station; one sentence."""


class CoachLink:
    """Reads a gym into a room.

    Attributes:
        problem: Why the server isn't reached, one sentence; empty while it is.
        connections: How often it was reached.
    """

    def __init__(
        self,
        address: Address,
        layout: tuple[str, ...] = (),
        clock: Callable[[], float] = time.monotonic,
        back: timedelta = BACK,
        room: Room | None = None,
    ) -> None:
        """Do nothing yet; ``run`` does it.

        Args:
            address: Where the server is; its user is the coach.
            layout: Stations in the room's order.
            clock: s, monotonic: when messages are received.
            back: From how long ago on events and sets are read.
            room: Takes what is read, instead of one of this layout.
        """
        self._address, self._clock, self._back = address, clock, back
        self._reading: dict[str, JetStreamContext.PushSubscription] = {}
        self._read_of: Counter[str] = Counter()  # messages of each stream
        self._room = Room(layout) if room is None else room
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._shares: dict[str, Bucket] = {}
        self._flooded: dict[str, int] = {}
        self.problem = "not connected yet"
        self.connections = 0

    @contextmanager
    def room(self) -> Iterator[Room]:
        """Lend the room; nothing is taken in meanwhile."""
        with self._lock:
            yield self._room

    @property
    def flooded(self) -> Mapping[str, int]:
        """States that were not read, by station: it sent too many."""
        return MappingProxyType(self._flooded)

    async def run(self) -> None:
        """Read for ever; reach the server again whenever it is lost."""
        pauses = Pauses()
        while True:
            reached = self.connections
            try:
                await self._linked()
                self.problem = "the connection to the gym's server is lost"
            except FAILURES as error:
                self.problem = f"the gym's server can't be reached ({why(error)})"
            except MonitorError as error:  # a damaged certificate
                self.problem = str(error)
            if self.connections > reached:
                pauses.begin_anew()
            await pauses.wait()

    async def reached(self, timeout_s: float = REACHED_S) -> None:
        """Wait until the server is reached.

        Raises:
            CommandError: It is not.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while self._client is None:  # noqa: ASYNC110  asked once, at a start
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            raise CommandError(self.problem) from error

    async def caught_up(self, timeout_s: float = REACHED_S) -> None:
        """Wait until all that the server has kept is read.

        Raises:
            CommandError: The server isn't reached, is lost, or takes too long.
        """
        await self.reached(timeout_s)
        try:
            async with asyncio.timeout(timeout_s):
                for name, reading in list(self._reading.items()):
                    while not await self._is_read(name, reading):  # noqa: ASYNC110
                        await asyncio.sleep(0.02)
        except FAILURES as error:
            msg = self.problem or "the gym's server does not tell all that it keeps"
            raise CommandError(msg) from error

    async def _is_read(
        self, name: str, reading: JetStreamContext.PushSubscription
    ) -> bool:
        info = await reading.consumer_info()
        sent = 0 if info.delivered is None else info.delivered.consumer_seq
        return not info.num_pending and self._read_of[name] >= sent

    def tiles(self) -> list[Tile]:
        """Return all tiles, in the room's order (any thread)."""
        with self._lock:
            return self._room.tiles()

    async def send(self, station: str, command: Command) -> Acknowledged:
        """Send a command, and wait for the station's answer.

        Raises:
            CommandError: The server isn't reached, nobody is there, or no answer came
                in time: then the command may have arrived all the same.
        """
        client = self._client
        if client is None:
            msg = f"{station}: not sent, {self.problem}"
            raise CommandError(msg)
        where = subject(self._address.gym, station, Branch.COMMAND)
        try:
            reply = await client.request(where, encode(command), timeout=ANSWER_S)
            return decode_acknowledged(reply.data)
        except nats.errors.TimeoutError as error:
            msg = f"no answer from {station}: it may have arrived, look there"
            raise CommandError(msg) from error
        except (*FAILURES, MessageError) as error:
            msg = f"nobody answers at {station}: go there, or try again"
            raise CommandError(msg) from error

    # The connection

    async def _linked(self) -> None:
        lost, client = asyncio.Event(), CarefulClient(self._spoiled)

        try:
            name = f"coach {self._address.user}"
            await connect(client, self._address, name, lost, self._refused)
            await self._listen(client)
            self._client = client
            self.connections += 1
            self.problem = ""
            await until_lost(client, lost)
        finally:
            self._client = None
            with suppress(*FAILURES):
                await client.close()

    def _spoiled(self, subject: str) -> None:
        station = station_of(subject)
        if self._may_speak(station):
            with self._lock:
                self._room.count_malformed(station)

    def _refused(self, sentence: str) -> None:
        self.problem = sentence

    async def _listen(self, client: Client) -> None:
        gym = self._address.gym
        takers = {Branch.STATE: self._take_state, Branch.HEALTH: self._take_health}
        for branch, taker in takers.items():
            await client.subscribe(subject(gym, "*", branch), cb=taker)
        js = client.jetstream()
        await js.subscribe(
            f"$KV.{state_bucket(gym)}.*",
            stream=f"KV_{state_bucket(gym)}",
            ordered_consumer=True,
            deliver_policy=DeliverPolicy.LAST_PER_SUBJECT,
            cb=self._take_retained,
            idle_heartbeat=HEARTBEAT_S,
        )
        since = datetime.now(UTC) - self._back
        for name in (stream(gym), pain_stream(gym)):
            config = ConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_TIME,
                opt_start_time=since.isoformat(),  # type: ignore[arg-type]  # it is sent as text
                idle_heartbeat=HEARTBEAT_S,
            )
            self._read_of[name] = 0
            self._reading[name] = await js.subscribe(
                f"rm.v1.{gym}.*.*",
                stream=name,
                ordered_consumer=True,
                cb=partial(self._take_told, name),
                config=config,
            )
            # The client goes on with this one where the server's reader is gone or
            # has left something out; from a number then, and the server refuses a
            # beginning that is both.
            config.opt_start_time = None

    # What comes

    async def _take_state(self, message: Msg) -> None:
        station = station_of(message.subject)
        if not self._may_speak(station):
            return
        now_s = self._clock()
        share = self._shares.setdefault(station, Bucket(STATES_HZ))
        if not share.takes(now_s):
            self._flooded[station] = self._flooded.get(station, 0) + 1
            return
        self._read(
            station, message, decode_state, lambda r, said: r.take_state(said, now_s)
        )

    async def _take_retained(self, message: Msg) -> None:
        station = message.subject.rpartition(".")[2]
        if not self._may_speak(station):
            return
        if not message.data:  # deleted: the lifter wants it so, or the session ended
            with self._lock:
                self._room.withdraw(station)
            return
        seen_s = self._clock() - _age_s(message)
        self._read(
            station, message, decode_state, lambda r, said: r.take_state(said, seen_s)
        )

    async def _take_told(self, stream_name: str, message: Msg) -> None:
        self._read_of[stream_name] += 1
        station = station_of(message.subject)
        if self._may_speak(station):
            self._read(station, message, decode_told, lambda r, said: r.take_told(said))

    async def _take_health(self, message: Msg) -> None:
        station = station_of(message.subject)
        if self._may_speak(station):
            self._read(
                station, message, decode_health, lambda r, said: r.take_health(said)
            )

    def _read(
        self,
        station: str,
        message: Msg,
        decode: Callable[[bytes], M],
        take: Callable[[Room, M], object],
    ) -> None:
        """Have the room take what a message says; one that is none is counted.

        The subject tells who wrote it: who speaks for another is not heard.
        """
        with self._lock:
            try:
                said = decode(message.data)
                _agree(station, said.station)
            except MessageError:
                self._room.count_malformed(station)
                return
            take(self._room, said)

    def _may_speak(self, station: str) -> bool:
        """Whether there is room for a station of this name."""
        with self._lock:
            known = self._room.tile(station) is not None
            return known or (is_name(station) and self._room.size < MOST_STATIONS)


def _agree(written_by: str, said: str) -> None:
    if written_by != said:
        msg = f"{written_by} speaks for {said}"
        raise MessageError(msg)


def _age_s(message: Msg) -> float:
    """Return how long the server has kept a message, by the clocks of both."""
    with suppress(*FAILURES):
        kept = message.metadata.timestamp
        return max(0.0, (datetime.now(UTC) - kept).total_seconds())
    return 0.0
