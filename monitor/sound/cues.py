"""The cues as sound: one pitch and one rhythm each.

Pitches lie a whole tone or more apart, within what small speakers can play. A cue is
a row of pulses of a sine that rise and fall as raised cosines: it starts and ends at
zero, without a click.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.model.events import Cue

Sound = NDArray[np.float32]  # (n,) mono, full scale is 1

COUNT_LEVEL: Final = 0.2  # peak of a count, full scale is 1
LOUDEST_DB: Final = 10.0  # no cue is louder than the count by more
_FALL_S = 0.012


@dataclass(frozen=True, slots=True)
class Shape:
    """How a cue sounds.

    Attributes:
        frequency_hz: Its pitch.
        rhythm_ms: Pulse, pause, pulse ...: an odd number of durations, ms.
        level_db: Above the count.
        rise_s: A pulse takes so long to become loud.
    """

    frequency_hz: float
    rhythm_ms: tuple[int, ...]
    level_db: float = 0.0
    rise_s: float = 0.008


SHAPES: Mapping[Cue, Shape] = MappingProxyType(
    {
        Cue.NOT_ARMED: Shape(440.0, (300,), 3.0),
        Cue.STOP: Shape(494.0, (250, 100, 250, 100, 250), 8.0, 0.015),
        Cue.SENSOR_LOST: Shape(554.0, (80, 60, 80, 60, 200), 5.0),
        Cue.BATTERY_LOW: Shape(622.0, (200, 60, 80, 60, 80), 2.0),
        Cue.REP_PARTIAL: Shape(698.0, (45,)),
        Cue.REP_COUNTED_ONLY: Shape(784.0, (60, 100, 60)),
        Cue.SET_END: Shape(880.0, (200, 80, 200), 2.0),
        Cue.REP_SCORED: Shape(988.0, (90,)),
        Cue.ARMED: Shape(1109.0, (60, 40, 200), 2.0),
        Cue.CALIBRATED: Shape(1245.0, (60, 50, 60, 50, 60), 2.0),
        Cue.CAUTION: Shape(1397.0, (150, 60, 60), 3.0, 0.012),
        Cue.DANGER: Shape(1760.0, (64, 16, 64), 7.0, 0.015),
    }
)

FREQUENCY_HZ: Mapping[Cue, float] = MappingProxyType(
    {cue: shape.frequency_hz for cue, shape in SHAPES.items()}
)


def tone(cue: Cue, rate_hz: float) -> Sound:
    """Return a cue's samples.

    Args:
        cue: Which; ``NONE`` has no samples.
        rate_hz: Sampling rate, at least 8000.

    Returns:
        Shape (n,), within -1 and 1, the first and the last are 0.
    """
    shape = SHAPES.get(cue)
    if shape is None:
        return np.zeros(0, np.float32)
    parts = [
        _pulse(shape, ms / 1000, rate_hz) if i % 2 == 0 else _pause(ms / 1000, rate_hz)
        for i, ms in enumerate(shape.rhythm_ms)
    ]
    return np.concatenate(parts)


def _pulse(shape: Shape, duration_s: float, rate_hz: float) -> Sound:
    n = round(duration_s * rate_hz)
    t = np.arange(n) / rate_hz
    left_s = t[::-1]
    level = COUNT_LEVEL * 10 ** (shape.level_db / 20)
    edges = _slope(t / shape.rise_s) * _slope(left_s / _FALL_S)
    wave = level * edges * np.sin(2 * np.pi * shape.frequency_hz * t)
    return wave.astype(np.float32)


def _pause(duration_s: float, rate_hz: float) -> Sound:
    return np.zeros(round(duration_s * rate_hz), np.float32)


def _slope(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rise as a raised cosine from 0 at 0 to 1 at 1."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(x, 0.0, 1.0)))
