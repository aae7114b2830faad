"""Side lean and twist of the segments, from inclinations and a calibration."""

import numpy as np

from monitor.dsp.angles import NO_AXES, AngleSettings, segment_axes
from monitor.dsp.rows import usable
from monitor.model.blocks import Joined, Planes
from monitor.model.body import Calibration

_DEG = 180.0 / np.pi


class PlaneAngles:
    """Turns joined sensor tracks into what lies outside the sagittal plane.

    Without a calibration nothing is valid. Every row is computed by itself, so that
    the cutting into blocks changes nothing.
    """

    def __init__(self, settings: AngleSettings | None = None) -> None:
        settings = settings or AngleSettings()
        self._least = settings.frontal_share**2
        self._least_lean = settings.lean_share**2
        self._axes = NO_AXES

    def use_calibration(self, calibration: Calibration | None) -> None:
        """Use these segment frames from now on; None makes every angle invalid."""
        if calibration is None:
            self._axes = NO_AXES
            return
        frames = (calibration.pelvis, calibration.lumbar)
        self._axes = np.array([segment_axes(frame) for frame in frames])

    def feed(self, joined: Joined) -> Planes:
        """Return side lean and twist at each grid point."""
        tracks = (joined.pelvis, joined.lumbar)
        # Not by BLAS, whose last bits depend on the length of the block.
        up = np.array([track.up for track in tracks])
        forward, left, cranial = np.einsum("snj,sjk->ksn", up, self._axes)
        turning = np.array([track.rate for track in tracks])
        side, _, turn = np.einsum("snj,sjk->ksn", turning, self._axes) * _DEG
        valid = np.array([usable(track) for track in tracks]) & np.isfinite(left)
        left = np.where(valid, left, np.nan)
        roll = np.arcsin(np.clip(left, -1.0, 1.0)) * _DEG
        frontal = np.arctan2(left, cranial) * _DEG
        frontal[~(left * left + cranial * cranial >= self._least)] = np.nan
        twist = np.arctan2(-left, forward) * _DEG
        twist[~(left * left + forward * forward >= self._least_lean)] = np.nan
        return Planes(
            t=joined.t,
            pelvis_roll_deg=roll[0],
            lumbar_roll_deg=roll[1],
            pelvis_frontal_deg=frontal[0],
            lumbar_frontal_deg=frontal[1],
            pelvis_twist_deg=twist[0],
            lumbar_twist_deg=twist[1],
            pelvis_turn_dps=turn[0],
            lumbar_turn_dps=turn[1],
            pelvis_side_dps=side[0],
            lumbar_side_dps=side[1],
            pelvis_valid=valid[0],
            lumbar_valid=valid[1],
            doubtful=joined.pelvis.doubtful | joined.lumbar.doubtful,
        )
