"""Tracks as the records of a live session: notifications, links, the ticks of time."""

import heapq
import math
from collections.abc import Iterator, Mapping
from operator import attrgetter

import numpy as np

from monitor.model.records import (
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    Tick,
)
from monitor.recording.importers.tracks import IntArray, Track, places

STREAM = "imu"  # as the profile of imported samples names it
MAX_SAMPLES = 1000  # in a notification; what a payload may hold is a little more
TICKS_PER_S = 10
_COUNTER_MASK = 0xFFFFFFFF


class ImportedRecords:
    """Records made of tracks, anew each time they are iterated, in order of arrival.

    Samples of one sensor that arrived together make one notification, cut where the
    counter jumps. Notifications of equal arrival come pelvis first, the ticks after.
    """

    def __init__(self, tracks: Mapping[Placement, Track]) -> None:
        self._tracks = dict(tracks)
        arrivals = [track.arrivals() for track in self._tracks.values()]
        self.start_s = min(float(arrival[0]) for arrival in arrivals)
        self.end_s = max(float(arrival[-1]) for arrival in arrivals)

    def __iter__(self) -> Iterator[Record]:
        for placement in self._tracks:
            yield LinkChange(self.start_s, placement, LinkState.STREAMING)
        sources: list[Iterator[Record]] = [
            _notifications(placement, track)
            for placement, track in self._tracks.items()
        ]
        yield from heapq.merge(*sources, self._ticks(), key=attrgetter("t"))

    def _ticks(self) -> Iterator[Tick]:
        first = math.ceil(self.start_s * TICKS_PER_S)
        last = math.floor(self.end_s * TICKS_PER_S)
        return (Tick(count / TICKS_PER_S) for count in range(first, last + 1))


def _notifications(placement: Placement, track: Track) -> Iterator[Notification]:
    columns = np.column_stack([track.t, track.accel, track.gyro])
    samples = np.ascontiguousarray(columns, dtype="<f8").tobytes()
    size = columns.shape[1] * 8
    arrival = track.arrivals()
    starts = _starts(track)
    ends = np.append(starts[1:], len(arrival))
    heads = _heads(track, starts)
    times = arrival[starts].tolist()
    spans = zip((starts * size).tolist(), (ends * size).tolist(), strict=True)
    for t, head, (start, end) in zip(times, heads, spans, strict=True):
        yield Notification(t, placement, STREAM, head + samples[start:end])


def _starts(track: Track) -> IntArray:
    """Return where notifications begin: at each new arrival, counter jump, or limit."""
    new = np.diff(track.arrivals(), prepend=-np.inf) > 0
    if track.counter is not None:
        new[1:] |= np.diff(track.counter) != 1
    return np.flatnonzero(places(new) % MAX_SAMPLES == 0)


def _heads(track: Track, starts: IntArray) -> list[bytes]:
    """Return what precedes the samples of each notification: the counter, if any."""
    if track.counter is None:
        return [b""] * len(starts)
    counts = (track.counter[starts] & _COUNTER_MASK).astype("<u4").tobytes()
    return [counts[at : at + 4] for at in range(0, len(counts), 4)]
