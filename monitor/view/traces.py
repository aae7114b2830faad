"""The last minutes of every curve, ready to be drawn without a copy."""

from collections.abc import Mapping
from typing import Final, Protocol

import numpy as np

from monitor.model.blocks import GRAVITY, FloatArray, Posture, Samples
from monitor.model.records import Placement

KEPT_S: Final = 120.0
_GRID_HZ: Final = 100.0
_LEAST_ROWS: Final = 64


class Traces(Protocol):
    """Curves against session time; angles in degrees, extension positive.

    Each method returns the rows of a span, a row more on either side if there is one:
    times (n,) in session s and values (n, k), NaN where not measured.
    """

    def angles(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        """Return lumbar extension and pelvis pitch, both deg: k = 2."""

    def gyro(
        self, placement: Placement, start_s: float, end_s: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return the angular rates of a sensor's axes, deg/s: k = 3."""

    def accel(
        self, placement: Placement, start_s: float, end_s: float
    ) -> tuple[FloatArray, FloatArray]:
        """Return the specific force along a sensor's axes, g: k = 3."""


class Ring:
    """The last rows of a stream, always readable as one piece.

    Each row is written twice, half a buffer apart, so that any window of the last
    ``capacity`` rows is contiguous.
    """

    def __init__(self, capacity: int, columns: int) -> None:
        """Start empty.

        Args:
            capacity: Rows that are kept.
            columns: Values in a row besides its time.
        """
        self._capacity = capacity
        self._rows = np.empty((2 * capacity, columns + 1))
        self._written = 0

    def add(self, t: FloatArray, values: FloatArray) -> None:
        """Add rows.

        Args:
            t: Times, increasing, shape (n,).
            values: Shape (n, columns).
        """
        block = np.column_stack([t, values])[-self._capacity :]
        place = np.arange(self._written, self._written + len(block)) % self._capacity
        self._rows[place] = block
        self._rows[place + self._capacity] = block
        self._written += len(block)

    def clear(self) -> None:
        """Forget all rows."""
        self._written = 0

    @property
    def rows(self) -> FloatArray:
        """All kept rows in order, shape (m, columns + 1); a view, not a copy."""
        kept = min(self._written, self._capacity)
        start = (self._written - kept) % self._capacity
        return self._rows[start : start + kept]

    def span(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        """Return times and values of a span, a row more on either side."""
        return span_of(self.rows[:, 0], self.rows[:, 1:], start_s, end_s)


def span_of(
    t: FloatArray, values: FloatArray, start_s: float, end_s: float
) -> tuple[FloatArray, FloatArray]:
    """Return the rows of a span, a row more on either side if there is one.

    Args:
        t: Times, increasing, shape (n,).
        values: Shape (n, k).
        start_s: From here, session s.
        end_s: To here.
    """
    rows = span_rows(t, start_s, end_s)
    return t[rows], values[rows]


def span_rows(t: FloatArray, start_s: float, end_s: float) -> slice:
    """Return which rows of increasing times lie in a span, and one on either side."""
    first = max(0, int(np.searchsorted(t, start_s)) - 1)
    last = min(len(t), int(np.searchsorted(t, end_s, side="right")) + 1)
    return slice(first, last)


class LiveTraces:
    """Takes what a session brings; see ``Traces`` for what it gives."""

    def __init__(self, kept_s: float = KEPT_S) -> None:
        """Start empty.

        Args:
            kept_s: How long curves are kept.
        """
        self._kept_s = kept_s
        self._angles = Ring(int(kept_s * _GRID_HZ), 2)
        self._raw: dict[Placement, Ring] = {}

    def clear(self) -> None:
        """Forget everything, as for another session."""
        self._angles.clear()
        self._raw.clear()

    def add(self, posture: Posture) -> None:
        """Take a block of angles; time that went back replaces what was there."""
        if not len(posture.t):
            return
        kept = self._angles.rows
        if len(kept) and posture.t[0] <= kept[-1, 0]:
            self._angles.clear()  # earlier postures became known by a calibration
        extension = np.where(posture.valid, -posture.lumbar_flexion_deg, np.nan)
        pelvis = np.where(posture.pelvis_valid, posture.pelvis_pitch_deg, np.nan)
        self._angles.add(posture.t, np.column_stack([extension, pelvis]))

    def add_samples(self, samples: Samples) -> None:
        """Take samples of one sensor."""
        if not len(samples.t):
            return
        ring = self._raw.get(samples.placement)
        if ring is None:
            ring = self._raw[samples.placement] = Ring(self._raw_rows(samples), 6)
        ring.add(samples.t, raw_values(samples))

    def _raw_rows(self, samples: Samples) -> int:
        """Rows for the time that is kept, at twice the usual rate at least."""
        step = float(np.median(np.diff(samples.t))) if len(samples.t) > 1 else 0.0
        rate = 1.0 / step if step > 0 else 2 * _GRID_HZ
        return max(_LEAST_ROWS, int(self._kept_s * max(rate, 2 * _GRID_HZ)))

    def angles(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        """See ``Traces``."""
        return self._angles.span(start_s, end_s)

    def gyro(
        self, placement: Placement, start_s: float, end_s: float
    ) -> tuple[FloatArray, FloatArray]:
        """See ``Traces``."""
        return _columns(self._raw, placement, (start_s, end_s), slice(0, 3))

    def accel(
        self, placement: Placement, start_s: float, end_s: float
    ) -> tuple[FloatArray, FloatArray]:
        """See ``Traces``."""
        return _columns(self._raw, placement, (start_s, end_s), slice(3, 6))


def raw_values(samples: Samples) -> FloatArray:
    """Return gyro in deg/s and accel in g, side by side, shape (n, 6)."""
    return np.column_stack([np.degrees(samples.gyro), samples.accel / GRAVITY])


def _columns(
    raw: Mapping[Placement, Ring],
    placement: Placement,
    span: tuple[float, float],
    columns: slice,
) -> tuple[FloatArray, FloatArray]:
    ring = raw.get(placement)
    if ring is None:
        return np.empty(0), np.empty((0, 3))
    t, values = ring.span(*span)
    return t, values[:, columns]
