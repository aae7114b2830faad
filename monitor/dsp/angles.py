"""Inclinations and a calibration to the body's angles; radians end here."""

import msgspec
import numpy as np

from monitor.model.blocks import BoolArray, FloatArray, Joined, Posture, SensorTrack
from monitor.model.body import Calibration, SegmentFrame

_DEG = 180.0 / np.pi


class AngleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an angle may be believed.

    Attributes:
        sagittal_share: Least length of "up" in the sagittal plane, 0 to 1: lying on
            the side, where pitch means nothing, it is 0.
    """

    sagittal_share: float = 0.8

    def __post_init__(self) -> None:
        if not 0 < self.sagittal_share <= 1:
            msg = "sagittal_share must lie above 0, up to 1"
            raise ValueError(msg)


class Angles:
    """Turns joined sensor tracks into postures; without a calibration none is valid.

    Pitch is atan2(-u·x, u·z) of world "up" u in the segment's axes: 0 upright, +90°
    bowed forward, -90° on the back. Lumbar flexion is the lumbar pitch minus the
    pelvis pitch, zero in neutral.
    """

    def __init__(self, settings: AngleSettings | None = None) -> None:
        self._settings = settings or AngleSettings()
        self._axes: tuple[FloatArray | None, FloatArray | None] = (None, None)
        self._offset_deg = 0.0

    def use_calibration(self, calibration: Calibration | None) -> None:
        """Use these segment frames from now on; None makes every angle invalid."""
        if calibration is None:
            self._axes, self._offset_deg = (None, None), 0.0
            return
        self._axes = (_axes(calibration.pelvis), _axes(calibration.lumbar))
        self._offset_deg = calibration.offset_deg

    def use_offset(self, offset_deg: float) -> None:
        """Add this to the lumbar flexion from now on."""
        self._offset_deg = offset_deg

    def feed(self, joined: Joined) -> Posture:
        """Return the posture at each grid point."""
        pelvis, pelvis_rate, pelvis_ok = self._pitch(joined.pelvis, self._axes[0])
        lumbar, lumbar_rate, lumbar_ok = self._pitch(joined.lumbar, self._axes[1])
        flexion = (lumbar - pelvis + self._offset_deg + 180.0) % 360.0 - 180.0
        valid = pelvis_ok & lumbar_ok & joined.pelvis.valid & joined.lumbar.valid
        if not valid.all():
            flexion = np.where(valid, flexion, np.nan)
        return Posture(
            t=joined.t,
            pelvis_pitch_deg=pelvis,
            lumbar_pitch_deg=lumbar,
            lumbar_flexion_deg=flexion,
            pelvis_rate_dps=pelvis_rate,
            lumbar_rate_dps=lumbar_rate,
            pelvis_valid=pelvis_ok,
            lumbar_valid=lumbar_ok,
            valid=valid,
            doubtful=joined.pelvis.doubtful | joined.lumbar.doubtful,
        )

    def _pitch(
        self, track: SensorTrack, axes: FloatArray | None
    ) -> tuple[FloatArray, FloatArray, BoolArray]:
        if axes is None or not track.present.any():
            nan = np.full(len(track.present), np.nan)
            return nan, nan, np.zeros(len(nan), dtype=np.bool_)
        # Not by BLAS, whose last bits depend on the length of the block.
        forward, _, cranial = np.einsum("ij,jk->ki", track.up, axes)
        rate = np.einsum("ij,j->i", track.rate, axes[:, 1]) * _DEG
        pitch = np.arctan2(-forward, cranial) * _DEG
        least = self._settings.sagittal_share**2
        ok = forward * forward + cranial * cranial >= least  # false where NaN
        if not ok.all():
            pitch[~ok] = rate[~ok] = np.nan
        return pitch, rate, ok


def _axes(frame: SegmentFrame | None) -> FloatArray | None:
    """Columns forward, mediolateral, cranial, in the sensor's frame, shape (3, 3)."""
    if frame is None:
        return None
    y, z = np.array(frame.mediolateral), np.array(frame.cranial)
    return np.column_stack((np.cross(y, z), y, z))
