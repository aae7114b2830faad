"""What comes out: events of the stages and detectors, and alerts.

``t`` is the session time of the sample that decided the event, s; where no sample
did (a link, a command), the time of the record. Angles are degrees, flexion positive;
a field named ``extension_deg`` or ``peak_deg`` is positive past neutral.
"""

from dataclasses import dataclass
from enum import StrEnum

from monitor.model.blocks import Posture, Samples
from monitor.model.body import (
    BenchReference,
    Calibration,
    Limits,
    LimitSource,
    SegmentFrame,
)
from monitor.model.records import ExerciseName, LinkState, Placement, Side


class Phase(StrEnum):
    """What the lifter is doing."""

    REST = "rest"  # no set is running
    BOTTOM = "bottom"  # between reps
    CONCENTRIC = "concentric"
    HOLD = "hold"  # at the far end of the rep
    ECCENTRIC = "eccentric"


class Verdict(StrEnum):
    """What is said of a rep's lumbar angle."""

    PENDING = "pending"  # the rep's time is not over yet
    CLEAN = "clean"
    BORDERLINE = "borderline"
    FAULT = "fault"
    NOT_SCORED = "not_scored"


class LimitKind(StrEnum):
    """Which limit was passed."""

    HYPEREXTENSION = "hyperextension"
    FLEXION = "flexion"
    LATERAL = "lateral"  # hips off the line to either side


class TrendKind(StrEnum):
    """Why the lumbar angle at the top changes over a set."""

    ARCH_GROWS = "arch_grows"
    STRAP_CREEPS = "strap_creeps"


class NoticeKind(StrEnum):
    """What a notice is about."""

    STRAP_SLIPPED = "strap_slipped"
    STRAP_CREEPING = "strap_creeping"
    SENSORS_SWAPPED = "sensors_swapped"
    SENSOR_UPSIDE_DOWN = "sensor_upside_down"
    CONTACT_DOUBT = "contact_doubt"
    SENSOR_MISSING = "sensor_missing"
    SENSOR_BACK = "sensor_back"
    SUSPENDED = "suspended"
    BATTERY_LOW = "battery_low"
    CALIBRATION_REFUSED = "calibration_refused"
    CALIBRATION_POOR = "calibration_poor"
    CALIBRATION_VOID = "calibration_void"
    RECALIBRATE = "recalibrate"
    REZERO_REFUSED = "rezero_refused"
    TABLE_CHECK_REFUSED = "table_check_refused"
    BENCH_REFERENCE_REFUSED = "bench_reference_refused"
    RANGE_REFUSED = "range_refused"
    SIDE_BENDS_REFUSED = "side_bends_refused"
    THIGH_REFUSED = "thigh_refused"
    ARCH_GROWING = "arch_growing"
    SYNC_TAPS = "sync"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know that is neither a rep nor a fault.

    Attributes:
        t: Session s.
        kind: What it is about.
        text: One sentence for people.
        placement: The sensor concerned, if one is.
        value: The size of it, in the unit that ``text`` names.
    """

    t: float
    kind: NoticeKind
    text: str
    placement: Placement | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class PacketRejected:
    """A payload did not fit its profile."""

    t: float
    placement: Placement
    reason: str


@dataclass(frozen=True, slots=True)
class StreamGap:
    """Samples are missing.

    Attributes:
        t: Time of the first sample after the gap.
        placement: Whose samples.
        start_s: Time of the last sample before it.
        lost: Samples missing.
        bridged: The gap was short enough to be filled.
    """

    t: float
    placement: Placement
    start_s: float
    lost: int
    bridged: bool


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """How a sensor's stream stands, about once a second.

    Attributes:
        t: Session s.
        placement: Which sensor.
        state: The link's state.
        rate_hz: Measured over the last seconds; None before samples came.
        samples: Samples received since the start.
        lost: Samples known to be lost since the start.
        clock_ppm: Sensor clock against session clock, parts per million; None while
            it can't be told.
        age_s: Record time minus time of the newest sample; None before samples came.
        battery_percent: As last told.
        rssi_dbm: Signal strength as last told, dBm.
        jitter_s: How unevenly notifications arrive: of their delays in the last
            seconds, the 95th percentile minus the smallest. A delay is arrival minus
            session time of the newest sample. None before samples came.
        clock_offset_s: Session time at which the sensor's clock showed 0, s; None
            without a clock of known tick length.
        loss_known: False where neither a clock nor a counter shows that samples are
            missing: ``lost`` then counts silences alone.
        reason: Why the link is as it is; empty if there is nothing to say.
    """

    t: float
    placement: Placement
    state: LinkState
    rate_hz: float | None
    samples: int
    lost: int
    clock_ppm: float | None
    age_s: float | None
    battery_percent: float | None = None
    rssi_dbm: float | None = None
    jitter_s: float | None = None
    clock_offset_s: float | None = None
    loss_known: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LinkChecked:
    """How a sensor came through, lying on the bench.

    Attributes:
        t: Session s.
        placement: Which sensor.
        loss_pct: Samples lost over samples sent, percent; None where losses don't show.
        rssi_dbm: Median signal strength, dBm; as told before, such as when the link was
            made, if it was not told meanwhile; None if it never was.
        rate_hz: Samples received a second.
        ok: Good enough to train with.
        text: One sentence for people, with advice where it is not.
    """

    t: float
    placement: Placement
    loss_pct: float | None
    rssi_dbm: float | None
    rate_hz: float
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A sensor was tapped sharply, outside reps: which one is it?

    Attributes:
        t: Time of the tap's peak, session s.
        placement: The sensor that felt it.
    """

    t: float
    placement: Placement


