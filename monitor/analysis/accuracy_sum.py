"""Adds the figures of many simulated sessions up to one line of a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.analysis.agreement import BOUNDARIES
from monitor.analysis.figures import SessionFigures
from monitor.model.blocks import FloatArray


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures over sessions; NaN where there is nothing to judge.

    Attributes:
        sessions: How many.
        calibrated: Share with a calibration.
        rep_f1: Full reps.
        sets_exact: Share of sets at whose end the live count was exact.
        extra: Mean rises of the live count per session without any rep.
        boundary_ms: Mean absolute error of onset, reach, leave, end.
        pelvis_boundary_ms: The same against the pelvis's segment.
        rmse_deg: Of the lumbar angle where valid.
        p95_deg: 95th percentile of its errors' size.
        coverage: Share of the time with a valid lumbar angle.
        recall: Crossings of the limit that an alert belongs to.
        precision: Alerts that belong to a crossing.
        clear_recall: Of crossings that went 2° past the limit.
        known_recall: Of crossings while the angle was valid.
        clear_false: Alerts while the true angle stayed 2° short of the limit.
        delay_ms: Crossing to arrival of its alert, median and 95th percentile.
        own_delay_ms: The measured angle's passing of the limit to arrival, likewise.
        slips_noticed: Share noticed by the end of the next rep.
        false_slips: Notices of a slip that was none.
        growing: Share of sets of 8 or more reps in which a growing arch was told of.
        creeping: Share of them in which a creeping strap was told of.
        right_verdicts: Share of verdicts that agree, those near the limit left out.
        not_scored: Share of full reps without a verdict.
    """

    sessions: int
    calibrated: float
    rep_f1: float
    sets_exact: float
    extra: float
    boundary_ms: tuple[float, ...]
    pelvis_boundary_ms: tuple[float, ...]
    rmse_deg: float
    p95_deg: float
    coverage: float
    recall: float
    precision: float
    clear_recall: float
    known_recall: float
    clear_false: int
    delay_ms: tuple[float, float]
    own_delay_ms: tuple[float, float]
    slips_noticed: float
    false_slips: int
    growing: float
    creeping: float
    right_verdicts: float
    not_scored: float


def summary(sessions: Sequence[SessionFigures]) -> Summary:
    """Add sessions up; those with more reps weigh more."""

    def total(pick: Callable[[SessionFigures], float]) -> float:
        return float(sum(pick(each) for each in sessions))

    extras = [s.counts.extra for s in sessions if s.counts.extra is not None]
    absolute = [s.angles.absolute for s in sessions]
    pairs = [pair for s in sessions for pair in s.verdicts]
    return Summary(
        sessions=len(sessions),
        calibrated=_share(total(lambda s: s.calibrated), len(sessions)),
        rep_f1=_share(
            2 * total(lambda s: s.reps.paired),
            total(lambda s: s.reps.found + s.reps.true),
        ),
        sets_exact=_share(
            total(lambda s: s.counts.exact), total(lambda s: s.counts.sets)
        ),
        extra=float(np.mean(extras)) if extras else np.nan,
        boundary_ms=_boundaries_ms([s.reps.errors for s in sessions]),
        pelvis_boundary_ms=_boundaries_ms([s.reps.pelvis_errors for s in sessions]),
        rmse_deg=float(
            np.sqrt(
                _share(
                    total(lambda s: s.angles.squared), total(lambda s: s.angles.points)
                )
            )
        ),
        p95_deg=_percentile(np.concatenate(absolute) if absolute else [], 95),
        coverage=_share(
            total(lambda s: s.angles.points), total(lambda s: s.angles.wanted)
        ),
        recall=_share(total(lambda s: s.alerts.told), total(lambda s: s.alerts.true)),
        precision=_share(
            total(lambda s: s.alerts.right), total(lambda s: s.alerts.alerts)
        ),
        clear_recall=_share(
            total(lambda s: s.alerts.clear_told), total(lambda s: s.alerts.clear_true)
        ),
        known_recall=_share(
            total(lambda s: s.alerts.known_told), total(lambda s: s.alerts.known_true)
        ),
        clear_false=int(total(lambda s: s.alerts.clear_false)),
        delay_ms=_delays_ms([d for s in sessions for d in s.alerts.delays]),
        own_delay_ms=_delays_ms([d for s in sessions for d in s.alerts.own_delays]),
        slips_noticed=_share(
            total(lambda s: s.slips.noticed), total(lambda s: s.slips.true)
        ),
        false_slips=int(total(lambda s: s.slips.false)),
        growing=_share(
            total(lambda s: s.trends.growing), total(lambda s: s.trends.sets)
        ),
        creeping=_share(
            total(lambda s: s.trends.creeping), total(lambda s: s.trends.sets)
        ),
        right_verdicts=_right_verdicts(pairs),
        not_scored=_share(sum(said == "not_scored" for _, said in pairs), len(pairs)),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _percentile(values: Sequence[float] | FloatArray, q: float) -> float:
    return float(np.percentile(values, q)) if len(values) else float("nan")


def _boundaries_ms(errors: Sequence[Mapping[str, list[float]]]) -> tuple[float, ...]:
    return tuple(
        _mean_absolute([error for each in errors for error in each[name]]) * 1e3
        for name in BOUNDARIES
    )


def _mean_absolute(errors: Sequence[float]) -> float:
    known = np.abs([error for error in errors if np.isfinite(error)])
    return float(known.mean()) if len(known) else float("nan")


def _delays_ms(delays: Sequence[float]) -> tuple[float, float]:
    return 1e3 * _percentile(delays, 50), 1e3 * _percentile(delays, 95)


def _right_verdicts(pairs: Sequence[tuple[str, str]]) -> float:
    """Share that agree, of those that are neither unscored nor truly near the limit."""
    judged = [
        (true, said)
        for true, said in pairs
        if said != "not_scored" and true != "borderline"
    ]
    right = sum(said in {true, "borderline"} for true, said in judged)
    return _share(right, len(judged))
