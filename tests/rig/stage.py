"""Two sensors on a rig, linked for real, and what came of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from monitor.acquisition.ble import linked
from monitor.acquisition.bleak_radio import BleakRadio
from monitor.acquisition.inbox import Inbox
from monitor.acquisition.link_state import LinkSettings
from monitor.acquisition.radio import Radio
from monitor.acquisition.sensor_link import Sensor
from monitor.acquisition.session_clock import SessionClock, awake_s
from monitor.model.records import (
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    name_and_part,
)
from tests.rig.bluez import BlueZ
from tests.rig.peripheral import Peripheral, Sent

ADDRESS = {
    Placement.PELVIS: "C0:00:00:00:00:01",
    Placement.LUMBAR: "C0:00:00:00:00:02",
}
PATIENCE_S = 20.0


@dataclass
class Session:
    """A session's links, and what came of them.

    Attributes:
        sensors: The peripherals by placement.
        clock: The session's.
        slept_s: How long the computer is said to have slept.
        records: All that came, in order.
        states: How each link stands.
    """

    sensors: dict[Placement, Peripheral]
    clock: SessionClock
    slept_s: list[float]
    records: list[Record] = field(default_factory=list)
    states: dict[Placement, LinkChange] = field(default_factory=dict)
    heard_s: dict[Placement, float] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Keep a record, and what it changes."""
        self.records.append(record)
        match record:
            case LinkChange():
                self.states[record.placement] = record
            case Notification():
                self.heard_s[record.placement] = record.t
            case _:
                pass

    def streams(self, placement: Placement, since_s: float = 0.0) -> bool:
        """Tell whether a link streams, with something heard since."""
        state = self.states.get(placement)
        heard = self.heard_s.get(placement, -1.0)
        return (
            state is not None and state.state is LinkState.STREAMING and heard > since_s
        )

    def all_stream(self, since_s: float = 0.0) -> bool:
        """Tell whether all links stream."""
        return all(self.streams(each, since_s) for each in self.sensors)

    async def until(self, holds: Callable[[], bool]) -> float:
        """Wait until something holds; return the session time, s."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110  it is of another thread
                await asyncio.sleep(0.005)
        return self.clock.now()

    def history(self, placement: Placement) -> list[LinkState]:
        """Return the states that a link went through."""
        return [
            record.state
            for record in self.records
            if isinstance(record, LinkChange) and record.placement is placement
        ]

    def got(self, placement: Placement) -> list[Sent]:
        """Return the notifications of a sensor as it sent them."""
        streams = self.sensors[placement].profile.streams
        found = []
        for record in self.records:
            if isinstance(record, Notification) and record.placement is placement:
                name, part = name_and_part(record.stream)
                uuid = streams[name].characteristics[part]
                found.append((uuid, record.payload))
        return found


@dataclass
class Stage(Session):
    """A session's links on the scripted BlueZ."""

    rig: BlueZ = field(kw_only=True)


def clock_of(now: Callable[[], float], slept_s: list[float]) -> SessionClock:
    """Return a session's clock out of one that stands still while the computer sleeps.

    Args:
        now: That clock, s.
        slept_s: Its one number is how long the computer is said to have slept.
    """
    return SessionClock(lambda: now() + slept_s[0], now)


@asynccontextmanager
async def staged(
    rig: BlueZ,
    sensors: dict[Placement, Peripheral],
    radios: Mapping[Placement, Radio] | None = None,
    settings: LinkSettings | None = None,
) -> AsyncIterator[Stage]:
    """Link the sensors through bleak's real backend; take the links down at the end."""
    slept_s = [0.0]
    stage = Stage(sensors, clock_of(awake_s, slept_s), slept_s, rig=rig)
    radios = radios or dict.fromkeys(sensors, BleakRadio())
    async with on_the_air(stage, radios, settings):
        yield stage


@asynccontextmanager
async def on_the_air(
    session: Session,
    radios: Mapping[Placement, Radio],
    settings: LinkSettings | None = None,
) -> AsyncIterator[None]:
    """Keep the links of a session, each on its radio, and take what comes."""
    inbox = Inbox(session.clock.now)

    async def read() -> None:
        async for record in inbox.records():
            session.take(record)

    reader = asyncio.ensure_future(read())
    wanted = [
        Sensor(placement, each.address, each.profile, radios[placement])
        for placement, each in session.sensors.items()
    ]
    async with linked(wanted, inbox, session.clock, settings):
        yield
    inbox.close()
    await reader
