"""Why a rep got its verdict: what was measured around it, and what it was held to."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.detection.boundaries import Boundaries
from monitor.detection.forms import tail_s
from monitor.detection.scoring import lumbar, near_margin
from monitor.detection.track import GRID_S, Stretch
from monitor.detection.verdict import Basis, band_deg
from monitor.model.blocks import FloatArray
from monitor.model.body import Limits
from monitor.model.events import (
    BenchReferenceSet,
    Rep,
    SetStarted,
    TableChecked,
    Verdict,
)
from monitor.model.records import (
    ExerciseName,
    StartTableCheck,
    SwapSensors,
    UseBenchReference,
    UseTableCheck,
)
from monitor.playback.series import rows_of
from monitor.playback.store import Playback, Step
from monitor.playback.surroundings import TablesChecked

AROUND_S: Final = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One rep. Angles are degrees, flexion positive; NaN where not measured.

    Attributes:
        rep: As it was last revised.
        t: Every grid time from 1.5 s before onset to 1.5 s after the end, session s,
            shape (n,).
        pelvis_pitch_deg: Shape (n,).
        lumbar_pitch_deg: Shape (n,).
        lumbar_flexion_deg: Shape (n,).
        limits: What its set was judged by.
        band_deg: How far the angle may be wrong.
        peak_deg: Highest extension held 30 ms; None if not measured.
        peak_s: When, session s.
    """

    rep: Rep
    t: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_pitch_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    limits: Limits
    band_deg: float
    peak_deg: float | None
    peak_s: float | None

    @property
    def margin_deg(self) -> float | None:
        """Limit minus peak: negative past the limit; None if not measured."""
        if self.peak_deg is None:
            return None
        return self.limits.extension_deg - self.peak_deg

    @property
    def verdict(self) -> Verdict:
        """What is said of it."""
        return self.rep.verdict

    @property
    def reason(self) -> str:
        """Why, one sentence."""
        return self.rep.reason

    @property
    def boundaries_s(self) -> tuple[float | None, ...]:
        """Onset, reach, leave and end, session s; None where not known."""
        rep = self.rep
        return rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s

    @property
    def scored_share(self) -> float:
        """Share of its time with a believed lumbar angle, 0 to 1."""
        return self.rep.scored_share


def evidence(playback: Playback, rep: Rep) -> Evidence:
    """Return the evidence for a rep.

    Args:
        playback: The recording as it was judged, see ``rescoring``.
        rep: One of its reps, as last revised.
    """
    last_s = rep.end_s if rep.end_s is not None else rep.onset_s
    t, angles = _angles(playback, rep.onset_s - AROUND_S, last_s + AROUND_S)
    started = _set_of(playback, rep)
    return Evidence(
        rep=rep,
        t=t,
        pelvis_pitch_deg=angles[:, 0],
        lumbar_pitch_deg=angles[:, 1],
        lumbar_flexion_deg=angles[:, 2],
        limits=started.limits,
        band_deg=_band_deg(playback, last_s),
        peak_deg=rep.peak_extension_deg,
        peak_s=_peak_s(playback, rep, started.exercise),
    )


def _angles(
    playback: Playback, start_s: float, stop_s: float
) -> tuple[FloatArray, FloatArray]:
    """Grid times, (n,), and three angles at each, (n, 3); NaN where nothing is."""
    posture = playback.posture
    first, last = (int(np.ceil(s / GRID_S - 1e-6)) for s in (start_s, stop_s))
    t: FloatArray = np.arange(first, last + 1, dtype=np.float64) * GRID_S
    rows = slice(*np.searchsorted(posture.t, [t[0] - 1e-6, t[-1] + 1e-6]).tolist())
    part = rows_of(posture, rows)
    places = np.rint(part.t / GRID_S).astype(np.intp) - first
    angles: FloatArray = np.full((len(t), 3), np.nan)
    columns = (
        np.where(part.pelvis_valid, part.pelvis_pitch_deg, np.nan),
        np.where(part.lumbar_valid, part.lumbar_pitch_deg, np.nan),
        np.where(part.valid, part.lumbar_flexion_deg, np.nan),
    )
    angles[places] = np.column_stack(columns)
    return t, angles


def _set_of(playback: Playback, rep: Rep) -> SetStarted:
    sets = (each for each in playback.news.outputs if isinstance(each, SetStarted))
    settings = playback.header.settings
    unknown = SetStarted(rep.onset_s, rep.set_index, settings.exercise, settings.limits)
    return next((each for each in sets if each.index == rep.set_index), unknown)


def _peak_s(playback: Playback, rep: Rep, exercise: ExerciseName) -> float | None:
    """When the highest extension was held: as it was measured for the verdict."""
    if rep.reach_s is None or rep.leave_s is None or rep.end_s is None:
        return None
    bounds = Boundaries(rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s, rep.rom_deg)
    stop_s = rep.end_s + tail_s(exercise, playback.header.settings.detection.own)
    later = (r.onset_s for r in playback.reps() if r.onset_s > rep.onset_s)
    stop_s = min(stop_s, next(later, stop_s))
    span = [near_margin(bounds) - 1e-9, stop_s + 1e-9]
    part = rows_of(
        playback.posture, slice(*np.searchsorted(playback.posture.t, span).tolist())
    )
    other = part.pelvis_pitch_deg  # no part of the lumbar angle's measurement
    flexion, doubtful = part.lumbar_flexion_deg, part.doubtful
    stretch = Stretch(part.t, other, other, other, flexion, doubtful, other)
    return lumbar(stretch, bounds, 90.0).extension_s


def _band_deg(playback: Playback, t: float) -> float:
    """The error band in force at a time."""
    settings = playback.header.settings.detection.reps.band
    is_checked = settings.table_checked or _is_checked(playback, t)
    return band_deg(settings, Basis.SAME_STRAPPING, checked=is_checked)


def _is_checked(playback: Playback, t: float) -> bool:
    """Whether a bench reference or table checks of all sensors were in force."""
    tables = TablesChecked(tuple(playback.header.profiles))
    for step in playback.steps:
        if step.t > t:
            break
        if _note(tables, step):
            return True
    return tables.all_checked


def _note(tables: TablesChecked, step: Step) -> bool:
    """Take what a step says of table checks; tell whether it sets a reference."""
    match step.record:
        case UseBenchReference():
            return True
        case UseTableCheck(placement=placement):
            tables.note(placement, is_checked=True)
        case StartTableCheck(placement=placement):
            tables.note(placement, is_checked=False)
        case SwapSensors():
            tables.swap()
        case _:
            pass
    for output in step.outputs:
        if isinstance(output, TableChecked):
            tables.note(output.placement, is_checked=True)
    return any(isinstance(output, BenchReferenceSet) for output in step.outputs)