@dataclass(frozen=True, slots=True)
class DoubleTapped:
    """A sensor was tapped twice in quick succession, outside reps: do something.

    Attributes:
        t: Time of the second tap's peak, session s.
        placement: The sensor that felt it.
    """

    t: float
    placement: Placement


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration is in force."""

    t: float
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Rezeroed:
    """The lumbar zero was moved, or moved back (``undone``)."""

    t: float
    old_offset_deg: float
    new_offset_deg: float
    undone: bool = False


@dataclass(frozen=True, slots=True)
class TableChecked:
    """A sensor's six faces were measured."""

    t: float
    placement: Placement
    bias: tuple[float, float, float]
    scale: tuple[float, float, float]
    date: str


@dataclass(frozen=True, slots=True)
class BenchReferenceSet:
    """The top of slow reps without load is known."""

    t: float
    reference: BenchReference


class Movement(StrEnum):
    """What is made thrice in a test of the own range."""

    HINGE = "hinge"  # bending forward from the hips, the back flat
    ARCH = "arch"
    FLATTEN = "flatten"  # tucking the pelvis under and rounding the lower back


@dataclass(frozen=True, slots=True)
class RangeProgress:
    """A test of the own range began, or a movement of it is over.

    Attributes:
        t: Session s.
        cycles: How often the movement was seen; 0 at the start of the test, and again
            if it is asked for again.
        extension_deg: Peak of the arch, past neutral, positive; of a hinge, the
            pelvis's pitch; of a flattening, the flexion past neutral. 0 at the start.
        movement: Which movement is over; at the start, which comes first.
        follows: Which movement is next; None once all are done.
    """

    t: float
    cycles: int
    extension_deg: float
    movement: Movement = Movement.ARCH
    follows: Movement | None = Movement.ARCH


@dataclass(frozen=True, slots=True)
class RangeMeasured:
    """How far the person can extend the lumbar spine; the next set's limit follows.

    A mobility test tells how far the hips hinge and the lumbar spine flexes besides.

    Attributes:
        t: Session s.
        extension_deg: Median of the peaks, past neutral, positive.
        flexion_deg: Most flexion between the arches; negative if they did not come
            back to neutral.
        cycles_deg: The peaks, in order.
        limit_deg: The share of the range that is the limit, positive.
        text: One sentence for people.
        in_force: The sets from the next on are judged by that limit.
        hinge_deg: How far the pelvis pitched forward in the hinges, median; None
            without a mobility test, as all that follows.
        hinge_lumbar_deg: Lumbar flexion at the deepest of the hinges, median: how much
            of the bending the back did, the pelvis's part being ``hinge_deg``.
        flexion_range_deg: Median of the peaks of the flattenings, past neutral,
            positive.
        flexion_limit_deg: The share of that range that is the limit of flexion; None
            also if the range is too small to set one.
    """

    t: float
    extension_deg: float
    flexion_deg: float
    cycles_deg: tuple[float, ...]
    limit_deg: float
    text: str
    in_force: bool = True
    hinge_deg: float | None = None
    hinge_lumbar_deg: float | None = None
    flexion_range_deg: float | None = None
    flexion_limit_deg: float | None = None

    def limits(self, before: Limits) -> Limits:
        """Return the limits that follow, if this is in force.

        Args:
            before: Those in force before; they keep what was not measured.
        """
        flexion = self.flexion_limit_deg or before.flexion_deg
        return Limits(self.limit_deg, flexion, LimitSource.OWN_RANGE)


