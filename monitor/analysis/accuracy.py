"""How well an analysis agrees with the truth of a simulated session."""

import itertools
from collections.abc import Sequence

import numpy as np

from monitor.acquisition.simulation.rep_bounds import Bounds
from monitor.acquisition.simulation.truth import (
    TrueEvent,
    TrueRep,
    TrueSet,
    Truth,
)
from monitor.analysis.agreement import BOUNDARIES, RepTimes, Span, matched
from monitor.analysis.compare import full_reps
from monitor.analysis.figures import (
    AlertFigures,
    AngleFigures,
    CountFigures,
    RepFigures,
    SessionFigures,
    SlipFigures,
    TrendFigures,
)
from monitor.analysis.results import AlertResult, Analysis
from monitor.analysis.timeseries import AngleSeries
from monitor.model.events import LimitKind, NoticeKind

EARLY_S, LATE_S = 0.15, 0.6  # an alert this much before or after a crossing is its own
NEAR_DEG = 2.0  # closer to the limit than this, either answer is right
ANGLE_STEP = 5  # every fifth grid point is kept for the percentiles
TREND_REPS = 8  # fewer full reps tell of no trend
REP_LATE_S = 4.0  # a slip after the last rep has this long to be noticed


def session_figures(
    analysis: Analysis, series: AngleSeries, truth: Truth
) -> SessionFigures:
    """Compare one analysis with the truth."""
    return SessionFigures(
        reps=rep_figures(analysis, truth),
        counts=count_figures(analysis, truth),
        angles=angle_figures(series, truth),
        alerts=alert_figures(analysis, series, truth),
        slips=slip_figures(analysis, truth),
        trends=trend_figures(analysis, truth),
        calibrated=analysis.calibration is not None,
        verdicts=verdicts(analysis, truth),
    )


def _times(rep: TrueRep | Bounds) -> RepTimes:
    return RepTimes(rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)


def _true_times(reps: Sequence[TrueRep]) -> list[RepTimes]:
    return [_times(rep) for rep in reps]


def _spans(reps: Sequence[RepTimes]) -> list[Span]:
    return [rep.span for rep in reps]


def rep_figures(analysis: Analysis, truth: Truth) -> RepFigures:
    """Pair full reps by overlap."""
    ours, full = full_reps(analysis), truth.full_reps
    pairs = matched(_spans(ours), _spans(_true_times(full)))
    on_pelvis = [_times(rep.pelvis) for rep in full]
    return RepFigures(
        found=len(ours),
        true=len(full),
        paired=len(pairs),
        errors=_errors(pairs, ours, _true_times(full)),
        pelvis_errors=_errors(pairs, ours, on_pelvis),
        onsets=[full[j].onset_s for _, j in pairs],
        partial_found=sum(not rep.full for rep in analysis.reps),
        partial_true=sum(not rep.full for rep in truth.reps),
    )


def _errors(
    pairs: Sequence[tuple[int, int]],
    ours: Sequence[RepTimes],
    true: Sequence[RepTimes],
) -> dict[str, list[float]]:
    errors: dict[str, list[float]] = {name: [] for name in BOUNDARIES}
    for i, j in pairs:
        both = zip(ours[i].boundaries, true[j].boundaries, strict=True)
        for name, (a, b) in zip(BOUNDARIES, both, strict=True):
            errors[name].append(np.nan if a is None or b is None else a - b)
    return errors


def count_figures(analysis: Analysis, truth: Truth) -> CountFigures:
    """Judge the live count half way between the sets, and in sessions without."""
    if not truth.reps:
        rises = sum(max(count.delta, 0) for count in analysis.counts)
        return CountFigures(0, 0, rises)
    exact = 0
    for kept, (start, end) in _around_sets(truth):
        inside = [c.delta for c in analysis.counts if start < c.t_s <= end]
        exact += sum(inside) == kept.reps
    return CountFigures(len(truth.sets), exact, None)


def _around_sets(truth: Truth) -> list[tuple[TrueSet, Span]]:
    """Pair each set with its time, rests shared half and half with its neighbours."""
    if not truth.sets:
        return []
    halves = [(a.end_s + b.start_s) / 2 for a, b in itertools.pairwise(truth.sets)]
    edges = itertools.pairwise([-np.inf, *halves, np.inf])
    return list(zip(truth.sets, edges, strict=True))


def trend_figures(analysis: Analysis, truth: Truth) -> TrendFigures:
    """Judge what was told of a trend, set by set."""
    told = [
        {notice.kind for notice in analysis.notices if start < notice.t_s <= end}
        for kept, (start, end) in _around_sets(truth)
        if kept.reps >= TREND_REPS
    ]
    return TrendFigures(
        sets=len(told),
        growing=sum(NoticeKind.ARCH_GROWING in kinds for kinds in told),
        creeping=sum(NoticeKind.STRAP_CREEPING in kinds for kinds in told),
    )


