"""What is remembered of a session: facts, sets, and a set's figures in one row.

Everything here follows from a recording and its journal alone, so the history can be
made anew from them. What isn't known is None: never a guess. Angles are degrees,
positive past neutral where the name says extension, else flexion positive.
"""

from dataclasses import dataclass

from monitor.model.body import CalibrationSource, Limits, Sites
from monitor.model.events import Rep, SetEndReason, TrendKind
from monitor.model.records import (
    LoadUnit,
    PainPlace,
    Placement,
    RedFlag,
    SetKind,
    Side,
)


@dataclass(frozen=True, slots=True)
class SensorLink:
    """How one sensor came through.

    Attributes:
        placement: Where it sat.
        profile: Name of its firmware profile.
        rate_hz: As last measured; None before samples came.
        samples: Samples received.
        lost: Samples known to be lost.
        loss_known: False where losses don't show.
    """

    placement: Placement
    profile: str
    rate_hz: float | None
    samples: int
    lost: int
    loss_known: bool


@dataclass(frozen=True, slots=True)
class Pain:
    """Pain as told: 0 to 10, and where; an untold place counts as the low back."""

    score: float
    place: PainPlace | None = None


@dataclass(frozen=True, slots=True)
class HipRep:
    """What a thigh's sensor told of a rep; see ``ThighRep``."""

    placement: Placement
    hip_deg: float | None
    inward_deg: float | None
    bound_deg: float | None