@dataclass(frozen=True, slots=True)
class SideBendsFound:
    """Two side bends were made; the calibration that they refine follows.

    Attributes:
        t: Session s.
        pelvis_deg: By how much the forward axis that they tell lies to the left of the
            one that followed from the bows; None where that sensor hardly turned.
        lumbar_deg: Likewise.
    """

    t: float
    pelvis_deg: float | None
    lumbar_deg: float | None


@dataclass(frozen=True, slots=True)
class NeutralDrift:
    """How far neutral has moved, standing still at the session's end, degrees."""

    t: float
    drift_deg: float


@dataclass(frozen=True, slots=True)
class SetStarted:
    """A set began; it is judged by these limits.

    Attributes:
        t: Session s.
        index: From 1.
        exercise: What is trained.
        limits: What it is judged by.
        title: Name for people of a person's own exercise; empty for the others.
    """

    t: float
    index: int
    exercise: ExerciseName
    limits: Limits
    title: str = ""


class SetEndReason(StrEnum):
    """Why a set ended."""

    PAUSE = "pause"
    GOT_UP = "got_up"
    COMMAND = "command"
    SESSION_END = "session_end"
    PAIN = "pain"  # or signs that call for urgent care


@dataclass(frozen=True, slots=True)
class SetEnded:
    """A set is over.

    Attributes:
        t: Session s.
        index: From 1.
        reason: Why.
        start_s: When it began, session s.
        reps: Full reps.
        scored: Of those.
        faults: Of those.
        holds: Postures held, in an exercise that is held.
        held_s: The longest of them; None without one.
        clean_s: The longest time of one within the limits; None if not measured.
        left: Of ``reps``, those to the left; None where reps have no side.
        right: Likewise.
    """

    t: float
    index: int
    reason: SetEndReason
    start_s: float
    reps: int
    scored: int
    faults: int
    holds: int = 0
    held_s: float | None = None
    clean_s: float | None = None
    left: int | None = None
    right: int | None = None


class StopReason(StrEnum):
    """Why a person's words call for an end."""

    PAIN = "pain"  # so much that it ends any set
    PAIN_RISES = "pain_rises"  # so much more than before
    RED_FLAGS = "red_flags"  # signs that call for urgent medical care


@dataclass(frozen=True, slots=True)
class StopAsked:
    """What a person told calls for the end of the set; it ends with this.

    Attributes:
        t: Session s.
        reason: Why.
        pain: As told, 0 to 10; None if it isn't about a score.
    """

    t: float
    reason: StopReason
    pain: float | None = None


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The lifter is in another phase."""

    t: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class Rep:
    """A rep as known now; later events of the same ``rep_id`` revise it.

    ``onset_s``, ``reach_s``, ``leave_s``, ``end_s`` are the crossings of 10, 90, 90
    and 10 % of the rep's ROM, outwards and back, session s. A time still ahead is
    None.

    Attributes:
        rep_id: Unique in the session, from 1.
        set_index: Set it belongs to, from 1.
        full: False for a partial rep, which never changes the count.
        onset_s: See above.
        reach_s: See above.
        leave_s: See above.
        end_s: See above.
        rom_deg: Range of motion of the rep's signal.
        peak_extension_deg: Highest extension held 30 ms; None if not measured.
        peak_flexion_deg: Highest flexion held 30 ms; None if not measured.
        peak_at: Phase in which the peak of extension fell.
        over_limit_s: Time past the extension limit.
        change_vs_reference_deg: Top against the bench reference; None without one.
        bottom_flexion_deg: Lumbar angle at the rep's near end; None if not measured.
        top_flexion_deg: Lumbar angle at the rep's far end; None if not measured.
        scored_share: Share of the rep's time with a valid lumbar angle, 0 to 1.
        verdict: What is said of it.
        reason: Why, one sentence.
        by_hand: A person added it: nothing of it was measured, and all its times are
            that moment.
        side: To which side it was made, or of which leg, where that has a meaning.
        rom_drift_deg: Where only the gyro sees the movement, by how much at most its
            drift may falsify ``rom_deg``; None where gravity sees it.
    """

    rep_id: int
    set_index: int
    full: bool
    onset_s: float
    reach_s: float | None
    leave_s: float | None
    end_s: float | None
    rom_deg: float
    peak_extension_deg: float | None = None
    peak_flexion_deg: float | None = None
    peak_at: Phase | None = None
    over_limit_s: float = 0.0
    change_vs_reference_deg: float | None = None
    bottom_flexion_deg: float | None = None
    top_flexion_deg: float | None = None
    scored_share: float = 0.0
    verdict: Verdict = Verdict.PENDING
    reason: str = ""
    by_hand: bool = False
    side: Side | None = None
    rom_drift_deg: float | None = None


@dataclass(frozen=True, slots=True)
class RepCounted:
    """A rep was made, provisionally."""

    t: float
    rep: Rep


@dataclass(frozen=True, slots=True)
class RepRevised:
    """A rep's boundaries, peaks or verdict are known better now."""

    t: float
    rep: Rep


