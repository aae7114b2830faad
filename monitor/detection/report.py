"""Writes a rep down as it is known now."""

from dataclasses import dataclass

from monitor.detection.boundaries import Boundaries
from monitor.detection.exercises import Exercise
from monitor.detection.scoring import Lumbar
from monitor.detection.verdict import Measured, judged
from monitor.model.body import BenchReference, Limits
from monitor.model.events import Phase, Rep, Verdict
from monitor.model.records import Side


@dataclass(frozen=True, slots=True)
class Standard:
    """What a rep is judged by.

    Attributes:
        limits: Of its set.
        band_deg: The error band.
        reference: Bench reference, if there is one.
    """

    limits: Limits
    band_deg: float
    reference: BenchReference | None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a rep stands.

    Attributes:
        rep_id: Its id.
        set_index: Its set.
        full: It counts.
        over: Its tail is over, so it can be judged.
        slip: A strap is suspected to have slipped in it.
        side: The leg that carried it, of a one-sided exercise, if told.
    """

    rep_id: int
    set_index: int
    full: bool
    over: bool
    slip: bool
    side: Side | None = None


def report(
    bounds: Boundaries,
    lumbar: Lumbar,
    stand: Stand,
    standard: Standard,
    exercise: Exercise,
) -> Rep:
    """Return the snapshot that goes out with an event."""
    verdict, reason = _verdict(lumbar, stand, standard, exercise)
    return Rep(
        rep_id=stand.rep_id,
        set_index=stand.set_index,
        full=stand.full,
        onset_s=bounds.onset_s,
        reach_s=bounds.reach_s,
        leave_s=bounds.leave_s,
        end_s=bounds.end_s,
        rom_deg=bounds.rom_deg,
        peak_extension_deg=lumbar.extension_deg,
        peak_flexion_deg=lumbar.flexion_deg,
        peak_at=_phase(lumbar.extension_s, bounds, exercise),
        over_limit_s=lumbar.over_s,
        change_vs_reference_deg=_change(lumbar, standard.reference),
        bottom_flexion_deg=lumbar.bottom_deg,
        top_flexion_deg=lumbar.top_deg,
        scored_share=lumbar.share,
        verdict=verdict,
        reason=reason,
        side=stand.side,
    )


def _verdict(
    lumbar: Lumbar, stand: Stand, standard: Standard, exercise: Exercise
) -> tuple[Verdict, str]:
    watches = exercise.watches_flexion
    measured = Measured(
        extension_deg=lumbar.extension_deg,
        flexion_deg=lumbar.flexion_deg if watches else None,
        scored_share=lumbar.share,
        gap_at_turn=lumbar.gap_at_turn or (watches and lumbar.gap_near),
        doubt=lumbar.doubt_at_turn,
        slip=stand.slip,
    )
    verdict, reason = judged(measured, standard.limits, standard.band_deg)
    if stand.over or verdict is Verdict.NOT_SCORED:
        return verdict, reason
    return Verdict.PENDING, ""


def _phase(t: float | None, bounds: Boundaries, exercise: Exercise) -> Phase | None:
    if t is None:
        return None
    if t < bounds.reach_s:
        return exercise.outward
    if t <= bounds.leave_s:
        return Phase.HOLD
    return exercise.inward if t <= bounds.end_s else Phase.BOTTOM


def _change(lumbar: Lumbar, reference: BenchReference | None) -> float | None:
    if reference is None or lumbar.top_deg is None:
        return None
    return lumbar.top_deg - reference.lumbar_flexion_deg
