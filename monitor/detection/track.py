"""The rep signal of the moment, and the last minute of it."""

import math
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from monitor.detection.exercises import Exercise
from monitor.model.blocks import BoolArray, FloatArray
from monitor.model.records import Placement

GRID_S = 0.01
_MOST_ROWS = 7000  # 70 s
_TRIM_ROWS = 1000
_COLUMNS = 7
_FOLLOW = 0.02  # share of a new difference that the sensors' offset takes over


class RepSignal:
    """Makes one signal of both pitches, rising outwards, without a jump if one is lost.

    While both are there, the offset between them at the near end is followed; the one
    that is missing is then replaced by the other and that offset.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._sign = exercise.sign
        self._weight = exercise.pelvis_weight
        self._pelvis_first = exercise.primary is Placement.PELVIS
        self._offset: float | None = None
        self._against_trunk = exercise.trunk_deg is not None

    def step(
        self, pelvis: float, lumbar: float, *, near: bool
    ) -> tuple[float, float, float, float]:
        """Take the pitches of a sample, deg, NaN where not valid.

        Args:
            pelvis: Pelvis pitch.
            lumbar: Lumbar sensor's pitch.
            near: No swing is under way.

        Returns:
            The rep signal; the primary sensor's own signal, or its replacement; the
            pelvis's and the lumbar sensor's signals. NaN where nothing is known. Of
            the pelvis against the trunk: that thrice, and the lumbar sensor's pitch.
        """
        if self._against_trunk:
            against = self._sign * (lumbar - pelvis)
            return against, against, against, lumbar
        p, s = self._sign * pelvis, self._sign * lumbar
        if p == p and s == s:  # noqa: PLR0124  neither is NaN; cheaper than isnan
            if self._offset is None:
                self._offset = p - s
            elif near:
                self._offset += _FOLLOW * (p - s - self._offset)
            mean = s + self._weight * (p - s)
            return mean, (p if self._pelvis_first else s), p, s
        offset = self._offset or 0.0
        filled_p = p if p == p else s + offset  # noqa: PLR0124
        filled_s = s if s == s else p - offset  # noqa: PLR0124
        mean = filled_s + self._weight * (filled_p - filled_s)
        return mean, (filled_p if self._pelvis_first else filled_s), p, s

    def rate(self, pelvis_dps: float, lumbar_dps: float) -> float:
        """Return the rep signal's rate, deg/s, from both sensors', NaN where not known.

        Where the pitches are the signal, that of one sensor tells whether it moves.
        """
        if self._against_trunk:
            return self._sign * (lumbar_dps - pelvis_dps)
        one = pelvis_dps if pelvis_dps == pelvis_dps else lumbar_dps  # noqa: PLR0124
        return self._sign * one


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A piece of the track as arrays, shape (n,); see ``Track``."""

    t: FloatArray
    primary: FloatArray
    pelvis: FloatArray
    lumbar: FloatArray
    flexion: FloatArray
    doubtful: BoolArray
    roll: FloatArray


class Track:
    """Remembers the last minute: cheap to add to, arrays on demand."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._columns = [array("d") for _ in range(_COLUMNS)]
        self._t = self._columns[0]
        self._appends = tuple(column.append for column in self._columns)

    def add(self, *row: float) -> None:
        """Add a sample.

        Args:
            row: Session s, later than all before; primary, pelvis and lumbar signal
                and lumbar flexion, deg; doubtful; pelvis roll, deg.
        """
        for append, value in zip(self._appends, row, strict=True):
            append(value)
        if len(self._t) > _MOST_ROWS:
            for column in self._columns:
                del column[:_TRIM_ROWS]

    def stretch(self, start_s: float, stop_s: float) -> Stretch:
        """Return the rows from start to stop, both included as far as kept."""
        a = bisect_left(self._t, start_s - 1e-9)
        b = bisect_right(self._t, stop_s + 1e-9)
        t, primary, pelvis, lumbar, flexion, doubtful, roll = (
            np.array(column[a:b]) for column in self._columns
        )
        return Stretch(t, primary, pelvis, lumbar, flexion, doubtful > 0.0, roll)

    def last_below(self, level: float, before_s: float) -> float:
        """Return when the primary signal was last below a level; NaN if it wasn't."""
        primary = self._columns[1]
        for i in range(bisect_left(self._t, before_s) - 1, -1, -1):
            if primary[i] < level:
                return self._t[i]
        return math.nan
