"""Makes sessions with all that surrounds them: recording, sound, wakefulness.

Nothing heavy is imported before a session's own thread needs it: the window is drawn
first.
"""

import math
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.acquisition.kits import Kit
from monitor.awake import kept_awake
from monitor.config import Settings, kits_path, locks_path
from monitor.gui.session_thread import Composed, RunnableSession, SessionThread
from monitor.gui.sound_desk import LATE, SoundDesk, heard
from monitor.model.errors import MonitorError
from monitor.model.records import Placement, SetLoad, Stamped
from monitor.pipeline import Chosen, PipelineSettings, unheard, with_exercise
from monitor.session import KEPT_S, Sink

if TYPE_CHECKING:
    from monitor.consent import CoachSettings
    from monitor.live_session import LiveSession
    from monitor.net.attached import Attached
    from monitor.recording.switch import Accompany
    from monitor.sound.sink import SoundSink

Make = Callable[[PipelineSettings], RunnableSession]


@dataclass(frozen=True, slots=True)
class DemoWish:
    """What demo a person wants.

    Attributes:
        exercise: Another than the settings'.
        seed: Same seed, same session.
        duration_s: Its length.
        speed: Session seconds in one of the wall's.
        record: Where to record; None for where the settings say.
        is_recorded: Whether to record at all.
        is_heard: Whether it sounds; if not, the screen is enough to be armed.
    """

    exercise: Chosen | None = None
    seed: int = 1
    duration_s: float = 75.0
    speed: float = 1.0
    record: Path | None = None
    is_recorded: bool = True
    is_heard: bool = True


