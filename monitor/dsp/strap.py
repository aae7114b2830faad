"""Notices that a strap has slipped, or that a sensor sits upside down.

A slip turns one sensor on its segment for good: from then on that sensor's pitch is
off by one amount at both ends of every rep, and the other sensor's at neither. An
arch, however large, shows at one end; a lifter who lies differently moves both
sensors; a creeping strap moves little between two reps.
"""

from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.dsp.rep_ends import (
    LONGEST_REP_S,
    Pitches,
    RepEnd,
    RepEndSettings,
    Slip,
    SlipSettings,
    minus,
    slip_between,
)
from monitor.dsp.turning import Stance, TurningPoint, TurningPoints, stances
from monitor.model.blocks import Posture
from monitor.model.body import Window
from monitor.model.events import Notice, NoticeKind, TrendFound, TrendKind
from monitor.model.records import Placement

GAP_S = 0.3
CLEAR_DEG = 60.0  # upright, a sensor that is turned over is so much further from 0


class StrapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How straps are watched.

    Attributes:
        turn_deg: Least swing of the trunk between two turning points.
        ends: Which reps are compared.
        slip: What passes as a slip from one rep to the next.
        after_break: What passes as one between two sets.
        level_s: After a gap, time until inclinations are compared again.
        upside_down_deg: A lumbar flexion past this is no body's.
        upside_down_s: For this long.
    """

    turn_deg: float = 10.0
    ends: RepEndSettings = RepEndSettings()
    slip: SlipSettings = SlipSettings()
    after_break: SlipSettings = SlipSettings(
        slip_deg=9.0, apart_deg=3.5, still_deg=4.0, range_deg=5.0
    )
    level_s: float = 4.0
    upside_down_deg: float = 120.0
    upside_down_s: float = 2.0

    def __post_init__(self) -> None:
        if not min(self.turn_deg, self.upside_down_deg, self.upside_down_s) > 0:
            msg = "straps need turn_deg, upside_down_deg and upside_down_s above 0"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class _Settled:
    """Pitches at both ends of reps that were alike, and when the last of them was."""

    t: float
    pitches: tuple[Pitches, Pitches]


class StrapWatch:
    """Compares the turning points of each rep with those of the reps before.

    How the stream is cut into blocks changes nothing.
    """

    def __init__(self, settings: StrapSettings | None = None) -> None:
        self._settings = settings or StrapSettings()
        self.reset()

    def reset(self, bows: Window | None = None) -> None:
        """Forget the past, as with a new calibration.

        Args:
            bows: When its bows were made, session s. They round the back as no rep
                does, so no rep is compared with them.
        """
        settings = self._settings
        self._bows = bows or (np.inf, -np.inf)
        self._points = TurningPoints(settings.turn_deg)
        self._ends = {bowed: RepEnd(settings.ends) for bowed in (False, True)}
        self._settled: _Settled | None = None
        self._set_since: float | None = None
        self._last_bowed: bool | None = None  # the end where the trunk turned last
        self._looks = 0  # on end that told of a slip before the next end
        self._seen = -np.inf
        self._level_at = -np.inf
        self._upside_down = _UpsideDown(settings)

    def begin_set(self, since: float) -> None:
        """A set is running: what moves are its reps.

        Args:
            since: When the first of them began, session s.
        """
        self._set_since = since

    def end_set(self) -> None:
        """No set is running: getting down or picking up a bar tells of no slip."""
        self._set_since = None

    def feed(self, posture: Posture) -> list[Notice]:
        """Return what these rows tell of the straps; mostly nothing."""
        found = (self._look(stance) for stance in stances(posture))
        return [each for each in found if each is not None]

    def _look(self, now: Stance) -> Notice | None:
        if now.t - self._seen > GAP_S:
            self._points.reset()
            self._level_at = now.t + (self._settings.level_s if self._seen > 0 else 0)
        self._seen = now.t
        if self._bows[0] <= now.t <= self._bows[1]:
            self._points.reset()
            return None
        if now.t < self._level_at:
            return None
        flipped = self._upside_down.feed(now)
        if flipped is not None:
            return flipped
        point = self._points.feed(now)
        if point is not None:
            return self._turned(now.t, point)
        return self._coming(now)

    def _turned(self, t: float, point: TurningPoint) -> Notice | None:
        self._ends[point.bowed].feed(point.at)
        self._last_bowed, self._looks = point.bowed, 0
        slip = self._in_a_rep() or self._in_a_break(t)
        return None if slip is None else self._told(t, slip)

    def _coming(self, now: Stance) -> Notice | None:
        """What the end that the trunk comes to tells, before it turns there.

        It must tell the same for some looks on end: an arch at the top passes off on
        the way down, a slip does not.
        """
        if self._set_since is None or self._last_bowed is None:
            return None
        settings = self._settings.slip
        turned = self._ends[self._last_bowed].shift()
        if turned is None or max(map(abs, turned)) < settings.slip_deg:
            return None
        coming = self._ends[not self._last_bowed].near(now, settings.near_deg)
        slip = None
        if coming is not None:
            ends = (coming, turned) if self._last_bowed else (turned, coming)
            slip = self._credible(slip_between(*ends, settings))
        self._looks = self._looks + 1 if slip is not None else 0
        if slip is None or self._looks < settings.looks:
            return None
        return self._told(now.t, slip)

    def _told(self, t: float, slip: Slip) -> Notice:
        for end in self._ends.values():
            end.forget_earlier()
        self._settled = self._last_bowed = None
        return _slipped(t, *slip)

    def _in_a_rep(self) -> Slip | None:
        """What the latest rep tells against the reps just before."""
        if self._set_since is None:
            return None
        back, bowed = self._ends[False].shift(), self._ends[True].shift()
        if back is None or bowed is None:
            return None
        return self._credible(slip_between(back, bowed, self._settings.slip))

    def _credible(self, slip: Slip | None) -> Slip | None:
        """The slip, if it stands out from how much the reps of this set differ."""
        if slip is None or self._set_since is None:
            return None
        since = self._set_since
        steadier = min(end.spread_deg(since) for end in self._ends.values())
        return slip if abs(slip[1]) >= self._settings.slip.spreads * steadier else None

    def _in_a_break(self, t: float) -> Slip | None:
        """What the first two reps after a break tell against those before it."""
        back, bowed = self._ends[False], self._ends[True]
        now, before = _both(back.settled(2), bowed.settled(2)), self._settled
        slip = None
        if now is not None and before is not None and t - before.t > LONGEST_REP_S:
            moved = minus(now[0], before.pitches[0]), minus(now[1], before.pitches[1])
            slip = slip_between(*moved, self._settings.after_break)
        steady = _both(back.settled(3), bowed.settled(3))
        if steady is not None:
            self._settled = _Settled(t, steady)
        return slip


class _UpsideDown:
    """Tells once when one sensor's pitch is half a turn off the other's."""

    def __init__(self, settings: StrapSettings) -> None:
        self._settings = settings
        self._since: float | None = None
        self._told = False

    def feed(self, now: Stance) -> Notice | None:
        if abs(now.flexion_deg) <= self._settings.upside_down_deg:
            self._since, self._told = None, False
            return None
        self._since = now.t if self._since is None else self._since
        if self._told or now.t - self._since < self._settings.upside_down_s:
            return None
        self._told = True
        return _turned_over(now.t, _turned(now))


def _turned(now: Stance) -> Placement | None:
    """Which sensor is turned over; None lying or bent over, where both may be."""
    apart = abs(now.pelvis_deg) - abs(now.lumbar_deg)
    if abs(apart) < CLEAR_DEG:
        return None
    return Placement.PELVIS if apart > 0 else Placement.LUMBAR


def _both(a: Pitches | None, b: Pitches | None) -> tuple[Pitches, Pitches] | None:
    return None if a is None or b is None else (a, b)


def trend_notice(trend: TrendFound) -> Notice:
    """What a person is told of a trend over the reps of a set."""
    size = abs(trend.slope_deg_per_rep)
    if trend.kind is TrendKind.STRAP_CREEPS:
        kind = NoticeKind.STRAP_CREEPING
        text = f"A strap is creeping, {size:.1f}° a rep: tighten it, then calibrate."
    else:
        kind = NoticeKind.ARCH_GROWING
        text = f"The arch at the top grows by {size:.1f}° a rep."
    return Notice(trend.t, kind, text, value=trend.slope_deg_per_rep)


def _slipped(t: float, placement: Placement, size: float) -> Notice:
    text = (
        f"The {placement} sensor has slipped by about {abs(size):.0f}°: lumbar angles"
        " are off by that; fasten it and calibrate anew."
    )
    return Notice(t, NoticeKind.STRAP_SLIPPED, text, placement, round(size, 1))


def _turned_over(t: float, placement: Placement | None) -> Notice:
    which = "One sensor" if placement is None else f"The {placement} sensor"
    text = (
        f"{which} seems to sit upside down since the calibration: turn it back or"
        " calibrate anew."
    )
    return Notice(t, NoticeKind.SENSOR_UPSIDE_DOWN, text, placement)
