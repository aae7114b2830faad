"""The detection that fits the exercise: reps by pitch, holds, twists.

Each kind has a module of its own with the same interface. All kinds hear of limits,
references and slips; only the exercise's own is fed.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from monitor.detection.detection import Detection, DetectionSettings
from monitor.detection.exercises import EXERCISES
from monitor.detection.forms import HOLDS, TWISTS
from monitor.detection.holds import HoldDetection
from monitor.detection.numbers import Numbers
from monitor.detection.twists import TwistDetection
from monitor.model.blocks import Planes, Posture
from monitor.model.body import BenchReference, Limits, Window
from monitor.model.events import (
    Event,
    Notice,
    RangeMeasured,
    RangeProgress,
    SetEndReason,
)
from monitor.model.records import AddRep, ExerciseName, SetSide, StrikeRep, UndoRepEdit


class Detector(Protocol):
    """Tells of one kind of exercise; see ``Detection`` for what each does."""

    @property
    def wants_planes(self) -> bool:
        """Whether ``feed`` makes use of side lean and twist."""

    @property
    def in_set(self) -> bool:
        """Whether a set is running."""

    @property
    def in_rep(self) -> bool:
        """Whether a rep or a hold is under way."""

    def feed(self, posture: Posture, planes: Planes | None = None) -> list[Event]:
        """Return the events that these samples complete, in order of time."""

    def start_set(self, t: float) -> list[Event]:
        """Start a set now."""

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one."""

    def end_session(self, t: float) -> list[Event]:
        """End the running set with the session."""

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike or add a rep as a person says, or take that back."""

    def use_limits(self, t: float, limits: Limits) -> list[Event]:
        """Judge the sets from the next one on by other limits."""

    def use_exercise(self, t: float, exercise: ExerciseName) -> list[Event]:
        """End the set and go on with another exercise of this kind."""

    def use_reference(self, reference: BenchReference | None) -> list[Event]:
        """Compare with a bench reference from here on."""

    def use_table_check(self, *, checked: bool) -> list[Event]:
        """Take that the sensors were checked on a table, or weren't."""

    def ignore(self, window: Window) -> list[Event]:
        """Let no sample of a window, past or to come, be part of a rep."""

    def follow_range_test(
        self, event: RangeProgress | RangeMeasured | Notice
    ) -> list[Event]:
        """Take how a test of the own range goes."""

    def suspect_slip(self, t: float) -> list[Event]:
        """Take that a strap may have slipped."""

    def slip_resolved(self, t: float) -> list[Event]:
        """Take that angles may be believed again."""

    def tick(self, t: float) -> list[Event]:
        """Take that time passed."""


class Detections:
    """Tells of whatever exercise is trained; the interface is that of ``Detector``.

    Args:
        exercise: What is trained at first.
        limits: What the sets are judged by.
        settings: Of all kinds.
    """

    def __init__(
        self, exercise: ExerciseName, limits: Limits, settings: DetectionSettings
    ) -> None:
        numbers = Numbers()
        repeated = set(EXERCISES) | ({ExerciseName.OWN} if settings.own else set())
        reps = exercise if exercise in repeated else ExerciseName.HIP_THRUST
        by_pitch = Detection(reps, limits, settings, numbers)
        self._by_pitch = by_pitch
        held = exercise if exercise in HOLDS else ExerciseName.PLANK
        by_hold = HoldDetection(held, limits, settings.holds, numbers)
        twisted = exercise if exercise in TWISTS else ExerciseName.RUSSIAN_TWIST
        by_twist = TwistDetection(twisted, limits, settings.twists, numbers)
        self._kinds: Sequence[tuple[Collection[ExerciseName], Detector]] = (
            (repeated, by_pitch),
            (HOLDS, by_hold),
            (TWISTS, by_twist),
        )
        self._all: Sequence[Detector] = tuple(each for _, each in self._kinds)
        self._own = self._of(exercise)

    @property
    def wants_planes(self) -> bool:
        """Whether ``feed`` makes use of side lean and twist."""
        return self._own.wants_planes

    @property
    def in_set(self) -> bool:
        """Whether a set is running."""
        return self._own.in_set

    @property
    def in_rep(self) -> bool:
        """Whether a rep or a hold is under way."""
        return self._own.in_rep

    def feed(self, posture: Posture, planes: Planes | None = None) -> list[Event]:
        """Return the events that these samples complete, in order of time."""
        return self._own.feed(posture, planes)

    def start_set(self, t: float) -> list[Event]:
        """Start a set now."""
        return self._own.start_set(t)

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one."""
        return self._own.end_set(t, reason)

    def end_session(self, t: float) -> list[Event]:
        """End the running set with the session."""
        return self._own.end_session(t)

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike or add a rep as a person says, or take that back."""
        return self._own.edit(edit)

    def use_limits(self, t: float, limits: Limits) -> list[Event]:
        """Judge the sets from the next one on by other limits."""
        return [event for each in self._all for event in each.use_limits(t, limits)]

    def use_exercise(self, t: float, exercise: ExerciseName) -> list[Event]:
        """End the set and go on with another exercise, maybe of another kind.

        A person's own that the settings don't hold changes nothing.
        """
        if not any(exercise in names for names, _ in self._kinds):
            return []
        events = self.end_set(t, SetEndReason.COMMAND)
        self._own = self._of(exercise)
        return events + self._own.use_exercise(t, exercise)

    def use_side(self, told: SetSide) -> None:
        """Take which leg carries the running set, or between sets the next ones."""
        self._by_pitch.use_side(told)

    def use_reference(self, reference: BenchReference | None) -> list[Event]:
        """Compare with a bench reference from here on."""
        return [event for each in self._all for event in each.use_reference(reference)]

    def use_table_check(self, *, checked: bool) -> list[Event]:
        """Take that the sensors were checked on a table, or weren't."""
        told = [each.use_table_check(checked=checked) for each in self._all]
        return [event for events in told for event in events]

    def ignore(self, window: Window) -> list[Event]:
        """Let no sample of a window, past or to come, be part of a rep."""
        return [event for each in self._all for event in each.ignore(window)]

    def follow_range_test(
        self, event: RangeProgress | RangeMeasured | Notice
    ) -> list[Event]:
        """Take how a test of the own range goes."""
        return [e for each in self._all for e in each.follow_range_test(event)]

    def suspect_slip(self, t: float) -> list[Event]:
        """Take that a strap may have slipped."""
        return [event for each in self._all for event in each.suspect_slip(t)]

    def slip_resolved(self, t: float) -> list[Event]:
        """Take that angles may be believed again."""
        return [event for each in self._all for event in each.slip_resolved(t)]

    def tick(self, t: float) -> list[Event]:
        """Take that time passed."""
        return self._own.tick(t)

    def _of(self, exercise: ExerciseName) -> Detector:
        return next(each for names, each in self._kinds if exercise in names)
