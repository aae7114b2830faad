"""Which clock gives a stream's samples their session times."""

from typing import Protocol

from monitor.dsp.clock import ClockKind, ClockMap, ClockMapSettings, ClockSettings
from monitor.dsp.counted_clock import CountedClock
from monitor.dsp.measured_clock import CounterClock, MeasuredClock
from monitor.model.blocks import FloatArray, Packet


class SessionTimes(Protocol):
    """What every such clock can."""

    @property
    def ppm(self) -> float | None:
        """Sensor clock against session clock, parts per million; None if unknown."""

    @property
    def offset_s(self) -> float | None:
        """Session time at which the sensor's clock showed 0, s; None if unknown."""

    def resumed(self) -> None:
        """Expect that the sensor's clock may have stood still: a link was made anew.

        If it went on, so does the map to session time.
        """

    def feed(self, arrival: float, packet: Packet) -> tuple[FloatArray, int]:
        """Time one notification's samples.

        Args:
            arrival: When it arrived, session s.
            packet: What it held.

        Returns:
            Session times of the newest samples, shape (m,), m <= n, and n - m, how
            many at the packet's start have no time: they had come before.
        """


def session_times(
    clock: ClockSettings,
    settings: ClockMapSettings,
    rate_hz: float,
    counter_bits: int | None,
    *,
    counts_samples: bool,
) -> SessionTimes:
    """Return the clock for a stream.

    Args:
        clock: Its ticks.
        settings: How a true clock is followed.
        rate_hz: Nominal samples a second.
        counter_bits: Width of its sequence number; None without one.
        counts_samples: The sequence number counts samples, not packets.
    """
    match clock.kind:
        case ClockKind.CLOCK:
            return ClockMap(clock, settings)
        case ClockKind.MEASURED:
            return MeasuredClock(clock)
    if counter_bits is None:
        return CountedClock(rate_hz)
    return CounterClock(rate_hz, counter_bits, counts_samples=counts_samples)
