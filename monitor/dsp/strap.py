"""Notices that a strap has slipped, or that a sensor sits upside down.

A slip turns one sensor on its segment for good: from then on that sensor's pitch is
off by one amount at both ends of every rep, and the other sensor's at neither. An
arch, however large, shows at one end; a lifter who lies differently moves both
sensors; a creeping strap moves little between two reps.
"""

from collections import deque

import msgspec
import numpy as np

from monitor.dsp.turning import Stance, TurningPoint, TurningPoints, stances
from monitor.model.blocks import Posture
from monitor.model.events import Notice, NoticeKind, TrendFound, TrendKind
from monitor.model.records import Placement

GAP_S = 0.3
LONGEST_REP_S = 15.0

Shift = tuple[float, float]  # of pelvis and lumbar pitch, degrees


class StrapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What passes as a slip.

    Attributes:
        turn_deg: Least swing of the trunk between two turning points.
        slip_deg: Least shift of the sensor that slipped.
        apart_deg: Most difference of its shifts at the two ends of a rep.
        still_deg: Most shift of the other sensor at one end.
        range_deg: Most shift of it at the other: no rep is as deep as the last.
        alike_deg: Earlier turning points with lumbar flexions this near are alike.
        remembered: Earlier turning points of either end.
        needed: Of them, alike, to compare with.
        level_s: After a gap, time until inclinations are compared again.
        upside_down_deg: A lumbar flexion past this is no body's.
        upside_down_s: For this long.
    """

    turn_deg: float = 10.0
    slip_deg: float = 7.0
    apart_deg: float = 5.0
    still_deg: float = 4.5
    range_deg: float = 8.0
    alike_deg: float = 4.0
    remembered: int = 4
    needed: int = 2
    level_s: float = 4.0
    upside_down_deg: float = 120.0
    upside_down_s: float = 2.0

    def __post_init__(self) -> None:
        if not 0 < self.still_deg < self.slip_deg:
            msg = "a slip needs 0 < still_deg < slip_deg"
            raise ValueError(msg)
        if not 1 <= self.needed <= self.remembered:
            msg = "a slip needs 1 <= needed <= remembered"
            raise ValueError(msg)


class StrapWatch:
    """Compares the turning points of each rep with those of the reps before.

    How the stream is cut into blocks changes nothing.
    """

    def __init__(self, settings: StrapSettings | None = None) -> None:
        self._settings = settings or StrapSettings()
        self.reset()

    def reset(self) -> None:
        """Forget the past, as with a new calibration."""
        settings = self._settings
        self._points = TurningPoints(settings.turn_deg)
        self._ends = {k: _End(settings) for k in (False, True)}
        self._seen = -np.inf
        self._level_at = -np.inf
        self._upside_down = _UpsideDown(settings)

    def feed(self, posture: Posture) -> list[Notice]:
        """Return what these rows tell of the straps; mostly nothing."""
        found = (self._look(stance) for stance in stances(posture))
        return [each for each in found if each is not None]

    def _look(self, now: Stance) -> Notice | None:
        if now.t - self._seen > GAP_S:
            self._points.reset()
            self._level_at = now.t + (self._settings.level_s if self._seen > 0 else 0)
        self._seen = now.t
        if now.t < self._level_at:
            return None
        flipped = self._upside_down.feed(now)
        if flipped is not None:
            return flipped
        point = self._points.feed(now)
        return None if point is None else self._turned(now.t, point)

    def _turned(self, t: float, point: TurningPoint) -> Notice | None:
        here, there = self._ends[point.bowed], self._ends[not point.bowed]
        here.feed(point.at)
        slip = self._slip(here, there)
        if slip is None:
            return None
        for end in (here, there):
            end.forget_earlier()
        return _slipped(t, *slip)

    def _slip(self, here: "_End", there: "_End") -> tuple[Placement, float] | None:
        """Which sensor is off by how much at both ends, the other at neither."""
        a, b = here.shift(), there.shift()
        if a is None or b is None:
            return None
        for i, placement in enumerate((Placement.PELVIS, Placement.LUMBAR)):
            # Against the other sensor, so that deeper and shallower reps cancel out.
            off = a[i] - a[1 - i], b[i] - b[1 - i]
            if self._still(a[1 - i], b[1 - i]) and self._as_much(*off):
                return placement, sum(off) / 2
        return None

    def _still(self, a: float, b: float) -> bool:
        near, far = sorted((abs(a), abs(b)))
        return near <= self._settings.still_deg and far <= self._settings.range_deg

    def _as_much(self, a: float, b: float) -> bool:
        """Both large, and alike, in one direction."""
        large = min(abs(a), abs(b)) >= self._settings.slip_deg
        return large and abs(a - b) <= self._settings.apart_deg


class _End:
    """The turning points at one end of the reps."""

    def __init__(self, settings: StrapSettings) -> None:
        self._settings = settings
        self._earlier: deque[Stance] = deque(maxlen=settings.remembered)
        self._latest: Stance | None = None

    def feed(self, stance: Stance) -> None:
        if self._latest is not None:
            self._earlier.append(self._latest)
        self._latest = stance

    def forget_earlier(self) -> None:
        self._earlier.clear()

    def shift(self) -> Shift | None:
        """The latest against the median of the earlier ones.

        None if they aren't alike, or if the last of them is no rep just before.
        """
        latest, usual = self._latest, self._usual()
        if latest is None or latest.doubtful or usual is None:
            return None
        last = self._earlier[-1]
        off = min(abs(last.pelvis_deg - usual[0]), abs(last.lumbar_deg - usual[1]))
        if latest.t - last.t > LONGEST_REP_S or off > self._settings.range_deg:
            return None
        return latest.pelvis_deg - usual[0], latest.lumbar_deg - usual[1]

    def _usual(self) -> Shift | None:
        """Median pitches of the largest group of earlier ones that are alike."""
        groups = [self._like(each) for each in reversed(self._earlier)]
        largest = max(groups, key=len, default=[])
        if len(largest) < self._settings.needed:
            return None
        pitches = np.array([(s.pelvis_deg, s.lumbar_deg) for s in largest])
        pelvis, lumbar = np.median(pitches, axis=0).tolist()
        return pelvis, lumbar

    def _like(self, one: Stance) -> list[Stance]:
        settings = self._settings
        return [
            each
            for each in self._earlier
            if abs(each.flexion_deg - one.flexion_deg) <= settings.alike_deg
            and abs(each.pelvis_deg - one.pelvis_deg) <= settings.range_deg
        ]


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
        pelvis = abs(now.pelvis_deg) > abs(now.lumbar_deg)
        return _turned_over(now.t, Placement.PELVIS if pelvis else Placement.LUMBAR)


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


def _turned_over(t: float, placement: Placement) -> Notice:
    text = (
        f"The {placement} sensor seems to sit upside down since the calibration: turn"
        " it back or calibrate anew."
    )
    return Notice(t, NoticeKind.SENSOR_UPSIDE_DOWN, text, placement)
