"""The twist of the trunk against the pelvis, from gravity where it sees it.

The gyros' difference is integrated; while the trunk is reclined, gravity pulls what
was integrated towards what it sees, so that nothing drifts. Upright, the drift goes on
until gravity is back, and its bound grows with the time.
"""

import math
from dataclasses import dataclass

_LONGEST_STEP_S = 1.0  # a gap that the rates before and after it bridge


@dataclass(frozen=True, slots=True)
class Turning:
    """A sample; NaN where not known.

    Attributes:
        t: Session s.
        trunk_deg: Twist of the lumbar sensor's segment as gravity sees it.
        pelvis_deg: Likewise, of the pelvis.
        trunk_dps: Rate about the long axis, to the left.
        pelvis_dps: Likewise, of the pelvis.
        pitch_deg: Pitch of the lumbar sensor's segment.
        sure: No contact doubt.
    """

    t: float
    trunk_deg: float
    pelvis_deg: float
    trunk_dps: float
    pelvis_dps: float
    pitch_deg: float
    sure: bool = True


class TwistSignal:
    """Twist to the left, deg, sample by sample, in plain floats.

    Args:
        pull_s: Time constant with which gravity has its way.

    Attributes:
        value_deg: The twist; NaN while nothing is known.
        unseen_s: For how long gravity has not seen it.
    """

    def __init__(self, pull_s: float) -> None:
        self._pull_s = pull_s
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self.value_deg = math.nan
        self.unseen_s = 0.0
        self._t = self._rate = math.nan

    def step(self, now: Turning) -> float:
        """Take the next sample with rates; return the twist, NaN if not known."""
        since_s, before = now.t - self._t, self._rate
        self._t, self._rate = now.t, now.trunk_dps - _or_zero(now.pelvis_dps)
        seen_deg = _wrapped(now.trunk_deg - _or_zero(now.pelvis_deg))
        if not 0 < since_s <= _LONGEST_STEP_S or math.isnan(self.value_deg):
            self.value_deg, self.unseen_s = seen_deg, 0.0
            return self.value_deg
        turned_deg = (before + self._rate) / 2 * since_s
        self.value_deg = _wrapped(self.value_deg + turned_deg)
        if math.isnan(seen_deg):
            self.unseen_s += since_s
            return self.value_deg
        self.unseen_s = 0.0
        apart_deg = _wrapped(seen_deg - self.value_deg)
        pulled_deg = apart_deg * min(since_s / self._pull_s, 1.0)
        self.value_deg = _wrapped(self.value_deg + pulled_deg)
        return self.value_deg


def _or_zero(value: float) -> float:
    """The pelvis rests on the floor: what isn't known of it is 0."""
    return 0.0 if math.isnan(value) else value


def _wrapped(angle_deg: float) -> float:
    return (angle_deg + 180.0) % 360.0 - 180.0