@dataclass(frozen=True, slots=True)
class LiveWish:
    """What session of real sensors a person wants.

    Attributes:
        pair: The sensors; remembered for the next time.
        exercise: Another than the settings'.
        rate_hz: Another of the profile's rates.
        record: Where to record; None for where the settings say.
        duration_s: Ends it so long after all sensors stream; None for never.
        first: Commands to begin with.
        thighs: Addresses of sensors on the thighs; None without one.
        is_heard: Whether it sounds by itself; if not, ``SoundChange`` tells it whether
            the sound that it shares with others is heard.
        load_kg: Of the first set; None if not told.
        found_within_s: Ends it if a sensor is not heard of for so long; None to look
            for ever.
        is_remembered: Whether the pair is remembered, and a swap of its sensors.
        settings: In force for this session; None for everybody's.
    """

    pair: Kit
    exercise: Chosen | None = None
    rate_hz: float | None = None
    record: Path | None = None
    duration_s: float | None = None
    first: Sequence[Stamped] = ()
    thighs: Mapping[Placement, str | None] = field(default_factory=dict)
    is_heard: bool = True
    load_kg: float | None = None
    found_within_s: float | None = None
    is_remembered: bool = True
    settings: Settings | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A session about to start.

    Attributes:
        thread: Runs it.
        settings: What it is judged by.
        record: Where it is recorded; None for nowhere.
        sound: Its sound; None without any.
        speed: Session seconds in one of the wall's.
    """

    thread: SessionThread
    settings: PipelineSettings
    record: Path | None
    sound: SoundDesk | None
    speed: float = 1.0


class Studio:
    """Makes sessions by the settings in force.

    Attributes:
        settings: Those.
        coach: What a gym may see instead of what they say; None for as they say.
    """

    def __init__(self, settings: Settings) -> None:
        """Make sessions by these settings."""
        self.settings = settings
        self.coach: CoachSettings | None = None

    def demo(self, wish: DemoWish, also: Sequence[Sink] = ()) -> Started:
        """Make a session of a virtual lifter.

        Args:
            wish: What demo.
            also: Further sinks, called on the session's thread.
        """
        pipeline = with_exercise(self.settings.pipeline, wish.exercise)
        if not wish.is_heard:
            pipeline = unheard(pipeline)
        wanted = wish.is_recorded and self.settings.window.record
        record = wish.record or (self.new_path() if wanted else None)

        def make(settings: PipelineSettings) -> RunnableSession:
            from monitor.demo_session import (  # noqa: PLC0415  slow to load
                DemoSession,
                demo_recording,
            )

            session = demo_recording(settings, wish.seed, wish.duration_s)
            return DemoSession(session, wish.speed, record, self._accompany())

        return self.session(
            make,
            pipeline,
            record,
            speed=wish.speed,
            is_heard=wish.is_heard,
            also=also,
        )

    def session(  # noqa: PLR0913  as much as surrounds a session
        self,
        make: Make,
        settings: PipelineSettings,
        record: Path | None,
        *,
        speed: float = 1.0,
        is_heard: bool = True,
        holds: Sequence[str] = (),
        after: Callable[[SessionThread], None] = lambda _: None,
        also: Sequence[Sink] = (),
    ) -> Started:
        """Make a session with all that surrounds it.

        Args:
            make: Called on a thread of its own with the settings to judge by.
            settings: What it is to be judged by.
            record: Where it is recorded; None for nowhere.
            speed: Session seconds in one of the wall's.
            is_heard: Whether it sounds.
            holds: Addresses of sensors that no other session may use meanwhile.
            after: Called on its thread when it is over.
            also: Further sinks, called on its thread.
        """
        sound = None
        if is_heard:
            sound = SoundDesk(self.settings.sound, self.settings.window.planned_reps)

        @asynccontextmanager
        async def compose(thread: SessionThread) -> AsyncIterator[Composed]:
            async with AsyncExitStack() as stack:
                stack.callback(after, thread)
                if holds:
                    stack.enter_context(_held(holds))
                if is_heard:  # a session that a person is at
                    await stack.enter_async_context(kept_awake(thread.remark))
                streamed = [*also, *self._streamed(thread, stack)]
                told = await self._told(thread, stack, settings)
                if told is not None:
                    streamed += told.sinks
                judged, sounding = settings, list[Sink]()
                if sound is not None:
                    sink = await stack.enter_async_context(sound.opened(thread))
                    judged, sounding = _sounding(settings, sink, thread)
                # On a thread of its own: other sessions may share this loop.
                session = await to_thread(make, judged)
                if told is not None:
                    session.also(told.accompany)
                yield Composed(session, [*sounding, *streamed])

        kept_s = math.inf if math.isinf(speed) else KEPT_S * max(1.0, speed)
        thread = SessionThread(compose, kept_s)
        return Started(thread, settings, record, sound, speed)

    def live(self, wish: LiveWish, also: Sequence[Sink] = ()) -> Started:
        """Make a session of two real sensors.

        Args:
            wish: What session.
            also: Further sinks, called on the session's thread.

        Raises:
            MonitorError: The folder for its recording can't be made.
        """
        settings, pair = self.settings, wish.pair
        wanted = settings.window.record
        record = wish.record or (self.new_path() if wanted else None)
        judged = with_exercise(settings.pipeline, wish.exercise)

        made: list[LiveSession] = []

        def make(pipeline: PipelineSettings) -> RunnableSession:
            # These load what computes and what links, off the window's thread.
            from monitor.acquisition.kits import remember  # noqa: PLC0415
            from monitor.acquisition.linkable import (  # noqa: PLC0415
                linkable,
                thigh_sensors,
            )
            from monitor.live_session import LivePlan, LiveSession  # noqa: PLC0415
            from monitor.profiles import find_profiles  # noqa: PLC0415

            profiles = find_profiles(settings.profiles_path)
            sensors = linkable(pair, profiles, wish.rate_hz)
            sensors += thigh_sensors(pair, wish.thighs, profiles)
            if wish.is_remembered:
                remember(pair, kits_path())
            plan = LivePlan(
                sensors,
                pipeline,
                settings.wearer,
                record,
                wish.duration_s,
                tuple(wish.first),
                wish.found_within_s,
                accompany=self._accompany(),
            )
            made.append(LiveSession(plan))
            return made[0]

        def after(thread: SessionThread) -> None:
            for session in made:
                if session.swapped and wish.is_remembered:
                    _remember_swapped(pair, thread)
                _keep(session, record, thread)

        addresses = (pair.pelvis.address, pair.lumbar.address)
        session = self.session(
            make,
            judged,
            record,
            is_heard=wish.is_heard,
            holds=addresses,
            after=after,
            also=also,
        )
        if wish.load_kg is not None:
            session.thread.command(partial(SetLoad, load_kg=wish.load_kg))
        return session

    def _streamed(self, thread: SessionThread, stack: AsyncExitStack) -> list[Sink]:
        """Return where a session streams to (its own thread)."""
        wanted = self.settings.lsl
        if not (wanted.out or wanted.markers):
            return []
        from monitor.lsl.attached import attached  # noqa: PLC0415  if asked

        try:
            going = attached(wanted, self.settings.wearer, thread.command)
            return [*stack.enter_context(going)]
        except MonitorError as error:
            thread.remark(str(error))
            return []

    async def _told(
        self, thread: SessionThread, stack: AsyncExitStack, judged: PipelineSettings
    ) -> "Attached | None":
        """Return what tells a gym's coach of a session (its own thread)."""
        coach = self.coach or self.settings.coach
        if not coach.enrolment:
            return None
        from monitor.net.attached import (  # noqa: PLC0415  if asked
            StationWish,
            joined_to_gym,
        )

        planned = self.settings.window.planned_reps
        wish = StationWish(coach, self.settings.wearer, judged, planned)
        told = await joined_to_gym(
            stack, wish, thread.command, thread.remark, _shown_by_the_window
        )
        thread.heard.append(told.hear)
        thread.shared = told.shared
        return told

    def _accompany(self) -> "Accompany":
        """Return what keeps the history of a session (its own thread)."""
        from monitor.history.live import kept_in  # noqa: PLC0415  slow to load

        return kept_in(self.settings.history_path, self.settings.recordings_path)

    def new_path(self) -> Path:
        """Return a file for a new recording, below the person's folder.

        Raises:
            RecordingError: The folder can't be made.
        """
        from monitor.recording.new_path import (  # noqa: PLC0415  slow to load
            new_recording_path,
        )

        started = datetime.now().astimezone()
        return new_recording_path(self.settings.recordings_path, started)


