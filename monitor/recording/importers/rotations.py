"""What an orientation tells of the angular rate and the specific force."""

import numpy as np
from scipy.spatial.transform import Rotation

from monitor.model.blocks import GRAVITY, BoolArray, FloatArray

NORM_ERROR = 0.1
GAP_STEPS = 3.0  # a step longer than this many usual ones is a gap

_UP = np.array([0.0, 0.0, GRAVITY])


def rotations(quaternions: FloatArray) -> Rotation:
    """Return rotations from quaternions, scalar first, shape (n, 4), of any norm.

    Zero quaternions, which some sensors send before the first estimate, must have
    been removed.
    """
    return Rotation.from_quat(quaternions[:, [1, 2, 3, 0]])


def usable(quaternions: FloatArray) -> BoolArray:
    """Return where a quaternion is one: finite and of a norm near 1, shape (n,)."""
    near: BoolArray = np.abs(np.linalg.norm(quaternions, axis=1) - 1.0) < NORM_ERROR
    return near


def angular_rate(orientation: Rotation, t: FloatArray) -> FloatArray:
    """Return the angular rate in the sensor's frame from its orientation.

    Central differences: the rotation from the sample before to the one after, by the
    time between them; from one side at the ends and beside a gap.

    Args:
        orientation: Sensor frame to a fixed frame, n rotations, n >= 2.
        t: Their times, s, not decreasing, shape (n,).

    Returns:
        Rad/s, shape (n, 3).
    """
    index = np.arange(len(t))
    step = np.diff(t)
    near = step < GAP_STEPS * np.median(step)
    before = index - np.concatenate([[False], near])
    after = index + np.concatenate([near, [False]])
    turned = (orientation[before].inv() * orientation[after]).as_rotvec()
    elapsed = t[after] - t[before]
    rate: FloatArray = np.zeros((len(t), 3))
    moving = elapsed > 0
    rate[moving] = turned[moving] / elapsed[moving, None]
    return rate


def specific_force(orientation: Rotation, free_accel: FloatArray) -> FloatArray:
    """Return what an accelerometer would show.

    Args:
        orientation: Sensor frame to a frame with z up, n rotations.
        free_accel: Acceleration without gravity in that frame, m/s², shape (n, 3).

    Returns:
        Specific force in the sensor's frame, m/s², shape (n, 3).
    """
    force: FloatArray = orientation.inv().apply(free_accel + _UP)
    return force
