"""Form over a set, rep by rep: what the lower back did, and whether it changes."""

from dataclasses import dataclass

from monitor.model.events import TrendKind
from monitor.model.history import KeptRep, SetFacts
from monitor.training.summary import (
    SCORED,
    angular_speed_dps,
    concentric_s,
    eccentric_s,
)


@dataclass(frozen=True, slots=True)
class RepForm:
    """One rep's form. Angles are degrees, extension positive; None: not measured.

    Attributes:
        rep_id: Which.
        arch_deg: Extension at the top against the same rep's bottom.
        top_deg: Extension at the top.
        bottom_deg: Extension at the bottom.
        margin_deg: The limit less the peak.
        rom_deg: Excursion of the rep's signal.
        speed_dps: Mean concentric angular speed, deg/s; not the bar's.
        concentric_s: Outwards.
        eccentric_s: Back.
        roll_range_deg: Left-right tilt of the pelvis.
    """

    rep_id: int
    arch_deg: float | None
    top_deg: float | None
    bottom_deg: float | None
    margin_deg: float | None
    rom_deg: float
    speed_dps: float | None
    concentric_s: float | None
    eccentric_s: float | None
    roll_range_deg: float | None


@dataclass(frozen=True, slots=True)
class SetForm:
    """A set's form.

    Attributes:
        reps: Full, measured reps that stand, in order.
        trend: What changes over the set, if it surely does.
        slope_deg_per_rep: By how much; extension positive.
        first_over: The first rep past the limit; None if none was.
    """

    reps: tuple[RepForm, ...]
    trend: TrendKind | None
    slope_deg_per_rep: float | None
    first_over: int | None


def set_form(facts: SetFacts) -> SetForm:
    """Return a set's form; its trend is the one that was told on the day.

    The top against the same rep's bottom is the arch, both ends together are the strap:
    see ``monitor.detection.trend``.
    """
    limit_deg = facts.limits.extension_deg
    kept = [
        each
        for each in facts.reps
        if each.rep.full and not each.struck and not each.rep.by_hand
    ]
    reps = tuple(_rep_form(each, limit_deg) for each in kept)
    over = (rep.rep_id for rep in reps if (rep.margin_deg or 0.0) < 0)
    return SetForm(
        reps=reps,
        trend=facts.trend,
        slope_deg_per_rep=facts.slope_deg_per_rep,
        first_over=next(over, None),
    )


def _rep_form(kept: KeptRep, limit_deg: float) -> RepForm:
    rep = kept.rep
    top, bottom = _negated(rep.top_flexion_deg), _negated(rep.bottom_flexion_deg)
    peak = rep.peak_extension_deg if rep.verdict in SCORED else None
    return RepForm(
        rep_id=rep.rep_id,
        arch_deg=None if top is None or bottom is None else top - bottom,
        top_deg=top,
        bottom_deg=bottom,
        margin_deg=None if peak is None else limit_deg - peak,
        rom_deg=rep.rom_deg,
        speed_dps=angular_speed_dps(rep),
        concentric_s=concentric_s(rep),
        eccentric_s=eccentric_s(rep),
        roll_range_deg=kept.roll_range_deg,
    )


def _negated(flexion_deg: float | None) -> float | None:
    return None if flexion_deg is None else -flexion_deg
