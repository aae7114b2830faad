"""A session's sensors over Bluetooth LE: their links, and the time that passes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from monitor.acquisition.inbox import Inbox
from monitor.acquisition.link_state import LinkSettings
from monitor.acquisition.muster import Muster
from monitor.acquisition.scanner import scanner_of
from monitor.acquisition.sensor_link import Sensor, SensorLink
from monitor.acquisition.session_clock import SessionClock
from monitor.model.records import Suspended, Tick

TICK_S: Final = 0.1
SLEPT_S: Final = 1.0  # less is the jitter of two clocks
SLEPT = "the computer slept"


@asynccontextmanager
async def linked(
    sensors: Sequence[Sensor],
    inbox: Inbox,
    clock: SessionClock,
    settings: LinkSettings | None = None,
) -> AsyncIterator[None]:
    """Keep the sensors' links, and let time pass, for as long as the context lasts.

    At its end the sensors are stopped and their links are taken down.

    Args:
        sensors: Which sensors, each on its radio.
        inbox: Where their records go, and ten ticks a second.
        clock: The session's, as the inbox has it.
        settings: All delays.
    """
    settings = settings or LinkSettings()
    muster = Muster((each.placement for each in sensors), settings.gather_s)
    links = [
        SensorLink(
            sensor,
            scanner_of(sensor.radio, settings.scan_s),
            muster,
            inbox,
            settings,
        )
        for sensor in sensors
    ]
    tasks = [asyncio.ensure_future(link.keep()) for link in links]
    tasks.append(asyncio.ensure_future(_pass_time(inbox, clock, links)))
    for task in tasks:
        task.add_done_callback(inbox.fail_with)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _pass_time(
    inbox: Inbox, clock: SessionClock, links: Sequence[SensorLink]
) -> None:
    """Put ten ticks a second in; after a sleep of the computer make all links anew."""
    while True:
        slept_s = clock.slept_s()
        if slept_s >= SLEPT_S:
            inbox.put(Suspended(inbox.now(), slept_s))
            for link in links:
                link.rebuild(SLEPT)
        inbox.put(Tick(inbox.now()))
        await asyncio.sleep(TICK_S)
