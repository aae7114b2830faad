"""Where the marks of an axis stand, and what is written at them."""

import math
from typing import Final

import numpy as np

from monitor.model.blocks import FloatArray
from monitor.view.words import clock

_TIME_STEPS_S: Final = (
    0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
)  # fmt: skip


def time_step(span_s: float, most: float) -> float:
    """Return the smallest round step that marks a span at most so often, s."""
    wanted = span_s / max(1.0, most)
    return next((s for s in _TIME_STEPS_S if s >= wanted), _TIME_STEPS_S[-1])


def time_text(t: float, step_s: float) -> str:
    """Return a time as m:ss, with decimals where steps are below a second."""
    decimals = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
    sign = "-" if t < -1e-9 else ""
    return sign + clock(abs(t) + 1e-6, decimals)


def value_step(span: float, most: float) -> float:
    """Return the smallest step of 1, 2 or 5 by a power of ten; see ``time_step``."""
    wanted = max(1e-9, span / max(1.0, most))
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= wanted * (1 - 1e-9))


def marks(first: float, last: float, step: float) -> list[float]:
    """Return all multiples of a step within a range."""
    low, high = math.ceil(first / step - 1e-6), math.floor(last / step + 1e-6)
    return [k * step for k in range(low, high + 1)]


def fitted(
    values: FloatArray, at_least: tuple[float, float], step: float
) -> tuple[float, float]:
    """Return a range for an axis that holds all values, ends at multiples of a step.

    Args:
        values: NaN where missing.
        at_least: The range is never narrower than this.
        step: So that the axis seldom jumps while the time is moved.
    """
    low, high = at_least
    known = values[np.isfinite(values)]
    if known.size:
        low, high = min(low, float(known.min())), max(high, float(known.max()))
    room = 0.04 * (high - low)
    return (
        step * math.floor((low - room) / step),
        step * math.ceil((high + room) / step),
    )
