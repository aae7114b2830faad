"""Several sensors to one common time grid."""

from dataclasses import dataclass, field

import msgspec
import numpy as np

from monitor.model.blocks import Attitude, FloatArray, Joined, SensorTrack
from monitor.model.records import Placement


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


_EMPTY = np.empty(0)


@dataclass(slots=True)
class _Track:
    """What is still needed of one sensor: times, 12 channels, 2 flags."""

    t: FloatArray = field(default_factory=lambda: _EMPTY)
    rows: FloatArray = field(default_factory=lambda: np.empty((0, 14)))
    heard: float | None = None  # record time of the last arrival


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
        self._expected = placements
        self._tracks = {each: _Track() for each in Placement}
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
        rows = np.column_stack(
            (
                attitude.up,
                attitude.rate,
                attitude.gyro,
                attitude.accel,
                attitude.valid,
                attitude.doubtful,
            )
        )
        track.t = np.concatenate((track.t, attitude.t))
        track.rows = np.concatenate((track.rows, rows))
        return self.advance(now)

    def advance(self, now: float) -> Joined | None:
        """Return the grid points that time alone has completed; None without any."""
        if self._began is None:
            self._began = now
        horizon = self._horizon(now)
        if horizon is None:
            return None
        step = 1.0 / self._settings.grid_hz
        if self._next is None:
            first = min(
                float(each.t[0]) for each in self._tracks.values() if len(each.t)
            )
            self._next = int(np.floor(first / step + 1e-6)) + 1
        last = int(np.floor(horizon / step + 1e-6))
        if last < self._next:
            return None
        grid = np.arange(self._next, last + 1) / self._settings.grid_hz
        self._next = last + 1
        return Joined(
            grid,
            self._at(self._tracks[Placement.PELVIS], grid),
            self._at(self._tracks[Placement.LUMBAR], grid),
        )

    def swap(self) -> None:
        """Exchange what was called pelvis and lumbar."""
        tracks = self._tracks
        tracks[Placement.PELVIS], tracks[Placement.LUMBAR] = (
            tracks[Placement.LUMBAR],
            tracks[Placement.PELVIS],
        )

    def _horizon(self, now: float) -> float | None:
        """Newest time that every awaited sensor covers."""
        newest = {
            placement: float(track.t[-1])
            for placement, track in self._tracks.items()
            if len(track.t)
        }
        if not newest:
            return None
        awaited = [each for each in self._expected if self._awaited(each, now)]
        if any(each not in newest for each in awaited):
            return None
        return min((newest[each] for each in awaited), default=max(newest.values()))

    def _awaited(self, placement: Placement, now: float) -> bool:
        heard = self._tracks[placement].heard
        since = heard if heard is not None else self._began
        return since is not None and now - since < self._settings.wait_s

    def _at(self, track: _Track, grid: FloatArray) -> SensorTrack:
        n = len(track.t)
        if n < 2:
            return _absent(len(grid))
        after = np.searchsorted(track.t, grid, side="left")
        inside = (after < n) & (after > 0)
        after = np.minimum(np.maximum(after, 1), n - 1)
        before = after - 1
        span = track.t[after] - track.t[before]
        present = inside & (span <= self._settings.bridge_s)
        share = ((grid - track.t[before]) / span)[:, None]
        left, right = track.rows[before], track.rows[after]
        values = left[:, :12] + share * (right[:, :12] - left[:, :12])
        whole = bool(present.all())
        if not whole:
            values[~present] = np.nan
        keep = max(int(before[-1]), 0)
        track.t, track.rows = track.t[keep:], track.rows[keep:]
        return SensorTrack(
            up=values[:, 0:3],
            rate=values[:, 3:6],
            gyro=values[:, 6:9],
            accel=values[:, 9:12],
            present=present,
            valid=present & (left[:, 12] > 0) & (right[:, 12] > 0),
            doubtful=present & ((left[:, 13] > 0) | (right[:, 13] > 0)),
        )


def _absent(n: int) -> SensorTrack:
    nan = np.full((n, 3), np.nan)
    no = np.zeros(n, dtype=np.bool_)
    return SensorTrack(nan, nan, nan, nan, present=no, valid=no, doubtful=no)
