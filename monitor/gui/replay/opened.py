"""What is done to recordings on another thread: opening them, judging them anew."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.model.body import Limits
from monitor.model.records import ExerciseName
from monitor.playback.store import Playback


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening gave.

    Attributes:
        path: What was opened.
        playback: The recording; None if nothing was stored in it.
    """

    path: Path
    playback: Playback | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What another limit or exercise gave.

    Attributes:
        playback: The recording as judged then.
        differences: From what was said before, one sentence each.
    """

    playback: Playback
    differences: tuple[str, ...]


def tried(
    recorded: Playback, limits: Limits | None, exercise: ExerciseName | None
) -> Tried:
    """Judge a recording in memory anew, and say what differs.

    Args:
        recorded: A complete one, as it was recorded.
        limits: Other limits; None for those of the session.
        exercise: Another exercise; None for that of the session.
    """
    from monitor.playback.differences import differences  # noqa: PLC0415  slow to load
    from monitor.playback.rescoring import (  # noqa: PLC0415  slow to load
        UNTRACEABLE,
        rescored,
        traceable,
    )

    if not traceable(recorded, exercise):
        return Tried(recorded, (UNTRACEABLE,))
    before, after = rescored(recorded), rescored(recorded, limits, exercise)
    return Tried(after.playback, tuple(differences(before, after)))


def open_recording(
    path: Path, *, is_stored: bool, go_on: Callable[[], bool] = lambda: True
) -> Opened:
    """Open a recording.

    Args:
        path: A recording of this program, or what can be imported.
        is_stored: Take what was stored in it, instead of computing it anew.
        go_on: Asked now and then; False cancels.

    Raises:
        MonitorError: It can't be read, in one sentence.
    """
    # They load what computes, which takes a second.
    from monitor.analysis.opened import Roles, is_recording, opened  # noqa: PLC0415
    from monitor.playback.opening import recomputed, stored  # noqa: PLC0415
    from monitor.playback.rescoring import prepared, traceable  # noqa: PLC0415

    if is_stored:
        return Opened(path, stored(path) if is_recording(path) else None)
    recording = opened([path], Roles()).ready()
    playback = recomputed(recording, lambda _: go_on())
    if traceable(playback):  # a limit is tried at once then
        prepared(playback, progress=lambda _: go_on())
    return Opened(path, playback)
