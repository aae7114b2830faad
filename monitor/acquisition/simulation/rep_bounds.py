"""Where a rep begins and ends on a rep signal: crossings of shares of its ROM."""

from dataclasses import dataclass

import numpy as np

from monitor.model.blocks import FloatArray
from monitor.model.body import Window

BEFORE_S = 0.5  # before its start the first rep's low is looked for
AFTER_S = 0.3


@dataclass(frozen=True, slots=True)
class Bounds:
    """Crossings of 10, 90, 90 and 10 % of the ROM, outwards and back.

    ROM is from the higher of the two lows to the high. Of several crossings ``onset``
    is the last before half way, ``reach`` the first, ``leave`` the last, ``end`` the
    first after half way.
    """

    onset_s: float
    reach_s: float
    leave_s: float
    end_s: float
    rom_deg: float


def rep_bounds(t: FloatArray, signal: FloatArray, spans: list[Window]) -> list[Bounds]:
    """Find the boundaries of reps whose whereabouts are known.

    Args:
        t: Session s, shape (n,).
        signal: Rep signal, degrees, rising outwards, shape (n,).
        spans: When each rep was made, in order.
    """
    if not spans:
        return []
    highs = [_highest(t, signal, span) for span in spans]
    first = int(np.searchsorted(t, spans[0][0] - BEFORE_S))
    last = int(np.searchsorted(t, spans[-1][1] + AFTER_S))
    befores = [first, *highs[:-1]]
    afters = [*highs[1:], min(last, len(t))]
    return [
        _bounds(t, signal, (before, high, after))
        for before, high, after in zip(befores, highs, afters, strict=True)
    ]


def _highest(t: FloatArray, signal: FloatArray, span: Window) -> int:
    a, b = np.searchsorted(t, span)
    return int(a + np.argmax(signal[a:b]))


def _bounds(t: FloatArray, signal: FloatArray, at: tuple[int, int, int]) -> Bounds:
    before, high, after = at
    out = slice(before + int(np.argmin(signal[before:high])), high + 1)
    back = slice(high, high + 1 + int(np.argmin(signal[high:after])))
    base = float(max(signal[out].min(), signal[back].min()))
    rom = float(signal[high]) - base
    t_out, s_out = t[out], (signal[out] - base) / rom
    # The way back is the way out of time reversed.
    t_back, s_back = -t[back][::-1], (signal[back][::-1] - base) / rom
    return Bounds(
        onset_s=_onset(t_out, s_out),
        reach_s=_first_above(t_out, s_out, 0.9),
        leave_s=-_first_above(t_back, s_back, 0.9),
        end_s=-_onset(t_back, s_back),
        rom_deg=rom,
    )


def _first_above(t: FloatArray, share: FloatArray, level: float) -> float:
    return _crossing(t, share, int(np.argmax(share >= level)), level)


def _onset(t: FloatArray, share: FloatArray) -> float:
    half = int(np.argmax(share >= 0.5))
    below = np.flatnonzero(share[:half] < 0.1)
    return _crossing(t, share, int(below[-1]) + 1 if len(below) else 0, 0.1)


def _crossing(t: FloatArray, share: FloatArray, k: int, level: float) -> float:
    """The time, between samples k - 1 and k, when the level is passed."""
    if k == 0:
        return float(t[0])
    part = (level - share[k - 1]) / (share[k] - share[k - 1])
    return float(t[k - 1] + part * (t[k] - t[k - 1]))
