"""What of a station has come already, or must not come back."""

from bisect import bisect
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from monitor.net.messages import Told

_AHEAD: Final = 4096  # gaps that may wait to be filled
_SESSIONS: Final = 256  # of a station's past
_NONE: Final = (-1, -1)


class Seen:
    """Which numbers of an outbox have come, as runs without a gap, in order.

    A reader that begins in the middle misses nothing of what was before.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._runs: list[tuple[int, int]] = []  # first and last of each

    def is_new(self, seq: int) -> bool:
        """Take a number; return whether it comes for the first time."""
        place = bisect(self._runs, (seq, seq))
        if place and self._runs[place - 1][1] >= seq:
            return False
        if place < len(self._runs) and self._runs[place][0] == seq:
            return False
        before = place > 0 and self._runs[place - 1][1] == seq - 1
        after = place < len(self._runs) and self._runs[place][0] == seq + 1
        first = self._runs[place - 1][0] if before else seq
        last = self._runs[place][1] if after else seq
        self._runs[place - before : place + after] = [(first, last)]
        if len(self._runs) > _AHEAD:  # what is missing so long won't come any more
            self._runs[:2] = [(self._runs[0][0], self._runs[1][1])]
        return True

    @property
    def missing(self) -> int:
        """How many were skipped so far."""
        return sum(after[0] - run[1] - 1 for run, after in pairwise(self._runs))


@dataclass(slots=True)
class Past:
    """What of a station must not come back.

    Attributes:
        withdrawn: Session and number up to which states are not shown.
        sessions: Those that a newer one has replaced.
        boxes: Outboxes in the order in which they were heard of.
        seen: Numbers of each that have come.
        sets: Order up to which sets were taken back.
        pains: Likewise.
        events: Likewise.
    """

    withdrawn: tuple[str, int] = ("", 0)
    sessions: deque[str] = field(default_factory=lambda: deque(maxlen=_SESSIONS))
    boxes: list[str] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    sets: tuple[int, int] = _NONE
    pains: tuple[int, int] = _NONE
    events: tuple[int, int] = _NONE

    def order(self, told: Told) -> tuple[int, int]:
        """Return what a message is ordered by: its outbox, then its number."""
        if told.box not in self.boxes:
            self.boxes.append(told.box)
        return self.boxes.index(told.box), told.seq