@dataclass(frozen=True, slots=True)
class KeptRep:
    """A rep as last revised.

    Attributes:
        rep: The rep.
        struck: A person said it was none; it counts no longer but is kept.
        roll_range_deg: Left-right tilt of the pelvis within the rep; None if not
            measured.
        roll_at_top_deg: Tilt at the top against the start of the rep, positive where
            the right side is the lower one; None if not measured.
        side: To which side a twist went.
        hips: What sensors on the thighs told, at most one each.
    """

    rep: Rep
    struck: bool = False
    roll_range_deg: float | None = None
    roll_at_top_deg: float | None = None
    side: Side | None = None
    hips: tuple[HipRep, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold of a plank.

    Attributes:
        start_s: Session s.
        held_s: How long.
        clean_s: Until a limit was passed; ``held_s`` if it never was; None if not
            measured.
        reason: Why it ended, one sentence.
    """

    start_s: float
    held_s: float
    clean_s: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetFacts:
    """One set.

    Attributes:
        index: From 1 in its session, as the set events count.
        exercise: Its name in files; of a person's own exercise, "own:" and its name.
        start_s: Session s.
        end_s: Session s; None if the recording ends within it.
        end_reason: Why it ended.
        limits: What it was judged by.
        side: Of a one-sided exercise.
        kind: What for, as told; None if nobody said so.
        load_kg: The whole load; None if it isn't known.
        load_unit: In which it was told.
        rpe: 1 to 10, as told.
        pain: As told.
        notes: A person's words.
        reps: Full and partial ones, in order of time, struck ones included.
        added: Reps that a person added later, beyond those in ``reps``.
        holds: Of a hold.
        reference_deg: Lumbar flexion of the bench reference in force; None without.
        trend: Why the angle at the top changes, if it does.
        slope_deg_per_rep: By how much; positive is more extension.
        alerts: Onsets past a limit, anticipated ones left out.
        anticipated: Onsets whose angle then stayed below the limit.
        cues: Alerts of level caution and above that sounded in it.
        over_limit_s: Time past a limit.
        rezeros: Re-zeros within it, or since the set before.
        samples: Received in its span, both sensors.
        lost: Known to be lost in its span, both sensors.
    """

    index: int
    exercise: str
    start_s: float
    end_s: float | None
    end_reason: SetEndReason | None
    limits: Limits
    side: Side | None = None
    kind: SetKind | None = None
    load_kg: float | None = None
    load_unit: LoadUnit = LoadUnit.KG
    rpe: float | None = None
    pain: Pain | None = None
    notes: tuple[str, ...] = ()
    reps: tuple[KeptRep, ...] = ()
    added: int = 0
    holds: tuple[Hold, ...] = ()
    reference_deg: float | None = None
    trend: TrendKind | None = None
    slope_deg_per_rep: float | None = None
    alerts: int = 0
    anticipated: int = 0
    cues: int = 0
    over_limit_s: float = 0.0
    rezeros: int = 0
    samples: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One recording of a session.

    Attributes:
        name: The recording's file name.
        started_utc: Wall clock at its start, ISO 8601.
        lifter: Who wore the sensors; empty if not told.
        program: Name and version of the program that recorded it.
        settings_sha256: Of the settings at the start, as they stand in the file.
        source: Where the records come from: addresses of sensors, or files.
        duration_s: From its first to its last record.
        exercise: At its end.
        limits: In force at its end.
        sites: Where the sensors sat.
        calibration: How the calibration in force last came about; None without one.
        quality: Of that calibration, 0 to 1.
        reference_deg: Lumbar flexion of the bench reference; None without one.
        neutral_drift_deg: At the session's end; None if not measured.
        sensors: How they came through.
        sets: In order of time.
        notes: A person's words about the whole session.
        pain: Told before any set.
        morning_worse: What was told of the morning after the session *before* this one.
        red_flags: As told last in it; empty takes back; None if nothing was told.
        notices: What a person was told of straps, sensors and the like, in order.
        cut: The recording was not closed properly.
    """

    name: str
    started_utc: str
    lifter: str
    program: str
    settings_sha256: str
    source: str
    duration_s: float
    exercise: str
    limits: Limits
    sites: Sites
    calibration: CalibrationSource | None = None
    quality: float | None = None
    reference_deg: float | None = None
    neutral_drift_deg: float | None = None
    sensors: tuple[SensorLink, ...] = ()
    sets: tuple[SetFacts, ...] = ()
    notes: tuple[str, ...] = ()
    pain: Pain | None = None
    morning_worse: bool | None = None
    red_flags: tuple[RedFlag, ...] | None = None
    notices: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class SetSummary:
    """A set's figures in one row: what rules, trends and tables read.

    Counts are of full reps that stand (struck ones left out, added ones in).

    Attributes:
        session: The recording's file name, or the name of an imported log.
        utc: Wall clock at the set's start, ISO 8601.
        lifter: Who; empty if not told.
        index: The set's index in its session.
        exercise: See ``SetFacts``.
        side: See ``SetFacts``.
        kind: As told; None if nobody said so.
        load_kg: None if it isn't known.
        load_unit: In which it was told.
        rpe: As told.
        pain: As told.
        reps: Counted.
        partial: Partial reps, which don't count.
        by_hand: Of ``reps``, those that a person added.
        scored: Of ``reps``, those that were judged.
        clean: Of ``scored``.
        borderline: Of ``scored``.
        faults: Of ``scored``.
        limit_deg: Limit of extension, positive.
        peak_deg: Largest extension of the scored reps.
        margin_deg: ``limit_deg`` less ``peak_deg``: negative past the limit.
        top_change_deg: Median of the tops against the bench reference of that day.
        top_flexion_deg: Median lumbar flexion at the tops.
        slope_deg_per_rep: See ``SetFacts``.
        trend: See ``SetFacts``.
        rom_deg: Median ROM.
        concentric_s: Median.
        hold_s: Median.
        eccentric_s: Median.
        tension_s: Time under tension: from each onset to its end, summed.
        speed_loss_pct: Mean concentric *angular* speed of the last rep against the
            fastest one, percent lost. It is not the bar's speed.
        rom_spread_pct: Standard deviation of the ROM over its mean, percent.
        roll_range_deg: Median left-right tilt of the pelvis in a rep.
        held_s: Longest hold.
        clean_s: Longest clean hold.
        left: Twists, or reps, to the left.
        right: Likewise.
        over_limit_s: Time past a limit.
        alerts: Onsets past a limit.
        loss_pct: Samples lost, percent; None where that isn't known.
        duration_s: From start to end.
        sites: Where the sensors sat; None for what no sensor measured.
    """

    session: str
    utc: str
    lifter: str
    index: int
    exercise: str
    side: Side | None = None
    kind: SetKind | None = None
    load_kg: float | None = None
    load_unit: LoadUnit = LoadUnit.KG
    rpe: float | None = None
    pain: Pain | None = None
    reps: int = 0
    partial: int = 0
    by_hand: int = 0
    scored: int = 0
    clean: int = 0
    borderline: int = 0
    faults: int = 0
    limit_deg: float | None = None
    peak_deg: float | None = None
    margin_deg: float | None = None
    top_change_deg: float | None = None
    top_flexion_deg: float | None = None
    slope_deg_per_rep: float | None = None
    trend: TrendKind | None = None
    rom_deg: float | None = None
    concentric_s: float | None = None
    hold_s: float | None = None
    eccentric_s: float | None = None
    tension_s: float | None = None
    speed_loss_pct: float | None = None
    rom_spread_pct: float | None = None
    roll_range_deg: float | None = None
    held_s: float | None = None
    clean_s: float | None = None
    left: int | None = None
    right: int | None = None
    over_limit_s: float = 0.0
    alerts: int = 0
    loss_pct: float | None = None
    duration_s: float | None = None
    sites: Sites | None = None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session's own words in one row, besides its sets.

    Attributes:
        session: The recording's file name.
        utc: Wall clock at its start, ISO 8601.
        lifter: Who; empty if not told.
        pain: The worst told in it, of the places that feed the rules about the back.
        morning_worse: What was told, later, of the morning after *this* session.
        red_flags: As told last in it; empty takes back; None if nothing was told.
        quality: Of its calibration, 0 to 1.
        reference_deg: Lumbar flexion of its bench reference.
        neutral_drift_deg: At its end.
        sites: Where the sensors sat.
        notes: A person's words.
    """

    session: str
    utc: str
    lifter: str
    pain: float | None = None
    morning_worse: bool | None = None
    red_flags: tuple[RedFlag, ...] | None = None
    quality: float | None = None
    reference_deg: float | None = None
    neutral_drift_deg: float | None = None
    sites: Sites | None = None
    notes: tuple[str, ...] = ()
