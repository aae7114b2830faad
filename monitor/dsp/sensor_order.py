"""Which of two sensors sits higher on the trunk, told by the bows.

Two things tell it, whatever way the sensors are mounted:

- *Swing.* Bowing, the trunk turns about the hips, so the higher sensor travels further.
  The difference of the two accelerations is the distance between them times the
  acceleration of the turning; what the hips do besides drops out.
- *Flexion.* A back that rounds inclines the lumbar sensor more. One that is kept
  straight, as lifters learn, tells nothing, so this counts only where it is large.

Whether a sensor is mounted head down can't be told: any mounting is allowed, and the
neutral posture shows which way is up. It matters only if it is turned over later.
"""

from enum import Enum, auto

import numpy as np

from monitor.model.blocks import FloatArray

APART_M = 0.05  # a swing that tells less decides nothing; sensors sit 0.1 to 0.25 apart
CONTRARY_DEG = 8.0  # flexion that speaks against what the swing says
FLEXION_DEG = 12.0  # flexion that decides where the swing doesn't
LEAST_DPS2 = 25.0  # slower bows swing too little
LEAST_SAMPLES = 150
WINDOW = 41  # samples over which movement is smoothed: bows take seconds


class Order(Enum):
    """What the bows tell."""

    AS_SAID = auto()
    SWAPPED = auto()
    UNKNOWN = auto()


def order_of(apart_m: float | None, flexion_deg: float | None) -> Order:
    """Decide.

    Args:
        apart_m: By how much the lumbar sensor swings as if it were higher, m; None if
            unknown.
        flexion_deg: Median lumbar flexion at the depth of the bows; None if unknown.

    Returns:
        ``UNKNOWN`` where the two contradict each other or neither is clear.
    """
    swing = 0.0 if apart_m is None or abs(apart_m) < APART_M else apart_m
    flexion = flexion_deg or 0.0
    if swing:
        contrary = flexion * np.sign(swing) < -CONTRARY_DEG
        told = 0.0 if contrary else swing
    else:
        told = flexion if abs(flexion) >= FLEXION_DEG else 0.0
    if not told:
        return Order.UNKNOWN
    return Order.AS_SAID if told > 0 else Order.SWAPPED


def forward_force(
    accel: FloatArray, pitch_deg: FloatArray, mediolateral: FloatArray, up: FloatArray
) -> FloatArray:
    """Return the horizontal specific force, forward in the plane of the bows, m/s².

    Args:
        accel: Specific force, sensor frame, shape (n, 3).
        pitch_deg: Of the segment, forward positive, shape (n,).
        mediolateral: Unit vector, sensor frame, shape (3,).
        up: Cranial unit vector in neutral, sensor frame, shape (3,).
    """
    pitch = np.radians(pitch_deg)
    ahead = accel @ np.cross(mediolateral, up)
    return np.asarray(ahead * np.cos(pitch) + (accel @ up) * np.sin(pitch))


def swing_apart_m(
    t: FloatArray,
    pitches_deg: tuple[FloatArray, FloatArray],
    forces: tuple[FloatArray, FloatArray],
) -> float | None:
    """Return by how much the lumbar sensor swings as if it were higher, m.

    Args:
        t: Times on the common grid, uniform, s, shape (n,).
        pitches_deg: Of pelvis and lumbar segment in the bows, NaN where not present.
        forces: ``forward_force`` of both, same rows.

    Returns:
        Distance between the sensors along the trunk, negative if the lumbar one is
        lower; None where the bows are too slow or too few rows are there.
    """
    from scipy.signal import savgol_filter  # noqa: PLC0415  slow to load

    values = np.stack([*pitches_deg, *forces])
    there = np.isfinite(values).all(axis=0)
    if np.count_nonzero(there) < max(LEAST_SAMPLES, WINDOW):
        return None
    pelvis, lumbar, behind, ahead = (np.interp(t, t[there], v[there]) for v in values)
    step = float(t[-1] - t[0]) / (len(t) - 1)
    mean = np.sin(np.radians((pelvis + lumbar) / 2))
    turning = savgol_filter(mean, WINDOW, 3, deriv=2, delta=step)[there]
    if np.degrees(np.percentile(np.abs(turning), 90)) < LEAST_DPS2:
        return None
    swing = savgol_filter(ahead - behind, WINDOW, 3)[there]
    turning -= turning.mean()
    return float(turning @ (swing - swing.mean())) / float(turning @ turning)
