"""Times the samples of a sensor that has neither a clock nor a counter.

They are taken to be evenly spaced, at a rate that the arrivals tell. A single loss
can't be seen: it makes the rest come early by a sample, and the times give way.
"""

import numpy as np

from monitor.dsp.arrival_line import ArrivalLine, LineTraits
from monitor.model.blocks import FloatArray, Packet

BOUND = 1.25  # how far the rate may be off the nominal one, a factor
# After so long a silence it can't be told how many samples were lost and how many were
# kept and now come at once. What comes in the first moment has no time; from then on
# the samples lie where they arrive.
SILENCE_S = 0.3
FIRST_S = 0.15
SLOPE_S = 10.0
LEVEL_S = 1.5
JUMP_S = 0.1  # so much lost, unseen, becomes a gap

_NO_SAMPLES: FloatArray = np.empty(0)


class CountedClock:
    """Gives samples their session times; the same face as ``ClockMap``.

    Repeated samples can't be told, so there are never any that had come before.
    """

    ppm: float | None = None
    offset_s: float | None = None

    def __init__(self, rate_hz: float) -> None:
        """Make one for this nominal number of samples a second."""
        self._line = ArrivalLine(
            LineTraits(1.0 / rate_hz, BOUND, SLOPE_S, LEVEL_S, jump_s=JUMP_S)
        )
        self._count = 0
        self._arrival = self._resumed = -np.inf

    def resumed(self) -> None:
        """Do nothing: after a silence the samples lie where they arrive anyway."""

    def feed(self, arrival: float, packet: Packet) -> tuple[FloatArray, int]:
        """Time one notification's samples; see ``ClockMap.feed``."""
        n = len(packet.ticks)
        if arrival - self._arrival > SILENCE_S:
            self._resumed = arrival
            self._line.level_anew()
        self._arrival = arrival
        if arrival - self._resumed < FIRST_S:
            return _NO_SAMPLES, n
        counts = self._count + np.arange(n, dtype=np.float64)
        self._count += n
        self._line.feed(arrival, float(counts[-1]))
        return self._line.times(counts), 0
