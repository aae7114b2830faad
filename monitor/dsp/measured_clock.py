"""Maps ticks of unknown length to the session clock: the arrivals tell the length.

ST's BlueST has a 16-bit tick whose length no document states. A packet counter is
such a clock too, for sensors that have no other.
"""

from dataclasses import replace

import numpy as np

from monitor.dsp.arrival_line import ArrivalLine, LineTraits
from monitor.dsp.clock import (
    RESTART_BACK_S,
    RESTART_LATE_S,
    RESUMED_LATE_S,
    ClockSettings,
    TickUnwrap,
)
from monitor.model.blocks import FloatArray, Packet

BOUND = 32.0  # the profile's guess may be off by this factor
LEARN_S = 2.0  # before, samples have no time and are dropped
COUNTER_BOUND = 1.25  # of a nominal rate
# Samples earlier than they can be by this much: the ticks have begun anew.
EARLY_S = 0.3
# Ticks as coarse as the samples are spaced evenly between: up to so many a sample.
COARSE = 5.0
_FOLLOW, _FOLLOW_STEP = 0.1, 0.005
_LOST = 0.7  # counts; rounding down explains no more

_NO_SAMPLES: FloatArray = np.empty(0)


class MeasuredClock:
    """Gives samples their session times; the same face as ``ClockMap``.

    Until the length is known, for about 2 s, no sample has a time: all are dropped.
    It stays known when the ticks begin anew. Ticks must be finer than samples: two
    packets of the same ticks are one.
    """

    ppm: float | None = None
    offset_s: float | None = None

    def __init__(self, clock: ClockSettings, traits: LineTraits | None = None) -> None:
        self._clock = clock
        self._line = ArrivalLine(
            traits or LineTraits(1.0 / clock.tick_hz, BOUND, learn_s=LEARN_S)
        )
        self._even = EvenTicks() if traits is None else None
        self._late_s = RESTART_LATE_S
        self.restarts = 0
        self.reset()

    def resumed(self) -> None:
        """Expect that the ticks may have stood still; see ``SessionTimes``."""
        self._late_s = RESUMED_LATE_S

    def reset(self) -> None:
        """Forget the past, as after a restart of the sensor, but not the length."""
        self._unwrap = TickUnwrap(self._clock)
        self._newest = -np.inf
        self._line.level_anew()
        if self._even is not None:
            self._even.reset()

    def feed(self, arrival: float, packet: Packet) -> tuple[FloatArray, int]:
        """Time one notification's samples; see ``ClockMap.feed``."""
        counts = self._unwrapped(arrival, packet)
        if self._restarted(arrival, float(counts[-1])):
            self.reset()
            self.restarts += 1
            counts = self._unwrapped(arrival, packet)
        old = int(np.searchsorted(counts, self._newest, side="right"))
        if old == len(counts):
            return _NO_SAMPLES, old
        self._newest = float(counts[-1])
        fresh = counts[old:]
        if self._even is not None:
            fresh = self._even.feed(fresh)
        self._line.feed(arrival, float(fresh[-1]))
        if not self._line.known:
            return _NO_SAMPLES, len(counts)
        return self._line.times(fresh), old

    def _unwrapped(self, arrival: float, packet: Packet) -> FloatArray:
        self._unwrap.tick_hz = 1.0 / self._line.step_s
        return self._unwrap.counts(arrival, packet.ticks)

    def _restarted(self, arrival: float, count: float) -> bool:
        if not (self._line.known and np.isfinite(self._newest)):
            return False
        delay = self._line.delay_s(arrival, count)
        back = (self._newest - count) * self._line.step_s > RESTART_BACK_S
        late_s, self._late_s = self._late_s, RESTART_LATE_S
        return back or delay < -EARLY_S or delay > late_s


class CounterClock:
    """A sensor without a clock, but with a sequence number: its ticks are that."""

    ppm: float | None = None
    offset_s: float | None = None

    def __init__(self, rate_hz: float, bits: int, *, counts_samples: bool) -> None:
        """Make one.

        Args:
            rate_hz: Nominal samples a second.
            bits: Width of the sequence number.
            counts_samples: It counts samples, not packets.
        """
        self._rate_hz = rate_hz
        self._bits = bits
        self._counts_samples = counts_samples
        self._per_count = 1  # samples
        self._clock: MeasuredClock | None = None

    @property
    def restarts(self) -> int:
        """How often the counter began anew."""
        return 0 if self._clock is None else self._clock.restarts

    def resumed(self) -> None:
        """Expect that the counter may have stood still; see ``SessionTimes``."""
        if self._clock is not None:
            self._clock.resumed()

    def feed(self, arrival: float, packet: Packet) -> tuple[FloatArray, int]:
        """Time one notification's samples; see ``ClockMap.feed``."""
        n = len(packet.ticks)
        if self._clock is None:
            self._per_count = 1 if self._counts_samples else n
            hz = self._rate_hz / self._per_count
            traits = LineTraits(1.0 / hz, COUNTER_BOUND)
            self._clock = MeasuredClock(ClockSettings(hz, self._bits), traits)
        share = 1.0 if self._counts_samples else 1.0 / n
        ticks: FloatArray = np.arange(float(n)) * share + (packet.counter or 0)
        return self._clock.feed(arrival, replace(packet, ticks=ticks))


class EvenTicks:
    """Evens out what rounding to whole, coarse ticks does to evenly taken samples."""

    def __init__(self) -> None:
        self._step: float | None = None  # counts a sample
        self.reset()

    def reset(self) -> None:
        """Forget where the samples lay, but not how far apart they are."""
        self._last: float | None = None  # evened count of the newest sample
        self._taken = 0
        self._first = 0.0

    def feed(self, counts: FloatArray) -> FloatArray:
        """Return rising counts, shape (n,), as they were before rounding.

        Fine ticks are returned as they are, and so are the first of all.
        """
        step = self._learned(counts)
        if step is None or step > COARSE:
            self._last = float(counts[-1])
            return counts
        if self._last is None:
            self._last = float(counts[0]) - step
        evened = np.empty(len(counts))
        for i, count in enumerate(counts.tolist()):
            expected = self._last + step
            off = count - expected
            if off > _LOST:
                expected += max(round(off / step), 1) * step
                off = count - expected
            evened[i] = self._last = max(
                expected + _FOLLOW * off, self._last + 0.1 * step
            )
            step += _FOLLOW_STEP * off
        self._step = step
        return evened

    def _learned(self, counts: FloatArray) -> float | None:
        """Return counts a sample; the mean of the first hundred tells them."""
        if self._step is not None:
            return self._step
        if not self._taken:
            self._first = float(counts[0])
        self._taken += len(counts)
        if self._taken > _LEARN_SAMPLES:
            self._step = (float(counts[-1]) - self._first) / (self._taken - 1)
        return self._step


_LEARN_SAMPLES = 100
