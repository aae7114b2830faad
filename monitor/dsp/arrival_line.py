"""How counts of unknown length lie on the session clock: a line under the arrivals.

The delay of the radio is never negative, so the earliest arrivals are the honest ones.
The slope is the median of the slopes between them (Theil 1950, Sen 1968), which stalls
and bursts don't sway; the level is the earliest arrival of the last seconds.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from monitor.model.blocks import FloatArray

BLOCK_S = 0.25  # of each such span the earliest arrival is kept
MOST_BLOCKS = 120


@dataclass(frozen=True, slots=True)
class LineTraits:
    """How a line follows.

    Attributes:
        step_s: Length of a count at first, s.
        bound: The length found lies between ``step_s / bound`` and ``step_s * bound``.
        slope_s: Span of the arrivals that tell the slope.
        level_s: Span of the arrivals that tell the level.
        learn_s: Nothing is known before arrivals span so much.
        slew: Largest share by which times are stretched or squeezed towards the line.
        jump_s: Farther off, times jump.
    """

    step_s: float
    bound: float
    slope_s: float = 30.0
    level_s: float = 3.0
    learn_s: float = 0.0
    slew: float = 0.1
    jump_s: float = 0.5


_SETTLE_S = 1.0  # times come to the line in about this


class ArrivalLine:
    """Gives counts their session times; memory and effort per count are bounded."""

    def __init__(self, traits: LineTraits) -> None:
        self._traits = traits
        self.step_s = traits.step_s
        self.known = traits.learn_s <= 0
        self._began: float | None = None
        self.level_anew()

    def level_anew(self) -> None:
        """Forget where the counts lay, but not how long they are."""
        self._blocks: deque[tuple[float, float]] = deque(maxlen=MOST_BLOCKS)
        self._block_began = -np.inf
        self._level = np.inf  # session time of count 0
        self._told: tuple[float, float] | None = None  # newest count and its time

    def feed(self, arrival: float, count: float) -> None:
        """Take the arrival of what happened at a count.

        Args:
            arrival: Session s, never falling.
            count: Unwrapped, rising.
        """
        if self._began is None:
            self._began = arrival
        if arrival - self._block_began >= BLOCK_S:
            self._block_began = arrival
            self._close(arrival)
            self._blocks.append((count, arrival))
        else:
            kept, at = self._blocks[-1]
            if arrival - at < (count - kept) * self.step_s:
                self._blocks[-1] = (count, arrival)
        self._level = min(self._level, arrival - count * self.step_s)

    def delay_s(self, arrival: float, count: float) -> float:
        """Return how much later than the line this arrival is; 0 without a line."""
        if not np.isfinite(self._level):
            return 0.0
        return arrival - self._level - count * self.step_s

    def times(self, counts: FloatArray) -> FloatArray:
        """Return the session times of rising counts, shape (n,), after those told."""
        newest = float(counts[-1])
        target = self._level + newest * self.step_s
        if self._told is None:
            self._told = (newest, target)
            return np.asarray(target + (counts - newest) * self.step_s)
        count, t = self._told
        ahead_s = (newest - count) * self.step_s
        off = target - (t + ahead_s)
        if off > self._traits.jump_s:
            self._told = (newest, target)
            return np.asarray(target + (counts - newest) * self.step_s)
        most = self._traits.slew * ahead_s
        off = min(max(off * min(ahead_s / _SETTLE_S, 1.0), -most), most)
        self._told = (newest, t + ahead_s + off)
        return np.asarray(t + (counts - count) * (self.step_s * (1 + off / ahead_s)))

    def _close(self, now: float) -> None:
        """With each block find slope and level anew."""
        while self._blocks and now - self._blocks[0][1] > self._traits.slope_s:
            self._blocks.popleft()
        if not self._blocks:
            self._level = np.inf
            return
        counts, arrivals = np.array(self._blocks).T
        began = self._began if self._began is not None else now
        span = arrivals[-1] - arrivals[0]
        if span >= 4 * BLOCK_S and now - began >= self._traits.learn_s:
            self.step_s = self._bounded(_median_slope(counts, arrivals))
            self.known = True
        recent = arrivals >= now - self._traits.level_s
        recent[-1] = True
        self._level = float((arrivals - counts * self.step_s)[recent].min())

    def _bounded(self, step_s: float) -> float:
        first, bound = self._traits.step_s, self._traits.bound
        return min(max(step_s, first / bound), first * bound)


def _median_slope(counts: FloatArray, arrivals: FloatArray) -> float:
    """Return the median of the slopes of all pairs, s per count."""
    first, second = np.triu_indices(len(counts), k=1)
    run = counts[second] - counts[first]
    slopes = (arrivals[second] - arrivals[first])[run > 0] / run[run > 0]
    return float(np.median(slopes)) if len(slopes) else np.inf
