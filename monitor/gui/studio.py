"""Makes sessions with all that surrounds them: recording, sound, wakefulness.

Nothing heavy is imported before a session's own thread needs it: the window is drawn
first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from monitor.config import Settings
from monitor.gui.session_thread import RunnableSession, SessionThread
from monitor.model.records import ExerciseName
from monitor.pipeline import PipelineSettings


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
    """

    exercise: ExerciseName | None = None
    seed: int = 1
    duration_s: float = 75.0
    speed: float = 1.0
    record: Path | None = None
    is_recorded: bool = True


@dataclass(frozen=True, slots=True)
class Started:
    """A session about to start.

    Attributes:
        thread: Runs it.
        record: Where it is recorded; None for nowhere.
        speed: Session seconds in one of the wall's.
    """

    thread: SessionThread
    record: Path | None
    speed: float = 1.0


class Studio:
    """Makes sessions by the settings in force."""

    def __init__(self, settings: Settings) -> None:
        """Make sessions by these settings."""
        self.settings = settings

    def demo(self, wish: DemoWish) -> Started:
        """Make a session of a virtual lifter."""
        settings = self.settings
        wanted = wish.is_recorded and settings.window.record
        record = wish.record or (self.new_path() if wanted else None)

        def make() -> RunnableSession:
            from monitor.demo_session import (  # noqa: PLC0415  slow to load
                DemoSession,
                demo_recording,
            )

            pipeline = _for_demo(settings, wish.exercise)
            session = demo_recording(pipeline, wish.seed, wish.duration_s)
            return DemoSession(session, wish.speed, record)

        return Started(SessionThread(make), record, wish.speed)

    def live(self, make: Callable[[], RunnableSession], record: Path | None) -> Started:
        """Make a session of real sensors.

        Args:
            make: Called on the session's thread.
            record: Where it is recorded; None for nowhere.
        """
        return Started(SessionThread(make), record)

    def new_path(self) -> Path:
        """Return a file for a new recording, below the person's folder."""
        from monitor.recording.new_path import (  # noqa: PLC0415  slow to load
            new_recording_path,
        )

        started = datetime.now().astimezone()
        return new_recording_path(self.settings.recordings_path, started)


def _for_demo(settings: Settings, exercise: ExerciseName | None) -> PipelineSettings:
    chosen = settings.pipeline
    alerts = replace(chosen.alerts, sound_needed=False)
    return replace(chosen, exercise=exercise or chosen.exercise, alerts=alerts)
