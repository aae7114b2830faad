"""Several sensors to one common time grid."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import msgspec
import numpy as np

from monitor.dsp.rows import joined_rows
from monitor.model.blocks import (
    Attitude,
    BoolArray,
    FloatArray,
    Joined,
    SensorTrack,
)
from monitor.model.records import TRUNK, Placement

Arrival = tuple[float, Attitude | None]  # record time; None where time alone passed

_LONG_SILENCE_S = 30.0  # of all sensors: the lid was closed over night
_SLACK = 1e-6  # of a grid step: times are floats


class JoinSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How two sensors meet.

    Attributes:
        grid_hz: Rate of the common grid; its points are multiples of its step.
        wait_s: How long a silent sensor is waited for before the other goes on alone.
        bridge_s: Longest step between two attitudes that is interpolated over.
    """

    grid_hz: float = 100.0
    wait_s: float = 0.6
    bridge_s: float = 0.21

    def __post_init__(self) -> None:
        if not (self.grid_hz > 0 and self.wait_s > 0 and self.bridge_s > 0):
            msg = "join needs grid_hz, wait_s and bridge_s above 0"
            raise ValueError(msg)


@dataclass(slots=True)
class _Track:
    """What is still needed of one sensor: times and channels."""

    t: FloatArray = field(default_factory=lambda: np.empty(0))
    channels: FloatArray = field(default_factory=lambda: np.empty((0, 14)))
    newest: float | None = None  # time of its last row
    heard: float | None = None  # record time of the last arrival

    def add(self, attitude: Attitude) -> None:
        """Keep these rows too."""
        self.t = np.concatenate((self.t, attitude.t))
        self.channels = np.concatenate((self.channels, attitude.channels))
        self.newest = float(attitude.t[-1])

    def add_all(self, attitudes: Sequence[Attitude]) -> None:
        """Keep the rows of all of these too; at least one."""
        self.t = np.concatenate((self.t, *(each.t for each in attitudes)))
        channels = (each.channels for each in attitudes)
        self.channels = np.concatenate((self.channels, *channels))
        self.newest = float(attitudes[-1].t[-1])

    def forget(self, rows: int) -> None:
        """Drop this many of the oldest rows."""
        if rows > 0:
            self.t, self.channels = self.t[rows:], self.channels[rows:]


