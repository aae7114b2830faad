"""The person's own range of lumbar extension: arch, then flatten, three times.

No threshold of hyperextension is validated for the hip thrust; a share of what the
person can reach is the better guess (60-70 %, judgement). Extension is positive here.
"""

import math
from collections import deque
from statistics import median

import msgspec

from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    Notice,
    NoticeKind,
    RangeMeasured,
    RangeProgress,
)

_LEAST_DEG, _MOST_DEG = 1.0, 90.0  # that ``Limits`` allow


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


class _Arches:
    """Turning points of the extension, with hysteresis.

    Attributes:
        lows_deg: The lowest extension before each arch.
    """

    def __init__(self, settings: RangeSettings) -> None:
        self._settings = settings
        self._recent: deque[tuple[float, float]] = deque()
        self.lows_deg: list[float] = []
        self.restart()

    def restart(self) -> None:
        """Begin the arch that is on its way anew."""
        self._recent.clear()
        self._low, self._low_s = math.inf, 0.0
        self._peak: float | None = None

    def step(self, t: float, extension_deg: float) -> float | None:
        """Take a sample; return the peak of the arch that it ends, if it ends one."""
        settings, recent = self._settings, self._recent
        if recent and t - recent[-1][0] > settings.gap_s:
            self.restart()
        recent.append((t, extension_deg))
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


class RangeTesting:
    """Follows the lumbar angle until three arches are seen."""

    def __init__(self, settings: RangeSettings | None = None) -> None:
        self._settings = settings or RangeSettings()
        self._asked: float | None = None
        self._stopped: tuple[float, str] | None = None
        self._begin()

    @property
    def running(self) -> bool:
        """Whether arches are looked for, or it is still to be said that none are."""
        return self._asked is not None

    def start(self, t: float) -> list[Event]:
        """Take the next arches."""
        self._asked = t
        self._begin()
        return [RangeProgress(t, 0, 0.0)]

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
            posture.doubtful.tolist(),
            strict=True,
        )
        for t, flexion, is_doubtful in rows:
            if self._asked is None:
                break
            if is_doubtful or math.isnan(flexion):
                continue
            peak = self._arches.step(t, -flexion)
            if peak is not None:
                events += self._arched(t, peak)
        return events

    def tick(self, t: float) -> list[Event]:
        """Time has passed; give up once it has been too long."""
        if self._asked is None:
            return []
        if t - self._asked > self._settings.wait_s:
            seen, wanted = len(self._peaks), self._settings.cycles
            self.stop(t, f"{seen} of {wanted} arches seen")
        return [] if self._stopped is None else self._refused(*self._stopped)

    def _begin(self) -> None:
        self._stopped = None
        self._arches = _Arches(self._settings)
        self._peaks: list[float] = []

    def _arched(self, t: float, peak: float) -> list[Event]:
        self._peaks.append(peak)
        events: list[Event] = [RangeProgress(t, len(self._peaks), peak)]
        if len(self._peaks) == self._settings.cycles:
            events.append(self._measured(t))
        return events

    def _measured(self, t: float) -> RangeMeasured:
        self._asked = None
        extension = median(self._peaks)
        limit = limit_deg(extension, self._settings)
        return RangeMeasured(
            t,
            extension_deg=extension,
            flexion_deg=-min(self._arches.lows_deg[1:]),
            cycles_deg=tuple(self._peaks),
            limit_deg=limit,
            text=range_text(extension, limit, self._settings),
            in_force=self._settings.sets_limit,
        )

    def _refused(self, t: float, why: str) -> list[Event]:
        self._asked = None
        return [range_refused(t, why)]


def limit_deg(extension_deg: float, settings: RangeSettings) -> float:
    """Return the limit that follows from a range, positive, deg, to a tenth."""
    share = round(settings.share * extension_deg, 1)
    return min(max(share, _LEAST_DEG), _MOST_DEG)


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


def range_refused(t: float, why: str) -> Notice:
    """Say in a sentence why no range was measured."""
    text = f"No range measured: {why}; arch, then flatten, three times."
    return Notice(t, NoticeKind.RANGE_REFUSED, text)
