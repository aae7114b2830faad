"""Finds three sharp taps on both sensors: a mark that another system sees too.

A tap is a spike of the specific force's magnitude of a few samples. Three of them,
evenly spaced, alone, and at the same moments on both sensors, are made on purpose;
steps and knocks are more than three, uneven, or on one sensor only.
"""

from collections import deque
from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.model.blocks import GRAVITY, Samples
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import TRUNK, Placement

TAPS = 3
Taps = tuple[float, ...]  # peak times, session s


class SyncSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as three taps.

    Attributes:
        spike_g: Magnitude that a tap exceeds.
        longest_s: Longest spike that is a tap; a slower one is movement.
        ringing_s: Spikes closer than this are one.
        nearest_s: Shortest time from tap to tap.
        farthest_s: Longest time from tap to tap.
        alone_s: No other spike this long before the first and after the third tap.
        uneven: Longest over shortest time from tap to tap.
        together_s: How far apart the same tap may be on the two sensors.
    """

    spike_g: float = 2.0
    longest_s: float = 0.12
    ringing_s: float = 0.08
    nearest_s: float = 0.15
    farthest_s: float = 1.0
    alone_s: float = 1.0
    uneven: float = 1.6
    together_s: float = 0.05

    def __post_init__(self) -> None:
        if not self.spike_g > 1.0:
            msg = "spike_g must be above 1 g, which a sensor at rest shows"
            raise ValueError(msg)
        if not 0 < self.ringing_s < self.nearest_s < self.farthest_s:
            msg = "taps need 0 < ringing_s < nearest_s < farthest_s"
            raise ValueError(msg)


@dataclass(slots=True)
class _Spike:
    start: float
    last: float
    peak_t: float
    peak: float


class _TapsOfOne:
    """One sensor's spikes, gathered into lone threes."""

    def __init__(self, settings: SyncSettings) -> None:
        self._settings = settings
        # With every axis below this, the length is below the spike's.
        self._calm = settings.spike_g * GRAVITY / np.sqrt(3.0)
        self._open: _Spike | None = None
        self._closed: deque[tuple[float, bool]] = deque(maxlen=TAPS + 1)
        self._pending: Taps | None = None

    def passes_over(self, samples: Samples) -> bool:
        """Whether nothing is under way and no sample is as large as a spike."""
        idle = self._open is None and self._pending is None
        return idle and bool(np.abs(samples.accel).max() < self._calm)

    def feed(self, samples: Samples) -> list[Taps]:
        """Return the threes that these samples complete."""
        if self.passes_over(samples):
            return []
        squared = np.einsum("ij,ij->i", samples.accel, samples.accel)
        above = np.flatnonzero(squared > (self._settings.spike_g * GRAVITY) ** 2)
        found: list[Taps] = []
        for index in above.tolist():
            t = float(samples.t[index])
            found += self._advance(t)
            self._above(t, float(squared[index]))
        return found + self._advance(float(samples.t[-1]))

    def _above(self, t: float, squared: float) -> None:
        if self._open is None:
            self._open = _Spike(t, t, t, squared)
            return
        self._open.last = t
        if squared > self._open.peak:
            self._open.peak_t, self._open.peak = t, squared

    def _advance(self, now: float) -> list[Taps]:
        """Close what is over by ``now``, before anything that happens then."""
        if self._open is not None and now - self._open.last > self._settings.ringing_s:
            spike, self._open = self._open, None
            sharp = spike.last - spike.start <= self._settings.longest_s
            self._closed.append((spike.peak_t, sharp))
            self._pending = self._three()
        if self._pending is None or self._open is not None:
            return []
        if now - self._pending[-1] <= self._settings.alone_s:
            return []
        taps, self._pending = self._pending, None
        return [taps]

    def _three(self) -> Taps | None:
        """Return the last three spikes if they are taps, evenly spaced, and alone."""
        last = list(self._closed)[-TAPS:]
        if len(last) < TAPS or not all(sharp for _, sharp in last):
            return None
        times = [t for t, _ in last]
        steps = np.diff(times)
        near, far = self._settings.nearest_s, self._settings.farthest_s
        if steps.min() < near or steps.max() > far:
            return None
        if steps.max() > self._settings.uneven * steps.min():
            return None
        before = list(self._closed)[:-TAPS]
        if before and times[0] - before[0][0] <= self._settings.alone_s:
            return None
        return tuple(times)


class SyncTaps:
    """Tells of three taps on both sensors, about a second after the third.

    How the streams are cut into blocks does not change what is found.
    """

    def __init__(self, settings: SyncSettings | None = None) -> None:
        self._settings = settings or SyncSettings()
        self.delay_s = self._settings.alone_s
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._sensors = {each: _TapsOfOne(self._settings) for each in TRUNK}
        self._unmatched: dict[Placement, deque[Taps]] = {
            each: deque(maxlen=TAPS) for each in TRUNK
        }

    def passes_over(self, samples: Samples) -> bool:
        """Whether these samples, fed next in whatever pieces, would do nothing."""
        return self._sensors[samples.placement].passes_over(samples)

    def feed(self, samples: Samples) -> list[Notice]:
        """Take one sensor's samples; return a ``sync`` notice per three taps found.

        A notice's ``t`` is the first tap on the pelvis sensor; its ``value`` is by how
        many ms the lumbar sensor saw the taps later.
        """
        if not len(samples.t):
            return []
        found = self._sensors[samples.placement].feed(samples)
        notices = [self._matched(samples.placement, taps) for taps in found]
        return [notice for notice in notices if notice is not None]

    def _matched(self, placement: Placement, taps: Taps) -> Notice | None:
        other = next(each for each in TRUNK if each is not placement)
        for candidate in self._unmatched[other]:
            apart = np.subtract(candidate, taps)
            if np.abs(apart).max() <= self._settings.together_s:
                self._unmatched[other].remove(candidate)
                both = {placement: taps, other: candidate}
                return _notice(both[Placement.PELVIS], both[Placement.LUMBAR])
        self._unmatched[placement].append(taps)
        return None


def _notice(pelvis: Taps, lumbar: Taps) -> Notice:
    later_ms = float(np.mean(np.subtract(lumbar, pelvis))) * 1e3
    text = (
        f"Three taps on both sensors at {pelvis[0]:.2f} s;"
        f" the lumbar sensor saw them {later_ms:+.0f} ms later."
    )
    return Notice(pelvis[0], NoticeKind.SYNC_TAPS, text, value=later_ms)
