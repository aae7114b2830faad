"""Which load next, and why.

Nothing is suggested on a guess: not on sets that weren't scored, not on loads that
aren't known, not against pain.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from monitor.model.history import SessionSummary, SetSummary
from monitor.model.loads import TIDY, Load, load_of
from monitor.model.records import MOST_LOAD_KG
from monitor.training.dates import before, day_of
from monitor.training.load_rules import LoadRule, LoadRules
from monitor.training.pain_days import pain_days
from monitor.training.pain_rules import PainAdvice, PainLevel
from monitor.training.reasons import ALMOST, Reason, Suggestion, kg_of, reason
from monitor.training.working_sets import left_out, working_sets

WEEK_DAYS: Final = 7


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
    sets. None of them leads past the weekly rise.

    Args:
        trained: What the lifter did.
        exercise: Its name in files.
        today: The date; what lies in the future is left out, and named.
        rules: What a suggestion rests on.
    """
    if not rules.is_on:
        return _none(LoadRule.OFF, "Suggestions are turned off.")
    if trained.pain.level in {PainLevel.URGENT, PainLevel.STOP}:
        return _none(LoadRule.PAIN, trained.pain.text)
    work = working_sets(trained.sets, exercise, today)
    named = tuple(
        Reason(LoadRule.LEFT_OUT, each.text, each.sets)
        for each in left_out(trained.sets, exercise, today, rules.leap_days)
    )
    if not work:
        text = "No working set of this exercise with a known load is remembered."
        found = _none(LoadRule.NOT_KNOWN, text)
    else:
        found = _Guard(trained, work, today, rules).suggestion()
    return replace(found, reasons=(*found.reasons, *named))