class Join:
    """Holds each sensor's attitudes until the other covers the same span.

    ``up`` and rates are interpolated linearly between samples at most ``bridge_s``
    apart. A sensor silent for ``wait_s`` is not waited for; rows without it are not
    ``present``, and what arrives later for grid points already passed is too late.
    """

    def __init__(
        self, placements: frozenset[Placement], settings: JoinSettings | None = None
    ) -> None:
        self._settings = settings or JoinSettings()
        self._expected = tuple(placements)
        self._tracks = {each: _Track() for each in TRUNK}
        self._next: int | None = None  # index of the next grid point
        self._began: float | None = None  # record time of the first record
        self.delay_s = 1.0 / self._settings.grid_hz

    def feed(self, now: float, attitude: Attitude) -> Joined | None:
        """Take one sensor's attitudes.

        Args:
            now: Record time, session s.
            attitude: One sensor's block.

        Returns:
            The grid points completed by it; None if there are none.
        """
        track = self._tracks[attitude.placement]
        track.heard = now
        track.add(attitude)
        return self.advance(now)

    @property
    def reached_s(self) -> float | None:
        """Time of the next grid point, session s; None before the first."""
        return None if self._next is None else self._next / self._settings.grid_hz

    def feed_many(self, arrivals: Sequence[Arrival]) -> list[Joined | None]:
        """Return for each arrival what ``feed`` or ``advance`` would return.

        While all sensors send, a grid point has both its neighbours whenever it is
        completed, so all can be interpolated at once. Else it is done one by one.
        """
        if not arrivals:
            return []
        lasts = self._foreseen(arrivals)
        if lasts is None or self._next is None:
            return [self._arrived(now, attitude) for now, attitude in arrivals]
        for placement, track in self._tracks.items():
            parts = [a for _, a in arrivals if a and a.placement is placement]
            if parts:
                track.add_all(parts)
        for now, attitude in arrivals:
            if attitude is not None:
                self._tracks[attitude.placement].heard = now
        first, last = self._next, max(self._next - 1, *lasts)
        whole = self._until(last) if last >= first else None
        ends = [*accumulate(lasts, max, initial=first - 1)]
        return [
            None if whole is None or b <= a else joined_rows(whole, slice(a, b))
            for a, b in pairwise(end + 1 - first for end in ends)
        ]

    def _arrived(self, now: float, attitude: Attitude | None) -> Joined | None:
        return self.advance(now) if attitude is None else self.feed(now, attitude)

    def _foreseen(self, arrivals: Sequence[Arrival]) -> list[int] | None:
        """The last grid point that each arrival completes; None if that can't be told.

        It can as long as each sensor has rows and is awaited all the time.
        """
        tracks, lasts = self._tracks, list[int]()
        heard = {each: tracks[each].heard for each in self._expected}
        newest = {each: tracks[each].newest for each in self._expected}
        if self._next is None or any(len(tracks[e].t) < 2 for e in self._expected):
            return None
        rate, wait_s = self._settings.grid_hz, self._settings.wait_s
        for now, attitude in arrivals:
            if attitude is not None and attitude.placement in heard:
                heard[attitude.placement] = now
                newest[attitude.placement] = float(attitude.t[-1])
            if not all(t is not None and now - t < wait_s for t in heard.values()):
                return None
            horizon = min(t for t in newest.values() if t is not None)
            lasts.append(math.floor(horizon * rate + _SLACK))
        if lasts and max(lasts) - self._next > _LONG_SILENCE_S * rate:
            return None
        return lasts

    def advance(self, now: float) -> Joined | None:
        """Return the grid points that time alone has completed; None without any."""
        if self._began is None:
            self._began = now
        horizon = self._horizon(now)
        if horizon is None:
            return None
        rate = self._settings.grid_hz
        if self._next is None:
            first = min(
                float(each.t[0]) for each in self._tracks.values() if len(each.t)
            )
            self._next = math.floor(first * rate + _SLACK) + 1
        last = math.floor(horizon * rate + _SLACK)
        if last - self._next > _LONG_SILENCE_S * rate:
            self._skip_silence(rate)
        if last < self._next:
            return None
        return self._until(last)

    def _until(self, last: int) -> Joined:
        """Complete the grid up to this point."""
        grid = np.arange(self._next or 0, last + 1) / self._settings.grid_hz
        self._next = last + 1
        return Joined(
            grid,
            self._at(self._tracks[Placement.PELVIS], grid),
            self._at(self._tracks[Placement.LUMBAR], grid),
        )

    def _skip_silence(self, rate: float) -> None:
        """Leave the grid points out between which no sensor has a row."""
        times = np.sort(np.concatenate([each.t for each in self._tracks.values()]))
        silences = np.flatnonzero(np.diff(times) > _LONG_SILENCE_S)
        if len(silences) and self._next is not None:
            resumed = float(times[silences[-1] + 1])
            self._next = max(self._next, math.floor(resumed * rate))

    def swap(self) -> None:
        """Exchange what was called pelvis and lumbar."""
        tracks = self._tracks
        tracks[Placement.PELVIS], tracks[Placement.LUMBAR] = (
            tracks[Placement.LUMBAR],
            tracks[Placement.PELVIS],
        )

    def _horizon(self, now: float) -> float | None:
        """Newest time that every awaited sensor covers."""
        horizon: float | None = None
        farthest: float | None = None
        for placement in self._expected:
            newest = self._tracks[placement].newest
            if newest is not None:
                farthest = newest if farthest is None else max(farthest, newest)
            if self._awaited(placement, now):
                if newest is None:
                    return None
                horizon = newest if horizon is None else min(horizon, newest)
        return farthest if horizon is None else horizon

    def _awaited(self, placement: Placement, now: float) -> bool:
        heard = self._tracks[placement].heard
        since = heard if heard is not None else self._began
        return since is not None and now - since < self._settings.wait_s

    def _at(self, track: _Track, grid: FloatArray) -> SensorTrack:
        n = len(track.t)
        if n < 2:
            return _absent(len(grid))
        after = track.t.searchsorted(grid - _SLACK / self._settings.grid_hz)
        inside: BoolArray | None = None
        if after[0] < 1 or after[-1] >= n:  # the grid goes past this sensor's rows
            inside = (after > 0) & (after < n)
            after = after.clip(1, n - 1)
        before = after - 1
        start = track.t[before]
        span = track.t[after] - start
        present = span <= self._settings.bridge_s
        if inside is not None:
            present &= inside
        left = track.channels.take(before, axis=0)
        values = track.channels.take(after, axis=0)
        values -= left
        values *= ((grid - start) / span)[:, None]
        values += left
        if not present.all():
            values[~present] = np.nan
        track.forget(int(before[-1]))
        return SensorTrack(
            up=values[:, 0:3],
            rate=values[:, 3:6],
            gyro=values[:, 6:9],
            accel=values[:, 9:12],
            present=present,
            valid=values[:, 12] >= 1.0,  # both neighbours are; false where NaN
            doubtful=values[:, 13] > 0.0,  # either is
        )


def _absent(n: int) -> SensorTrack:
    nan = np.full((n, 3), np.nan)
    no = np.zeros(n, dtype=np.bool_)
    return SensorTrack(nan, nan, nan, nan, present=no, valid=no, doubtful=no)
