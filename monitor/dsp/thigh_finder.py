"""Finds how a thigh's sensor sits: standing still, then lifting the knee twice.

Neutral is upright and still. A lifted knee turns the thigh about the mediolateral axis,
backwards by the convention of the other segments: its upper end falls back, so pitch
becomes negative. That tells the axis and its sign, with any mounting.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto

import msgspec
import numpy as np

from monitor.model.blocks import Attitude, FloatArray
from monitor.model.body import SegmentFrame

_UP, _GYRO = slice(0, 3), slice(6, 9)  # of an attitude's channels


class ThighSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a thigh's sensor is found, and what may be said of it.

    Attributes:
        still_s: So long the person stands still.
        still_rad_s: Less turning than this is still.
        lift_deg: A knee is lifted from here on.
        down_deg: And down again from here on.
        lifts: So often.
        patience_s: After this the search is given up.
        least_share: Of the turning, so much must be about one axis.
        drift_dps: Heading may drift so, deg/s: what VQF leaves of a gyro's bias.
        longest_s: A rep that took longer has no change of the knee: it drifts too far.
    """

    still_s: float = 2.0
    still_rad_s: float = 0.25
    lift_deg: float = 30.0
    down_deg: float = 12.0
    lifts: int = 2
    patience_s: float = 40.0
    least_share: float = 0.8
    drift_dps: float = 0.1
    longest_s: float = 10.0


class FinderState(Enum):
    """Where a search stands."""

    STILL = auto()
    LIFTING = auto()
    FOUND = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class ThighFound:
    """How the sensor sits.

    Attributes:
        frame: Its axes, in the sensor's frame.
        quality: Share of the turning that was about one axis, 0 to 1.
    """

    frame: SegmentFrame
    quality: float


class ThighFinder:
    """One search; sample by sample, so cutting the stream changes nothing."""

    def __init__(self, settings: ThighSettings, t: float) -> None:
        """Begin.

        Args:
            settings: See there.
            t: Now, session s.
        """
        self._settings, self._began = settings, t
        self.state = FinderState.STILL
        self.found: ThighFound | None = None
        self.reason = ""
        self._still: list[tuple[float, FloatArray]] = []
        self._neutral = np.zeros(3)
        self._bias = np.zeros(3)
        self._turning = np.zeros((3, 3))
        self._first_lift = np.zeros(3)  # how it turned while the knee first rose
        self._lifted = self._has_lifted = False
        self._lifts = 0
        self._last = t

    def feed(self, attitude: Attitude) -> None:
        """Take samples; ``state`` tells what they came to."""
        rows = attitude.channels
        for t, row in zip(attitude.t.tolist(), rows, strict=True):
            if self.state is FinderState.STILL:
                self._stand(t, row)
            elif self.state is FinderState.LIFTING:
                self._lift(t, row)
            self._give_up(t)
            self._last = t

    def _give_up(self, t: float) -> None:
        running = self.state in {FinderState.STILL, FinderState.LIFTING}
        if running and t - self._began > self._settings.patience_s:
            self.state = FinderState.REFUSED
            self.reason = "it was not seen standing still and lifted twice"

    def _stand(self, t: float, row: FloatArray) -> None:
        settings = self._settings
        mean = self._bias if not self._still else self._still_mean()[_GYRO]
        if float(np.linalg.norm(row[_GYRO] - mean)) > settings.still_rad_s:
            self._still.clear()
        self._still.append((t, row))
        if t - self._still[0][0] < settings.still_s:
            return
        mean_row = self._still_mean()
        self._neutral = mean_row[_UP] / np.linalg.norm(mean_row[_UP])
        self._bias = mean_row[_GYRO]
        self.state = FinderState.LIFTING

    def _still_mean(self) -> FloatArray:
        mean: FloatArray = np.mean([row for _, row in self._still], axis=0)
        return mean

    def _lift(self, t: float, row: FloatArray) -> None:
        settings, dt = self._settings, t - self._last
        rate = row[_GYRO] - self._bias
        tilt_deg = math.degrees(
            math.acos(float(np.clip(row[_UP] @ self._neutral, -1, 1)))
        )
        if 0 < dt < 0.1:
            self._turning += np.outer(rate, rate) * dt
            if not self._has_lifted:
                self._first_lift += rate * dt
        if tilt_deg > settings.lift_deg:
            self._lifted = self._has_lifted = True
        elif self._lifted and tilt_deg < settings.down_deg:
            self._lifted = False
            self._lifts += 1
            if self._lifts >= settings.lifts:
                self._finish()

    def _finish(self) -> None:
        values, vectors = np.linalg.eigh(self._turning)
        share = float(values[-1] / max(values.sum(), 1e-12))
        axis = vectors[:, -1]
        axis = axis - (axis @ self._neutral) * self._neutral
        length = float(np.linalg.norm(axis))
        if share < self._settings.least_share or length < 0.5:
            self.state = FinderState.REFUSED
            self.reason = "the knee was not lifted straight forward"
            return
        axis /= length
        if self._first_lift @ axis > 0:  # a lifted knee turns it the negative way
            axis = -axis
        frame = SegmentFrame(_vector(self._neutral), _vector(axis), _vector(self._bias))
        self.found = ThighFound(frame, share)
        self.state = FinderState.FOUND


def _vector(values: FloatArray) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return x, y, z