@dataclass(frozen=True, slots=True)
class RepConfirmed:
    """A rep stands; its boundaries and verdict may still be revised in its set."""

    t: float
    rep_id: int


@dataclass(frozen=True, slots=True)
class RepSides:
    """How the pelvis leant to a side in a rep; told again if the rep is revised.

    Roll is the turn about the pelvis's long axis on the back, and its side lean
    upright; gravity sees it in both, without drift. What it changes by within the rep
    needs no neutral. One or two degrees are the measurement's own.

    Attributes:
        t: Session s.
        rep_id: Which rep.
        roll_range_deg: Highest minus lowest roll in the rep; None if not measured.
        roll_at_top_deg: Roll at the rep's far end minus that before its onset;
            positive where the right side is the lower one at the far end. None if
            not measured.
        share: Share of the rep's time with a roll to believe, 0 to 1.
    """

    t: float
    rep_id: int
    roll_range_deg: float | None
    roll_at_top_deg: float | None
    share: float


@dataclass(frozen=True, slots=True)
class PelvicDrop:
    """How far one side of the pelvis is the lower one at the top of a one-sided rep.

    The turn about the pelvis's long axis, seen by gravity, against just before the
    onset. Told with ``RepSides``, and again if that is.

    Attributes:
        t: Session s.
        rep_id: Which rep.
        drop_deg: How far, 0 or more; None if not measured.
        towards: The lower side; None if neither is by more than the band, or if it
            was not measured.
        band_deg: By how much the drop may be wrong.
    """

    t: float
    rep_id: int
    drop_deg: float | None
    towards: Side | None
    band_deg: float


class RetractReason(StrEnum):
    """Why a rep was taken back."""

    GOT_UP = "got_up"  # getting up, lying down, walking looked like a rep
    SETTING_UP = "setting_up"  # moving the bar, shuffling
    NOT_REPEATED = "not_repeated"  # no consistent reps followed
    MERGED = "merged"  # two were one
    REJUDGED = "rejudged"  # follows anew, as full instead of partial or vice versa
    STRUCK = "struck"  # by a person, who may take that back: then it is counted again


@dataclass(frozen=True, slots=True)
class RepRetracted:
    """What was counted was no rep."""

    t: float
    rep_id: int
    reason: RetractReason


@dataclass(frozen=True, slots=True)
class ThighFound:
    """How a thigh's sensor sits is known from here on.

    Attributes:
        t: Session s.
        placement: Which thigh.
        frame: Its axes.
        quality: 0 (useless) to 1.
    """

    t: float
    placement: Placement
    frame: SegmentFrame
    quality: float


@dataclass(frozen=True, slots=True)
class ThighRep:
    """What a thigh's sensor tells of a rep; told again if the rep's times are revised.

    Attributes:
        t: Record time, session s.
        rep_id: Which rep.
        placement: Which thigh.
        hip_deg: Hip angle at the top: 0 straight as in standing, flexed positive; None
            if not measured.
        inward_deg: How far the knee fell inward at most since the rep's onset, by the
            gyro: turning the whole body looks the same. None if not measured.
        bound_deg: How far the gyro may have drifted meanwhile; None as above.
    """

    t: float
    rep_id: int
    placement: Placement
    hip_deg: float | None
    inward_deg: float | None
    bound_deg: float | None


@dataclass(frozen=True, slots=True)
class OverLimitBegan:
    """The lumbar spine passed a limit, or is about to (look-ahead).

    Attributes:
        t: Time of the sample that decided.
        event_id: Unique in the session, from 1.
        kind: Which limit.
        angle_deg: Angle past neutral at that sample, positive.
        limit_deg: The limit, positive.
        rep_id: The rep in which it happened, once that has been counted.
    """

    t: float
    event_id: int
    kind: LimitKind
    angle_deg: float
    limit_deg: float
    rep_id: int | None = None


@dataclass(frozen=True, slots=True)
class OverLimitEnded:
    """The angle is back below the limit by the hysteresis, or is no longer known.

    Attributes:
        t: Time of the sample that decided.
        event_id: Of the ``OverLimitBegan`` that it ends.
        kind: Which limit.
        peak_deg: Largest angle past neutral, positive.
        duration_s: From began to ended.
        anticipated: The angle was about to pass the limit but never did.
    """

    t: float
    event_id: int
    kind: LimitKind
    peak_deg: float
    duration_s: float
    anticipated: bool


