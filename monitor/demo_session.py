"""A session of a virtual lifter: commands of a person merged into simulated records."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Final

import msgspec

from monitor.acquisition.simulation.nearest import nearest_motion
from monitor.acquisition.simulation.scenarios import demo
from monitor.analysis.calibrated import closed
from monitor.analysis.simulated import simulated_recording
from monitor.config import read_settings
from monitor.model.records import EndSession, ExerciseName, Record, Stamped
from monitor.pipeline import Chosen, PipelineSettings, with_exercise
from monitor.recording.recording import Header, Recording
from monitor.recording.sources import PATIENCE, PATIENCE_S, paced
from monitor.recording.switch import Accompany, RecordingSwitch
from monitor.session import Sink, run

DURATION_S: Final = 75.0
NOBODY: Final = "Virtual lifter"


def demo_settings(
    exercise: Chosen | None, file: Path | None, *, sound_needed: bool = False
) -> PipelineSettings:
    """Return the person's settings, for a demo.

    Args:
        exercise: Another than the settings'.
        file: The settings file; None for the usual one.
        sound_needed: Whether *armed* needs a working sound output.
    """
    chosen = read_settings(file).pipeline
    alerts = msgspec.structs.replace(chosen.alerts, sound_needed=sound_needed)
    return with_exercise(msgspec.structs.replace(chosen, alerts=alerts), exercise)


def demo_recording(
    settings: PipelineSettings, seed: int, duration_s: float
) -> Recording:
    """Simulate a session of about this length, ended as a person would end it.

    Raises:
        ConfigError: Nothing that can be simulated is like the person's own exercise.
    """
    own = settings.detection.own
    is_own = settings.exercise is ExerciseName.OWN and own is not None
    motion = nearest_motion(own) if own is not None and is_own else settings.exercise
    session = simulated_recording(demo(motion, seed, duration_s), settings)
    records = list(takewhile(lambda record: record.t <= duration_s, session.records))
    return closed(replace(session, records=records))


class DemoSession:
    """Records at the pace of their times, with what a person does in between."""

    def __init__(
        self,
        session: Recording,
        speed: float = 1.0,
        record: Path | None = None,
        accompany: Accompany | None = None,
    ) -> None:
        """Do nothing yet; ``run`` does it.

        Args:
            session: Its records and settings.
            speed: Times real time; ``math.inf`` is as fast as it goes.
            record: Where to record; None for nowhere.
            accompany: Makes what goes along with each recording.
        """
        self._session, self._speed, self._record = session, speed, record
        self._waiting: deque[Stamped] = deque()
        self._ended = False
        self._recording = RecordingSwitch(lambda: _of_now(session.header), accompany)

    def command(self, make: Stamped) -> None:
        """Put in what a person wants; ``make`` is given the session time of now."""
        self._waiting.append(make)

    def also(self, accompany: Accompany) -> None:
        """Have something more go along with each recording that begins from here on."""
        self._recording.also(accompany)

    def end(self) -> None:
        """Have the session end with the next record."""
        self._ended = True

    async def run(self, sinks: Sequence[Sink]) -> None:
        """Run the session to its end.

        Args:
            sinks: Where outputs go, the most urgent first.

        Raises:
            RecordingError: The recording can't be begun.
        """
        recording = self._recording
        if self._record is not None:
            recording.start(self._record)
        pipeline = self._session.pipeline()
        source = recording.passing(self._commanded(self._paced()))
        try:
            await run(source, pipeline, [*sinks, recording], recording.reports)
        finally:
            recording.finish()

    def record(self, path: Path | None) -> None:
        """Record into a new file from here on, or stop; the session goes on.

        Args:
            path: The file; None to stop.
        """
        if path is None:
            self._recording.stop()
        else:
            self._recording.try_to_start(path)

    async def _paced(self) -> AsyncGenerator[Record, None]:
        """Yield the records at their pace, but no faster than the disk takes them."""
        async for record in paced(self._session.records, self._speed):
            while self._speed > 1 and self._recording.waiting > PATIENCE:  # noqa: ASYNC110
                await asyncio.sleep(PATIENCE_S)
            yield record

    async def _commanded(
        self, source: AsyncIterable[Record]
    ) -> AsyncGenerator[Record, None]:
        """Yield the records; what a person wants comes before the next of them."""
        last: Record | None = None
        async for last in source:
            while self._waiting:
                yield self._waiting.popleft()(last.t)
            if self._ended:
                break
            yield last
        if last is not None and not isinstance(last, EndSession):
            yield EndSession(last.t)


def _of_now(header: Header) -> Header:
    """Say when a recording is made, and that nobody wears its sensors."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return replace(header, started_utc=now, wearer=header.wearer or NOBODY)
