"""Opens what a person names, on another thread: a recording, or a foreign file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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

    if is_stored:
        return Opened(path, stored(path) if is_recording(path) else None)
    recording = opened([path], Roles()).ready()
    return Opened(path, recomputed(recording, lambda _: go_on()))
