"""Figures of the last weeks that bear on back pain, each against a rule.

Every function returns None where too little was measured to say anything.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

from monitor.model.events import TrendKind
from monitor.model.history import SetSummary
from monitor.model.loads import load_of
from monitor.model.records import ExerciseName, Side
from monitor.training.dates import day_of
from monitor.training.load_rules import LoadRules
from monitor.training.reasons import ALMOST, kg_of
from monitor.training.set_kind import SetKey, key_of
from monitor.training.working_sets import working_sets

PLANK: Final = "plank"
_NEAR_SHARE: Final = 0.95  # of the heaviest load: as heavy, for all that matters
_ABSURD: Final = 10_000.0  # deg or s
_CONVENTION_PCT: Final = 10.0  # where the rule about the weekly rise is off


class ChecklistRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From when on a figure of the checklist is off: this project's judgement.

    Attributes:
        days: So many days are looked at.
        faults_pct: More of the scored reps past the limit are off.
        arch_pct: More of the sets whose arch grows are off.
        trend_reps: A set with fewer scored reps shows no trend.
        roll_deg: More left-right tilt of the pelvis in a rep, the median of all sets,
            is off.
        side_pct: The weaker side does at least so much of the stronger, or is off.
        plank_s: A shorter clean plank, the best of all, is off.
        hinge_deg: Less tilt of the pelvis in Romanian deadlifts, the most of all sets,
            is off.
    """

    days: int = 28
    faults_pct: float = 10.0
    arch_pct: float = 20.0
    trend_reps: int = 5
    roll_deg: float = 6.0
    side_pct: float = 75.0
    plank_s: float = 60.0
    hinge_deg: float = 40.0

    def __post_init__(self) -> None:
        for name, low, high in _RANGES:
            if not low <= getattr(self, name) <= high:
                msg = f"{name} must lie between {low:g} and {high:g}"
                raise ValueError(msg)


