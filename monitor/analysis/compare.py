"""Compares an analysis with a laboratory's reference.

The lag between the two is reported and never removed in silence: figures are given as
the files are, and once more with the lag taken out where that was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from monitor.analysis.agreement import (
    AngleAgreement,
    RepAgreement,
    RepTimes,
    angle_agreement,
    rep_agreement,
)
from monitor.analysis.lag import correlation_lag
from monitor.analysis.reference import Reference
from monitor.analysis.results import Analysis
from monitor.analysis.timeseries import AngleSeries
from monitor.model.blocks import FloatArray
from monitor.model.errors import MonitorError
from monitor.model.events import NoticeKind

LONGEST_STEP_S = 0.05  # our grid's values are interpolated over this at most


class Align(StrEnum):
    """How the lag between the two is found."""

    SYNC = "sync"  # three taps on both sensors, marked in the reference too
    XCORR = "xcorr"  # the lag at which the angles correlate best


class CompareError(MonitorError):
    """The two can't be compared as asked."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How the two agree at one lag.

    Attributes:
        lag_s: What was taken out, ours minus the reference; 0 for as is.
        lumbar: Lumbar flexion; None if fewer than two points are common.
        pelvis: Pelvis pitch; None likewise.
        reps: Full reps; None if the reference tells of none.
    """

    lag_s: float
    lumbar: AngleAgreement | None
    pelvis: AngleAgreement | None
    reps: RepAgreement | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against a reference.

    Attributes:
        align: How the lag was found; None if alignment was not asked for.
        lag_s: The lag found, ours minus the reference; None if it can't be told.
        correlation: Of the angles at that lag; None if found otherwise.
        as_is: Figures with the lag left in.
        aligned: Figures with the lag taken out; None unless asked for.
    """

    align: Align | None
    lag_s: float | None
    correlation: float | None
    as_is: Figures
    aligned: Figures | None


def compared(
    analysis: Analysis,
    series: AngleSeries,
    reference: Reference,
    align: Align | None = None,
) -> Comparison:
    """Compare.

    Raises:
        CompareError: The lag was asked for and can't be found.
    """
    lag, correlation = _lag(analysis, series, reference, align)
    if align is not None and lag is None:
        raise CompareError(_why_no_lag(align, reference))
    aligned = None
    if align is not None and lag is not None:
        aligned = _figures(analysis, series, reference, lag)
    as_is = _figures(analysis, series, reference, 0.0)
    return Comparison(align, lag, correlation, as_is, aligned)


def _lag(
    analysis: Analysis, series: AngleSeries, reference: Reference, align: Align | None
) -> tuple[float | None, float | None]:
    if align is Align.SYNC:
        return _sync_lag(analysis, reference), None
    found = [
        correlation_lag((series.t, ours), (reference.t, theirs))
        for ours, theirs in _angles(series, reference)
    ]
    lags = [each for each in found if each is not None]
    return max(lags, key=lambda each: each[1]) if lags else (None, None)


def _angles(
    series: AngleSeries, reference: Reference
) -> list[tuple[FloatArray, FloatArray]]:
    return [
        (series.lumbar_flexion_deg, reference.lumbar_flexion_deg),
        (series.pelvis_pitch_deg, reference.pelvis_pitch_deg),
    ]


def _sync_lag(analysis: Analysis, reference: Reference) -> float | None:
    taps = [
        notice.t_s for notice in analysis.notices if notice.kind is NoticeKind.SYNC_TAPS
    ]
    return taps[0] - reference.sync_s if taps and reference.sync_s is not None else None


def _why_no_lag(align: Align, reference: Reference) -> str:
    if align is Align.XCORR:
        return "no lag was found: the angles have too little in common to correlate"
    if reference.sync_s is None:
        return "the reference marks no sync event: add one at the first of three taps"
    return "no three taps on both sensors were found in the recording"


def _figures(
    analysis: Analysis, series: AngleSeries, reference: Reference, lag: float
) -> Figures:
    lumbar, pelvis = (
        angle_agreement(at_times(series.t, ours, reference.t + lag), theirs)
        for ours, theirs in _angles(series, reference)
    )
    reps = None
    if reference.has_reps:
        shifted = [_shifted(rep, lag) for rep in reference.reps]
        reps = rep_agreement(full_reps(analysis), shifted)
    return Figures(lag, lumbar, pelvis, reps)


def at_times(t: FloatArray, values: FloatArray, wanted: FloatArray) -> FloatArray:
    """Interpolate to the wanted times; NaN where a neighbour is missing or far."""
    if len(t) < 2:
        return np.full(len(wanted), np.nan)
    on_grid = np.interp(wanted, t, values, left=np.nan, right=np.nan)
    after = np.clip(np.searchsorted(t, wanted), 1, len(t) - 1)
    return np.where(t[after] - t[after - 1] > LONGEST_STEP_S, np.nan, on_grid)


def full_reps(analysis: Analysis) -> Sequence[RepTimes]:
    """Return the boundaries of the full reps."""
    return [
        RepTimes(rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
        for rep in analysis.reps
        if rep.full
    ]


def _shifted(rep: RepTimes, lag: float) -> RepTimes:
    return replace(
        rep,
        onset=_plus(rep.onset, lag),
        reach=_plus(rep.reach, lag),
        leave=_plus(rep.leave, lag),
        end=_plus(rep.end, lag),
    )


def _plus(t: float | None, lag: float) -> float | None:
    return None if t is None else t + lag
