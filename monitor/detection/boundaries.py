"""Where a rep begins, reaches its far end, leaves it and ends.

``onset``, ``reach``, ``leave``, ``end``: crossings of 10, 90, 90 and 10 % of the
rep's ROM outwards and back. ROM is from the higher of the two lows to the high. Of
several crossings, onset is the last before half way, reach the first, leave the last,
end the first after half way.
"""

from dataclasses import dataclass

import numpy as np

from monitor.model.blocks import FloatArray

NEAR_SHARE = 0.1
FAR_SHARE = 0.9
OUTAGE_S = 0.3  # between samples: longer than what is interpolated
_SLOPE_ROWS = 10  # samples that tell how fast the signal moved
LEAST_DEG = 0.1  # below, nothing moved


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The four crossings, session s, and the ROM, deg."""

    onset_s: float
    reach_s: float
    leave_s: float
    end_s: float
    rom_deg: float


def boundaries(t: FloatArray, s: FloatArray) -> Boundaries | None:
    """Find the crossings of one swing, interpolated between samples.

    Args:
        t: Session s, from the low before the rep to the low after it, shape (n,).
        s: Rep signal, deg, rising outwards, no NaN, shape (n,).

    Returns:
        The boundaries; None if the signal does not go out and back.
    """
    rom = excursion(s)
    if rom < LEAST_DEG:
        return None
    top = int(np.argmax(s))
    base = float(s[top]) - rom
    near, far = base + NEAR_SHARE * rom, base + FAR_SHARE * rom
    onset = int(np.flatnonzero(s[:top] < near)[-1])
    end = top + int(np.flatnonzero(s[top:] < near)[0])
    high = np.flatnonzero(s[onset:end] >= far) + onset
    first, last = int(high[0]), int(high[-1])
    return Boundaries(
        onset_s=_onset(t, s, onset, near),
        reach_s=_crossing(t, s, first - 1, far),
        leave_s=_crossing(t, s, last, far),
        end_s=-_onset(-t[::-1], s[::-1], len(s) - 1 - end, near),
        rom_deg=rom,
    )


def excursion(s: FloatArray) -> float:
    """How far a signal goes out and back, deg: its high above the higher low.

    Args:
        s: Signal over one swing, no NaN, shape (n,).
    """
    if len(s) < 3:
        return 0.0
    top = int(np.argmax(s))
    return float(s[top] - max(s[: top + 1].min(), s[top:].min()))


def rise(s: FloatArray) -> float:
    """How far a signal goes out, deg: its high above the low before it."""
    if not len(s):
        return 0.0
    top = int(np.argmax(s))
    return float(s[top] - s[: top + 1].min())


def _onset(t: FloatArray, s: FloatArray, i: int, level: float) -> float:
    """The crossing outwards; in an outage, as the movement after it tells."""
    if t[i + 1] - t[i] <= OUTAGE_S:
        return _crossing(t, s, i, level)
    j = min(i + 1 + _SLOPE_ROWS, len(s) - 1)
    climbed = float(s[j] - s[i + 1])
    if climbed <= 0.0:
        return float(t[i + 1])
    way_s = float(s[i + 1] - level) / climbed * float(t[j] - t[i + 1])
    return max(float(t[i]), float(t[i + 1]) - way_s)


def _crossing(t: FloatArray, s: FloatArray, i: int, level: float) -> float:
    """Time at which the line from sample i to i + 1 passes the level."""
    step = float(s[i + 1] - s[i])
    share = (level - float(s[i])) / step if step else 0.0
    return float(t[i] + share * (t[i + 1] - t[i]))