_RANGES: Final = (
    ("days", 7, 365),
    ("faults_pct", 0.0, 100.0),
    ("arch_pct", 0.0, 100.0),
    ("trend_reps", 5, 50),
    ("roll_deg", 0.5, 45.0),
    ("side_pct", 0.0, 100.0),
    ("plank_s", 1.0, 600.0),
    ("hinge_deg", 5.0, 120.0),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure.

    Attributes:
        is_off: It lies outside the rule.
        text: One sentence for people.
        sets: The sets that it rests on.
    """

    is_off: bool
    text: str
    sets: tuple[SetKey, ...]


def load_high(
    sets: Sequence[SetSummary], exercise: str, today: date, rules: ChecklistRules
) -> Finding | None:
    """Whether the heaviest loads bring more reps past the limit than lighter ones."""
    work = [each for each in working_sets(sets, exercise, today) if each.scored]
    if not work:
        return None
    top = max(work, key=kg_of)
    heavy = [each for each in work if kg_of(each) >= _NEAR_SHARE * kg_of(top)]
    light = [each for each in work if kg_of(each) < _NEAR_SHARE * kg_of(top)]
    share_pct = _faults_pct(heavy)
    is_off = share_pct > rules.faults_pct and (
        not light or share_pct > _faults_pct(light)
    )
    text = f"With {load_of(top.load_kg, top.load_unit)} and near it, {_past(heavy)}"
    text += f"; with less, {_past(light)}." if light else "."
    return Finding(is_off, text, _keys(heavy))


def load_rise(
    sets: Sequence[SetSummary], exercise: str, today: date, rules: LoadRules
) -> Finding | None:
    """How much the heaviest working set rose from one week of training to the next."""
    weeks: dict[int, SetSummary] = {}
    for each in working_sets(sets, exercise, today):
        week = (today - (day_of(each) or today)).days // 7
        weeks[week] = max(weeks.get(week, each), each, key=kg_of)
    tops = [weeks[week] for week in sorted(weeks, reverse=True)]
    if len(tops) < 2:
        return None
    allowed_pct = rules.weekly_rise_pct or _CONVENTION_PCT

    def excess_kg(rise: tuple[SetSummary, SetSummary]) -> float:
        old, new = rise
        step_kg = rules.step(new.load_unit).kg
        rise_kg = max(kg_of(old) * allowed_pct / 100, step_kg)
        return kg_of(new) - kg_of(old) - rise_kg

    worst = max(pairwise(tops), key=excess_kg)
    old, new = worst
    text = (
        f"The steepest from one week to the next: {load_of(old.load_kg, old.load_unit)}"
        f" to {load_of(new.load_kg, new.load_unit)}; at most {allowed_pct:g} % or a "
        "step is the convention."
    )
    return Finding(excess_kg(worst) > ALMOST, text, _keys((old, new)))


def past_limit(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    """Whether too many reps passed the limit."""
    scored = [each for each in sets if each.scored > 0]
    if not scored:
        return None
    faulty = [each for each in scored if each.faults]
    text = f"{_past(scored).capitalize()} in the last {rules.days} days."
    is_off = _faults_pct(scored) > rules.faults_pct
    return Finding(is_off, text, _keys(faulty or scored))


def growing_arch(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    """Whether the arch grows over too many sets; a strap that creeps is not form."""
    long = [each for each in sets if each.scored >= rules.trend_reps]
    straight = [each for each in long if each.trend is not TrendKind.STRAP_CREEPS]
    if not straight:
        return None
    grows = [each for each in straight if each.trend is TrendKind.ARCH_GROWS]
    text = f"The arch grew over {len(grows)} of {_sets(len(straight))}."
    crept = len(long) - len(straight)
    if crept:
        text += f" {_sets(crept)} more: the strap crept, so they say nothing of form."
    is_off = 100 * len(grows) > rules.arch_pct * len(straight)
    return Finding(is_off, text, _keys(grows or straight))


def imbalance(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    """How much the pelvis tilts sideways in reps of both sides, and holds differ."""
    told = [found for found in (_tilt(sets, rules), _sides(sets, rules)) if found]
    if not told:
        return None
    return Finding(
        any(each.is_off for each in told),
        " ".join(each.text for each in told),
        tuple(key for each in told for key in each.sets),
    )


def _tilt(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    both = [each for each in sets if each.side is None and _real(each.roll_range_deg)]
    if not both:
        return None
    tilt_deg = median(each.roll_range_deg or 0.0 for each in both)
    text = f"In a rep the pelvis tilts sideways by {tilt_deg:.1f}° (median)."
    return Finding(tilt_deg > rules.roll_deg, text, _keys(both))


def _sides(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    """Compare the best clean side planks of both sides."""
    held = [each for each in sets if each.side is not None and _real(each.clean_s)]
    best = {
        side: max((e for e in held if e.side is side), key=_clean_s, default=None)
        for side in Side
    }
    left, right = best[Side.LEFT], best[Side.RIGHT]
    if left is None or right is None:
        return None
    left_s, right_s = _clean_s(left), _clean_s(right)
    least, most = sorted((left_s, right_s))
    text = f"The longest clean holds: left {left_s:.0f} s, right {right_s:.0f} s."
    return Finding(100 * least < rules.side_pct * most, text, _keys((left, right)))


def core(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    """How long the best clean plank was."""
    planks = [e for e in sets if e.exercise == PLANK and _real(e.clean_s)]
    if not planks:
        return None
    best = max(planks, key=_clean_s)
    text = f"The longest clean plank: {_clean_s(best):.0f} s of {rules.plank_s:g} s."
    return Finding(_clean_s(best) < rules.plank_s, text, _keys((best,)))


def hinge(sets: Sequence[SetSummary], rules: ChecklistRules) -> Finding | None:
    """How far the pelvis tilts in Romanian deadlifts, the most of all sets."""
    name = ExerciseName.ROMANIAN_DEADLIFT
    hinges = [each for each in sets if each.exercise == name and _real(each.rom_deg)]
    if not hinges:
        return None
    best = max(hinges, key=lambda each: each.rom_deg or 0.0)
    text = (
        f"In Romanian deadlifts the pelvis tilts forward by {best.rom_deg:.0f}° of "
        f"{rules.hinge_deg:g}°; that is what was done, not all that can be."
    )
    return Finding((best.rom_deg or 0.0) < rules.hinge_deg, text, _keys((best,)))


def _faults_pct(sets: Iterable[SetSummary]) -> float:
    counts = [(each.faults, each.scored) for each in sets]
    scored = sum(scored for _, scored in counts)
    return 100 * sum(faults for faults, _ in counts) / scored if scored else 0.0


def _past(sets: Sequence[SetSummary]) -> str:
    faults, scored = sum(e.faults for e in sets), sum(e.scored for e in sets)
    return f"{faults} of {scored} scored reps passed the limit"


def _clean_s(summary: SetSummary) -> float:
    return summary.clean_s or 0.0


def _real(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and abs(value) < _ABSURD


def _sets(count: int) -> str:
    return f"{count} set" if count == 1 else f"{count} sets"


def _keys(sets: Iterable[SetSummary]) -> tuple[SetKey, ...]:
    return tuple(map(key_of, sets))
