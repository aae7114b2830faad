"""Keeps one sensor's link: does what ``LinkMachine`` asks for, on a radio.

The callback of a notification stamps it and puts it into the inbox, no more: whatever
takes longer would delay the next one.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from monitor.acquisition.inbox import Inbox
from monitor.acquisition.link_state import LinkMachine, LinkSettings
from monitor.acquisition.muster import Muster
from monitor.acquisition.radio import Advertisement, Peer, Radio
from monitor.acquisition.scanner import Scanner
from monitor.acquisition.start import (
    Replies,
    battery_characteristics,
    read_battery,
    reply_characteristics,
    send,
    start_of,
)
from monitor.acquisition.stream_reader import StreamReader
from monitor.model.errors import DecodeError, LinkError
from monitor.model.records import (
    BatteryLevel,
    LinkChange,
    LinkState,
    Notification,
    Placement,
    SignalStrength,
)
from monitor.profiles import Profile

WENT_DOWN = "the link went down"


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor that a session wants.

    Attributes:
        placement: Where it sits.
        address: As the radio tells it.
        profile: What its firmware speaks.
        radio: The adapter that is to hold its link.
    """

    placement: Placement
    address: str
    profile: Profile
    radio: Radio


class SensorLink:
    """One sensor's link, made again for ever."""

    def __init__(
        self,
        sensor: Sensor,
        scanner: Scanner,
        muster: Muster,
        inbox: Inbox,
        settings: LinkSettings,
    ) -> None:
        """Do nothing yet; ``keep`` does it."""
        self._sensor = sensor
        self._scanner = scanner
        self._muster = muster
        self._inbox = inbox
        self._settings = settings
        self._machine = LinkMachine(sensor.placement, settings)
        self._reader = StreamReader(sensor.profile)
        self._replies = Replies()
        self._down = asyncio.Event()
        self._stirred = asyncio.Event()  # another state, and so another deadline
        self._why = WENT_DOWN

    @property
    def state(self) -> LinkState:
        """How the link stands."""
        return self._machine.state

    def rebuild(self, why: str) -> None:
        """Give the present link up and make it anew."""
        self._why = why
        self._lose()

    async def keep(self) -> None:
        """Make the link and keep it, until cancelled: then the sensor is stopped."""
        maybe_held = True
        while True:
            try:
                await self._live_through(maybe_held=maybe_held)
            except LinkError as error:
                self._tell(self._machine.failed(self._inbox.now(), str(error)))
            maybe_held = False
            while self.state is LinkState.LOST:
                await asyncio.sleep(self._machine.deadline - self._inbox.now())
                self._tell(self._machine.advance(self._inbox.now()))

    async def _live_through(self, *, maybe_held: bool) -> None:
        """Find, connect, start and watch, until the link is lost."""
        if self.state is not LinkState.SCANNING:
            self._tell(self._machine.scan(self._inbox.now()))
        sensor = self._sensor
        found = await self._scanner.find(sensor.address, maybe_held=maybe_held)
        self._tell_strength(found)
        self._tell(self._machine.found(self._inbox.now()))
        self._down, self._why = asyncio.Event(), WENT_DOWN
        peer = await self._scanner.connect(found, self._lose)
        try:
            self._tell(self._machine.connected(self._inbox.now()))
            await self._unless_down(self._start(peer))
            await self._watch(peer)
        except asyncio.CancelledError:
            await self._stop(peer)
            raise
        finally:
            self._muster.withdraw(sensor.placement)
            await peer.disconnect()

    async def _start(self, peer: Peer) -> None:
        """Set the rate, subscribe, wait for the others, start."""
        profile = self._sensor.profile
        start = start_of(profile)
        answers = reply_characteristics([*start.steps, *profile.stop])
        if profile.battery is not None:
            answers |= battery_characteristics(profile.battery)
        await self._subscribe(peer, answers)
        await self._stop(peer)  # it may stream still, for a session that crashed
        known = await send(start.rate, peer, self._replies, start.known)
        await self._subscribe(peer, self._reader.characteristics - answers)
        await self._muster.ready(self._sensor.placement)
        self._reader.reset()
        self._machine.started(self._inbox.now())
        await send(start.start, peer, self._replies, known)
        self._machine.started(self._inbox.now())

    async def _subscribe(self, peer: Peer, characteristics: frozenset[str]) -> None:
        for each in sorted(characteristics):
            await peer.subscribe(each, partial(self._take, each))

    async def _stop(self, peer: Peer) -> None:
        """Have the sensor stop, if it listens; nothing hangs on it."""
        with suppress(LinkError, TimeoutError):
            async with asyncio.timeout(self._settings.leave_s):
                await send(self._sensor.profile.stop, peer, self._replies, {})

    async def _watch(self, peer: Peer) -> None:
        """Wait until the link is lost; look at the battery meanwhile."""
        battery = asyncio.create_task(self._watch_battery(peer))
        try:
            while self.state is not LinkState.LOST:
                await self._stir()
                if self._down.is_set():
                    raise LinkError(self._why)
                self._tell(self._machine.advance(self._inbox.now()))
        finally:
            battery.cancel()
            await asyncio.wait([battery])

    async def _stir(self) -> None:
        """Wait until something happens to the link, or its deadline comes."""
        self._stirred.clear()
        left = self._machine.deadline - self._inbox.now()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(left, 0.0)):
                await self._stirred.wait()

    async def _watch_battery(self, peer: Peer) -> None:
        battery = self._sensor.profile.battery
        while battery is not None:
            with suppress(LinkError, DecodeError):
                percent = await read_battery(battery, peer, self._replies)
                level = BatteryLevel(self._inbox.now(), self._sensor.placement, percent)
                self._inbox.put(level)
            await asyncio.sleep(self._settings.battery_s)

    async def _unless_down(self, work: Coroutine[None, None, None]) -> None:
        """Await work, but give it up when the link goes down."""
        task = asyncio.ensure_future(work)
        down = asyncio.ensure_future(self._down.wait())
        try:
            await asyncio.wait([task, down], return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise LinkError(self._why)
            task.result()
        finally:
            for each in (task, down):
                each.cancel()
            await asyncio.wait([task, down])

    def _lose(self) -> None:
        self._down.set()
        self._stirred.set()

    def _take(self, characteristic: str, payload: bytes) -> None:
        """Take a notification, on the loop of the session."""
        now = self._inbox.now()
        self._replies.take(characteristic, payload)
        for stream in self._reader.streams(characteristic):
            placement = self._sensor.placement
            self._inbox.put(Notification(now, placement, stream, payload))
        if self._reader.has_samples(characteristic, payload):
            self._tell(self._machine.heard(now))

    def _tell_strength(self, found: Advertisement) -> None:
        if found.rssi_dbm is not None:
            self._inbox.put(
                SignalStrength(
                    self._inbox.now(), self._sensor.placement, found.rssi_dbm
                )
            )

    def _tell(self, changes: Iterable[LinkChange]) -> None:
        for change in changes:
            self._inbox.put(change)
            self._stirred.set()
