"""Tells which sensor was tapped with a finger, so that a person knows which is which.

A tap is a sharp spike, or a few, out of rest and back to rest, on one sensor alone.
Steps, lifting and the bar are felt by both sensors, or come amid movement.
"""

from collections import deque
from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.model.blocks import GRAVITY, Samples
from monitor.model.events import Tapped
from monitor.model.records import TRUNK, Placement

_MOST_SPIKES = 64  # remembered of each sensor


class TapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as a tap.

    Attributes:
        calm_g: At rest the specific force's magnitude differs from 1 g by less.
        spike_g: A tap makes it differ by more.
        before_s: Rest before it.
        after_s: Rest after it.
        longest_s: Longest spike that is a tap; a slower one is movement.
        apart_s: Spikes closer than this are one.
        series_s: Several taps in a row are told as one, if they take no longer.
        together_s: A spike of the other sensor this near in time speaks against it.
        alone: The other's may have at most this share of its size.
    """

    calm_g: float = 0.25
    spike_g: float = 1.2
    before_s: float = 0.5
    after_s: float = 0.3
    longest_s: float = 0.12
    apart_s: float = 0.03
    series_s: float = 1.5
    together_s: float = 0.1
    alone: float = 0.4

    def __post_init__(self) -> None:
        if not 0 < self.calm_g < self.spike_g:
            msg = "taps need 0 < calm_g < spike_g"
            raise ValueError(msg)
        if not 0 < self.apart_s < self.longest_s < self.series_s:
            msg = "taps need 0 < apart_s < longest_s < series_s"
            raise ValueError(msg)


@dataclass(slots=True)
class _Spike:
    start: float
    last: float
    peak_t: float
    peak_g: float


class _Sensor:
    """One sensor's spikes, gathered into series with rest around them."""

    def __init__(self, settings: TapSettings) -> None:
        self._settings = settings
        calm = settings.calm_g
        self._least = (max(1.0 - calm, 0.0) * GRAVITY) ** 2  # of a calm sample, squared
        self._most = ((1.0 + calm) * GRAVITY) ** 2
        self._moved: float | None = None  # last, or the start
        self._series: list[_Spike] = []
        self._fits = False  # the series began out of rest, all its spikes are sharp
        self.spikes: deque[_Spike] = deque(maxlen=_MOST_SPIKES)

    def passes_over(self, samples: Samples) -> bool:
        """Whether nothing is under way and all samples are calm."""
        if self._moved is None or self._series:
            return False
        squared = np.einsum("ij,ij->i", samples.accel, samples.accel)
        return bool(self._least < squared.min() <= squared.max() < self._most)

    def feed(self, samples: Samples) -> list[_Spike]:
        """Return the largest spike of each series that is over."""
        if self._moved is None:
            self._moved = float(samples.t[0])
        found: list[_Spike] = []
        squared = np.einsum("ij,ij->i", samples.accel, samples.accel)
        if not self._least < squared.min() <= squared.max() < self._most:
            off_g = np.abs(np.sqrt(squared) / GRAVITY - 1.0)
            for index in np.flatnonzero(off_g >= self._settings.calm_g).tolist():
                t = float(samples.t[index])
                found += self._until(t)
                self._above(t, float(off_g[index]))
        return found + self._until(float(samples.t[-1])) if self._series else found

    def _above(self, t: float, off_g: float) -> None:
        settings = self._settings
        if not self._series:
            rested = 0.0 if self._moved is None else t - self._moved
            self._fits = rested >= settings.before_s
        if self._series and t - self._series[-1].last <= settings.apart_s:
            spike = self._series[-1]
            spike.last = t
            if off_g > spike.peak_g:
                spike.peak_t, spike.peak_g = t, off_g
        elif len(self._series) < _MOST_SPIKES:
            spike = _Spike(t, t, t, off_g)
            self._series.append(spike)
            self.spikes.append(spike)
        else:
            spike = self._series[-1]
        too_long = t - spike.start > settings.longest_s
        too_many = t - self._series[0].start > settings.series_s
        if too_long or too_many:
            self._fits = False
        self._moved = t

    def _until(self, t: float) -> list[_Spike]:
        """End the series if there was rest up to ``t``."""
        if not self._series or t - self._series[-1].last < self._settings.after_s:
            return []
        largest = max(self._series, key=lambda spike: spike.peak_g)
        fits = self._fits and largest.peak_g >= self._settings.spike_g
        self._series = []
        return [largest] if fits else []


class Taps:
    """Tells of taps, about 0.3 s later; how samples are cut changes nothing."""

    def __init__(self, settings: TapSettings | None = None) -> None:
        self._settings = settings or TapSettings()
        self.delay_s = self._settings.after_s
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._sensors = {each: _Sensor(self._settings) for each in TRUNK}

    def passes_over(self, samples: Samples) -> bool:
        """Whether these samples, fed next in whatever pieces, would do nothing."""
        return self._sensors[samples.placement].passes_over(samples)

    def feed(self, samples: Samples) -> list[Tapped]:
        """Take one sensor's samples; return the taps that are over."""
        if not len(samples.t):
            return []
        return [
            Tapped(spike.peak_t, samples.placement)
            for spike in self._sensors[samples.placement].feed(samples)
            if self._alone(samples.placement, spike)
        ]

    def _alone(self, placement: Placement, spike: _Spike) -> bool:
        return not any(
            abs(other.peak_t - spike.peak_t) <= self._settings.together_s
            and other.peak_g > self._settings.alone * spike.peak_g
            for each, sensor in self._sensors.items()
            if each is not placement
            for other in sensor.spikes
        )
