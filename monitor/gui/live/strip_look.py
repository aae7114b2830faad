"""What a scrolling chart is of, and how its range follows the values."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from monitor.gui.symbols import Symbol
from monitor.model.blocks import FloatArray

Source = Callable[[float, float], tuple[FloatArray, FloatArray]]

SERIES: Final = ("info", "series2", "series3")
_GAP_S: Final = 0.25  # samples further apart are not joined by a line
_MOST_STEPS: Final = 6  # on an axis


@dataclass(frozen=True, slots=True)
class Zones:
    """Coloured bands behind a curve: from, to, colour's name."""

    bands: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A line at a moment, with a symbol at its top."""

    t: float
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Axis:
    """The vertical range of a curve.

    Attributes:
        low: Shown at least down to here.
        high: And up to here.
        step: Between grid lines; the range grows by whole steps.
    """

    low: float
    high: float
    step: float

    def holds(self, values: FloatArray) -> bool:
        """Whether all known values lie in the range."""
        low, high = extent(values)
        return self.low <= low and high <= self.high

    def grown(self, values: FloatArray) -> "Axis":
        """Return the range with room for all known values."""
        low, high = extent(values)
        if low > high:
            return self
        step = self.step
        low = min(self.low, math.floor(low / step) * step)
        high = max(self.high, math.ceil(high / step) * step)
        while (high - low) / step > _MOST_STEPS:
            step *= 2
        return Axis(low, high, step)


@dataclass(frozen=True, slots=True)
class Look:
    """What a strip is of.

    Attributes:
        title: Above it.
        source: Gives times and values of a span of session time.
        axis: Its usual range.
        curves: Names for the legend; one empty name for a single curve.
        shown: Which columns are drawn.
        reading: The newest value in words, at the top right.
        has_times: Write the times below.
    """

    title: str
    source: Source
    axis: Axis
    curves: tuple[str, ...] = ("",)
    shown: tuple[int, ...] = (0,)
    reading: Callable[[float | None], str] | None = None
    has_times: bool = False

    def values(self, values: FloatArray) -> FloatArray:
        """Return the columns that are drawn."""
        return values[:, list(self.shown)]


def extent(values: FloatArray) -> tuple[float, float]:
    """Return the smallest and largest known value; an empty range without any."""
    known = values[np.isfinite(values)]
    if not len(known):
        return math.inf, -math.inf
    return float(known.min()), float(known.max())


def pieces(t: FloatArray, x: FloatArray, y: FloatArray) -> Sequence[QPolygonF]:
    """Return the stretches of a curve between gaps.

    Args:
        t: Times, s, shape (n,).
        x: Where they lie, px, shape (n,).
        y: Where the values lie, px, NaN for a gap, shape (n,).
    """
    known = np.isfinite(y)
    breaks = np.flatnonzero((np.diff(t) > _GAP_S) | (np.diff(known.astype(int)) != 0))
    found = []
    for piece in np.split(np.arange(len(t)), breaks + 1):
        if len(piece) > 1 and known[piece[0]]:
            pairs = zip(x[piece].tolist(), y[piece].tolist(), strict=True)
            found.append(QPolygonF([QPointF(a, b) for a, b in pairs]))
    return found
