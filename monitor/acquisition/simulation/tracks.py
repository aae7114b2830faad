"""Smooth curves over time, made of overlapping minimum-jerk moves and waves."""

import math
from dataclasses import dataclass, field

import numpy as np

from monitor.model.blocks import FloatArray

RAMP_S = 0.5  # a wave swells and dies away over this time


@dataclass(frozen=True, slots=True)
class Move:
    """A change of ``delta`` over ``duration_s``, at rest at both ends."""

    start_s: float
    duration_s: float
    delta: float


@dataclass(frozen=True, slots=True)
class Wave:
    """A sine that swells at its start and dies away at its end."""

    start_s: float
    duration_s: float
    amplitude: float
    rate_hz: float
    phase: float = 0.0


@dataclass(slots=True)
class Track:
    """One quantity over time: the sum of moves and waves, twice differentiable.

    Attributes:
        start: Value before the first move.
        level: Value after the last move.
    """

    start: float = 0.0
    level: float = field(init=False)
    moves: list[Move] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.level = self.start

    def move_to(self, target: float, start_s: float, duration_s: float) -> None:
        """Go to a value, from wherever the moves so far lead."""
        self.moves.append(Move(start_s, max(duration_s, 1e-3), target - self.level))
        self.level = target

    def shift(self, amount: float, start_s: float, duration_s: float) -> None:
        """Move by an amount, for good."""
        self.moves.append(Move(start_s, duration_s, amount))
        self.level += amount

    def dip(self, amount: float, start_s: float, there_and_back_s: float) -> None:
        """Move by an amount and back, in equal times."""
        half = there_and_back_s / 2
        self.moves.append(Move(start_s, half, amount))
        self.moves.append(Move(start_s + half, half, -amount))

    def values(self, n: int, rate_hz: float) -> FloatArray:
        """Evaluate on the grid k / rate_hz, k = 0 … n - 1."""
        out = np.full(n, self.start)
        arrived = np.zeros(n + 1)
        for move in self.moves:
            first, last = _span(move.start_s, move.duration_s, n, rate_hz)
            tau = np.arange(first, last) / rate_hz - move.start_s
            out[first:last] += move.delta * minimum_jerk(tau / move.duration_s)
            arrived[last] += move.delta
        out += np.cumsum(arrived)[:n]
        for wave in self.waves:
            first, last = _span(wave.start_s, wave.duration_s, n, rate_hz)
            out[first:last] += _wave(np.arange(first, last) / rate_hz, wave)
        return out


def minimum_jerk(tau: FloatArray) -> FloatArray:
    """The minimum-jerk curve from 0 at tau = 0 to 1 at tau = 1.

    Source: Flash and Hogan, J. Neurosci. 5 (1985) 1688.
    """
    smooth: FloatArray = tau**3 * (10.0 + tau * (6.0 * tau - 15.0))
    return smooth


def _span(start_s: float, duration_s: float, n: int, rate_hz: float) -> tuple[int, int]:
    first = math.ceil(start_s * rate_hz)
    last = math.ceil((start_s + duration_s) * rate_hz)
    return min(max(first, 0), n), min(max(last, 0), n)


def _wave(t: FloatArray, wave: Wave) -> FloatArray:
    since = t - wave.start_s
    left = wave.duration_s - since
    ramp = min(RAMP_S, wave.duration_s / 2)
    envelope = minimum_jerk(np.clip(np.minimum(since, left) / ramp, 0.0, 1.0))
    turn = 2 * np.pi * wave.rate_hz * since + wave.phase
    sine: FloatArray = wave.amplitude * envelope * np.sin(turn)
    return sine
