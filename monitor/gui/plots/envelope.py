"""Thins curves to what a screen can show: lowest and highest value of each column."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.gui.plots.data import RealArray
from monitor.model.blocks import FloatArray

_FACTOR: Final = 8  # rows that become one in the next coarser level
_LEAST_ROWS: Final = 4096
_SILENCE_S: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """Lowest and highest of equal runs of rows, shape (n,) and twice (n, k)."""

    t: FloatArray
    low: RealArray
    high: RealArray


class Envelope:
    """A curve or several on one time axis, in coarser and coarser levels.

    What is thinned keeps its peaks, and a missing value hides none of its neighbours:
    only a run that is missing throughout is missing in the result.
    """

    def __init__(self, t: FloatArray, values: RealArray, scale: float = 1.0) -> None:
        """Prepare the levels.

        Args:
            t: Times, increasing, s, shape (n,).
            values: NaN where missing, shape (n, k).
            scale: What is returned is so many times as large.
        """
        self._scale = scale
        self._levels = [_Level(t, values, values)]
        while len(self._levels[-1].t) > _LEAST_ROWS:
            self._levels.append(_coarser(self._levels[-1], _FACTOR))

    def within(
        self, first_s: float, last_s: float, columns: int
    ) -> tuple[FloatArray, FloatArray]:
        """Return times (m,) and values (m, k) for a range.

        Args:
            first_s: From here.
            last_s: To here.
            columns: Pixels that the range takes on the screen; up to two rows each.
        """
        level = next(
            (
                level
                for level in reversed(self._levels)
                if _rows(_span(level.t, first_s, last_s)) >= 2 * columns
            ),
            self._levels[0],
        )
        part = _span(level.t, first_s, last_s)
        factor = _power_of_two(_rows(part) // max(1, columns))
        if level is self._levels[0] and factor == 1:
            shown = _broken(level.t[part], self._scaled(level.low[part]))
            return _ended(*shown, first_s, last_s)
        start = part.start - part.start % factor  # so that nothing shimmers in a pan
        whole = slice(start, part.stop)
        cut = _Level(level.t[whole], level.low[whole], level.high[whole])
        t, values = _zigzag(_coarser(cut, factor) if factor > 1 else cut)
        return _broken(t, self._scaled(values))

    def _scaled(self, values: RealArray) -> FloatArray:
        return values.astype(np.float64) * self._scale


def _ended(
    t: FloatArray, values: FloatArray, first_s: float, last_s: float
) -> tuple[FloatArray, FloatArray]:
    """Cut the outermost lines at the ends of the range."""
    t, values = t.copy(), values.copy()
    for edge, outer, inner in ((first_s, 0, 1), (last_s, -1, -2)):
        if len(t) > 1 and min(t[outer], t[inner]) < edge < max(t[outer], t[inner]):
            share = (edge - t[outer]) / (t[inner] - t[outer])
            values[outer] += share * (values[inner] - values[outer])
            t[outer] = edge
    return t, values


def _rows(part: slice) -> int:
    return int(part.stop - part.start)


def _power_of_two(ratio: int) -> int:
    return 1 << max(0, ratio.bit_length() - 1)


def _broken(t: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Put a missing row into each silence, so that no line is drawn across it."""
    if len(t) < 3:
        return t, values
    steps = np.diff(t)
    longest = max(_SILENCE_S, 4 * float(np.median(steps[steps > 0.0])))
    after = np.flatnonzero(steps > longest) + 1
    middle = (t[after - 1] + t[after]) / 2
    return np.insert(t, after, middle), np.insert(values, after, np.nan, axis=0)


def _span(t: FloatArray, first_s: float, last_s: float) -> slice:
    first = max(0, int(np.searchsorted(t, first_s)) - 1)
    last = min(len(t), int(np.searchsorted(t, last_s, side="right")) + 1)
    return slice(first, max(first, last))


def _coarser(level: _Level, factor: int) -> _Level:
    starts = np.arange(0, len(level.t), factor)
    return _Level(
        level.t[starts],
        np.fmin.reduceat(level.low, starts, axis=0),
        np.fmax.reduceat(level.high, starts, axis=0),
    )


def _zigzag(level: _Level) -> tuple[FloatArray, RealArray]:
    values = np.empty((2 * len(level.t), level.low.shape[1]), level.low.dtype)
    values[0::2], values[1::2] = level.low, level.high
    return np.repeat(level.t, 2), values
