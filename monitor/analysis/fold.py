"""Folds records and the outputs that they gave into an analysis.

Nothing here measures: every figure is the sum, the last word or the arrival time of
what the pipeline said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.analysis.rep_ledger import LedgerRep, RepLedger, finite, rep_result
from monitor.analysis.results import (
    AlertResult,
    Analysis,
    CalibrationResult,
    HoldResult,
    LimitsResult,
    NoticeResult,
    RepResult,
    SetResult,
    ThighResult,
)
from monitor.analysis.sensor_tally import SensorFacts, SensorTally, loss_pct
from monitor.detection.forms import outward_is_eccentric
from monitor.detection.own_exercise import OwnExercise
from monitor.model.blocks import Samples
from monitor.model.body import Calibration, Limits
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    Event,
    HoldEnded,
    Level,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    RangeMeasured,
    RecordingStopped,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    SetEnded,
    SetEndReason,
    SetStarted,
    StreamGap,
    ThighRep,
    Verdict,
)
from monitor.model.records import (
    THIGHS,
    ExerciseName,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    SwapSensors,
    UseBenchReference,
)

SCHEMA = 1
SCORED = frozenset({Verdict.CLEAN, Verdict.BORDERLINE, Verdict.FAULT})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an analysis is about, as known before the first record.

    Attributes:
        file: Name of what was analysed, for people.
        exercise: Exercise at the start.
        limits: Limits at the start.
        sensors: The sensors that are worn.
        own: The person's own exercise, if there is one.
    """

    file: str
    exercise: ExerciseName
    limits: Limits
    sensors: Mapping[Placement, SensorFacts]
    own: OwnExercise | None = None


