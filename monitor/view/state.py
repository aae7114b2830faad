"""What the live view knows: a pure fold over the outputs.

Nothing here draws, and nothing here looks at a clock.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from monitor.alerts.wording import not_armed, plural
from monitor.detection.forms import HOLDS
from monitor.detection.own_exercise import OwnExercise
from monitor.detection.verdict import Basis, band_deg
from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Alert,
    BenchReferenceSet,
    Calibrated,
    Cue,
    DoubleTapped,
    HoldBegan,
    HoldBroken,
    HoldEnded,
    Level,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    PacketRejected,
    PelvicDrop,
    Phase,
    PhaseChanged,
    RangeMeasured,
    RangeProgress,
    RecordingStopped,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    Rezeroed,
    SetEnded,
    SetStarted,
    SideBendsFound,
    StreamGap,
    Tapped,
    Verdict,
)
from monitor.model.records import TRUNK, ExerciseName, LinkState, Placement, Side
from monitor.pipeline import PipelineSettings
from monitor.view.words import exercise_name, range_step

LOG_LINES = 8
RECENT_REPS = 60  # that charts may mark, whatever their set
_SCORED = frozenset({Verdict.CLEAN, Verdict.BORDERLINE, Verdict.FAULT})
_TOLD_BY_ALERT = frozenset(
    {
        NoticeKind.ARCH_GROWING,
        NoticeKind.STRAP_CREEPING,
        NoticeKind.SUSPENDED,
        NoticeKind.BATTERY_LOW,
    }
)


class Zone(StrEnum):
    """How the lumbar angle stands to its limit."""

    UNKNOWN = "unknown"
    WITHIN = "within"
    NEAR = "near"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of what happened."""

    t: float
    text: str
    level: Level = Level.INFO