def _sounding(
    settings: PipelineSettings, sink: "SoundSink", thread: SessionThread
) -> tuple[PipelineSettings, list[Sink]]:
    """Return what a session that sounds is judged by, and the sink for its sound."""
    if sink.wants_rep_end:
        thread.remark(LATE)
    return heard(settings, sink), [sink]


def _keep(session: "LiveSession", record: Path | None, thread: SessionThread) -> None:
    """Keep how fast a session was."""
    from monitor.latency import write_ledger  # noqa: PLC0415  slow to load

    try:
        if record is not None and record.exists():
            write_ledger(session.ledger, record)
    except MonitorError as error:
        thread.remark(str(error))


def _shown_by_the_window(words: str) -> None:
    """Say nothing of a coach's words: the window keeps them in sight by itself."""
    del words


def _remember_swapped(pair: Kit, thread: SessionThread) -> None:
    """Remember that a pair's sensors are on each other's place."""
    from monitor.acquisition.kits import remember  # noqa: PLC0415  slow to load

    try:
        remember(Kit(pair.name, pair.lumbar, pair.pelvis), kits_path())
    except MonitorError as error:
        thread.remark(str(error))


def _held(addresses: Sequence[str]) -> AbstractContextManager[None]:
    from monitor.acquisition.locks import held  # noqa: PLC0415  slow to load

    return held(addresses, locks_path())
