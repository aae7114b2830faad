"""Puts the tracks of a session on one time axis."""

from collections.abc import Mapping
from dataclasses import replace

from monitor.model.records import Placement
from monitor.recording.importers.movella_dot import PERHAPS_SYNCED, TICK_S, WRAP
from monitor.recording.importers.tracks import FILE_TIME, Track

Tracks = Mapping[Placement, Track]

OVERLAP = 0.5  # of the shorter track, for clocks that are equal only perhaps


def aligned(tracks: Tracks) -> tuple[dict[Placement, Track], str]:
    """Return the tracks in session time, and one sentence if they are not in step.

    Times that a file states for the session stay. Clocks with a zero of their own
    (power-on, 1970) are moved so that the session begins at 0; two that do not agree
    are lined up by the start times that their files tell, else by their beginnings.
    """
    found = dict(tracks)
    if all(track.clock == FILE_TIME for track in found.values()):
        return found, _overlap_notice(found)
    if len(found) == 2:
        pelvis, lumbar = found[Placement.PELVIS], found[Placement.LUMBAR]
        found[Placement.LUMBAR] = lumbar = _unwrapped_alike(pelvis, lumbar)
        if not _in_step(pelvis, lumbar):
            return _each_from_zero(found)
    begin = min(float(track.arrivals()[0]) for track in found.values())
    moved = {place: _moved(track, -begin) for place, track in found.items()}
    return moved, _overlap_notice(moved)


def _unwrapped_alike(first: Track, second: Track) -> Track:
    """Move a 32-bit clock by whole wraps if the other began before one."""
    if first.clock != second.clock or not first.clock.startswith("dot"):
        return second
    wrap = WRAP * TICK_S
    return _moved(second, round(float(first.t[0] - second.t[0]) / wrap) * wrap)


def _in_step(first: Track, second: Track) -> bool:
    if first.clock != second.clock:
        return False
    return first.clock != PERHAPS_SYNCED or _overlap(first, second) >= OVERLAP


def _overlap(first: Track, second: Track) -> float:
    """Return the common time as a share of the shorter track."""
    a, b = first.arrivals(), second.arrivals()
    common = min(a[-1], b[-1]) - max(a[0], b[0])
    shorter = min(a[-1] - a[0], b[-1] - b[0])
    return float(common / shorter) if shorter > 0 else float(common >= 0)


def _overlap_notice(tracks: Tracks) -> str:
    if len(tracks) < 2 or _overlap(*tracks.values()) > 0:
        return ""
    return "The two sensors have no time in common, so there is no lumbar angle."


def _each_from_zero(tracks: Tracks) -> tuple[dict[Placement, Track], str]:
    starts = [track.started_s for track in tracks.values()]
    known = [start for start in starts if start is not None]
    if len(known) == len(starts):
        offsets = [start - min(known) for start in known]
        how = "by the start times that the files tell"
    else:
        offsets = [0.0] * len(starts)
        how = "by their first samples"
    moved = {
        place: _moved(track, offset - float(track.arrivals()[0]))
        for (place, track), offset in zip(tracks.items(), offsets, strict=True)
    }
    notice = f"The two sensors are not synchronised; they were lined up {how}."
    return moved, " ".join(filter(None, (notice, _overlap_notice(moved))))


def _moved(track: Track, by_s: float) -> Track:
    if track.arrival is None:
        return replace(track, t=track.t + by_s)
    return replace(track, arrival=track.arrival + by_s)
