"""Bridges short gaps in a sensor's samples and tells of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.model.blocks import BoolArray, FloatArray
from monitor.model.events import StreamGap
from monitor.model.records import Placement


class GapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as a gap.

    Attributes:
        bridge_s: Longest time without samples that is filled.
        late: A step is a gap past this many nominal sample periods.
        first_rows: After a longer gap, samples are held back until there are so many:
            their slope tells how the sensor turned meanwhile.
    """

    bridge_s: float = 0.2
    late: float = 1.6
    first_rows: int = 4

    def __post_init__(self) -> None:
        if not (self.bridge_s >= 0 and self.late > 1 and self.first_rows >= 1):
            msg = "gaps need bridge_s >= 0, late > 1 and first_rows >= 1"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Samples without an open gap between them.

    Attributes:
        t: Session s, shape (n,).
        values: Accel and gyro, shape (n, 6).
        bridged: True where filled, shape (n,).
        fresh: A longer gap, or the start, lies before the first sample.
    """

    t: FloatArray
    values: FloatArray
    bridged: BoolArray
    fresh: bool


class Gaps:
    """Fills gaps of up to ``bridge_s`` linearly; a longer one parts two stretches."""

    def __init__(
        self, placement: Placement, rate_hz: float, settings: GapSettings | None = None
    ) -> None:
        self._placement = placement
        self._rate_hz = rate_hz
        self._settings = settings or GapSettings()
        self._longest_s = self._settings.late / rate_hz  # from sample to sample
        self._last_t = -np.inf
        self._last_values: FloatArray | None = None
        self._held: Stretch | None = None

    def feed(
        self, t: FloatArray, values: FloatArray
    ) -> tuple[list[Stretch], list[StreamGap]]:
        """Cut a block of samples at its open gaps and fill the short ones.

        Args:
            t: Session times, shape (n,); what does not lie after the last is dropped.
            values: Accel and gyro, shape (n, 6).

        Returns:
            The stretches in order of time, and a gap event for each gap.
        """
        if len(t) and t[0] <= self._last_t:
            later = t > self._last_t
            t, values = t[later], values[later]
        if not len(t):
            return [], []
        late = self._late(t)
        if late:
            result = self._with_gaps(t, values, late)
        else:
            whole = Stretch(t, values, np.zeros(len(t), dtype=np.bool_), fresh=False)
            result = [whole], []
        self._last_t, self._last_values = float(t[-1]), values[-1]
        return self._begun(result[0]), result[1]

    def relabel(self, placement: Placement) -> None:
        """Tell of gaps as this placement's from now on."""
        self._placement = placement

    def _late(self, t: FloatArray) -> list[int]:
        """Samples before which others are missing; the first of all is one."""
        longest, before = self._longest_s, self._last_t
        late: list[int] = []
        for i, now in enumerate(t.tolist()):  # rows are few: a loop is the fastest
            if now - before > longest:
                late.append(i)
            before = now
        return late

    def reset(self) -> None:
        """Forget the past: the next sample starts afresh."""
        self._last_t, self._last_values = -np.inf, None
        self._held = None

    def _begun(self, stretches: list[Stretch]) -> list[Stretch]:
        """Hold a fresh stretch back until its first rows are together."""
        begun: list[Stretch] = []
        for stretch in stretches:
            if self._held is not None:
                if stretch.fresh:
                    begun.append(self._held)
                else:
                    stretch = stretched([self._held, stretch])  # noqa: PLW2901
                self._held = None
            if stretch.fresh and len(stretch.t) < self._settings.first_rows:
                self._held = stretch
            else:
                begun.append(stretch)
        return begun

    def _with_gaps(
        self, t: FloatArray, values: FloatArray, late: list[int]
    ) -> tuple[list[Stretch], list[StreamGap]]:
        stretches: list[Stretch] = []
        gaps: list[StreamGap] = []
        if late[0] > 0:
            stretches.append(self._stretch(t, values, 0, late[0], before=None))
        for start, end in zip(late, [*late[1:], len(t)], strict=True):
            before = (self._last_t, self._last_values)
            if start > 0:
                before = (float(t[start - 1]), values[start - 1])
            if before[1] is not None:
                gaps.append(self._gap(before[0], float(t[start])))
            stretches.append(self._stretch(t, values, start, end, before=before))
        return stretches, gaps

    def _gap(self, start: float, end: float) -> StreamGap:
        lost = max(round((end - start) * self._rate_hz) - 1, 0)
        # By whole samples, so that no gap hangs on the rounding of its times.
        bridged = lost <= round(self._settings.bridge_s * self._rate_hz)
        return StreamGap(end, self._placement, start, lost, bridged)

    def _stretch(
        self,
        t: FloatArray,
        values: FloatArray,
        start: int,
        end: int,
        before: tuple[float, FloatArray | None] | None,
    ) -> Stretch:
        t, values = t[start:end], values[start:end]
        measured = np.zeros(len(t), dtype=np.bool_)
        if before is None:
            return Stretch(t, values, measured, fresh=False)
        last_t, last = before
        if last is None or not self._gap(last_t, float(t[0])).bridged:
            return Stretch(t, values, measured, fresh=True)
        missing = self._gap(last_t, float(t[0])).lost
        share = np.arange(1, missing + 1) / (missing + 1)
        filled_t = last_t + share * (t[0] - last_t)
        filled = last + share[:, None] * (values[0] - last)
        return Stretch(
            np.concatenate((filled_t, t)),
            np.concatenate((filled, values)),
            np.concatenate((np.ones(missing, dtype=np.bool_), measured)),
            fresh=False,
        )


def stretched(parts: Sequence[Stretch]) -> Stretch:
    """Return consecutive stretches as one; only the first may be fresh."""
    if len(parts) == 1:
        return parts[0]
    return Stretch(
        np.concatenate([part.t for part in parts]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.bridged for part in parts]),
        fresh=parts[0].fresh,
    )
