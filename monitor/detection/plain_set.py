"""A set of holds or twists: when it began, when it is over, what ends it."""

import math
from dataclasses import dataclass

from monitor.detection.numbers import Numbers
from monitor.model.body import Limits, LimitSource
from monitor.model.events import (
    Event,
    Notice,
    RangeMeasured,
    RangeProgress,
    SetStarted,
)
from monitor.model.records import AddRep, ExerciseName, StrikeRep, UndoRepEdit


@dataclass(slots=True)
class PlainSet:
    """The running set, if there is one, without a word about what it is made of.

    Attributes:
        numbers: Gives it its index.
        limits: What the next set will be judged by.
        in_force: What the running set, or the next, is judged by.
        running: Index of the running set; None between sets.
        start_s: Its start.
        quiet_since: Since when nothing of the exercise happened in it.
    """

    numbers: Numbers
    limits: Limits
    in_force: Limits
    running: int | None = None
    start_s: float = math.nan
    quiet_since: float = math.inf

    def start(self, t: float, start_s: float, exercise: ExerciseName) -> list[Event]:
        """Begin a set.

        Args:
            t: Session s, now.
            start_s: When it began.
            exercise: What is trained.
        """
        self.running, self.start_s = self.numbers.new_set(), start_s
        self.quiet_since, self.in_force = t, self.limits
        return [SetStarted(t, self.running, exercise, self.limits)]

    def end(self) -> None:
        """Be between sets."""
        self.running, self.quiet_since = None, math.inf
        self.in_force = self.limits

    def use_limits(self, limits: Limits) -> None:
        """Judge the sets from the next one on by other limits."""
        self.limits = limits
        if self.running is None:
            self.in_force = limits

    def follow_range_test(self, event: RangeProgress | RangeMeasured | Notice) -> None:
        """Take the limit that follows from a measured range."""
        if isinstance(event, RangeMeasured) and event.in_force:
            flexion = self.limits.flexion_deg
            self.use_limits(Limits(event.limit_deg, flexion, LimitSource.OWN_RANGE))

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike or add a rep as a person says, or take that back."""
        edits = self.numbers.edits
        match edit:
            case StrikeRep(t, rep_id):
                return edits.strike(t, rep_id, self.numbers.sets)
            case AddRep(t):
                index = self.numbers.sets
                return edits.add(t, next(self.numbers.reps), index) if index else []
            case UndoRepEdit(t):
                return edits.undo(t, running=self.running)
