"""What an analysis says: the structs of the analysis JSON, schema 1.

Times are session seconds, angles degrees, flexion positive; ``peak_extension_deg`` and
``peak_deg`` are positive for extension. What isn't measured is None. The fields and
their order are the format: see ``docs/analysis_json.md``.
"""

from msgspec import Struct, json

from monitor.model.body import CalibrationSource, LimitSource, Sites, Window
from monitor.model.events import (
    HoldEndReason,
    Level,
    LimitKind,
    NoticeKind,
    Phase,
    Verdict,
)
from monitor.model.records import ExerciseName, Placement, Side


class LimitsResult(Struct, frozen=True):
    """The limits in force at the end of the session, both positive."""

    extension_deg: float
    flexion_deg: float
    source: LimitSource


class CalibrationResult(Struct, frozen=True):
    """The calibration in force at the end of the session."""

    quality: float
    neutral_s: Window
    bows_s: Window
    source: CalibrationSource
    sites: Sites
    bench_reference_deg: float | None = None
    neutral_drift_deg: float | None = None


class SensorResult(Struct, frozen=True):
    """What came from one sensor.

    Attributes:
        placement: Where it sat.
        profile: Name of its firmware profile.
        rate_hz: Measured over the session, lost samples included; None if none came.
        samples: Samples received.
        lost: Samples known to be lost.
        clock_ppm: Sensor clock against session clock, parts per million.
    """

    placement: Placement
    profile: str
    rate_hz: float | None
    samples: int
    lost: int
    clock_ppm: float | None


class SetResult(Struct, frozen=True):
    """One set; ``reps``, ``scored`` and ``faults`` are of its full reps.

    ``loss_pct`` is lost samples over expected ones, both sensors, in the set's span.
    """

    index: int
    start_s: float
    end_s: float
    reps: int
    scored: int
    faults: int
    loss_pct: float


class RepResult(Struct, frozen=True):
    """One rep as last revised; see ``monitor.model.events.Rep``.

    ``counted_s`` is the arrival of the notification by which the live count rose; None
    for a partial rep.
    """

    index: int
    set: int
    full: bool
    onset_s: float | None
    reach_s: float | None
    leave_s: float | None
    end_s: float | None
    counted_s: float | None
    rom_deg: float | None
    peak_extension_deg: float | None
    peak_flexion_deg: float | None
    peak_at: Phase | None
    over_limit_s: float | None
    change_vs_reference_deg: float | None
    concentric_s: float | None
    hold_s: float | None
    eccentric_s: float | None
    verdict: Verdict
    scored_share: float
    reason: str
    roll_range_deg: float | None = None
    roll_at_top_deg: float | None = None
    side: Side | None = None
    rom_drift_deg: float | None = None


class HoldResult(Struct, frozen=True):
    """One posture that was held; see ``monitor.model.events.HoldEnded``."""

    index: int
    set: int
    side: Side | None
    start_s: float
    held_s: float
    clean_s: float | None
    broken_by: LimitKind | None
    over_limit_s: float
    measured_share: float
    reason: HoldEndReason


class ThighResult(Struct, frozen=True):
    """What a sensor on a thigh told of a rep; see ``monitor.model.events.ThighRep``.

    ``rep`` is the rep's index in the analysis, from 1.
    """

    rep: int
    placement: Placement
    hip_deg: float | None
    inward_deg: float | None
    bound_deg: float | None


class CountResult(Struct, frozen=True):
    """The live count of full reps changed."""

    t_s: float
    delta: int


class AlertResult(Struct, frozen=True):
    """One onset past a limit, whatever became of its cue."""

    kind: LimitKind
    level: Level
    sample_s: float
    alert_s: float
    end_s: float | None
    peak_deg: float
    anticipated: bool


class NoticeResult(Struct, frozen=True):
    """Something that a person should know."""

    t_s: float
    kind: NoticeKind
    text: str


class Analysis(Struct, frozen=True):
    """All that is said about one session."""

    schema: int
    file: str
    exercise: ExerciseName
    limit_deg: float
    limits: LimitsResult
    duration_s: float
    calibration: CalibrationResult | None
    sensors: list[SensorResult]
    sets: list[SetResult]
    reps: list[RepResult]
    counts: list[CountResult]
    alerts: list[AlertResult]
    notices: list[NoticeResult]
    holds: list[HoldResult] = []
    thighs: list[ThighResult] = []
    exercise_title: str | None = None

    def to_json(self) -> bytes:
        """Return the analysis JSON, indented, with a line break at its end."""
        return json.format(json.encode(self), indent=2) + b"\n"
