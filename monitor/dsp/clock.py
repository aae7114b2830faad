"""Maps a sensor's ticks to the session clock.

The delay of the radio is never negative, so the earliest arrivals are the honest
ones: the smallest (arrival - device time of the notification's newest sample) over a
sliding window is the offset between the two clocks. Its constant part, the shortest
delay of the link, can't be observed and stays.
"""

from collections import deque
from enum import StrEnum

import msgspec
import numpy as np

from monitor.model.blocks import FloatArray, Packet

# An offset this far below the running one can't be an early arrival, and one this far
# above it can't be a late one: the sensor has restarted its clock.
RESTART_EARLY_S = 2.0
RESTART_LATE_S = 10.0
# A duplicate is younger than this; a sensor clock further back has begun anew.
RESTART_BACK_S = 1.0

# The same for the first packet of a link made anew: the sensor's clock stood still.
RESUMED_LATE_S = 0.5

_NO_SAMPLES: FloatArray = np.empty(0)


class ClockKind(StrEnum):
    """How far the ticks of a sensor can be trusted."""

    CLOCK = "clock"  # of known length
    MEASURED = "measured"  # of a length that arrivals must tell
    COUNTED = "counted"  # no clock: they count the samples that were received


class ClockSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sensor's clock as its firmware profile tells it.

    Attributes:
        tick_hz: Counts a second.
        bits: Width of the counter; None if it never wraps.
        kind: How far it can be trusted.
    """

    tick_hz: float
    bits: int | None = None
    kind: ClockKind = ClockKind.CLOCK

    def __post_init__(self) -> None:
        if not self.tick_hz > 0:
            msg = "tick_hz must be positive"
            raise ValueError(msg)

    @property
    def wrap_s(self) -> float | None:
        """After how long the counter comes round; None if it never does."""
        return None if self.bits is None else 2.0**self.bits / self.tick_hz


class ClockMapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the map to the session clock adapts.

    Attributes:
        window_s: Span of the sliding minimum.
        fall: Fastest fall of the offset, s per s: an earlier arrival is better proof.
        rise: Fastest rise of the offset, s per s; covers clocks 1000 ppm slow.
    """

    window_s: float = 20.0
    fall: float = 0.1
    rise: float = 0.002


class TickUnwrap:
    """Undoes the overflow of a tick counter, over silences of many wraps too."""

    def __init__(self, settings: ClockSettings) -> None:
        self._modulus = 2.0**settings.bits if settings.bits is not None else None
        self.tick_hz = settings.tick_hz  # may be set anew as it is known better
        self._last: tuple[float, float] | None = None  # arrival, unwrapped counts

    def feed(self, arrival: float, ticks: FloatArray) -> FloatArray:
        """Return device times, s, of one notification's samples, shape (n,).

        The arrivals tell how many wraps a silence holds. Times that go back by less
        than half a wrap stay so: they are duplicates.
        """
        return np.asarray(self.counts(arrival, ticks) / self.tick_hz)

    def counts(self, arrival: float, ticks: FloatArray) -> FloatArray:
        """Return the same in counts."""
        if self._modulus is None:
            return ticks
        start = float(ticks[0])
        inside = ticks - start
        if inside[-1] < 0:
            inside = np.mod(inside, self._modulus)
        first = self._nearest(arrival, start % self._modulus)
        if self._last is None or first > self._last[1]:
            self._last = (arrival, first)
        inside += first
        return inside

    def _nearest(self, arrival: float, tick: float) -> float:
        if self._last is None or self._modulus is None:
            return tick
        last_arrival, last = self._last
        expected = last + (arrival - last_arrival) * self.tick_hz
        return tick + self._modulus * round((expected - tick) / self._modulus)


class ClockMap:
    """Gives every sample of one sensor its session time, strictly increasing."""

    def __init__(
        self, clock: ClockSettings, settings: ClockMapSettings | None = None
    ) -> None:
        self._clock = clock
        self._settings = settings or ClockMapSettings()
        self.restarts = 0
        self._late_s = RESTART_LATE_S
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a restart of the sensor."""
        self._unwrap = TickUnwrap(self._clock)
        self._earliest: deque[tuple[float, float]] = deque()  # device s, offset
        self._offset = 0.0
        self._device = -np.inf  # newest device time so far
        self._start = 0.0
        self._reference: tuple[float, float] | None = None

    @property
    def ppm(self) -> float | None:
        """Sensor clock against session clock, parts per million; fast is positive.

        None until two full windows have passed.
        """
        if self._reference is None or not self._earliest:
            return None
        then, offset = self._reference
        span = self._device - then
        if span < self._settings.window_s:
            return None
        return (offset - self._earliest[0][1]) / span * 1e6

    @property
    def offset_s(self) -> float | None:
        """Session time at which the sensor's clock showed 0, s; None at first."""
        return self._offset if self._earliest else None

    def resumed(self) -> None:
        """Expect that the sensor's clock may have stood still; see ``SessionTimes``."""
        self._late_s = RESUMED_LATE_S

    def feed(self, arrival: float, packet: Packet) -> tuple[FloatArray, int]:
        """Time one notification's samples.

        Args:
            arrival: When it arrived, session s.
            packet: What it held.

        Returns:
            Session times of the newest samples, shape (m,), m <= n, and n - m, how
            many at the packet's start had come before (duplicates).
        """
        device = self._unwrap.feed(arrival, packet.ticks)
        newest = float(device[-1])
        if self._restarted(newest, arrival - newest):
            self.reset()
            self.restarts += 1
            device = self._unwrap.feed(arrival, packet.ticks)
            newest = float(device[-1])
        old = 0
        if device[0] <= self._device:
            old = int(np.searchsorted(device, self._device, side="right"))
            if old == len(device):
                return _NO_SAMPLES, old
        self._adapt(newest, arrival - newest)
        return device[old:] + self._offset, old

    def _restarted(self, device: float, offset: float) -> bool:
        if not self._earliest:
            return False
        change = offset - self._offset
        late_s, self._late_s = self._late_s, RESTART_LATE_S
        back = device < self._device - RESTART_BACK_S
        return back or change < -RESTART_EARLY_S or change > late_s

    def _adapt(self, device: float, offset: float) -> None:
        earliest = self._earliest
        while earliest and earliest[-1][1] >= offset:
            earliest.pop()
        earliest.append((device, offset))
        while earliest[0][0] < device - self._settings.window_s:
            earliest.popleft()
        target = earliest[0][1]
        if self._device == -np.inf:
            self._offset = target
            self._start = device
        elapsed = max(device - self._device, 0.0)
        if elapsed < np.inf:
            fall, rise = self._settings.fall * elapsed, self._settings.rise * elapsed
            self._offset += min(max(target - self._offset, -fall), rise)
        self._device = device
        if self._reference is None and device - self._start > self._settings.window_s:
            self._reference = (device, target)
