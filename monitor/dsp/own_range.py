"""The person's own range: arch, then flatten, three times.

A mobility test has three hinges of the hips before, and three flattenings after.

No threshold of hyperextension is validated for the hip thrust; a share of what the
person can reach is the better guess (60-70 %, judgement), and likewise of flexion.
Extension is positive here.
"""

import dataclasses
import math
from collections.abc import Sequence
from statistics import median

from msgspec.structs import replace

from monitor.dsp.arches import Arches, RangeSettings
from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    Movement,
    Notice,
    NoticeKind,
    RangeMeasured,
    RangeProgress,
)

_LEAST_DEG, _MOST_DEG = 1.0, 90.0  # that ``Limits`` allow
_MOVEMENTS = tuple(Movement)
_PLURAL = {
    Movement.HINGE: "hinges",
    Movement.ARCH: "arches",
    Movement.FLATTEN: "flattenings",
}


class _Part:
    """One movement of a test, thrice.

    Attributes:
        movement: Which.
        arches: Its turning points.
        peaks_deg: How far it went each time.
        bent_deg: Lumbar flexion at each of these peaks.
    """

    def __init__(self, movement: Movement, settings: RangeSettings) -> None:
        self.movement = movement
        self.arches = Arches(settings)
        self.peaks_deg: list[float] = []
        self.bent_deg: list[float] = []
        self._highest = -math.inf, 0.0

    def step(self, t: float, flexion_deg: float, pelvis_deg: float) -> float | None:
        """Take a sample; return the peak of the movement that it ends, if any."""
        angle = self._angle(flexion_deg, pelvis_deg)
        if math.isnan(angle) or math.isnan(flexion_deg):
            return None
        self._highest = max(self._highest, (angle, flexion_deg))
        peak = self.arches.step(t, angle)
        if peak is not None:
            self.peaks_deg.append(peak)
            self.bent_deg.append(self._highest[1])
            self._highest = -math.inf, 0.0
        return peak

    def _angle(self, flexion_deg: float, pelvis_deg: float) -> float:
        match self.movement:
            case Movement.HINGE:
                return pelvis_deg
            case Movement.ARCH:
                return -flexion_deg
            case Movement.FLATTEN:
                return flexion_deg


def _parts(settings: RangeSettings, *, mobility: bool) -> list[_Part]:
    if not mobility:
        return [_Part(Movement.ARCH, settings)]
    hinge, flatten = settings.hinge_swing_deg, settings.flatten_deg
    return [
        _Part(
            Movement.HINGE,
            replace(settings, swing_deg=hinge, past_deg=settings.hinge_deg),
        ),
        _Part(Movement.ARCH, settings),
        _Part(Movement.FLATTEN, replace(settings, past_deg=flatten)),
    ]


class RangeTesting:
    """Follows the angles until each movement was seen three times."""

    def __init__(self, settings: RangeSettings | None = None) -> None:
        self._settings = settings or RangeSettings()
        self._asked: float | None = None
        self._stopped: tuple[float, str] | None = None
        self._begin(mobility=False)

    @property
    def running(self) -> bool:
        """Whether arches are looked for, or it is still to be said that none are."""
        return self._asked is not None

    def start(self, t: float, *, mobility: bool = False) -> list[Event]:
        """Take the next arches, or all movements of a mobility test."""
        self._asked = t
        self._begin(mobility=mobility)
        first = self._parts[0].movement
        return [RangeProgress(t, 0, 0.0, first, first)]

    def stop(self, t: float, why: str) -> None:
        """Look no more; the next rows, or the next tick, bring the notice."""
        if self._asked is not None and self._stopped is None:
            self._stopped = t, why

    def feed(self, posture: Posture) -> list[Event]:
        """Take the next rows; return what they complete, mostly nothing."""
        if self._asked is None:
            return []
        if self._stopped is not None:
            return self._refused(*self._stopped)
        events: list[Event] = []
        rows = zip(
            posture.t.tolist(),
            posture.lumbar_flexion_deg.tolist(),
            posture.pelvis_pitch_deg.tolist(),
            posture.doubtful.tolist(),
            strict=True,
        )
        for t, flexion, pelvis, is_doubtful in rows:
            if self._asked is None:
                break
            if not is_doubtful:
                events += self._step(t, flexion, pelvis)
        return events

    def tick(self, t: float) -> list[Event]:
        """Time has passed; give up once it has been too long."""
        if self._asked is None:
            return []
        settings = self._settings
        longest = settings.mobility_wait_s if self._mobility else settings.wait_s
        if t - self._asked > longest:
            part = self._parts[self._place]
            seen, what = len(part.peaks_deg), _PLURAL[part.movement]
            self.stop(t, f"{seen} of {settings.cycles} {what} seen")
        return [] if self._stopped is None else self._refused(*self._stopped)

    def _begin(self, *, mobility: bool) -> None:
        self._stopped = None
        self._mobility = mobility
        self._parts = _parts(self._settings, mobility=mobility)
        self._place = 0
        self._is_upright = not mobility

    def _step(self, t: float, flexion: float, pelvis: float) -> list[Event]:
        if not self._is_upright and not math.isnan(pelvis):
            if abs(pelvis) > self._settings.upright_deg:
                return self._refused(t, "it begins standing upright")
            self._is_upright = True
        part = self._parts[self._place]
        peak = part.step(t, flexion, pelvis)
        return [] if peak is None else self._moved(t, part, peak)

    def _moved(self, t: float, part: _Part, peak: float) -> list[Event]:
        count = len(part.peaks_deg)
        if count == self._settings.cycles:
            self._place += 1
        rest = self._parts[self._place :]
        follows = rest[0].movement if rest else None
        events: list[Event] = [RangeProgress(t, count, peak, part.movement, follows)]
        return events if rest else [*events, self._measured(t)]

    def _measured(self, t: float) -> RangeMeasured:
        self._asked = None
        arches = next(p for p in self._parts if p.movement is Movement.ARCH)
        extension = median(arches.peaks_deg)
        limit = limit_deg(extension, self._settings)
        measured = RangeMeasured(
            t,
            extension_deg=extension,
            flexion_deg=-min(arches.arches.lows_deg[1:]),
            cycles_deg=tuple(arches.peaks_deg),
            limit_deg=limit,
            text=range_text(extension, limit, self._settings),
            in_force=self._settings.sets_limit,
        )
        return self._with_mobility(measured) if self._mobility else measured

    def _with_mobility(self, measured: RangeMeasured) -> RangeMeasured:
        hinge, _, flatten = self._parts
        flexion = median(flatten.peaks_deg)
        return mobility_measured(
            measured,
            (median(hinge.peaks_deg), median(hinge.bent_deg), flexion),
            self._settings,
        )

    def _refused(self, t: float, why: str) -> list[Event]:
        self._asked = None
        return [range_refused(t, why, mobility=self._mobility)]