@dataclass(frozen=True, slots=True)
class ViewState:
    """Everything that is shown.

    Attributes:
        exercise: What is trained.
        own: The person's own exercise, if the session has one.
        limits: The limits of the running set, or of the next if a range was measured.
        band_deg: So close to the limit is near.
        t: Session s, of the newest output.
        phase: What the lifter is doing.
        set_index: The running or the last set; 0 before the first.
        reps: The reps of that set, in order, partial ones included.
        pelvis_pitch_deg: Newest; None if not measured.
        lumbar_flexion_deg: Newest, flexion positive; None if not measured.
        quality: Of the calibration in force; None without one.
        said_armed: What was last said of alerts; empty before that.
        links: How each sensor stands.
        log: The last things that happened, oldest first.
        sets: The sets that are over.
        dangers: How often a limit was passed.
        recent: The last reps of all sets, in order.
        confirmed: Which of the reps of the set stand for good.
        over: The limit that is passed right now; None within limits.
        was_over: How that ended the last time; None before it.
        warned: The last alert that was more than information; None before one.
        set_started_s: Start of the running set; None outside sets.
        set_ended_s: End of the last set; None before it and while one runs.
        hold: The posture being held; None while none is.
        broken: How the clean time of that hold, or of the last, ended; None if clean.
        holds: The holds of the set that are over.
    """

    exercise: ExerciseName = ExerciseName.HIP_THRUST
    limits: Limits = field(default_factory=Limits)
    band_deg: float = 3.0
    t: float = 0.0
    phase: Phase = Phase.REST
    set_index: int = 0
    reps: tuple[Rep, ...] = ()
    pelvis_pitch_deg: float | None = None
    lumbar_flexion_deg: float | None = None
    quality: float | None = None
    said_armed: str = ""
    links: Mapping[Placement, LinkStatus] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()
    sets: tuple[SetEnded, ...] = ()
    dangers: int = 0
    recent: tuple[Rep, ...] = ()
    confirmed: frozenset[int] = frozenset()
    over: OverLimitBegan | None = None
    was_over: OverLimitEnded | None = None
    warned: Alert | None = None
    set_started_s: float | None = None
    set_ended_s: float | None = None
    hold: HoldBegan | None = None
    broken: HoldBroken | None = None
    holds: tuple[HoldEnded, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether the exercise is held, not repeated."""
        return self.exercise in HOLDS

    @property
    def held_s(self) -> float:
        """How long the posture is held, or was held the last time in the set, s."""
        if self.hold is not None:
            return max(0.0, self.t - self.hold.start_s)
        return self.holds[-1].held_s if self.holds else 0.0

    @property
    def figure(self) -> int:
        """The number to be read from afar: full reps, or seconds held."""
        return int(self.held_s) if self.is_held else self.count

    own: OwnExercise | None = None

    @property
    def title(self) -> str:
        """The exercise's name for people."""
        if self.exercise is ExerciseName.OWN and self.own is not None:
            return self.own.title
        return exercise_name(self.exercise)

    @property
    def in_set(self) -> bool:
        """Whether a set is running."""
        return self.set_started_s is not None

    @property
    def count(self) -> int:
        """Full reps of the set, provisional ones included."""
        return sum(rep.full for rep in self.reps)

    @property
    def armed(self) -> str:
        """Whether alerts would come now, or why not."""
        for placement in TRUNK:
            link = self.links.get(placement)
            if link is None or link.state is not LinkState.STREAMING:
                return not_armed(f"no {placement} sensor")
        if self.quality is None:
            return not_armed("not calibrated")
        return self.said_armed or not_armed("not yet")

    @property
    def zone(self) -> Zone:
        """How the lumbar angle stands to the extension limit."""
        if self.lumbar_flexion_deg is None:
            return Zone.UNKNOWN
        extension = -self.lumbar_flexion_deg
        if extension >= self.limits.extension_deg:
            return Zone.BEYOND
        near = extension >= self.limits.extension_deg - self.band_deg
        return Zone.NEAR if near else Zone.WITHIN


def beginning(settings: PipelineSettings) -> ViewState:
    """Return the state before anything happened."""
    band = settings.detection.reps.band
    return ViewState(
        exercise=settings.exercise,
        own=settings.detection.own,
        limits=settings.limits,
        band_deg=band_deg(band, Basis.SAME_STRAPPING, checked=band.table_checked),
    )


def folded(state: ViewState, output: Output) -> ViewState:
    """Return the state after one more output."""
    match output:
        case Posture():
            return _with_posture(state, output)
        case LinkStatus():
            links = {**state.links, output.placement: output}
            return replace(state, links=links, t=max(state.t, output.t))
        case RepCounted() | RepRevised() | RepRetracted():
            state = _with_recent(_with_rep_event(state, output), output)
            return state if state.in_set else _edited(state, output)
        case RepConfirmed() | OverLimitBegan() | OverLimitEnded():
            return _with_mark(state, output)
        case SetStarted() | SetEnded() | PhaseChanged():
            return _with_set_event(state, output)
        case _:
            return _with_news(state, output)


def _with_news(state: ViewState, output: Output) -> ViewState:
    match output:
        case HoldBegan() | HoldBroken() | HoldEnded():
            return _with_hold(state, output)
        case Calibrated():
            return replace(state, quality=output.calibration.quality)
        case Alert():
            return _with_alert(state, output)
        case Notice(kind=NoticeKind.CALIBRATION_VOID):
            state = replace(state, quality=None)
        case RangeMeasured(in_force=True):
            state = replace(state, limits=output.limits(state.limits))
    line = news(output)
    return state if line is None else _logged(state, line)


def news(output: Output) -> LogLine | None:
    """Return the line that belongs to what happened besides alerts, if one does."""
    match output:
        case Notice() if output.kind not in _TOLD_BY_ALERT:
            return LogLine(output.t, output.text)
        case StreamGap(bridged=False):
            lost_s = output.t - output.start_s
            text = f"{output.placement.capitalize()} sensor: {lost_s:.1f} s missing"
            return LogLine(output.t, text)
        case PacketRejected():
            text = f"{output.placement.capitalize()} sensor: packet refused"
            return LogLine(output.t, f"{text} ({output.reason})")
        case RecordingStopped():
            return LogLine(output.t, f"The recording has stopped: {output.reason}")
        case Tapped() | DoubleTapped():
            twice = " twice" if isinstance(output, DoubleTapped) else ""
            text = f"{output.placement.capitalize()} sensor: tapped{twice}"
            return LogLine(output.t, text)
    return _neutral_news(output)


def _neutral_news(output: Output) -> LogLine | None:
    match output:
        case Rezeroed():
            verb = "Re-zero undone" if output.undone else "Re-zeroed"
            old, new = output.old_offset_deg, output.new_offset_deg
            return LogLine(output.t, f"{verb}: {old:+.1f}° → {new:+.1f}°")
        case BenchReferenceSet(reference=reference):
            angle = reference.lumbar_flexion_deg
            return LogLine(output.t, f"Bench reference: {angle:+.1f}° lumbar flexion")
        case RangeMeasured():
            return LogLine(output.t, output.text)
        case RangeProgress():
            return LogLine(output.t, range_step(output))
        case NeutralDrift() | SideBendsFound() | PelvicDrop(towards=Side()):
            return LogLine(output.t, _found(output))
    return None


def _found(event: NeutralDrift | SideBendsFound | PelvicDrop) -> str:
    if isinstance(event, PelvicDrop):
        drop = event.drop_deg or 0.0
        return f"The {event.towards} side of the pelvis drops by {drop:.0f}° at the top"
    if isinstance(event, NeutralDrift):
        return f"Neutral has moved by {event.drift_deg:+.1f}° over the session"
    apart = abs(event.lumbar_deg or 0.0)
    return f"Side bends: their forward axis and that of the bows are {apart:.1f}° apart"


def _with_posture(state: ViewState, posture: Posture) -> ViewState:
    if not len(posture.t):
        return state
    return replace(
        state,
        t=float(posture.t[-1]),
        pelvis_pitch_deg=_known(float(posture.pelvis_pitch_deg[-1])),
        lumbar_flexion_deg=_known(float(posture.lumbar_flexion_deg[-1])),
    )


def _known(angle: float) -> float | None:
    return None if math.isnan(angle) else angle


def _with_rep_event(
    state: ViewState, event: RepCounted | RepRevised | RepRetracted
) -> ViewState:
    if isinstance(event, RepRetracted):
        kept = tuple(rep for rep in state.reps if rep.rep_id != event.rep_id)
        return replace(state, reps=kept)
    rep = event.rep
    if rep.set_index < state.set_index:
        return state
    known = state.reps if rep.set_index == state.set_index else ()
    by_id = {each.rep_id: each for each in known} | {rep.rep_id: rep}
    reps = tuple(by_id[rep_id] for rep_id in sorted(by_id))
    return replace(state, reps=reps, set_index=rep.set_index)


def _edited(
    state: ViewState, event: RepCounted | RepRevised | RepRetracted
) -> ViewState:
    """Return the state with a set that is over summed up anew, after an edit."""
    last = state.sets[-1] if state.sets else None
    if last is None or last.index != state.set_index or isinstance(event, RepRevised):
        return state
    full = [rep for rep in state.reps if rep.full]
    again = replace(
        last,
        reps=len(full),
        scored=sum(rep.verdict in _SCORED for rep in full),
        faults=sum(rep.verdict is Verdict.FAULT for rep in full),
    )
    verb = "struck" if isinstance(event, RepRetracted) else "added by hand"
    text = f"Rep {verb}: set {last.index} has {plural(len(full), 'rep')}"
    edited = replace(state, sets=(*state.sets[:-1], again))
    return edited if again == last else _logged(edited, LogLine(event.t, text))


def _with_mark(
    state: ViewState, event: RepConfirmed | OverLimitBegan | OverLimitEnded
) -> ViewState:
    if isinstance(event, RepConfirmed):
        return replace(state, confirmed=state.confirmed | {event.rep_id})
    if isinstance(event, OverLimitBegan):
        return replace(state, over=event)
    return replace(state, over=None, was_over=event)


def _with_recent(
    state: ViewState, event: RepCounted | RepRevised | RepRetracted
) -> ViewState:
    if isinstance(event, RepRetracted):
        left = tuple(rep for rep in state.recent if rep.rep_id != event.rep_id)
        return replace(state, recent=left)
    by_id = {rep.rep_id: rep for rep in state.recent} | {event.rep.rep_id: event.rep}
    recent = tuple(by_id[rep_id] for rep_id in sorted(by_id))
    return replace(state, recent=recent[-RECENT_REPS:])


def _with_hold(
    state: ViewState, event: HoldBegan | HoldBroken | HoldEnded
) -> ViewState:
    match event:
        case HoldBegan():
            return replace(state, hold=event, broken=None)
        case HoldBroken():
            return replace(state, broken=event)
        case HoldEnded():
            return replace(state, hold=None, holds=(*state.holds, event))


def _with_set_event(
    state: ViewState, event: SetStarted | SetEnded | PhaseChanged
) -> ViewState:
    if isinstance(event, PhaseChanged):
        return replace(state, phase=event.phase)
    if isinstance(event, SetEnded):
        return replace(
            state,
            sets=(*state.sets, event),
            phase=Phase.REST,
            set_started_s=None,
            set_ended_s=event.t,
        )
    kept = tuple(rep for rep in state.reps if rep.set_index == event.index)
    return replace(
        state,
        set_index=event.index,
        exercise=event.exercise,
        limits=event.limits,
        reps=kept,
        confirmed=frozenset(),
        warned=None,
        set_started_s=event.t,
        set_ended_s=None,
        holds=(),
    )


def _with_alert(state: ViewState, alert: Alert) -> ViewState:
    line = LogLine(alert.t, alert.text, alert.level)
    if alert.cue in (Cue.ARMED, Cue.NOT_ARMED):
        state = replace(state, said_armed=alert.text)
    if alert.level is Level.DANGER and alert.event_id is not None:
        state = replace(state, dangers=state.dangers + 1)
    if alert.level is not Level.INFO:
        state = replace(state, warned=alert)
    return _logged(state, line)


def _logged(state: ViewState, line: LogLine) -> ViewState:
    return replace(state, log=(*state.log, line)[-LOG_LINES:])
