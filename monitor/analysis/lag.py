"""How much later one recording of a movement is than another.

A lag is ours minus theirs, s: a movement at time t of the reference is at t + lag in
ours.
"""

import numpy as np
from scipy.signal import correlate

from monitor.model.blocks import FloatArray

GRID_HZ = 100.0
LEAST_OVERLAP_S = 3.0
MIN_CORRELATION = 0.5


def gridded(t: FloatArray, values: FloatArray) -> tuple[float, FloatArray]:
    """Interpolate onto a 100 Hz grid; return its first time and the values.

    NaN, and steps longer than 0.2 s between known values, stay unknown (NaN).
    """
    known = np.isfinite(values)
    if known.sum() < 2:
        return 0.0, np.empty(0)
    t, values = t[known], values[known]
    grid = np.arange(np.ceil(t[0] * GRID_HZ), np.floor(t[-1] * GRID_HZ) + 1) / GRID_HZ
    on_grid = np.interp(grid, t, values)
    after = np.clip(np.searchsorted(t, grid), 1, len(t) - 1)
    on_grid[t[after] - t[after - 1] > 0.2] = np.nan
    return float(grid[0]) if len(grid) else 0.0, on_grid


def correlation_lag(
    ours: tuple[FloatArray, FloatArray], theirs: tuple[FloatArray, FloatArray]
) -> tuple[float, float] | None:
    """Find the lag at which two (times, values) series correlate best.

    Every lag with at least half of the shorter series in common is tried (at least
    3 s); both series are centred and scaled over what they have in common.

    Returns:
        The lag, s, to a fraction of 10 ms by a parabola, and the correlation there;
        None if the series are too short or nothing correlates by 0.5.
    """
    (start_a, a), (start_b, b) = gridded(*ours), gridded(*theirs)
    shorter = min(len(a), len(b))
    least = max(shorter // 2, int(LEAST_OVERLAP_S * GRID_HZ))
    if shorter < least:
        return None
    scores = _correlations(a, b, least)
    best = int(np.argmax(scores))
    if scores[best] < MIN_CORRELATION:
        return None
    shift = best - (len(b) - 1) + _vertex(scores, best)
    return start_a - start_b + shift / GRID_HZ, float(scores[best])


def _correlations(a: FloatArray, b: FloatArray, least: int) -> FloatArray:
    """Return Pearson's r at every shift of b, -inf where too little is in common."""
    a_known, b_known = np.isfinite(a).astype(float), np.isfinite(b).astype(float)
    a0 = np.where(a_known > 0, a - np.nanmean(a), 0.0)
    b0 = np.where(b_known > 0, b - np.nanmean(b), 0.0)
    n = np.maximum(correlate(a_known, b_known, method="fft"), 1e-9)
    sum_a = correlate(a0, b_known, method="fft")
    sum_b = correlate(a_known, b0, method="fft")
    product = correlate(a0, b0, method="fft") - sum_a * sum_b / n
    var_a = correlate(a0**2, b_known, method="fft") - sum_a**2 / n
    var_b = correlate(a_known, b0**2, method="fft") - sum_b**2 / n
    floor = 1e-6 * (a0 @ a0) * (b0 @ b0) + 1e-12
    usable = (n >= least) & (var_a * var_b > floor)
    spread = np.sqrt(np.where(usable, var_a * var_b, 1.0))
    return np.where(usable, product / spread, -np.inf)


def _vertex(scores: FloatArray, best: int) -> float:
    if not 0 < best < len(scores) - 1:
        return 0.0
    left, top, right = scores[best - 1 : best + 2]
    bend = left - 2 * top + right
    if not np.isfinite(bend) or bend >= 0:
        return 0.0
    return float(0.5 * (left - right) / bend)
