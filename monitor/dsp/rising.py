"""Tells a bow from the lift of a thrust before any calibration is known.

Turning away from rest and back looks the same in both. But a bowing trunk hardly
changes the height of a sensor, or lowers it, while hips that are thrust up from the
floor raise both.
"""

import numpy as np

from monitor.model.blocks import GRAVITY, FloatArray, Joined, SensorTrack

# Rise of the sensor, m, over (1 - cos) of its turn. Bows gave -0.12 to 0.0 for the
# lumbar sensor and up to 0.2 for the pelvis one, which sits behind the hips; thrusts
# and bridges 0.25 and more, and 0.5 and more (simulated). The sum of both holds even
# if the sensors are swapped.
BOTH_RISE_M = 0.33
LUMBAR_RISE_M = 0.13
PELVIS_RISE_M = 0.4

_GRID_HZ = 100.0
_SMOOTH = (15, 11)  # rows of two moving means; movements take ten times as long
_LEAST_ROWS = 100


def rising(rows: Joined, neutral: tuple[FloatArray | None, FloatArray | None]) -> bool:
    """Whether turning away from neutral lifted the body, as thrusts do.

    Args:
        rows: From before the first turn to after the last one.
        neutral: "Up" at rest of pelvis and lumbar sensor; None if missing.
    """
    pelvis, lumbar = (
        None if up is None else _rise_m(track, up)
        for track, up in zip((rows.pelvis, rows.lumbar), neutral, strict=True)
    )
    if pelvis is None:
        return lumbar is not None and lumbar > LUMBAR_RISE_M
    if lumbar is None:
        return pelvis > PELVIS_RISE_M
    return pelvis + lumbar > BOTH_RISE_M


def _rise_m(track: SensorTrack, neutral: FloatArray) -> float | None:
    """Least squares of vertical acceleration on that of (1 - cos turn).

    Columns for "up" and 1 take up the accelerometer's bias and scale error.
    """
    turn = _smooth(1.0 - track.up @ neutral, _SMOOTH[0])
    bend = _smooth(np.gradient(np.gradient(turn)) * _GRID_HZ**2, _SMOOTH[1])
    vertical = np.einsum("ij,ij->i", track.accel, track.up) - GRAVITY
    lift = _smooth(_smooth(vertical, _SMOOTH[0]), _SMOOTH[1])
    columns = np.column_stack((bend, track.up, np.ones(len(bend))))
    here = np.isfinite(columns).all(axis=1) & np.isfinite(lift)
    if np.count_nonzero(here) < _LEAST_ROWS:
        return None
    return float(np.linalg.lstsq(columns[here], lift[here], rcond=None)[0][0])


def _smooth(x: FloatArray, rows: int) -> FloatArray:
    """Moving mean; NaN where a row of it is."""
    if len(x) < rows:
        return np.full(len(x), np.nan)
    inner = np.convolve(x, np.full(rows, 1.0 / rows), mode="valid")
    return np.pad(inner, rows // 2, constant_values=np.nan)