class Fold:
    """Takes (record, outputs) pairs in order; ``analysis`` may be asked any time."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._exercise = subject.exercise
        self._limits = subject.limits
        self._tallies = {
            placement: SensorTally(facts)
            for placement, facts in subject.sensors.items()
        }
        self._ledger = RepLedger()
        self._sets: dict[int, SetStarted] = {}
        self._set_ends: dict[int, SetEnded] = {}
        self._holds: list[HoldEnded] = []
        self._alerts: dict[int, AlertResult] = {}
        self._notices: list[NoticeResult] = []
        self._thighs: dict[tuple[int, Placement], ThighRep] = {}
        self._calibration: Calibration | None = None
        self._bench_reference_deg: float | None = None
        self._neutral_drift_deg: float | None = None
        self._span: tuple[float, float] | None = None

    def feed(self, record: Record, outputs: Iterable[Output]) -> None:
        """Take one record and what the pipeline answered to it."""
        self._span = (self._span[0] if self._span else record.t, record.t)
        self._take_command(record)
        rep_events: list[Event] = []
        for output in outputs:
            match output:
                case Samples() | StreamGap() | LinkStatus():
                    self._tallies[output.placement].feed(output)
                case ThighRep(rep_id=rep_id, placement=placement):
                    self._thighs[rep_id, placement] = output
                case RepCounted() | RepRevised() | RepRetracted() | RepSides():
                    rep_events.append(output)
                case _:
                    self._take_output(record.t, output)
        if rep_events:
            self._ledger.feed(record.t, rep_events)

    def _take_command(self, record: Record) -> None:
        match record:
            case SetExercise(exercise=exercise):
                self._exercise = exercise
            case SetLimits(limits=limits):
                self._limits = limits
            case SwapSensors():
                self._tallies = {
                    other(placement): tally
                    for placement, tally in self._tallies.items()
                }
            case UseBenchReference(reference=reference):
                self._bench_reference_deg = reference.lumbar_flexion_deg
            case _:
                pass

    def _take_output(self, t: float, output: Output) -> None:
        match output:
            case OverLimitBegan():
                self._alerts[output.event_id] = _alert(t, output)
            case OverLimitEnded() if output.event_id in self._alerts:
                began = self._alerts[output.event_id]
                self._alerts[output.event_id] = _ended(began, output)
            case SetStarted():
                self._sets[output.index] = output
            case HoldEnded():
                self._holds.append(output)
            case SetEnded():
                self._set_ends[output.index] = output
            case Notice():
                self.notice(output.t, output.kind, output.text)
            case RecordingStopped():
                self.notice(output.t, NoticeKind.RECORDING, output.reason)
            case _:
                self._take_calibration(output)

    def _take_calibration(self, output: Output) -> None:
        match output:
            case Calibrated(calibration=calibration):
                self._calibration = calibration
            case BenchReferenceSet(reference=reference):
                self._bench_reference_deg = reference.lumbar_flexion_deg
            case RangeMeasured(in_force=True):
                self._limits = output.limits(self._limits)
            case NeutralDrift(drift_deg=drift):
                self._neutral_drift_deg = drift
            case _:
                pass

    def notice(self, t: float, kind: NoticeKind, text: str) -> None:
        """Add a notice that does not come out of the pipeline."""
        self._notices.append(NoticeResult(t, kind, text))

    def analysis(self) -> Analysis:
        """Return the analysis of all that was fed."""
        start, end = self._span or (0.0, 0.0)
        numbers = self._set_numbers()
        reps = self._rep_results(numbers)
        return Analysis(
            schema=SCHEMA,
            file=self._subject.file,
            exercise=self._exercise,
            limit_deg=self._limits.extension_deg,
            limits=LimitsResult(
                self._limits.extension_deg,
                self._limits.flexion_deg,
                self._limits.source,
            ),
            duration_s=end - start,
            calibration=self._calibration_result(),
            sensors=[tally.result(where) for where, tally in self._tallies.items()],
            sets=[
                self._set_result(index, number, reps)
                for index, number in numbers.items()
            ],
            reps=reps,
            counts=self._ledger.counts,
            alerts=sorted(self._alerts.values(), key=lambda alert: alert.sample_s),
            notices=sorted(self._notices, key=lambda notice: notice.t_s),
            exercise_title=self._title(),
            holds=[
                hold_result(index, numbers[hold.set_index], hold)
                for index, hold in enumerate(self._holds, start=1)
            ],
            thighs=list(self._thigh_results()),
        )

    def _thigh_results(self) -> Iterator[ThighResult]:
        for index, kept in enumerate(self._ledger.reps, start=1):
            for placement in THIGHS:
                told = self._thighs.get((kept.rep.rep_id, placement))
                if told is not None:
                    figures = (told.hip_deg, told.inward_deg, told.bound_deg)
                    yield ThighResult(index, placement, *figures)

    def _title(self) -> str | None:
        own = self._subject.own
        is_own = self._exercise is ExerciseName.OWN and own is not None
        return own.title if own is not None and is_own else None

    def _set_numbers(self) -> dict[int, int]:
        """Number the sets with reps that stand, or holds, from 1, in order."""
        standing = {kept.rep.set_index for kept in self._ledger.reps}
        standing |= {hold.set_index for hold in self._holds}
        return {index: number for number, index in enumerate(sorted(standing), start=1)}

    def _rep_results(self, numbers: Mapping[int, int]) -> list[RepResult]:
        return [
            rep_result(
                index,
                numbers[kept.rep.set_index],
                kept,
                eccentric_first=self._goes_down_first(kept),
            )
            for index, kept in enumerate(self._ledger.reps, start=1)
        ]

    def _goes_down_first(self, kept: LedgerRep) -> bool:
        exercise, own = self._exercise_of(kept), self._subject.own
        if exercise is ExerciseName.OWN and own is None:
            return False
        return outward_is_eccentric(exercise, own)

    def _exercise_of(self, kept: LedgerRep) -> ExerciseName:
        started = self._sets.get(kept.rep.set_index)
        return started.exercise if started is not None else self._exercise

    def _set_result(self, index: int, number: int, reps: list[RepResult]) -> SetResult:
        start, end = self._set_span(index)
        full = [rep for rep in reps if rep.set == number and rep.full]
        return SetResult(
            index=number,
            start_s=start,
            end_s=end,
            reps=len(full),
            scored=sum(rep.verdict in SCORED for rep in full),
            faults=sum(rep.verdict is Verdict.FAULT for rep in full),
            loss_pct=loss_pct(self._tallies, start, end),
        )

    def _set_span(self, index: int) -> tuple[float, float]:
        """Return a set's start and end.

        A set that a command ended, ends there; any other with its last rep.
        """
        reps = [kept.rep for kept in self._ledger.reps if kept.rep.set_index == index]
        started, ended = self._sets.get(index), self._set_ends.get(index)
        holds = [hold for hold in self._holds if hold.set_index == index]
        first = min([*(r.onset_s for r in reps), *(h.start_s for h in holds)])
        start = started.t if started is not None else first
        if ended is not None:
            start = ended.start_s
        if ended is not None and ended.reason is SetEndReason.COMMAND:
            return start, ended.t
        ends = [rep.end_s or rep.leave_s or rep.onset_s for rep in reps]
        last = max([*ends, *(hold.start_s + hold.held_s for hold in holds)])
        return start, max(last, start)

    def _calibration_result(self) -> CalibrationResult | None:
        found = self._calibration
        if found is None:
            return None
        return CalibrationResult(
            quality=found.quality,
            neutral_s=found.neutral_s,
            bows_s=found.bows_s,
            source=found.source,
            sites=found.sites,
            bench_reference_deg=finite(self._bench_reference_deg),
            neutral_drift_deg=finite(self._neutral_drift_deg),
        )


def other(placement: Placement) -> Placement:
    """Return the other placement of the trunk; a thigh is a thigh."""
    return {
        Placement.PELVIS: Placement.LUMBAR,
        Placement.LUMBAR: Placement.PELVIS,
    }.get(placement, placement)


def hold_result(index: int, set_index: int, hold: HoldEnded) -> HoldResult:
    """Put a hold into the form of the analysis JSON."""
    return HoldResult(
        index=index,
        set=set_index,
        side=hold.side,
        start_s=hold.start_s,
        held_s=hold.held_s,
        clean_s=finite(hold.clean_s),
        broken_by=hold.broken_by,
        over_limit_s=hold.over_limit_s,
        measured_share=hold.measured_share,
        reason=hold.reason,
    )


def _alert(t: float, began: OverLimitBegan) -> AlertResult:
    return AlertResult(
        kind=began.kind,
        level=Level.DANGER,
        sample_s=began.t,
        alert_s=t,
        end_s=None,
        peak_deg=began.angle_deg,
        anticipated=False,
    )


def _ended(alert: AlertResult, ended: OverLimitEnded) -> AlertResult:
    return AlertResult(
        kind=alert.kind,
        level=alert.level,
        sample_s=alert.sample_s,
        alert_s=alert.alert_s,
        end_s=ended.t,
        peak_deg=ended.peak_deg,
        anticipated=ended.anticipated,
    )


def fold(
    subject: Subject, pairs: Iterable[tuple[Record, Iterable[Output]]]
) -> Analysis:
    """Fold all pairs at once."""
    folded = Fold(subject)
    for record, outputs in pairs:
        folded.feed(record, outputs)
    return folded.analysis()