@dataclass(frozen=True, slots=True)
class HoldBegan:
    """A posture is held.

    Attributes:
        t: Time of the sample that decided.
        hold_id: Unique in the session, from 1.
        set_index: Set it belongs to, from 1.
        start_s: Since when, session s.
        side: The side lain on; None where that has no meaning.
    """

    t: float
    hold_id: int
    set_index: int
    start_s: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class HoldBroken:
    """A hold's clean time is over: it passed a limit for the first time.

    Attributes:
        t: Time of the sample that decided.
        hold_id: Of its ``HoldBegan``.
        kind: Which limit.
        clean_s: From its start to the passing.
        angle_deg: Angle past neutral at that sample, positive.
    """

    t: float
    hold_id: int
    kind: LimitKind
    clean_s: float
    angle_deg: float


class HoldEndReason(StrEnum):
    """Why a hold ended."""

    LEFT = "left_posture"
    BLIND = "no_samples"
    COMMAND = "command"
    SESSION_END = "session_end"


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """A posture was left.

    Attributes:
        t: Time of the sample that decided, or of the command.
        hold_id: Of its ``HoldBegan``.
        set_index: Set it belongs to.
        start_s: See ``HoldBegan``.
        held_s: From its start to its end.
        clean_s: From its start to the first passing of a limit, else ``held_s``; None
            if too little of the angle was measured.
        reason: Why it ended.
        side: See ``HoldBegan``.
        broken_by: The limit that ended the clean time; None if none did.
        over_limit_s: Time past a limit.
        measured_share: Share of its time with a valid angle, 0 to 1.
    """

    t: float
    hold_id: int
    set_index: int
    start_s: float
    held_s: float
    clean_s: float | None
    reason: HoldEndReason
    side: Side | None = None
    broken_by: LimitKind | None = None
    over_limit_s: float = 0.0
    measured_share: float = 1.0


@dataclass(frozen=True, slots=True)
class TrendFound:
    """The lumbar angle at the top changes from rep to rep."""

    t: float
    kind: TrendKind
    set_index: int
    slope_deg_per_rep: float


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """The recording had to stop; the session goes on."""

    t: float
    reason: str


Event = (
    Notice
    | PacketRejected
    | StreamGap
    | LinkChecked
    | Tapped
    | DoubleTapped
    | Calibrated
    | Rezeroed
    | TableChecked
    | BenchReferenceSet
    | RangeProgress
    | RangeMeasured
    | SideBendsFound
    | NeutralDrift
    | SetStarted
    | SetEnded
    | StopAsked
    | PhaseChanged
    | RepCounted
    | RepRevised
    | RepConfirmed
    | RepSides
    | PelvicDrop
    | RepRetracted
    | ThighFound
    | ThighRep
    | OverLimitBegan
    | OverLimitEnded
    | HoldBegan
    | HoldBroken
    | HoldEnded
    | TrendFound
    | RecordingStopped
)


class Level(StrEnum):
    """How urgent an alert is."""

    INFO = "info"
    CAUTION = "caution"
    DANGER = "danger"
    STOP = "stop"


class Cue(StrEnum):
    """The sound that belongs to an alert, distinct by pitch and rhythm."""

    NONE = "none"  # screen only
    ARMED = "armed"
    NOT_ARMED = "not_armed"
    REP_SCORED = "rep_scored"
    REP_COUNTED_ONLY = "rep_counted_only"
    REP_PARTIAL = "rep_partial"
    CAUTION = "caution"
    DANGER = "danger"
    STOP = "stop"
    SENSOR_LOST = "sensor_lost"
    BATTERY_LOW = "battery_low"
    SET_END = "set_end"
    CALIBRATED = "calibrated"


@dataclass(frozen=True, slots=True)
class Alert:
    """What the athlete is told.

    Attributes:
        t: Time of the record that raised it, session s.
        sample_s: Time of the sample that was the cause; ``t`` where none was.
        level: How urgent.
        cue: The sound; ``NONE`` for the screen alone.
        text: One short sentence for the screen.
        event_id: Of the ``OverLimitBegan`` behind it, if one is.
        rep_id: Of the rep behind it, if one is.
    """

    t: float
    sample_s: float
    level: Level
    cue: Cue
    text: str
    event_id: int | None = None
    rep_id: int | None = None

    @property
    def age_s(self) -> float:
        """From the sample to the alert."""
        return self.t - self.sample_s


Output = Samples | Posture | LinkStatus | Event | Alert
