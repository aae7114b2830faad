"""Inclinations and a calibration to the body's angles; radians end here."""

import msgspec
import numpy as np

from monitor.model.blocks import FloatArray, Joined, Posture
from monitor.model.body import Calibration, SegmentFrame

_DEG = 180.0 / np.pi


class AngleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an angle may be believed.

    Attributes:
        sagittal_share: Least length of "up" in the sagittal plane, 0 to 1: lying on
            the side, where pitch means nothing, it is 0.
        frontal_share: Likewise in the frontal plane: on the back or face down it is 0.
        lean_share: Likewise across the long axis: upright it is 0, and gravity tells
            no twist about that axis.
    """

    sagittal_share: float = 0.8
    frontal_share: float = 0.5
    lean_share: float = 0.35

    def __post_init__(self) -> None:
        for name in ("sagittal_share", "frontal_share", "lean_share"):
            if not 0 < getattr(self, name) <= 1:
                msg = f"{name} must lie above 0, up to 1"
                raise ValueError(msg)


class Angles:
    """Turns joined sensor tracks into postures; without a calibration none is valid.

    Pitch is atan2(-u·x, u·z) of world "up" u in the segment's axes: 0 upright, +90°
    bowed forward, -90° on the back. Lumbar flexion is the lumbar pitch minus the
    pelvis pitch, zero in neutral.
    """

    def __init__(self, settings: AngleSettings | None = None) -> None:
        self._settings = settings or AngleSettings()
        self._axes = NO_AXES
        self._offset_deg = 0.0

    def use_calibration(self, calibration: Calibration | None) -> None:
        """Use these segment frames from now on; None makes every angle invalid."""
        if calibration is None:
            self._axes, self._offset_deg = NO_AXES, 0.0
            return
        frames = (calibration.pelvis, calibration.lumbar)
        self._axes = np.array([segment_axes(frame) for frame in frames])
        self._offset_deg = calibration.offset_deg

    def use_offset(self, offset_deg: float) -> None:
        """Add this to the lumbar flexion from now on."""
        self._offset_deg = offset_deg

    def feed(self, joined: Joined) -> Posture:
        """Return the posture at each grid point."""
        up = np.array((joined.pelvis.up, joined.lumbar.up))
        turning = np.array((joined.pelvis.rate, joined.lumbar.rate))
        # Not by BLAS, whose last bits depend on the length of the block.
        forward, left, cranial = np.einsum("snj,sjk->ksn", up, self._axes)
        rate = np.einsum("snj,sj->sn", turning, self._axes[:, :, 1]) * _DEG
        pitch = np.arctan2(-forward, cranial) * _DEG
        least = self._settings.sagittal_share**2
        sagittal = forward * forward + cranial * cranial
        ok = sagittal >= least  # false where NaN
        if not ok.all():
            pitch[~ok] = rate[~ok] = np.nan
        flexion = (pitch[1] - pitch[0] + (self._offset_deg + 180.0)) % 360.0 - 180.0
        roll = np.arctan2(left[0], np.sqrt(sagittal[0])) * _DEG
        valid = ok[0] & ok[1] & joined.pelvis.valid & joined.lumbar.valid
        if not valid.all():
            flexion[~valid] = np.nan
            roll[~joined.pelvis.valid] = np.nan
        return Posture(
            t=joined.t,
            pelvis_pitch_deg=pitch[0],
            lumbar_pitch_deg=pitch[1],
            lumbar_flexion_deg=flexion,
            pelvis_rate_dps=rate[0],
            lumbar_rate_dps=rate[1],
            pelvis_valid=ok[0],
            lumbar_valid=ok[1],
            valid=valid,
            doubtful=joined.pelvis.doubtful | joined.lumbar.doubtful,
            pelvis_roll_deg=roll,
        )


def segment_axes(frame: SegmentFrame | None) -> FloatArray:
    """Columns forward, mediolateral, cranial, sensor frame; NaN without a frame."""
    if frame is None:
        return np.full((3, 3), np.nan)
    y, z = np.array(frame.mediolateral), np.array(frame.cranial)
    return np.column_stack((np.cross(y, z), y, z))


NO_AXES = np.full((2, 3, 3), np.nan)
