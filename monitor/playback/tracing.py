"""Traces a session: what of its detection does not depend on the limits.

Goes through what the pipeline goes through, in the same order, from the postures on:
nothing is decoded, no angle is made anew.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from monitor.dsp.battery_watch import BatteryWatch
from monitor.model.blocks import Posture, Samples
from monitor.model.events import (
    Alert,
    BenchReferenceSet,
    Calibrated,
    Event,
    LinkChecked,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    PacketRejected,
    PhaseChanged,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    Rezeroed,
    SetEnded,
    SetEndReason,
    SetStarted,
    StreamGap,
    TableChecked,
    Tapped,
    TrendFound,
)
from monitor.model.records import (
    EndSession,
    EndSet,
    ExerciseName,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    StartSet,
    StartTableCheck,
    SwapSensors,
    Tick,
    UseBenchReference,
    UseCalibration,
    UseTableCheck,
)
from monitor.playback.series import joined, rows_of
from monitor.playback.store import Playback, Step
from monitor.playback.surroundings import BodyAgain, TablesChecked
from monitor.playback.trace import Item, Trace
from monitor.playback.traced_detection import TracedDetection

_MADE_ANEW = (
    SetStarted,
    SetEnded,
    PhaseChanged,
    RepCounted,
    RepRevised,
    RepConfirmed,
    RepRetracted,
    OverLimitBegan,
    OverLimitEnded,
    TrendFound,
    BenchReferenceSet,
    NeutralDrift,
)
_NOTICES_MADE_ANEW = frozenset(
    {
        NoticeKind.BATTERY_LOW,
        NoticeKind.STRAP_SLIPPED,
        NoticeKind.SENSOR_UPSIDE_DOWN,
        NoticeKind.STRAP_CREEPING,
        NoticeKind.ARCH_GROWING,
        NoticeKind.BENCH_REFERENCE_REFUSED,
    }
)
_FRONT = (LinkStatus, LinkChecked, StreamGap, PacketRejected)
_FRONT_NOTICES = frozenset(
    {NoticeKind.SUSPENDED, NoticeKind.SENSOR_BACK, NoticeKind.SENSOR_MISSING}
)
Told = Event | LinkStatus


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
        self._body = BodyAgain(settings.body)
        self._battery = BatteryWatch(settings.alerts.battery_low_percent)
        self._tables = TablesChecked(tuple(playback.header.profiles))
        self._items: list[Item] = []
        self._blocks: list[tuple[float, Posture]] = []
        self._first_rows: list[int] = []
        self._now = 0.0

    def trace(self) -> Trace:
        """Go through all of it."""
        for step in self._playback.steps:
            self._step(step)
        return Trace(
            self._kept_exercise,
            self._items,
            joined([posture for _, posture in self._blocks]),
            np.array(self._first_rows, np.float64),
            np.array([t for t, _ in self._blocks]),
            self._detection.watches(),
            self._playback.clock,
        )

    def _step(self, step: Step) -> None:
        self._now = step.t
        if isinstance(step.record, SwapSensors):
            self._tables.swap()
        in_set = self._detection.in_set
        front, rest = _parted(step.outputs)
        self._tell(front)
        self._tell(self._battery.feed(front, in_set=in_set))
        for rows, told in _groups(rest, in_set=in_set):
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
        own = _of_command(told, record)
        found = [each for each in told if each is not own]
        self._tell(found)
        self._take_effect(found, in_stream=True)
        if own is not None:
            self._tell([own])
            self._take_effect([own], in_stream=False)

    def _on_rows(self, rows: range, told: list[Event]) -> None:
        """Feed rows; take what the body tells of them from the told."""
        posture = rows_of(self._playback.posture, slice(rows.start, rows.stop))
        events = self._feed(posture)
        doubts = [each for each in told if _is_doubt(each)]
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
        self._blocks.append((self._now, posture))
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
                    self._on_bows(t, calibration.bows_s, in_stream=in_stream)
                case Rezeroed(t):
                    self._tell(self._detection.slip_resolved(t))
                case TableChecked(_, placement):
                    self._check(placement, is_checked=True)
                case _:
                    pass

    def _on_bows(
        self, t: float, bows_s: tuple[float, float], *, in_stream: bool
    ) -> None:
        """Bows of a calibration are reps of the trunk bend alone."""
        if self._exercise is not ExerciseName.TRUNK_BEND:
            self._tell(self._detection.ignore(bows_s))
        elif in_stream and t in self._playback.bows:
            self._feed(self._playback.bows[t])

    def _on_record(self, record: Record) -> None:
        detection, told = self._detection, list[Event]()
        match record:
            case StartSet(t):
                told = detection.start_set(t)
            case EndSet(t):
                told = detection.end_set(t, SetEndReason.COMMAND)
            case EndSession(t):
                told = detection.end_session(t)
            case Tick(t):
                told = detection.tick(t)
            case _:
                self._on_setting(record)
        self._tell(told)
        self._tell(self._body.command(record))

    def _on_setting(self, record: Record) -> None:
        match record:
            case SetExercise(t, exercise) if self._kept_exercise is None:
                self._exercise = exercise
                self._tell(self._detection.use_exercise(t, exercise))
            case SetLimits(t, limits):
                self._detection.use_limits(t, limits)
            case UseBenchReference(_, reference):
                self._detection.use_reference(reference)
            case UseTableCheck(_, placement):
                self._check(placement, is_checked=True)
            case StartTableCheck(_, placement):
                self._check(placement, is_checked=False)
            case _:
                pass

    def _check(self, placement: Placement, *, is_checked: bool) -> None:
        self._tables.note(placement, is_checked=is_checked)
        self._detection.use_table_check(checked=self._tables.all_checked)

    def _tell(self, told: Iterable[Told]) -> None:
        for each in told:
            self._item(each)

    def _item(self, cause: Told | Record) -> None:
        self._items.append(Item(3 * self._detection.rows, self._now, cause))


def _parted(
    outputs: Sequence[Output | range],
) -> tuple[list[Told], list[range | Event]]:
    """Return what links and streams told, and what followed; made anew is left out."""
    last = -1
    for place, each in enumerate(outputs):
        if isinstance(each, _FRONT) or _is_kind(each, _FRONT_NOTICES):
            last = place
    front: list[Told] = [
        each
        for each in outputs[: last + 1]
        if not isinstance(each, range | Samples | Posture | Alert)
    ]
    rest: list[range | Event] = [
        each
        for each in outputs[last + 1 :]
        if not isinstance(each, Samples | Posture | LinkStatus | Alert)
        and not isinstance(each, _MADE_ANEW)
        and not _is_kind(each, _NOTICES_MADE_ANEW)
    ]
    return front, rest


def _groups(
    rest: Sequence[range | Event], *, in_set: bool
) -> Iterable[tuple[range | None, list[Event]]]:
    """Yield each block of rows and what was told after it; first what came before."""
    rows: range | None = None
    told: list[Event] = []
    for each in rest:
        if isinstance(each, range):
            yield rows, told
            rows, told = each, []
        elif not (in_set and isinstance(each, Tapped)):
            told.append(each)
    yield rows, told


def _of_command(told: Sequence[Event], record: Record | None) -> Event | None:
    """Return the calibration that a command, not the stream, put in force."""
    if not isinstance(record, UseCalibration | SwapSensors):
        return None
    made = [each for each in told if isinstance(each, Calibrated)]
    return made[-1] if made else None


def _is_kind(output: object, kinds: frozenset[NoticeKind]) -> bool:
    return isinstance(output, Notice) and output.kind in kinds


def _is_doubt(event: Event) -> bool:
    return isinstance(event, Notice) and event.kind is NoticeKind.CONTACT_DOUBT
