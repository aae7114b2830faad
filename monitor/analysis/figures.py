"""The figures of one simulated session against its truth."""

from dataclasses import dataclass, field

from monitor.model.blocks import FloatArray


@dataclass(frozen=True, slots=True)
class RepFigures:
    """Full reps found, true, and paired.

    Attributes:
        found: Full reps of ours.
        true: Full reps of the truth.
        paired: Pairs of the same rep.
        errors: Of the four boundaries of each pair, ours minus true, s; NaN unknown.
        pelvis_errors: The same against the boundaries on the pelvis's segment, where
            stiff hips make the trunk's the larger one.
        onsets: True onset of each pair.
        partial_found: Partial reps of ours.
        partial_true: Partial reps of the truth.
    """

    found: int
    true: int
    paired: int
    errors: dict[str, list[float]]
    pelvis_errors: dict[str, list[float]]
    onsets: list[float]
    partial_found: int = 0
    partial_true: int = 0


@dataclass(frozen=True, slots=True)
class CountFigures:
    """How the live count went.

    Attributes:
        sets: True sets.
        exact: Sets at whose end the live count was exact.
        extra: Rises of the count in a session without any rep; None with reps.
    """

    sets: int
    exact: int
    extra: int | None


@dataclass(frozen=True, slots=True, eq=False)
class AngleFigures:
    """Errors of the lumbar angle where it is valid.

    Attributes:
        squared: Sum of squares, deg².
        points: Valid grid points.
        wanted: Grid points of the session after the calibration's bows.
        absolute: Sizes of some of the errors, degrees.
    """

    squared: float
    points: int
    wanted: int
    absolute: FloatArray


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """Crossings of the extension limit and alerts.

    ``clear`` leaves out what lies within 2° of the limit, ``known`` what happened
    while the angle was declared invalid.

    Attributes:
        true: Crossings held for 30 ms while lifting.
        told: Those that an alert belongs to.
        alerts: Alerts of hyperextension.
        right: Those that belong to a crossing, or to one still going on.
        clear_true: Crossings that went 2° past the limit.
        clear_told: Those with an alert.
        clear_false: Alerts while the true angle stayed 2° short of the limit.
        known_true: Crossings while the angle was valid.
        known_told: Those with an alert.
        delays: Crossing to arrival of the alert, s.
        own_delays: From the sample at which the measured angle passed the limit to
            the arrival of the alert, s; what remains of the delay without the error
            of the angle.
    """

    true: int
    told: int
    alerts: int
    right: int
    clear_true: int
    clear_told: int
    clear_false: int
    known_true: int
    known_told: int
    delays: list[float]
    own_delays: list[float]


@dataclass(frozen=True, slots=True)
class SlipFigures:
    """True slips, those noticed in time, and notices without a slip."""

    true: int
    noticed: int
    false: int


@dataclass(frozen=True, slots=True)
class TrendFigures:
    """True sets of eight or more full reps, and in how many a trend was told of."""

    sets: int
    growing: int
    creeping: int


@dataclass(frozen=True, slots=True, eq=False)
class SessionFigures:
    """All figures of one session.

    Attributes:
        calibrated: A calibration was found or taken.
        verdicts: True fault (peak past limit + band) and what the verdict was.
    """

    reps: RepFigures
    counts: CountFigures
    angles: AngleFigures
    alerts: AlertFigures
    slips: SlipFigures
    trends: TrendFigures
    calibrated: bool
    verdicts: list[tuple[str, str]] = field(default_factory=list)
