"""All kinds of taps: three on both sensors, one on one sensor, two on one sensor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.dsp.double_tap import DoubleTaps
from monitor.dsp.rows import samples_whole
from monitor.dsp.sync import SyncTaps
from monitor.dsp.taps import Taps
from monitor.model.blocks import Samples
from monitor.model.events import DoubleTapped, Notice, Tapped
from monitor.model.records import TRUNK, Placement


@dataclass(frozen=True, slots=True)
class Felt:
    """Which taps are over.

    Attributes:
        thrice: Three on both sensors.
        once: One, or a few in a row, on one sensor.
        twice: Two on one sensor.
    """

    thrice: Sequence[Notice] = ()
    once: Sequence[Tapped] = ()
    twice: Sequence[DoubleTapped] = ()


class _Stage(Protocol):
    def passes_over(self, samples: Samples, /) -> bool: ...


class Tapping:
    """Feeds every kind of tap; of samples seen ahead, only what may matter."""

    def __init__(self) -> None:
        self._sync = SyncTaps()
        self._taps = Taps()
        self._double_taps = DoubleTaps()
        self._over: dict[tuple[_Stage, Placement], int] = {}

    def look_ahead(self, blocks: Sequence[Samples]) -> None:
        """Find out which of the blocks that are fed next can't matter.

        Args:
            blocks: The next ones, in the order in which they will be fed.
        """
        for placement in TRUNK:
            mine = [each for each in blocks if each.placement is placement]
            if not mine:
                continue
            whole = samples_whole(mine)
            for stage in (self._sync, self._taps, self._double_taps):
                if stage.passes_over(whole):
                    self._over[stage, placement] = len(mine)

    def feed(self, samples: Samples) -> Felt:
        """Take one sensor's samples; return the taps that are over."""
        return Felt(
            () if self._passed(self._sync, samples) else self._sync.feed(samples),
            () if self._passed(self._taps, samples) else self._taps.feed(samples),
            ()
            if self._passed(self._double_taps, samples)
            else self._double_taps.feed(samples),
        )

    def _passed(self, stage: _Stage, samples: Samples) -> bool:
        """Whether a block was found not to matter."""
        left = self._over.get((stage, samples.placement), 0)
        if left:
            self._over[stage, samples.placement] = left - 1
        return left > 0
