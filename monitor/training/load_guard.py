"""Which load next, and why; and a warning before one that leaps.

Nothing is suggested on a guess: not on sets that weren't scored, not on loads that
aren't known, not against pain.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from monitor.model.history import SessionSummary, SetSummary
from monitor.model.loads import TIDY, Load, load_of
from monitor.model.records import MOST_LOAD_KG, LoadUnit, SetKind
from monitor.training.dates import day_of, until
from monitor.training.load_rules import LoadRule, LoadRules
from monitor.training.pain_rules import PainAdvice, PainLevel
from monitor.training.set_kind import SetKey, key_of, kinds

WEEK: Final = timedelta(days=7)
_ALMOST: Final = 1e-6  # of a step: what binary fractions lose


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a load is suggested, or isn't.

    Attributes:
        rule: Which rule says so.
        text: One sentence for people.
        sets: The sets that it rests on.
    """

    rule: LoadRule
    text: str
    sets: tuple[SetKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A next load.

    Attributes:
        load: In the unit that was used last; None if none is suggested.
        present: The load of the last working set; None if none is known.
        reasons: Why, the weightiest first; never empty.
    """

    load: Load | None
    present: Load | None
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """All of it in sentences."""
        said = " ".join(each.text for each in self.reasons)
        return said if self.load is None else f"Next: {self.load}. {said}"


@dataclass(frozen=True, slots=True)
class Trained:
    """What a suggestion is made from.

    Attributes:
        sets: The lifter's, in any order.
        sessions: The lifter's, in any order.
        pain: What follows from the pain that was told.
    """

    sets: Sequence[SetSummary]
    sessions: Sequence[SessionSummary]
    pain: PainAdvice


def suggested(
    trained: Trained, exercise: str, today: date, rules: LoadRules
) -> Suggestion:
    """Return the next load of an exercise, with its reasons.

    The first rule that applies decides: pain, then a pause, then faults, then clean
    sets, held back by the weekly rise.

    Args:
        trained: What the lifter did.
        exercise: Its name in files.
        today: The date; what lies in the future is left out.
        rules: What a suggestion rests on.
    """
    if not rules.is_on:
        return _none(LoadRule.OFF, "Suggestions are turned off.")
    if trained.pain.level in {PainLevel.URGENT, PainLevel.STOP}:
        return _none(LoadRule.PAIN, trained.pain.text)
    work = _working(trained.sets, exercise, today)
    if not work:
        return _none(
            LoadRule.NOT_KNOWN,
            "No working set of this exercise with a known load is remembered.",
        )
    last = work[-1]
    present = load_of(last.load_kg, last.load_unit)
    assert present is not None
    guard = _Guard(rules, work, present, today)
    return guard.less(trained) or guard.after_sets()


def leap(
    load: Load, sets: Sequence[SetSummary], exercise: str, today: date, rules: LoadRules
) -> Reason | None:
    """Return a warning before a set whose load leaps; None if it doesn't.

    Args:
        load: What is about to be lifted.
        sets: The lifter's, in any order; warm-ups are left out.
        exercise: Its name in files.
        today: The date.
        rules: How far is a leap.
    """
    work = _working(sets, exercise, today)
    if not rules.is_on or not rules.leap_pct or not work:
        return None
    since = _before(today, timedelta(days=rules.leap_days))
    recent = [each for each in work if _day(each) >= since]
    if not recent:
        text = (
            f"No working set of this exercise in {rules.leap_days} days: begin lighter "
            "than you ended."
        )
        return Reason(LoadRule.LEAP, text, (key_of(work[-1]),))
    most = max(recent, key=_kg)
    allowed = max(_kg(most) * (1 + rules.leap_pct / 100), _kg(most) + _step_kg(rules))
    if load.kg <= allowed + _ALMOST:
        return None
    before = load_of(most.load_kg, most.load_unit)
    rise_pct = f" ({100 * (load.kg / _kg(most) - 1):.0f} % more)" if _kg(most) else ""
    text = (
        f"{load} is a leap{rise_pct}: the heaviest working set of the last "
        f"{rules.leap_days} days had {before}."
    )
    return Reason(LoadRule.LEAP, text, (key_of(most),))


class _Guard:
    """One suggestion in the making."""

    def __init__(
        self,
        rules: LoadRules,
        work: Sequence[SetSummary],
        present: Load,
        today: date,
    ) -> None:
        self._rules, self._work, self._today = rules, work, today
        self._present = present
        self._step = rules.step(present.unit).amount

    def less(self, trained: Trained) -> Suggestion | None:
        """Step back after pain or a long pause."""
        rules = self._rules
        past = sorted(until(trained.sessions, self._today), key=lambda s: s.utc)
        pain = past[-1].pain if past else None
        if rules.pain and pain is not None and pain >= rules.pain:
            text = f"The last session hurt ({pain:g} of 10): {rules.back_pct:g} % less."
            return self._suggest(self._lowered(), LoadRule.PAIN, text)
        days = (self._today - _day(self._work[-1])).days
        if rules.pause_days and days > rules.pause_days:
            text = (
                f"The last working set was {days} days ago: {rules.back_pct:g} % less."
            )
            return self._suggest(self._lowered(), LoadRule.PAUSE, text, self._work[-1:])
        return None

    def after_sets(self) -> Suggestion:
        """Judge the last sets at the present load."""
        rules = self._rules
        same = [each for each in self._work if self._is_present(each)]
        asked = same[-max(rules.clean_sets, 1) :]
        unscored = [each for each in asked if not _is_scored(each)]
        if unscored and (rules.clean_sets or rules.faulty_sets):
            text = (
                f"{len(unscored)} of the last {len(asked)} sets with {self._present} "
                "could not be scored: nothing is suggested on them."
            )
            return self._none(LoadRule.NOT_KNOWN, text, unscored)
        faulty = [each for each in asked if each.faults]
        if rules.faulty_sets and len(faulty) >= rules.faulty_sets:
            text = (
                f"{len(faulty)} of the last {len(asked)} sets with {self._present} had "
                "reps past the limit: a step back."
            )
            down = self._multiple(self._present.amount - self._step)
            return self._suggest(down, LoadRule.FAULTS, text, faulty)
        return self._more(asked)

    def _more(self, asked: Sequence[SetSummary]) -> Suggestion:
        rules = self._rules
        clean = [each for each in asked if self._is_clean(each)]
        if len(clean) < max(rules.clean_sets, 0):
            text = (
                f"{len(clean)} of {rules.clean_sets} clean sets with {self._present} "
                f"(margin {rules.least_margin_deg:g}° or more): stay."
            )
            return self._suggest(self._present, LoadRule.CLEAN_SETS, text, asked)
        up = self._multiple(self._present.amount + self._step)
        allowed_kg, before = self._allowed_kg()
        if up.kg > allowed_kg + _ALMOST:
            text = (
                f"A week before it was {before}: at most {rules.weekly_rise_pct:g} % "
                "or a step more in a week, so stay."
            )
            return self._suggest(self._present, LoadRule.WEEKLY_RISE, text, asked)
        margins = [each.margin_deg for each in clean if each.margin_deg is not None]
        least = f", margin at least {min(margins):.1f}°" if margins else ""
        text = f"{len(clean)} clean sets with {self._present}{least}: a step more."
        return self._suggest(up, LoadRule.CLEAN_SETS, text, clean)

    def _allowed_kg(self) -> tuple[float, Load | None]:
        """Return the most that the weekly rise allows, kg, and what it starts from.

        That is the heaviest working set of a week or more before; if there is none,
        the lightest of this week.
        """
        if not self._rules.weekly_rise_pct:
            return math.inf, None
        since = _before(self._today, WEEK)
        window = _before(self._today, timedelta(days=self._rules.leap_days))
        before = [each for each in self._work if window <= _day(each) <= since]
        start = max(before, key=_kg) if before else min(self._this_week(since), key=_kg)
        step_kg = Load(self._step, self._present.unit).kg
        rise = 1 + self._rules.weekly_rise_pct / 100
        allowed = max(_kg(start) * rise, _kg(start) + step_kg)
        return allowed, load_of(start.load_kg, start.load_unit)

    def _this_week(self, since: date) -> Sequence[SetSummary]:
        return [each for each in self._work if _day(each) > since] or self._work[-1:]

    def _lowered(self) -> Load:
        """Return so much less that it is at least a step."""
        less = self._present.amount * (1 - self._rules.back_pct / 100)
        return self._multiple(min(less, self._present.amount - self._step))

    def _multiple(self, amount: float) -> Load:
        """Return the rack's multiple at or below an amount, at least nothing."""
        steps = math.floor(amount / self._step + _ALMOST)
        most = Load(MOST_LOAD_KG).in_unit(self._present.unit).amount
        rounded = round(min(max(steps, 0) * self._step, most), TIDY)
        return Load(rounded, self._present.unit)

    def _is_present(self, summary: SetSummary) -> bool:
        step_kg = Load(self._step, self._present.unit).kg
        return abs(_kg(summary) - self._present.kg) < step_kg / 2

    def _is_clean(self, summary: SetSummary) -> bool:
        margin = summary.margin_deg
        return (
            summary.faults == 0
            and margin is not None
            and margin >= self._rules.least_margin_deg
        )

    def _suggest(
        self,
        load: Load,
        rule: LoadRule,
        text: str,
        sets: Sequence[SetSummary] = (),
    ) -> Suggestion:
        reason = Reason(rule, text, tuple(map(key_of, sets)))
        return Suggestion(load, self._present, (reason,))

    def _none(
        self, rule: LoadRule, text: str, sets: Sequence[SetSummary]
    ) -> Suggestion:
        reason = Reason(rule, text, tuple(map(key_of, sets)))
        return Suggestion(None, self._present, (reason,))


def _none(rule: LoadRule, text: str) -> Suggestion:
    return Suggestion(None, None, (Reason(rule, text),))


def _working(
    sets: Sequence[SetSummary], exercise: str, today: date
) -> list[SetSummary]:
    """Return the working sets of the past with a load that can be, oldest first."""
    mine = [each for each in until(sets, today) if each.exercise == exercise]
    what = kinds(mine)
    work = [
        each
        for each in mine
        if what[key_of(each)] is SetKind.WORKING
        and each.load_kg is not None
        and 0 <= each.load_kg <= MOST_LOAD_KG
        and each.reps > 0
    ]
    return sorted(work, key=lambda each: (each.utc, each.index))


def _is_scored(summary: SetSummary) -> bool:
    """Whether most of a set was judged; reps by hand were not."""
    return 2 * summary.scored > summary.reps


def _kg(summary: SetSummary) -> float:
    return summary.load_kg or 0.0


def _day(summary: SetSummary) -> date:
    return day_of(summary) or date.min


def _step_kg(rules: LoadRules) -> float:
    return rules.step(LoadUnit.KG).kg


def _before(today: date, span: timedelta) -> date:
    try:
        return today - span
    except OverflowError:
        return date.min
