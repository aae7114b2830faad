"""Traces a session: what of its detection does not depend on the limits.

Goes through what the pipeline goes through, in the same order, from the postures on:
nothing is decoded, no angle is made anew.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from monitor.detection.pain_watch import PainWatch
from monitor.dsp.battery_watch import BatteryWatch
from monitor.model.blocks import Posture
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    Event,
    NeutralDrift,
    Notice,
    NoticeKind,
    RangeMeasured,
    RangeProgress,
    Rezeroed,
    SetEndReason,
    TableChecked,
)
from monitor.model.records import (
    AddRep,
    EndSession,
    EndSet,
    ExerciseName,
    NewWearer,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    SetPain,
    SetSide,
    StartSet,
    StartTableCheck,
    StrikeRep,
    SwapSensors,
    TellRedFlags,
    Tick,
    UndoRepEdit,
    UseBenchReference,
    UseTableCheck,
)
from monitor.playback.progress import Progress, check
from monitor.playback.series import joined, rows_of
from monitor.playback.sorting import Told, groups, is_doubt, of_command, parted
from monitor.playback.store import Playback, Step
from monitor.playback.surroundings import BodyAgain, TablesChecked
from monitor.playback.trace import Item, Trace
from monitor.playback.traced_detection import TracedDetection


class Tracer:
    """Goes through a session's steps."""

    def __init__(self, playback: Playback, exercise: ExerciseName | None) -> None:
        """Be at the session's start.

        Args:
            playback: A complete one.
            exercise: Judge all as this; None as was set at the time.
        """
        settings = playback.header.settings
        self._playback = playback
        self._kept_exercise = exercise
        self._exercise = exercise or settings.exercise
        self._detection = TracedDetection(
            self._exercise, settings.limits, settings.detection
        )
        self._pain = PainWatch(settings.detection.pain)
        self._body = BodyAgain(settings.body)
        self._battery = BatteryWatch(settings.alerts.battery_low_percent)
        self._tables = TablesChecked(tuple(playback.header.profiles))
        self._items: list[Item] = []
        self._parts: list[Posture | range] = []  # that detection was fed
        self._first_rows, self._block_times = array("q"), array("d")
        self._now = 0.0

    def trace(self, progress: Progress | None = None) -> Trace:
        """Go through all of it.

        Raises:
            Cancelled: As ``progress`` wished.
        """
        for count, step in enumerate(self._playback.steps):
            self._step(step)
            check(progress, count, step.t)
        return Trace(
            self._kept_exercise,
            self._items,
            self._fed(),
            np.array(self._first_rows),
            np.array(self._block_times),
            self._detection.watches(),
            self._playback.clock,
        )

    def _fed(self) -> Posture:
        return joined([self._rows(each) for each in self._parts])

    def _rows(self, part: Posture | range) -> Posture:
        if isinstance(part, Posture):
            return part
        return rows_of(self._playback.posture, slice(part.start, part.stop))

    def _step(self, step: Step) -> None:
        self._now = step.t
        if isinstance(step.record, SwapSensors):
            self._tables.swap()
        in_set = self._detection.in_set
        front, rest = parted(step.outputs)
        self._tell(front)
        self._tell(self._battery.feed(front, in_set=in_set))
        for rows, told in groups(rest, in_set=in_set):
            self._group(rows, told, step.record)
        if step.record is not None:
            self._on_record(step.record)
            self._tell(e for e in step.outputs if isinstance(e, NeutralDrift))
            if not isinstance(step.record, Tick):
                self._item(step.record)

    def _group(
        self, rows: range | None, told: list[Event], record: Record | None
    ) -> None:
        """Take a block of rows, and what was told after it."""
        if rows is not None:
            self._on_rows(rows, told)
        own = of_command(told, record)
        found = [each for each in told if each is not own]
        self._tell(found)
        self._take_effect(found, in_stream=True)
        if own is not None:
            self._tell([own])
            self._take_effect([own], in_stream=False)

    def _on_rows(self, rows: range, told: list[Event]) -> None:
        """Feed rows; take what the body tells of them from the told."""
        posture = self._rows(rows)
        last = self._parts[-1] if self._parts else None
        if isinstance(last, range) and last.stop == rows.start:
            self._parts[-1] = range(last.start, rows.stop)
        else:
            self._parts.append(rows)
        events = self._feed(posture)
        doubts = [each for each in told if is_doubt(each)]
        del told[: len(doubts)]
        self._tell(doubts)
        for notice in self._body.watch(posture, events):
            self._tell([notice])
            match notice:
                case Notice(t, NoticeKind.STRAP_SLIPPED):
                    self._tell(self._detection.suspect_slip(t))
                case BenchReferenceSet(_, reference):
                    self._detection.use_reference(reference)
                case _:
                    pass

    def _feed(self, posture: Posture) -> list[Event]:
        first = self._detection.rows
        self._first_rows.append(first)
        self._block_times.append(self._now)
        events, late = self._detection.fed(posture)
        if not events:
            return events
        times = posture.t.tolist()
        for place, event in enumerate(events):
            row = first + bisect_left(times, event.t)
            key = 3 * row + (2 if place in late else 0)
            self._items.append(Item(key, self._now, event))
        return events

    def _take_effect(self, found: Sequence[Event], *, in_stream: bool) -> None:
        for event in found:
            self._body.hear(event)
            match event:
                case Calibrated(t, calibration):
                    self._tell(self._detection.slip_resolved(t))
                    if calibration.side_bends_s is None or not in_stream:
                        self._on_bows(t, calibration.bows_s, in_stream=in_stream)
                case Rezeroed(t):
                    self._tell(self._detection.slip_resolved(t))
                case TableChecked(_, placement):
                    self._check(placement, is_checked=True)
                case RangeProgress() | RangeMeasured():
                    self._tell(self._detection.follow_range_test(event))
                case Notice(kind=NoticeKind.RANGE_REFUSED):
                    self._tell(self._detection.follow_range_test(event))
                case _:
                    pass

    def _on_bows(
        self, t: float, bows_s: tuple[float, float], *, in_stream: bool
    ) -> None:
        """Bows of a calibration are reps of the trunk bend alone."""
        if self._exercise is not ExerciseName.TRUNK_BEND:
            self._tell(self._detection.ignore(bows_s))
        elif in_stream and t in self._playback.bows:
            self._parts.append(self._playback.bows[t])
            self._feed(self._playback.bows[t])

    def _on_record(self, record: Record) -> None:
        self._tell(self._on_set(record) + self._on_pain(record))
        self._on_setting(record)
        self._tell(self._body.command(record))

    def _on_set(self, record: Record) -> list[Event]:
        detection = self._detection
        match record:
            case StartSet(t):
                return detection.start_set(t)
            case EndSet(t):
                return detection.end_set(t, SetEndReason.COMMAND)
            case EndSession(t):
                return detection.end_session(t)
            case Tick(t):
                return detection.tick(t)
            case StrikeRep() | AddRep() | UndoRepEdit():
                return detection.edit(record)
            case _:
                return []

    def _on_pain(self, record: Record) -> list[Event]:
        if not isinstance(record, SetPain | TellRedFlags | NewWearer):
            return []
        asked = self._pain.feed(record, in_set=self._detection.in_set)
        if asked is None:
            return []
        return [asked, *self._detection.end_set(record.t, SetEndReason.PAIN)]

    def _on_setting(self, record: Record) -> None:
        match record:
            case SetExercise(t, exercise) if self._may_be(exercise):
                self._exercise = exercise
                self._tell(self._detection.use_exercise(t, exercise))
            case SetLimits(t, limits):
                self._detection.use_limits(t, limits)
            case UseBenchReference(_, reference):
                self._detection.use_reference(reference)
            case SetSide():
                self._detection.use_side(record)
            case UseTableCheck(_, placement):
                self._check(placement, is_checked=True)
            case StartTableCheck(_, placement):
                self._check(placement, is_checked=False)
            case _:
                pass

    def _may_be(self, exercise: ExerciseName) -> bool:
        """Whether a change to an exercise counts."""
        own = self._playback.header.settings.detection.own
        known = exercise is not ExerciseName.OWN or own is not None
        return known and self._kept_exercise is None

    def _check(self, placement: Placement, *, is_checked: bool) -> None:
        self._tables.note(placement, is_checked=is_checked)
        self._detection.use_table_check(checked=self._tables.all_checked)

    def _tell(self, told: Iterable[Told]) -> None:
        for each in told:
            self._item(each)

    def _item(self, cause: Told | Record) -> None:
        self._items.append(Item(3 * self._detection.rows, self._now, cause))
