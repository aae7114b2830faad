"""Counts what each sensor delivered and what was lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.analysis.results import SensorResult
from monitor.model.blocks import Samples
from monitor.model.events import LinkStatus, StreamGap
from monitor.model.records import Placement


@dataclass(frozen=True, slots=True)
class SensorFacts:
    """What is known of a sensor beforehand: its profile and nominal rate."""

    profile: str
    rate_hz: float


class SensorTally:
    """One sensor's samples, lost samples and clock."""

    def __init__(self, facts: SensorFacts) -> None:
        self._facts = facts
        self._samples = 0
        self._first: float | None = None
        self._newest = 0.0
        self._clock_ppm: float | None = None
        self._status: LinkStatus | None = None
        self._gaps: list[StreamGap] = []

    def feed(self, output: Samples | StreamGap | LinkStatus) -> None:
        """Take one output that concerns this sensor."""
        match output:
            case Samples():
                self._count(output)
            case StreamGap():
                self._gaps.append(output)
            case LinkStatus():
                self._status = output
                if output.clock_ppm is not None:
                    self._clock_ppm = output.clock_ppm

    def _count(self, samples: Samples) -> None:
        if not len(samples.t):
            return
        self._samples += int((~samples.bridged).sum())
        if self._first is None:
            self._first = float(samples.t[0])
        self._newest = float(samples.t[-1])

    def result(self, placement: Placement) -> SensorResult:
        """Return the sensor's line of the analysis."""
        return SensorResult(
            placement=placement,
            profile=self._facts.profile,
            rate_hz=self._rate_hz(),
            samples=self._samples,
            lost=self._lost_in_all(),
            clock_ppm=self._clock_ppm,
        )

    def _rate_hz(self) -> float | None:
        if self._first is None or self._newest <= self._first:
            return None
        steps = self._samples + self._lost_in_all() - 1
        return steps / (self._newest - self._first)

    def _lost_in_all(self) -> int:
        """Return what the last link status says, and the gaps that came after it.

        The sensor's own counter, if it has one, is behind the status and knows best.
        """
        status = self._status
        if status is None or status.age_s is None:
            return sum(gap.lost for gap in self._gaps)
        newest = status.t - status.age_s
        return status.lost + sum(gap.lost for gap in self._gaps if gap.t > newest)

    def expected(self, start: float, end: float) -> float:
        """Return how many samples should have come from ``start`` to ``end``."""
        return max(end - start, 0.0) * self._facts.rate_hz

    def lost(self, start: float, end: float) -> float:
        """Return how many samples were lost from ``start`` to ``end``."""
        return sum(gap.lost * _share(gap, start, end) for gap in self._gaps)


def _share(gap: StreamGap, start: float, end: float) -> float:
    length = gap.t - gap.start_s
    inside = min(gap.t, end) - max(gap.start_s, start)
    return min(max(inside / length, 0.0), 1.0) if length > 0 else 0.0


def loss_pct(
    tallies: Mapping[Placement, SensorTally], start: float, end: float
) -> float:
    """Return lost over expected samples of all sensors in a span, percent."""
    expected = sum(tally.expected(start, end) for tally in tallies.values())
    lost = sum(tally.lost(start, end) for tally in tallies.values())
    return 100.0 * min(lost / expected, 1.0) if expected > 0 else 0.0
