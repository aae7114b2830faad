"""Whole-session arrays, gathered block by block."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.model.blocks import GRAVITY, FloatArray, Posture, Samples
from monitor.model.records import Placement

IntArray = npt.NDArray[np.intp]

_NAMES: Final = tuple(each.name for each in fields(Posture))
_MERGED_AFTER: Final = 2000  # small blocks are joined so often


@dataclass(frozen=True, slots=True, eq=False)
class RawSeries:
    """All samples of one sensor.

    Attributes:
        t: Session s, increasing, shape (n,).
        values: Gyro in deg/s, then accel in g, shape (n, 6), float32: for plots.
    """

    t: FloatArray
    values: npt.NDArray[np.float32]


class PostureGatherer:
    """Joins postures into one."""

    def __init__(self) -> None:
        self._rows = 0
        self._whole: list[Posture] = []
        self._parts: list[Posture] = []

    @property
    def rows(self) -> int:
        """Rows taken so far."""
        return self._rows

    def put(self, posture: Posture) -> None:
        """Take one block."""
        self._rows += len(posture.t)
        self._parts.append(posture)
        if len(self._parts) >= _MERGED_AFTER:
            self._whole.append(joined(self._parts))
            self._parts = []

    def series(self) -> Posture:
        """Return all that was put, in order."""
        return joined([*self._whole, *self._parts])


class RawGatherer:
    """Joins the samples of each sensor."""

    def __init__(self) -> None:
        self._parts: dict[Placement, list[RawSeries]] = {}
        self._whole: dict[Placement, list[RawSeries]] = {}

    def put(self, samples: Samples) -> None:
        """Take one block."""
        values = np.column_stack([np.degrees(samples.gyro), samples.accel / GRAVITY])
        parts = self._parts.setdefault(samples.placement, [])
        parts.append(RawSeries(samples.t, values.astype(np.float32)))
        if len(parts) >= _MERGED_AFTER:
            self._whole.setdefault(samples.placement, []).append(_joined_raw(parts))
            parts.clear()

    def series(self) -> Mapping[Placement, RawSeries]:
        """Return all that was put, in order."""
        return {
            placement: _joined_raw([*self._whole.get(placement, []), *parts])
            for placement, parts in self._parts.items()
        }


def joined(parts: list[Posture]) -> Posture:
    """Return consecutive postures as one; an empty one of none."""
    if not parts:
        angle, flag = np.empty(0), np.empty(0, np.bool_)
        flags = flag, flag, flag, flag
        return Posture(angle, angle, angle, angle, angle, angle, *flags, angle)
    if len(parts) == 1:
        return parts[0]
    columns = (
        np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(Posture)
    )
    return Posture(*columns)


def rows_of(posture: Posture, rows: slice | IntArray) -> Posture:
    """Return some rows of a posture; a slice of them without a copy."""
    return Posture(*[getattr(posture, name)[rows] for name in _NAMES])


def _joined_raw(parts: list[RawSeries]) -> RawSeries:
    if not parts:
        return RawSeries(np.empty(0), np.empty((0, 6), np.float32))
    if len(parts) == 1:
        return parts[0]
    t = np.concatenate([part.t for part in parts])
    return RawSeries(t, np.concatenate([part.values for part in parts]))
