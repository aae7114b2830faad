"""Tells when a posture is held: from coming to rest in it to leaving it.

A segment's slope is its angle from upright, 90 level. The body has come to rest when
neither segment's slope changed by more than a little over a short window; the middle
of the window is the time meant, which makes the start and the end of a smooth move
come out where they are, whatever the move's size.
"""

import math
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from monitor.detection.forms import Hold


class HoldSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a posture is held.

    Attributes:
        window_s: The means of both halves of this time are compared.
        still_deg: Less change than this is rest; trembling averages out.
        landing_s: A smooth move slows down to rest, as compared, so long before its
            end, and is seen to begin so much late.
        rest_s: So long it must be at rest first ...
        settle_s: ... and so long in the posture, for a hold.
        leave_s: So long out of the posture ends it.
        leaving_s: It may have begun to be left so long before.
        in_line_deg: Lying has the hips in line to this; a sagging plank has not.
        fast_dps: Moving faster than this, nothing is said of limits.
        bridge_s: Times without samples up to this don't end a hold.
        dwell_s: An angle must stay past its limit for so long.
        rearm_deg: So far below its limit an event ends.
        least_share: Less of a hold's time with an angle than this: its clean time is
            not measured.
        pause_s: So long without a hold ends a set.
        upright_deg: A trunk steeper than this has got up.
    """

    window_s: float = 0.3
    still_deg: float = 0.75
    landing_s: float = 0.12
    rest_s: float = 0.45
    settle_s: float = 1.5
    leave_s: float = 0.8
    leaving_s: float = 2.5
    in_line_deg: float = 8.0
    fast_dps: float = 40.0
    bridge_s: float = 10.0
    dwell_s: float = 0.3
    rearm_deg: float = 3.0
    least_share: float = 0.8
    pause_s: float = 12.0
    upright_deg: float = 35.0

    def __post_init__(self) -> None:
        """Refuse times that can't work."""
        if not 0 < self.window_s < self.settle_s:
            msg = "hold settings must satisfy 0 < window_s < settle_s"
            raise ValueError(msg)
        if min(self.still_deg, self.leave_s, self.pause_s, self.rearm_deg) <= 0:
            msg = "hold settings must be positive"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Slopes:
    """A sample: session s, deg.

    Attributes:
        t: Session s.
        trunk_deg: Slope of the lumbar sensor's segment.
        pelvis_deg: Slope of the pelvis; NaN if not known.
        sag_deg: Hips below the line, positive; NaN if not known.
    """

    t: float
    trunk_deg: float
    pelvis_deg: float
    sag_deg: float


class _Sums(NamedTuple):
    """Sums of the slopes up to a sample, deg."""

    t: float
    rows: int
    trunk: float
    pelvis: float


class HoldFinder:
    """OUT → settling → HELD → leaving → OUT, in plain floats.

    Attributes:
        start_s: Since when the posture is held; None while it is not.
        end_s: When the last hold ended.
        is_fast: The body moves too fast for anything to be said of limits.
    """

    def __init__(self, hold: Hold, settings: HoldSettings) -> None:
        self._hold = hold
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._recent: deque[_Sums] = deque()
        self._pelvis_deg = 0.0
        self.start_s: float | None = None
        self.end_s = math.nan
        self.is_fast = False
        self._is_moving = False
        self._rest_since: float | None = None
        self._rested_s = math.nan  # the last time at rest
        self._out_since: float | None = None

    def step(self, now: Slopes) -> bool | None:
        """Take the next sample with a known trunk.

        Returns:
            True if a hold has begun (see ``start_s``), False if it has ended (see
            ``end_s``), mostly None.
        """
        rest_s = self._at_rest(now)
        inside = self._inside(now)
        if self.start_s is None:
            return self._settle(now, rest_s, inside=inside)
        return self._leave(now, rest_s, inside=inside)

    def _settle(
        self, now: Slopes, rest_s: float | None, *, inside: bool
    ) -> bool | None:
        if not inside:
            self._rest_since = None
            return None
        if self._rest_since is None:
            self._rest_since = rest_s
        if self._rest_since is None:
            return None
        since_s = now.t - self._rest_since
        if self._is_moving and since_s < self._settings.rest_s:
            self._rest_since = None
            return None
        self._rested_s = rest_s or self._rested_s
        if since_s < self._settings.settle_s:
            return None
        self.start_s = self._rest_since + self._settings.landing_s
        self._rest_since = None
        self._out_since = None
        return True

    def _leave(self, now: Slopes, rest_s: float | None, *, inside: bool) -> bool | None:
        if inside:
            self._out_since = None
            self._rested_s = rest_s or self._rested_s
            return None
        if self._out_since is None:
            self._out_since = now.t
        if now.t - self._out_since < self._settings.leave_s:
            return None
        earliest_s = self._out_since - self._settings.leaving_s
        end_s = max(self._rested_s - self._settings.landing_s, earliest_s)
        self.close(min(end_s, self._out_since))
        return False

    def close(self, end_s: float) -> None:
        """End the hold at a time."""
        self.end_s, self.start_s = max(end_s, self.start_s or end_s), None
        self._rest_since = self._out_since = None

    def _at_rest(self, now: Slopes) -> float | None:
        """Return the time at which it was at rest; None if it was not."""
        settings, recent = self._settings, self._recent
        self._add(now)
        while now.t - recent[0].t > settings.window_s + 1e-6:
            recent.popleft()
        first, half, last = recent[0], recent[len(recent) // 2], recent[-1]
        before, after = half.rows - first.rows, last.rows - half.rows
        if not before or last.t - first.t < 0.8 * settings.window_s:
            self._is_moving = False  # as far as can be told so soon after a gap
            return None
        moved = max(
            abs((last[i] - half[i]) / after - (half[i] - first[i]) / before)
            for i in (2, 3)
        )
        self.is_fast = 2 * moved > settings.fast_dps * settings.window_s
        self._is_moving = moved > settings.still_deg
        return None if self._is_moving else (last.t + first.t) / 2

    def _add(self, now: Slopes) -> None:
        """Keep the sums up to a sample; an unknown pelvis stays where it was."""
        pelvis = now.pelvis_deg
        if math.isnan(pelvis):
            pelvis = self._pelvis_deg
        self._pelvis_deg = pelvis
        last = self._recent[-1] if self._recent else _Sums(0.0, 0, 0.0, 0.0)
        self._recent.append(
            _Sums(
                now.t, last.rows + 1, last.trunk + now.trunk_deg, last.pelvis + pelvis
            )
        )

    def _inside(self, now: Slopes) -> bool:
        hold = self._hold
        if not hold.trunk_deg[0] <= now.trunk_deg <= hold.trunk_deg[1]:
            return False
        pelvis = now.pelvis_deg
        if pelvis < hold.pelvis_deg[0] or pelvis > hold.pelvis_deg[1]:
            return False
        # A sagging plank is level too, but bent; without the angle lying is assumed.
        bent = abs(now.sag_deg) > self._settings.in_line_deg
        return bent or now.trunk_deg < hold.lying_deg