class _Guard:
    """One suggestion in the making."""

    def __init__(
        self,
        trained: Trained,
        work: Sequence[SetSummary],
        today: date,
        rules: LoadRules,
    ) -> None:
        present = load_of(work[-1].load_kg, work[-1].load_unit)
        assert present is not None  # working sets have a load
        self._rules, self._work, self._today = rules, work, today
        self._pain = trained.pain.level
        days = pain_days(trained.sessions, trained.sets, today)
        self._days = [each for each in days if each.counts]
        self._present = present
        self._step = rules.step(present.unit)
        self._allowed_kg, self._before = self._weekly_limit()

    def suggestion(self) -> Suggestion:
        """Return what the first rule that applies says, within the weekly rise."""
        found = self._after_pain() or self._after_pause() or self._after_sets()
        if found.load is None or found.load.kg <= self._allowed_kg + ALMOST:
            return found
        most = self._multiple(self._allowed_kg / Load(1.0, self._present.unit).kg)
        text = (
            f"A week before it was {self._before}: {self._rise_words()}, so no more "
            f"than {most}."
        )
        held = reason(LoadRule.WEEKLY_RISE, text, self._work[-1:])
        lower = [each for each in found.reasons if each.rule in _LESS]
        return Suggestion(most, self._present, (held, *lower))

    def _after_pain(self) -> Suggestion | None:
        """Step back once from the heaviest set of the session that hurt."""
        pain = self._days[-1].pain if self._days else None
        if not self._rules.pain or pain is None or pain < self._rules.pain:
            return None
        its = [each for each in self._work if each.session in self._days[-1].names]
        from_kg = max(map(kg_of, its), default=self._present.kg)
        text = f"The last session hurt ({pain:g} of 10): {self._less_words()}."
        return self._suggest(self._lowered(from_kg), LoadRule.PAIN, text, its)

    def _after_pause(self) -> Suggestion | None:
        days = (self._today - _day(self._work[-1])).days
        if not self._rules.pause_days or days <= self._rules.pause_days:
            return None
        text = f"The last working set was {days} days ago: {self._less_words()}."
        less = self._lowered(self._present.kg)
        return self._suggest(less, LoadRule.PAUSE, text, self._work[-1:])

    def _after_sets(self) -> Suggestion:
        """Judge the last sets at the present load."""
        rules = self._rules
        recent = self._stretch()[-max(rules.clean_sets, rules.faulty_sets, 1) :]
        asked = recent[-max(rules.clean_sets, 1) :]
        unscored = [each for each in asked if not _is_scored(each)]
        if unscored and (rules.clean_sets or rules.faulty_sets):
            text = (
                f"{len(unscored)} of the last {_sets(asked)} with {self._present} "
                "could not be scored: nothing is suggested on them."
            )
            return self._suggest(None, LoadRule.NOT_KNOWN, text, unscored)
        faulty = [each for each in recent if each.faults]
        if rules.faulty_sets and len(faulty) >= rules.faulty_sets:
            text = (
                f"{len(faulty)} of the last {_sets(recent)} with {self._present} had "
                "reps past the limit: a step back."
            )
            down = self._multiple(self._present.amount - self._step.amount)
            return self._suggest(down, LoadRule.FAULTS, text, faulty)
        return self._more(asked)

    def _more(self, asked: Sequence[SetSummary]) -> Suggestion:
        rules = self._rules
        clean = [each for each in asked if self._is_clean(each)]
        if len(clean) < rules.clean_sets:
            text = (
                f"{len(clean)} of {rules.clean_sets} clean sets with {self._present} "
                f"(margin {rules.least_margin_deg:g}° or more): stay."
            )
            return self._suggest(self._present, LoadRule.CLEAN_SETS, text, asked)
        if rules.pain and self._pain is PainLevel.EASE_OFF:
            text = "The back hurt lately: stay until it doesn't."
            return self._suggest(self._present, LoadRule.PAIN, text)
        up = self._multiple(self._present.amount + self._step.amount)
        if up.kg > self._allowed_kg + ALMOST:
            text = (
                f"A week before it was {self._before}: {self._rise_words()}, so stay."
            )
            return self._suggest(self._present, LoadRule.WEEKLY_RISE, text, asked)
        margins = [each.margin_deg for each in clean if each.margin_deg is not None]
        least = f", margin at least {min(margins):.1f}°" if margins else ""
        text = f"{_sets(clean, 'clean ')} with {self._present}{least}: a step more."
        return self._suggest(up, LoadRule.CLEAN_SETS, text, clean)

    def _stretch(self) -> list[SetSummary]:
        """Return the sets at the present load since a session had none, or weeks ago.

        What was faulty before a step back is over once the load is taken up again.
        """
        first = before(_day(self._work[-1]), self._rules.leap_days)
        found: list[SetSummary] = []
        for _, session in groupby(reversed(self._work), key=lambda each: each.session):
            same = [each for each in session if self._is_present(each)]
            if not same or _day(same[0]) < first:
                break
            found += same
        return found[::-1]

    def _weekly_limit(self) -> tuple[float, Load | None]:
        """Return the most that the weekly rise allows, kg, and what it starts from.

        That is the heaviest working set of a week or more before; if there is none,
        of the first day since.
        """
        if not self._rules.weekly_rise_pct:
            return math.inf, None
        week = before(self._today, WEEK_DAYS)
        first = before(self._today, max(self._rules.leap_days, WEEK_DAYS))
        recent = [each for each in self._work if _day(each) >= first] or self._work[-1:]
        # Before a week is over, the first day stands for the week before.
        until = max(_day(recent[0]), week)
        start = max((e for e in recent if _day(e) <= until), key=kg_of)
        rise = 1 + self._rules.weekly_rise_pct / 100
        allowed_kg = max(kg_of(start) * rise, kg_of(start) + self._step.kg)
        return allowed_kg, load_of(start.load_kg, start.load_unit)

    def _lowered(self, from_kg: float) -> Load:
        """Return so much less that it is at least a step; never more than now."""
        amount = Load(from_kg).in_unit(self._present.unit).amount
        less = amount * (1 - self._rules.back_pct / 100)
        found = self._multiple(min(less, amount - self._step.amount))
        return min(found, self._present, key=lambda load: load.amount)

    def _multiple(self, amount: float) -> Load:
        """Return the rack's multiple at or below an amount, at least nothing."""
        step, unit = self._step.amount, self._present.unit
        most = Load(MOST_LOAD_KG).in_unit(unit).amount
        steps = max(math.floor(min(amount, most) / step + ALMOST), 0)
        return Load(round(steps * step, TIDY), unit)

    def _is_present(self, summary: SetSummary) -> bool:
        return abs(kg_of(summary) - self._present.kg) < self._step.kg / 2

    def _is_clean(self, summary: SetSummary) -> bool:
        margin = summary.margin_deg
        return (
            summary.faults == 0
            and margin is not None
            and margin >= self._rules.least_margin_deg
        )

    def _less_words(self) -> str:
        return f"at least {self._rules.back_pct:g} % or a step less"

    def _rise_words(self) -> str:
        return f"at most {self._rules.weekly_rise_pct:g} % or a step more in a week"

    def _suggest(
        self,
        load: Load | None,
        rule: LoadRule,
        text: str,
        sets: Sequence[SetSummary] = (),
    ) -> Suggestion:
        return Suggestion(load, self._present, (reason(rule, text, sets),))


_LESS: Final = frozenset({LoadRule.PAIN, LoadRule.PAUSE, LoadRule.FAULTS})


def _none(rule: LoadRule, text: str) -> Suggestion:
    return Suggestion(None, None, (Reason(rule, text),))


def _sets(sets: Sequence[SetSummary], what: str = "") -> str:
    return f"{len(sets)} {what}set" if len(sets) == 1 else f"{len(sets)} {what}sets"


def _is_scored(summary: SetSummary) -> bool:
    """Whether most of a set was judged; reps by hand were not."""
    return 2 * summary.scored > summary.reps


def _day(summary: SetSummary) -> date:
    return day_of(summary) or date.min
