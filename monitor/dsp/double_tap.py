"""Two quick taps of a finger on one sensor: a command without hands on a screen.

Knocks of the bar, steps and lifting must not look like it. So both taps have to be
sharp and alike, half a second before and after them nothing shakes or turns, and the
other sensor feels an echo at most.
"""

import math
from collections import deque
from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.model.blocks import GRAVITY, Samples
from monitor.model.events import DoubleTapped
from monitor.model.records import TRUNK, Placement


class DoubleTapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as a double tap.

    Attributes:
        calm_g: At rest the specific force differs from 1 g by less, and from that of
            the sample before.
        steady_g: After a shake, it rests elsewhere once samples differ by less.
        calm_dps: At rest the sensor turns more slowly.
        spike_g: Either tap changes it by more.
        alike: The weaker has at least this share of the stronger one's size.
        sharp_s: A tap has half its size for so long at most.
        longest_s: Longest tap, its ringing included.
        ringing_s: What comes so soon after a shake belongs to it.
        nearest_s: Least time from peak to peak.
        farthest_s: Most time from peak to peak.
        quiet_s: Rest before the first and after the second.
        together_s: So near to a tap, the other sensor may feel its echo, ...
        echo: of at most this share of its size.
        gap_s: So long without samples, there was no rest.
    """

    calm_g: float = 0.25
    calm_dps: float = 30.0
    steady_g: float = 0.1
    spike_g: float = 0.6
    alike: float = 0.3
    sharp_s: float = 0.05
    longest_s: float = 0.2
    ringing_s: float = 0.07
    nearest_s: float = 0.15
    farthest_s: float = 0.6
    quiet_s: float = 0.5
    together_s: float = 0.1
    echo: float = 0.35
    gap_s: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.calm_g < self.spike_g:
            msg = "double taps need 0 < calm_g < spike_g"
            raise ValueError(msg)
        if not 0 < self.ringing_s < self.nearest_s < self.farthest_s:
            msg = "double taps need 0 < ringing_s < nearest_s < farthest_s"
            raise ValueError(msg)


_CLEAR = 1.0 - 1e-9  # of a limit: sums of squares differ in their last bits


def _apart_g(a: list[float], b: list[float]) -> float:
    return math.dist(a, b) / GRAVITY


@dataclass(slots=True)
class _Shake:
    start: float
    last: float
    peak_t: float
    peak_g: float
    sizes: list[tuple[float, float]]

    def sharp_s(self) -> float:
        """For how long it had half its size."""
        large = [t for t, size in self.sizes if size >= 0.5 * self.peak_g]
        return large[-1] - large[0]


class _Sensor:
    """One sensor's shakes, gathered into series with rest around them.

    A sample is calm if its length is near 1 g and it lies near the calm sample before
    it; how far it lies from that one is the size of a shake.

    Attributes:
        shakes: The last ones, the oldest first.
    """

    def __init__(self, settings: DoubleTapSettings) -> None:
        self._settings = settings
        calm = settings.calm_g
        self._least = (max(1.0 - calm, 0.0) * GRAVITY) ** 2  # of a calm sample, squared
        self._most = ((1.0 + calm) * GRAVITY) ** 2
        self._turning = math.radians(settings.calm_dps) ** 2
        self._steady = min(settings.steady_g, settings.calm_g) * GRAVITY
        self._seen = -math.inf  # the newest sample
        self._calm = self._before = [0.0, 0.0, 0.0]  # the newest calm one; of all
        self._steady_s = -math.inf  # since when each lies near the one before it
        self._shook = -math.inf  # the newest that was not, or the start
        self._series: list[_Shake] = []
        self._rested = False  # there was rest before the series
        self.shakes: deque[_Shake] = deque(maxlen=64)

    def passes_over(self, samples: Samples) -> bool:
        """Take in samples that all lie calm, well clear of any limit, if they do."""
        t, accel, gyro = samples.t, samples.accel, samples.gyro
        settings = self._settings
        if self._series or t[0] - self._shook <= settings.ringing_s:
            return False
        steps = np.diff(t, prepend=self._seen)
        turning = np.einsum("ij,ij->i", gyro, gyro).max()
        if steps.max() > settings.gap_s or turning > _CLEAR * self._turning:
            return False
        squared = np.einsum("ij,ij->i", accel, accel)
        if squared.min() * _CLEAR < self._least or squared.max() > _CLEAR * self._most:
            return False
        apart = np.diff(accel, axis=0, prepend=[self._before])
        farthest = max(
            math.sqrt(np.einsum("ij,ij->i", apart, apart).max()),
            math.dist(accel[0], self._calm),
        )
        if farthest > _CLEAR * self._steady:
            return False
        self._seen = float(t[-1])
        self._calm = self._before = accel[-1].tolist()
        return True

    def feed(self, samples: Samples) -> list[tuple[_Shake, _Shake]]:
        """Return the pairs of taps that are over."""
        found: list[tuple[_Shake, _Shake]] = []
        gap_s, turning = self._settings.gap_s, self._turning
        least, most = self._least, self._most
        times, rows = samples.t.tolist(), samples.accel.tolist()
        for t, row, (p, q, r) in zip(times, rows, samples.gyro.tolist(), strict=True):
            if t - self._seen > gap_s:
                self._shook, self._series = t, []
                self._calm, self._before, self._steady_s = row, row, t
            self._seen = t
            if self._series:
                found += self._until(t)
            x, y, z = row
            fits = p * p + q * q + r * r < turning and (
                least < x * x + y * y + z * z < most
            )
            self._take(t, row, fits=fits)
        return found

    def _take(self, t: float, row: list[float], *, fits: bool) -> None:
        settings, size_g = self._settings, _apart_g(row, self._calm)
        moved = size_g if self._before is self._calm else _apart_g(row, self._before)
        if not fits or moved >= settings.steady_g:
            self._steady_s = t
        self._before = row
        if fits and size_g < settings.calm_g:
            if not self._rings(t):  # else it may be calm by chance
                self._calm = row
        elif fits and t - self._steady_s >= settings.ringing_s:
            self._calm, self._shook = row, self._steady_s  # it came to rest elsewhere
            if self._series:
                self._series[-1].last = min(self._series[-1].last, self._steady_s)
        else:
            self._shaken(t, size_g)

    def _rings(self, t: float) -> bool:
        return t - self._shook <= self._settings.ringing_s

    def _shaken(self, t: float, size_g: float) -> None:
        if not self._series:
            self._rested = t - self._shook >= self._settings.quiet_s
        if self._series and self._rings(t):
            shake = self._series[-1]
            shake.last = t
            if t - shake.start <= self._settings.longest_s:
                shake.sizes.append((t, size_g))
                if size_g > shake.peak_g:
                    shake.peak_t, shake.peak_g = t, size_g
        else:
            shake = _Shake(t, t, t, size_g, [(t, size_g)])
            self._series = [*self._series[-2:], shake]  # three are too many already
            self.shakes.append(shake)
        self._shook = t

    def _until(self, t: float) -> list[tuple[_Shake, _Shake]]:
        """End the series if there was rest up to ``t``."""
        if not self._series or t - self._series[-1].last < self._settings.quiet_s:
            return []
        series, self._series = self._series, []
        if not self._rested or len(series) != 2 or not self._are_taps(*series):
            return []
        return [(series[0], series[1])]

    def _are_taps(self, first: _Shake, second: _Shake) -> bool:
        settings = self._settings
        weak, strong = sorted((first.peak_g, second.peak_g))
        return (
            settings.nearest_s <= second.peak_t - first.peak_t <= settings.farthest_s
            and max(s.last - s.start for s in (first, second)) <= settings.longest_s
            and max(s.sharp_s() for s in (first, second)) <= settings.sharp_s
            and weak >= max(settings.spike_g, settings.alike * strong)
        )


class DoubleTaps:
    """Tells of double taps, about 0.5 s later; how samples are cut changes nothing."""

    def __init__(self, settings: DoubleTapSettings | None = None) -> None:
        self._settings = settings or DoubleTapSettings()
        self.delay_s = self._settings.quiet_s
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._sensors = {each: _Sensor(self._settings) for each in TRUNK}

    def passes_over(self, samples: Samples) -> bool:
        """Take in samples that would do nothing, in whatever pieces they were fed.

        Returns:
            Whether they are such; if not, nothing is done.
        """
        return self._sensors[samples.placement].passes_over(samples)

    def feed(self, samples: Samples) -> list[DoubleTapped]:
        """Take one sensor's samples; return the double taps that are over."""
        if not len(samples.t):
            return []
        placement = samples.placement
        return [
            DoubleTapped(taps[1].peak_t, placement)
            for taps in self._sensors[placement].feed(samples)
            if self._alone(placement, taps)
        ]

    def _alone(self, placement: Placement, taps: tuple[_Shake, _Shake]) -> bool:
        quiet = self._settings.quiet_s
        since, until = taps[0].start - quiet, taps[1].last + quiet
        return not any(
            since < other.last and other.start < until and not self._echoes(other, taps)
            for each, sensor in self._sensors.items()
            if each is not placement
            for other in sensor.shakes
        )

    def _echoes(self, other: _Shake, taps: tuple[_Shake, _Shake]) -> bool:
        settings = self._settings
        return any(
            tap.start - settings.together_s <= other.start
            and other.last <= tap.last + settings.together_s
            and other.peak_g <= settings.echo * tap.peak_g
            for tap in taps
        )
