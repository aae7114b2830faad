"""OpenSim's orientations of sensors, for OpenSense: ``pelvis_imu`` and ``torso_imu``.

A storage file of quaternions, scalar first, in OpenSim's frame: x forward, y up, z to
the right (OpenSense, "IMU Placer" and "orientations file"). The quaternions are of the
*segments*: the calibration's axes are applied, so both are one in the neutral posture.

There is no magnetometer: each sensor's heading drifts by its gyro's error. Both are
turned so that they face forward in the neutral posture.
"""

from io import TextIOBase
from typing import TYPE_CHECKING, Final

import numpy as np

from monitor.formats.gathered import Gathered, Motion
from monitor.model.blocks import FloatArray
from monitor.model.body import Calibration, SegmentFrame, Window
from monitor.model.errors import RecordingError
from monitor.model.records import Placement

if TYPE_CHECKING:
    from scipy.spatial.transform import Rotation

RATE_HZ: Final = 100.0
NAMES: Final = {Placement.PELVIS: "pelvis_imu", Placement.LUMBAR: "torso_imu"}
_GAP_S: Final = 0.2  # longer ones hold no rows: what wasn't measured isn't invented
# From forward, left, up to forward, up, right.
_TO_OPENSIM: Final = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])


def write_sto(content: Gathered, text: TextIOBase) -> int:
    """Write the orientations of both segments; return the number of rows.

    Args:
        content: The recording.
        text: Where to write.

    Raises:
        RecordingError: There is no calibration, or a sensor is missing.
    """
    t, quaternions = orientations(content)
    text.write(
        f"DataRate={RATE_HZ:.6f}\nDataType=Quaternion\nversion=3\n"
        "OpenSimVersion=4.6\nendheader\n"
    )
    text.write("\t".join(["time", *(NAMES[each] for each in quaternions)]) + "\n")
    for row, moment in enumerate(t.tolist()):
        cells = [
            ",".join(f"{value:.8f}" for value in each[row].tolist())
            for each in quaternions.values()
        ]
        text.write("\t".join([f"{moment:.6f}", *cells]) + "\n")
    return len(t)


def orientations(content: Gathered) -> tuple[FloatArray, dict[Placement, FloatArray]]:
    """Return times from 0, s, and each segment's quaternions, OpenSim's frame.

    Raises:
        RecordingError: There is no calibration, or a sensor is missing.
    """
    frames = _frames(content.calibration)
    missing = [each for each in NAMES if each not in content.motions]
    if missing:
        msg = f"no {missing[0]} sensor was recorded: OpenSim needs both"
        raise RecordingError(msg)
    calibration = content.calibration
    assert calibration is not None
    motions = {each: content.motions[each] for each in NAMES}
    t = _grid(list(motions.values()))
    found = {
        placement: _segment(motion, frames[placement], calibration.neutral_s, t)
        for placement, motion in motions.items()
    }
    return np.round(t - content.start_s, 6), found


def _frames(calibration: Calibration | None) -> dict[Placement, SegmentFrame]:
    pelvis = calibration.pelvis if calibration else None
    lumbar = calibration.lumbar if calibration else None
    if pelvis is None or lumbar is None:
        msg = "the recording holds no calibration of both sensors: segments are unknown"
        raise RecordingError(msg)
    return {Placement.PELVIS: pelvis, Placement.LUMBAR: lumbar}


def _grid(motions: list[Motion]) -> FloatArray:
    """Return the grid's times at which both sensors were sampled nearby."""
    start = max(float(motion.t[0]) for motion in motions)
    end = min(float(motion.t[-1]) for motion in motions)
    first, last = np.ceil(start * RATE_HZ), np.floor(end * RATE_HZ)
    t = np.arange(first, last + 1) / RATE_HZ
    for motion in motions:
        after = np.clip(np.searchsorted(motion.t, t), 1, len(motion.t) - 1)
        gap = motion.t[after] - motion.t[after - 1]
        t = t[gap <= _GAP_S]
    return t


def _segment(
    motion: Motion, frame: SegmentFrame, neutral_s: Window, t: FloatArray
) -> FloatArray:
    """Return a segment's quaternions at these times, scalar first, shape (n, 4)."""
    from scipy.spatial.transform import Rotation, Slerp  # noqa: PLC0415  slow to load

    y, z = np.array(frame.mediolateral), np.array(frame.cranial)
    axes = Rotation.from_matrix(np.column_stack((np.cross(y, z), y, z)))
    segment = Rotation.from_quat(motion.quaternion[:, [1, 2, 3, 0]]) * axes
    heading = _heading(segment, motion.t, neutral_s)
    facing = Rotation.from_euler("z", -heading) * segment
    between = Slerp(motion.t, facing)(t)
    turned = Rotation.from_matrix(_TO_OPENSIM @ between.as_matrix() @ _TO_OPENSIM.T)
    quaternion: FloatArray = turned.as_quat(canonical=True)[:, [3, 0, 1, 2]]
    return quaternion


def _heading(segment: "Rotation", t: FloatArray, neutral_s: Window) -> float:
    """Return where the segment faced in neutral, rad about the vertical."""
    still = (t >= neutral_s[0]) & (t <= neutral_s[1])
    if not still.any():  # a calibration that was carried over: the start has to do
        still = np.arange(len(t)) < max(1, round(RATE_HZ))
    forward = segment[np.flatnonzero(still)].as_matrix()[:, :, 0].mean(axis=0)
    return float(np.arctan2(forward[1], forward[0]))
