"""Turning points of an angle that is swung out and given back, with hysteresis."""

import math
from collections import deque

import msgspec


class RangeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the own range is measured and what follows from it.

    Attributes:
        cycles: How often to arch; their median counts.
        share: Of the range, to be the limit.
        sets_limit: The limit follows the measurement; else it only informs.
        swing_deg: A smaller swing is no arch.
        back: Share of a swing that flattening gives back at least.
        past_deg: An arch goes so far past neutral at least.
        held_s: An angle held shorter does not count.
        shortest_s: A quicker arch is a step, or a jerk.
        gap_s: So long without an angle, an arch begins anew.
        wait_s: For all of them, at most.
        small_deg: Of a smaller range, it is said that the usual limit is useless.
        hinge_deg: A hinge of the mobility test pitches the pelvis so far at least.
        hinge_swing_deg: A smaller swing of the pelvis is no hinge.
        flatten_deg: A flattening goes so far past neutral at least.
        least_flexion_deg: No limit of flexion is set below this: what the lower back
            does in a clean deadlift must pass (judgement).
        mobility_wait_s: For all of the mobility test, at most.
        upright_deg: It begins with the pelvis this upright.
    """

    cycles: int = 3
    share: float = 0.65
    sets_limit: bool = True
    swing_deg: float = 4.0
    back: float = 0.5
    past_deg: float = 2.0
    held_s: float = 0.03
    shortest_s: float = 0.8
    gap_s: float = 0.25
    wait_s: float = 60.0
    small_deg: float = 12.0
    hinge_deg: float = 20.0
    hinge_swing_deg: float = 12.0
    flatten_deg: float = 4.0
    least_flexion_deg: float = 12.0
    mobility_wait_s: float = 150.0
    upright_deg: float = 30.0

    def __post_init__(self) -> None:
        if not (self.cycles >= 2 and 0 < self.share <= 1 and 0 < self.back < 1):
            msg = (
                "an own range needs two cycles or more, a share above 0 up to 1,"
                " and back between 0 and 1"
            )
            raise ValueError(msg)
        if not min(self.swing_deg, self.held_s, self.gap_s, self.wait_s) > 0:
            msg = "an own range needs swing_deg, held_s, gap_s and wait_s above 0"
            raise ValueError(msg)
        if not min(self.hinge_swing_deg, self.mobility_wait_s, self.upright_deg) > 0:
            msg = (
                "an own range needs hinge_swing_deg, mobility_wait_s and upright_deg"
                " above 0"
            )
            raise ValueError(msg)
        if not 1 <= self.least_flexion_deg <= 90:
            msg = "an own range needs least_flexion_deg between 1 and 90"
            raise ValueError(msg)


class Arches:
    """Finds the peaks of an angle, deg, that rises past neutral and is given back.

    Attributes:
        lows_deg: The lowest angle before each.
    """

    def __init__(self, settings: RangeSettings) -> None:
        self._settings = settings
        self._recent: deque[tuple[float, float]] = deque()
        self.lows_deg: list[float] = []
        self.restart()

    def restart(self) -> None:
        """Begin the swing that is on its way anew."""
        self._recent.clear()
        self._low, self._low_s = math.inf, 0.0
        self._peak: float | None = None

    def step(self, t: float, angle_deg: float) -> float | None:
        """Take a sample; return the peak of the swing that it ends, if it ends one."""
        settings, recent = self._settings, self._recent
        if recent and t - recent[-1][0] > settings.gap_s:
            self.restart()
        recent.append((t, angle_deg))
        while t - recent[0][0] > settings.held_s + 1e-6:
            recent.popleft()
        held = min(angle for _, angle in recent)
        if self._peak is None:
            self._rise(t, held)
            return None
        self._peak = max(self._peak, held)
        height = self._peak - self._low
        if held > self._peak - max(settings.swing_deg, settings.back * height):
            return None
        return self._ended(t, held, self._peak)

    def _rise(self, t: float, held: float) -> None:
        if held < self._low:
            self._low, self._low_s = held, t
        elif held >= self._low + self._settings.swing_deg:
            self._peak = held

    def _ended(self, t: float, held: float, peak: float) -> float | None:
        slow = t - self._low_s >= self._settings.shortest_s
        is_arch = slow and peak >= self._settings.past_deg
        if is_arch:
            self.lows_deg.append(self._low)
        self._low, self._low_s, self._peak = held, t, None
        return peak if is_arch else None
