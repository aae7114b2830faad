"""A live session from sensors to sinks: links, recording, pipeline, its end."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from monitor.acquisition.ble import linked
from monitor.acquisition.inbox import Inbox
from monitor.acquisition.link_state import LinkSettings
from monitor.acquisition.sensor_link import Sensor
from monitor.acquisition.session_clock import SessionClock
from monitor.latency import LatencyLedger
from monitor.model.errors import LinkError
from monitor.model.events import LinkStatus, Output
from monitor.model.records import (
    TRUNK,
    EndSession,
    LinkState,
    Placement,
    Stamped,
    SwapSensors,
)
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.recording.recording import Header
from monitor.recording.switch import Accompany, RecordingSwitch
from monitor.session import Sink, run


@dataclass(frozen=True)
class LivePlan:
    """What a live session is to be.

    Attributes:
        sensors: The sensors, one for each placement.
        settings: How it is judged.
        wearer: Who wears the sensors; empty if not told.
        record: Where to record; None for nowhere.
        duration_s: Ends it so long after the first moment that all sensors stream;
            None for never.
        first: Commands to begin with.
        found_within_s: Ends it with an error if a sensor of the trunk is not heard of
            for so long; None to look for it for ever.
        links: The delays of the links.
        accompany: Makes what goes along with each recording.
    """

    sensors: Sequence[Sensor]
    settings: PipelineSettings
    wearer: str = ""
    record: Path | None = None
    duration_s: float | None = None
    first: Sequence[Stamped] = ()
    found_within_s: float | None = None
    links: LinkSettings | None = None
    accompany: Accompany | None = None


class LiveSession:
    """One session; made on any thread, run by one event loop."""

    def __init__(self, plan: LivePlan) -> None:
        """Do nothing yet; ``run`` does it."""
        self._plan = plan
        self._clock = SessionClock()
        self._inbox = Inbox(self._clock.now)
        self._ended = asyncio.Event()
        self._recording = RecordingSwitch(lambda: header_of(plan), plan.accompany)
        self.swapped = False  # a person said that the sensors are on each other's place
        self.ledger = LatencyLedger(self._clock.now)

    def command(self, make: Stamped) -> None:
        """Put in what a person wants; ``make`` is given the time of now."""
        record = make(self._inbox.now())
        if isinstance(record, SwapSensors):
            self.swapped = not self.swapped
        self._inbox.put(record)

    def also(self, accompany: Accompany) -> None:
        """Have something more go along with each recording that begins from here on."""
        self._recording.also(accompany)

    def end(self) -> None:
        """Have the session end in good order."""
        self._ended.set()

    async def run(self, sinks: Sequence[Sink]) -> None:
        """Run the session to its end; at last the sensors are stopped.

        Args:
            sinks: Where outputs go, the most urgent first.

        Raises:
            RecordingError: The recording can't be begun.
            LinkError: A sensor was not found in time.
        """
        plan, search = self._plan, _Search(self._plan, self.end)
        if plan.record is not None:
            self._recording.start(plan.record)
        try:
            for make in plan.first:
                self.command(make)
            with search.going_on():
                await self._run([*sinks, _Timer(plan, self.end), search])
        finally:
            self._recording.finish()
        search.check()

    def record(self, path: Path | None) -> None:
        """Record into a new file from here on, or stop; streaming goes on.

        Args:
            path: The file; None to stop.
        """
        if path is None:
            self._recording.stop()
        else:
            self._recording.try_to_start(path)

    async def _run(self, sinks: list[Sink]) -> None:
        setups = {
            each.placement: each.profile.sensor_setup() for each in self._plan.sensors
        }
        pipeline = Pipeline(setups, self._plan.settings)
        source = self._inbox.records()
        recording = self._recording
        kept = recording.passing(source)
        sinks = [*sinks, recording]
        session = run(kept, pipeline, sinks, recording.reports, self.ledger)
        task = asyncio.ensure_future(session)
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            async with linked(
                self._plan.sensors, self._inbox, self._clock, self._plan.links
            ):
                await asyncio.wait([task, ended], return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            self.command(EndSession)
            self._inbox.close()
            await task


def header_of(plan: LivePlan) -> Header:
    """Return what a recording tells of a session at its start."""
    return Header(
        started_utc=datetime.now(UTC).isoformat(timespec="milliseconds"),
        program=f"rep-monitor {version('rep-monitor')}",
        profiles={each.placement: each.profile.text for each in plan.sensors},
        settings=plan.settings,
        wearer=plan.wearer,
        source=", ".join(f"{each.placement} {each.address}" for each in plan.sensors),
    )


class _Timer:
    """Ends a session some time after all its sensors stream."""

    def __init__(self, plan: LivePlan, end: Callable[[], None]) -> None:
        self._duration_s, self._end = plan.duration_s, end
        self._missing: set[Placement] = {each.placement for each in plan.sensors}
        self._streaming: set[Placement] = set()
        self._is_set = plan.duration_s is None

    def put(self, output: Output, /) -> None:
        """Take one output."""
        if self._is_set or not isinstance(output, LinkStatus):
            return
        if output.state is LinkState.STREAMING:
            self._streaming.add(output.placement)
        else:
            self._streaming.discard(output.placement)
        if self._streaming == self._missing and self._duration_s is not None:
            self._is_set = True
            asyncio.get_running_loop().call_later(self._duration_s, self._end)


class _Search:
    """Ends a session whose sensors are not found in time."""

    def __init__(self, plan: LivePlan, end: Callable[[], None]) -> None:
        self._within_s, self._end = plan.found_within_s, end
        self._missing = {
            each.placement: each.address
            for each in plan.sensors
            if each.placement in TRUNK
        }
        self._reason = ""
        self._is_over = False

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Search while this is entered."""
        if self._within_s is None:
            yield
            return
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self._within_s, self._give_up)
        try:
            yield
        finally:
            timer.cancel()

    def put(self, output: Output, /) -> None:
        """Take one output."""
        if not isinstance(output, LinkStatus) or output.placement not in self._missing:
            return
        if output.state in (LinkState.SCANNING, LinkState.LOST):
            self._reason = output.reason or self._reason
        else:
            del self._missing[output.placement]

    def check(self) -> None:
        """Say which sensor was not found.

        Raises:
            LinkError: The session ended for that.
        """
        if not self._is_over:
            return
        who = " and ".join(self._missing)
        which = ", ".join(self._missing.values())
        why = f"; {self._reason}" if self._reason else ""
        msg = (
            f"no {who} sensor found within {self._within_s:g} s: turn it on, come near"
            f" ({which}{why})"
        )
        raise LinkError(msg)

    def _give_up(self) -> None:
        if self._missing:
            self._is_over = True
            self._end()
