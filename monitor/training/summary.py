"""A set's figures in one row, and a session's: what rules, trends and tables read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import fmean, median, pstdev
from typing import Final

from monitor.model.events import Rep, Verdict
from monitor.model.history import (
    KeptRep,
    Pain,
    SessionFacts,
    SessionSummary,
    SetFacts,
    SetSummary,
)
from monitor.model.records import PainPlace, Side

SCORED: Final = frozenset({Verdict.CLEAN, Verdict.BORDERLINE, Verdict.FAULT})
# Radiating pain belongs to the back; an untold place counts as the low back.
BACK: Final = frozenset({PainPlace.LOW_BACK, PainPlace.LEG_BELOW_KNEE, None})
_SPEED_SHARE: Final = 0.8  # of the ROM lies between onset (10 %) and reach (90 %)


def set_summary(session: SessionFacts, facts: SetFacts) -> SetSummary:
    """Return a set's figures.

    Args:
        session: The session it is of.
        facts: The set.
    """
    standing = [kept for kept in facts.reps if not kept.struck]
    full = [kept for kept in standing if kept.rep.full]
    reps = [kept.rep for kept in full]
    measured = [rep for rep in reps if not rep.by_hand]
    scored = [rep for rep in measured if rep.verdict in SCORED]
    peak_deg = _most(rep.peak_extension_deg for rep in scored)
    limit_deg = facts.limits.extension_deg
    return SetSummary(
        session=session.name,
        utc=at(session.started_utc, facts.start_s),
        lifter=session.lifter,
        index=facts.index,
        exercise=facts.exercise,
        side=facts.side,
        kind=facts.kind,
        load_kg=facts.load_kg,
        load_unit=facts.load_unit,
        rpe=facts.rpe,
        pain=facts.pain,
        reps=len(reps) + facts.added,
        partial=len(standing) - len(full),
        by_hand=len(reps) - len(measured) + facts.added,
        scored=len(scored),
        clean=_count(scored, Verdict.CLEAN),
        borderline=_count(scored, Verdict.BORDERLINE),
        faults=_count(scored, Verdict.FAULT),
        limit_deg=limit_deg,
        peak_deg=peak_deg,
        margin_deg=None if peak_deg is None else limit_deg - peak_deg,
        top_change_deg=_middle(rep.change_vs_reference_deg for rep in scored),
        top_flexion_deg=_middle(rep.top_flexion_deg for rep in scored),
        slope_deg_per_rep=facts.slope_deg_per_rep,
        trend=facts.trend,
        rom_deg=_middle(rep.rom_deg for rep in measured),
        concentric_s=_middle(map(concentric_s, measured)),
        hold_s=_middle(_between(rep.reach_s, rep.leave_s) for rep in measured),
        eccentric_s=_middle(map(eccentric_s, measured)),
        tension_s=_tension_s(standing),
        speed_loss_pct=_speed_loss_pct(measured),
        rom_spread_pct=_spread_pct([rep.rom_deg for rep in measured]),
        roll_range_deg=_middle(kept.roll_range_deg for kept in full),
        held_s=_most(hold.held_s for hold in facts.holds),
        clean_s=_most(hold.clean_s for hold in facts.holds),
        left=_to_side(full, Side.LEFT),
        right=_to_side(full, Side.RIGHT),
        over_limit_s=facts.over_limit_s,
        alerts=facts.alerts,
        loss_pct=_loss_pct(session, facts),
        duration_s=_between(facts.start_s, facts.end_s),
        sites=session.sites,
    )


def session_summary(facts: SessionFacts) -> SessionSummary:
    """Return a session's own words; ``morning_worse`` is told in a later session."""
    told = [facts.pain, *(each.pain for each in facts.sets)]
    return SessionSummary(
        session=facts.name,
        utc=facts.started_utc,
        lifter=facts.lifter,
        pain=_most(pain.score for pain in told if pain is not None and of_back(pain)),
        red_flags=facts.red_flags,
        quality=facts.quality,
        reference_deg=facts.reference_deg,
        neutral_drift_deg=facts.neutral_drift_deg,
        sites=facts.sites,
        notes=facts.notes,
    )


def of_back(pain: Pain) -> bool:
    """Whether a pain feeds the rules about the back."""
    return pain.place in BACK


def at(started_utc: str, t: float) -> str:
    """Return the wall clock at a session time, ISO 8601.

    Args:
        started_utc: Wall clock at session time 0, ISO 8601.
        t: Session s.

    Returns:
        ``started_utc`` as it is, if it is no time or ``t`` leads out of the calendar.
    """
    try:
        moment = datetime.fromisoformat(started_utc) + timedelta(seconds=t)
    except (ValueError, OverflowError):
        return started_utc
    return moment.isoformat(timespec="milliseconds")


def concentric_s(rep: Rep) -> float | None:
    """Return how long a rep took outwards, from 10 to 90 % of its ROM."""
    return _between(rep.onset_s, rep.reach_s)


def eccentric_s(rep: Rep) -> float | None:
    """Return how long a rep took back, from 90 to 10 % of its ROM."""
    return _between(rep.leave_s, rep.end_s)


def angular_speed_dps(rep: Rep) -> float | None:
    """Return the mean concentric angular speed, deg/s: no speed of the bar."""
    took_s = concentric_s(rep)
    return _SPEED_SHARE * rep.rom_deg / took_s if took_s else None


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None or end < start else end - start


def _present(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _middle(values: Iterable[float | None]) -> float | None:
    present = _present(values)
    return median(present) if present else None


def _most(values: Iterable[float | None]) -> float | None:
    return max(_present(values), default=None)


def _count(reps: Sequence[Rep], verdict: Verdict) -> int:
    return sum(rep.verdict is verdict for rep in reps)


def _tension_s(standing: Sequence[KeptRep]) -> float | None:
    """Time from each onset to its end, summed, partial reps included."""
    spans = _present(_between(kept.rep.onset_s, kept.rep.end_s) for kept in standing)
    return sum(spans) if spans else None


def _speed_loss_pct(reps: Sequence[Rep]) -> float | None:
    speeds = _present(map(angular_speed_dps, reps))
    if len(speeds) < 2 or not max(speeds):
        return None
    return 100.0 * (1.0 - speeds[-1] / max(speeds))


def _spread_pct(roms: Sequence[float]) -> float | None:
    if len(roms) < 2 or not fmean(roms):
        return None
    return 100.0 * pstdev(roms) / fmean(roms)


def _to_side(reps: Sequence[KeptRep], side: Side) -> int | None:
    if not any(kept.side for kept in reps):
        return None
    return sum(kept.side is side for kept in reps)


def _loss_pct(session: SessionFacts, facts: SetFacts) -> float | None:
    expected = facts.samples + facts.lost
    if not expected or not all(link.loss_known for link in session.sensors):
        return None
    return 100.0 * facts.lost / expected