def angle_figures(series: AngleSeries, truth: Truth) -> AngleFigures:
    """Compare the lumbar angle after the calibration's bows."""
    wanted = (series.t >= truth.bows_s[1]) & (series.t <= truth.t[-1])
    usable = wanted & series.valid
    true = np.interp(series.t[usable], truth.t, truth.lumbar_flexion_deg)
    errors = series.lumbar_flexion_deg[usable] - true
    return AngleFigures(
        squared=float(errors @ errors),
        points=int(usable.sum()),
        wanted=int(wanted.sum()),
        absolute=np.abs(errors[::ANGLE_STEP]),
    )


def alert_figures(
    analysis: Analysis, series: AngleSeries, truth: Truth
) -> AlertFigures:
    """Pair crossings with alerts, in order of time."""
    limit = analysis.limit_deg
    events = truth.events(limit)
    alerts = [a for a in analysis.alerts if a.kind is LimitKind.HYPEREXTENSION]
    firsts = [_first_alert(event, alerts) for event in events]
    told = [first is not None for first in firsts]
    clear = [event.peak_deg >= limit + NEAR_DEG for event in events]
    known = [_known(series, event) for event in events]
    return AlertFigures(
        true=len(events),
        told=sum(told),
        alerts=len(alerts),
        right=sum(any(_belongs(a, e) for e in events) for a in alerts),
        clear_true=sum(clear),
        clear_told=sum(a and b for a, b in zip(clear, told, strict=True)),
        clear_false=sum(_plainly_false(a, truth, limit) for a in alerts),
        known_true=sum(known),
        known_told=sum(a and b for a, b in zip(known, told, strict=True)),
        delays=[
            first.alert_s - event.start_s
            for event, first in zip(events, firsts, strict=True)
            if first is not None
        ],
        own_delays=[
            alert.alert_s - passed
            for alert in alerts
            if (passed := _passed(series, alert, limit)) is not None
        ],
    )


def _passed(series: AngleSeries, alert: AlertResult, limit_deg: float) -> float | None:
    """Return when the measured angle last rose past the limit about an alert."""
    first, last = np.searchsorted(
        series.t, (alert.sample_s - LATE_S, alert.sample_s + EARLY_S)
    )
    over = -series.lumbar_flexion_deg[first:last] > limit_deg
    rises = np.flatnonzero(over[1:] & ~over[:-1]) + 1
    return float(series.t[first + rises[-1]]) if len(rises) else None


def _first_alert(event: TrueEvent, alerts: Sequence[AlertResult]) -> AlertResult | None:
    own = [
        alert for alert in alerts if -EARLY_S <= alert.alert_s - event.start_s <= LATE_S
    ]
    return min(own, key=lambda alert: alert.alert_s, default=None)


def _belongs(alert: AlertResult, event: TrueEvent) -> bool:
    late = alert.alert_s - event.start_s
    return -EARLY_S <= late <= max(LATE_S, event.end_s - event.start_s)


def _known(series: AngleSeries, event: TrueEvent) -> bool:
    end = min(event.end_s, event.start_s + LATE_S)
    inside = (series.t >= event.start_s - 0.05) & (series.t <= end)
    return bool(inside.any() and series.valid[inside].all())


def _plainly_false(alert: AlertResult, truth: Truth, limit_deg: float) -> bool:
    near = np.abs(truth.t - alert.sample_s) <= EARLY_S
    highest = -truth.lumbar_flexion_deg[near].min() if near.any() else -np.inf
    return bool(highest < limit_deg - NEAR_DEG)


def slip_figures(analysis: Analysis, truth: Truth) -> SlipFigures:
    """A slip is noticed in time by the end of the first rep that follows it."""
    slips = truth.of_kind("slip")
    notices = [
        notice.t_s
        for notice in analysis.notices
        if notice.kind is NoticeKind.STRAP_SLIPPED
    ]
    spans = [(slip.start_s - 0.5, _next_end(truth, slip.end_s)) for slip in slips]
    noticed = sum(any(a <= t <= b for t in notices) for a, b in spans)
    excused = [(a, b + REP_LATE_S) for a, b in spans]
    false = sum(not any(a <= t <= b for a, b in excused) for t in notices)
    return SlipFigures(len(slips), noticed, false)


def _next_end(truth: Truth, t: float) -> float:
    ends = [rep.end_s for rep in truth.reps if rep.onset_s >= t]
    return min(ends) + 0.5 if ends else t + REP_LATE_S


def verdicts(analysis: Analysis, truth: Truth) -> list[tuple[str, str]]:
    """Pair what a full rep truly was with its verdict."""
    ours = [rep for rep in analysis.reps if rep.full]
    pairs = matched(_spans(full_reps(analysis)), _spans(_true_times(truth.full_reps)))
    reps = truth.full_reps
    return [
        (_true_verdict(reps[j], analysis.limit_deg), ours[i].verdict.value)
        for i, j in pairs
    ]


def _true_verdict(rep: TrueRep, limit_deg: float) -> str:
    over = rep.peak_extension_deg - limit_deg
    if abs(over) < NEAR_DEG:
        return "borderline"
    return "fault" if over > 0 else "clean"
