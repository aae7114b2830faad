"""A warning before a set whose load leaps."""

from collections.abc import Sequence
from datetime import date

from monitor.model.history import SetSummary
from monitor.model.loads import Load, load_of
from monitor.training.dates import before, day_of
from monitor.training.load_rules import LoadRule, LoadRules
from monitor.training.reasons import ALMOST, Reason, kg_of
from monitor.training.set_kind import key_of
from monitor.training.working_sets import working_sets


def leap(
    load: Load, sets: Sequence[SetSummary], exercise: str, today: date, rules: LoadRules
) -> Reason | None:
    """Return a warning before a set whose load leaps; None if it doesn't.

    After weeks without a working set, a load is a leap unless it is lighter than the
    last one by as much as after a pause.

    Args:
        load: What is about to be lifted.
        sets: The lifter's, in any order; warm-ups are left out.
        exercise: Its name in files.
        today: The date.
        rules: How far is a leap.
    """
    work = working_sets(sets, exercise, today)
    if not rules.is_on or not rules.leap_pct or not work:
        return None
    since = before(today, rules.leap_days)
    recent = [each for each in work if (day_of(each) or since) >= since]
    if not recent:
        return _after_weeks(load, work[-1], rules)
    most = max(recent, key=kg_of)
    allowed_kg = max(
        kg_of(most) * (1 + rules.leap_pct / 100), kg_of(most) + rules.step(load.unit).kg
    )
    if not load.kg > allowed_kg + ALMOST:
        return None
    rise_pct = (
        f" ({100 * (load.kg / kg_of(most) - 1):.0f} % more)" if kg_of(most) else ""
    )
    text = (
        f"{load} is a leap{rise_pct}: the heaviest working set of the last "
        f"{rules.leap_days} days had {load_of(most.load_kg, most.load_unit)}."
    )
    return Reason(LoadRule.LEAP, text, (key_of(most),))


def _after_weeks(load: Load, last: SetSummary, rules: LoadRules) -> Reason | None:
    if not load.kg > kg_of(last) * (1 - rules.back_pct / 100) + ALMOST:
        return None
    text = (
        f"No working set of this exercise in {rules.leap_days} days: begin lighter "
        f"than {load}; the last one had {load_of(last.load_kg, last.load_unit)}."
    )
    return Reason(LoadRule.LEAP, text, (key_of(last),))
