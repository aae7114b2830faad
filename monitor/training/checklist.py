"""Known causes and risk factors of back pain from lifting, as far as they are known.

Each is measured, told by the person, or not known; the figures are in ``findings``.
A checklist to talk over with a professional: it names no cause and diagnoses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from monitor.model.history import SetSummary
from monitor.training import findings
from monitor.training.dates import before, day_of, in_order
from monitor.training.findings import ChecklistRules, Finding
from monitor.training.load_rules import LoadRules
from monitor.training.set_kind import SetKey

NOTE: Final = (
    "Known causes and risk factors, no diagnosis: talk them over with a doctor or "
    "physiotherapist. This is no medical advice."
)


class Cause(StrEnum):
    """What back pain from lifting is known to come with."""

    LOAD_HIGH = "load_high"
    LOAD_RISE = "load_rise"
    HYPEREXTENSION = "hyperextension"
    LOST_NEUTRAL = "lost_neutral"
    CONDITION = "condition"
    IMBALANCE = "imbalance"
    WEAK_CORE = "weak_core"
    HIP_MOBILITY = "hip_mobility"
    SITTING = "sitting"


class State(StrEnum):
    """What is known of a cause."""

    FINE = "fine"  # measured, within the rule
    OFF = "off"  # measured, outside of it
    TOLD = "told"  # not measured, but the person said
    NOT_MEASURED = "not_measured"


TITLES: Final[Mapping[Cause, str]] = MappingProxyType(
    {
        Cause.LOAD_HIGH: "Load too high",
        Cause.LOAD_RISE: "Load rising too fast",
        Cause.HYPEREXTENSION: "Form: the lower back arches too far",
        Cause.LOST_NEUTRAL: "Form: neutral is lost over the set",
        Cause.CONDITION: "A condition of the back from before",
        Cause.IMBALANCE: "Muscle imbalance, left and right",
        Cause.WEAK_CORE: "Weak core",
        Cause.HIP_MOBILITY: "Stiff hips",
        Cause.SITTING: "Days spent sitting",
    }
)
QUESTIONS: Final[Mapping[Cause, str]] = MappingProxyType(
    {
        Cause.CONDITION: "Did you have a condition of the back before?",
        Cause.IMBALANCE: "Is one side clearly weaker than the other?",
        Cause.WEAK_CORE: "Is your core weak?",
        Cause.HIP_MOBILITY: "Are your hips stiff?",
        Cause.SITTING: "Do you sit for most of the day?",
    }
)


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person said of themselves: yes, no, or None for nothing.

    Attributes:
        condition: A condition of the back from before.
        imbalance: One side is clearly weaker.
        weak_core: A weak core.
        hip_mobility: Stiff hips.
        sitting: Most of the day is spent sitting.
    """

    condition: bool | None = None
    imbalance: bool | None = None
    weak_core: bool | None = None
    hip_mobility: bool | None = None
    sitting: bool | None = None

    def of(self, cause: Cause) -> bool | None:
        """Return the answer about a cause; None if there is none."""
        return getattr(self, cause.value) if cause in QUESTIONS else None


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of one cause.

    Attributes:
        cause: Which.
        state: What is known.
        text: One or two sentences for people.
        sets: The sets that it rests on.
        answer: What the person said; None for nothing.
    """

    cause: Cause
    state: State
    text: str
    sets: tuple[SetKey, ...] = ()
    answer: bool | None = None


def checklist(
    sets: Sequence[SetSummary],
    exercise: str,
    today: date,
    rules: tuple[ChecklistRules, LoadRules],
    answers: Answers,
) -> tuple[Item, ...]:
    """Return all causes, in a fixed order, with what is known of each.

    Args:
        sets: One lifter's, in any order.
        exercise: Load and form are looked at in this one; its name in files.
        today: The date; the future, and what is weeks old, is left out.
        rules: From when on a figure is off, and the load guard's.
        answers: What the lifter said.
    """
    own, load = rules
    first = before(today, own.days)
    past = in_order(sets, today)
    recent = [each for each in past if (day_of(each) or first) >= first]
    mine = [each for each in recent if each.exercise == exercise]
    found: Mapping[Cause, Finding | None] = {
        Cause.LOAD_HIGH: findings.load_high(mine, exercise, today, own),
        Cause.LOAD_RISE: findings.load_rise(mine, exercise, today, load),
        Cause.HYPEREXTENSION: findings.past_limit(mine, own),
        Cause.LOST_NEUTRAL: findings.growing_arch(mine, own),
        Cause.IMBALANCE: findings.imbalance(recent, own),
        Cause.WEAK_CORE: findings.core(recent, own),
        Cause.HIP_MOBILITY: findings.hinge(recent, own),
    }
    return tuple(
        _item(each, found.get(each), answer=answers.of(each)) for each in Cause
    )


def _item(cause: Cause, found: Finding | None, *, answer: bool | None) -> Item:
    said = "" if answer is None else f"You said: {'yes' if answer else 'no'}."
    if found is not None:
        state = State.OFF if found.is_off else State.FINE
        text = f"{found.text} {said}".strip()
        return Item(cause, state, text, found.sets, answer)
    unknown = Item(cause, State.NOT_MEASURED, "Not measured.")
    if answer is None:
        return unknown
    return replace(unknown, state=State.TOLD, text=said, answer=answer)