def limit_deg(extension_deg: float, settings: RangeSettings) -> float:
    """Return the limit that follows from a range, positive, deg, to a tenth."""
    share = round(settings.share * extension_deg, 1)
    return min(max(share, _LEAST_DEG), _MOST_DEG)


def mobility_measured(
    arches: RangeMeasured, ranges: Sequence[float], settings: RangeSettings
) -> RangeMeasured:
    """Return what a mobility test measured.

    Args:
        arches: What its arches alone tell.
        ranges: Pelvis pitch in the hinges, lumbar flexion at their deepest, and
            flexion in the flattenings, deg, medians.
        settings: What follows from them.
    """
    hinge, bent, flexion = ranges
    share = limit_deg(flexion, settings)
    whole = dataclasses.replace(
        arches,
        hinge_deg=hinge,
        hinge_lumbar_deg=bent,
        flexion_range_deg=flexion,
        flexion_limit_deg=share if share >= settings.least_flexion_deg else None,
    )
    return dataclasses.replace(whole, text=measured_text(whole, settings))


def measured_text(measured: RangeMeasured, settings: RangeSettings) -> str:
    """Say in a sentence what was measured and what follows from it."""
    extension, limit = measured.extension_deg, measured.limit_deg
    hinge, bent = measured.hinge_deg, measured.hinge_lumbar_deg
    flexion = measured.flexion_range_deg
    if hinge is None or bent is None or flexion is None:
        return range_text(extension, limit, settings)
    ranges = (
        f"Your hips hinge by {hinge:.0f}° with {bent:.0f}° of the lower back,"
        f" which arches by {extension:.0f}° and flattens by {flexion:.0f}°"
    )
    if not settings.sets_limit:
        return f"{ranges}; the limits stay as they were set."
    if measured.flexion_limit_deg is None:
        return (
            f"{ranges}: the limit of extension is {limit:.0f}°, that of flexion stays."
        )
    both = f"{limit:.0f}° of extension and {measured.flexion_limit_deg:.0f}° of flexion"
    return f"{ranges}: the limits are {both}."


def range_text(extension_deg: float, limit: float, settings: RangeSettings) -> str:
    """Say what a range means for the limit."""
    usual = Limits().extension_deg
    is_small = extension_deg < min(settings.small_deg, usual)
    useless = f"a limit of {usual:.0f}° would never warn" if is_small else ""
    if settings.sets_limit:
        follows = f"it is {limit:.0f}° now" if useless else f"the limit is {limit:.0f}°"
    else:
        follows = f"{settings.share:.0%} of it are {limit:.0f}°"
    said = "; ".join(each for each in (useless, follows) if each)
    return f"Your range is {extension_deg:.0f}°: {said}."


def range_refused(t: float, why: str, *, mobility: bool = False) -> Notice:
    """Say in a sentence why no range was measured."""
    text = f"No range measured: {why}; arch, then flatten, three times."
    if mobility:
        text = (
            f"No mobility measured: {why}; stand, then hinge, arch and flatten, three"
            " times each."
        )
    return Notice(t, NoticeKind.RANGE_REFUSED, text)
