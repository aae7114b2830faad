"""What detection of holds and of twists have in common; see ``Detector``."""

import math

from monitor.detection.numbers import Numbers
from monitor.detection.plain_set import PlainSet
from monitor.model.body import BenchReference, Limits, Window
from monitor.model.events import (
    Event,
    Notice,
    RangeMeasured,
    RangeProgress,
    SetEndReason,
)
from monitor.model.records import AddRep, StrikeRep, UndoRepEdit


class PlainDetection:
    """Keeps a set; takes what concerns it, and passes over what does not.

    Args:
        limits: What the sets are judged by.
        numbers: Gives sets, reps, holds and events their numbers.
    """

    def __init__(self, limits: Limits, numbers: Numbers) -> None:
        self._numbers = numbers
        self._set = PlainSet(numbers, limits, limits)
        self._slipping = False
        self._last_s = math.nan

    @property
    def in_set(self) -> bool:
        """Whether a set is running."""
        return self._set.running is not None

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one."""
        raise NotImplementedError

    def end_session(self, t: float) -> list[Event]:
        """End the running set with the session."""
        return self.end_set(t, SetEndReason.SESSION_END)

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike or add a rep as a person says, or take that back."""
        return self._set.edit(edit)

    def use_limits(self, t: float, limits: Limits) -> list[Event]:
        """Judge the sets from the next one on by other limits."""
        del t
        self._set.use_limits(limits)
        return []

    def use_reference(self, reference: BenchReference | None) -> list[Event]:
        """A bench reference is of the top of reps, and of no use here."""
        del reference
        return []

    def use_table_check(self, *, checked: bool) -> list[Event]:
        """There is no verdict whose band a table check narrows."""
        del checked
        return []

    def ignore(self, window: Window) -> list[Event]:
        """Nobody bows in these postures: there is nothing to ignore."""
        del window
        return []

    def follow_range_test(
        self, event: RangeProgress | RangeMeasured | Notice
    ) -> list[Event]:
        """Take the limit that follows from a measured range."""
        self._set.follow_range_test(event)
        return []

    def suspect_slip(self, t: float) -> list[Event]:
        """Say nothing of limits until it is resolved."""
        del t
        self._slipping = True
        return []

    def slip_resolved(self, t: float) -> list[Event]:
        """Judge limits again."""
        del t
        self._slipping = False
        return []
