"""A suggested load, and why: each reason names its rule and the sets behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from monitor.model.history import SetSummary
from monitor.model.loads import Load
from monitor.training.load_rules import LoadRule
from monitor.training.set_kind import SetKey, key_of

ALMOST: Final = 1e-6  # kg, or of a step: what binary fractions lose


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


def reason(rule: LoadRule, text: str, sets: Iterable[SetSummary] = ()) -> Reason:
    """Return a reason that rests on these sets."""
    return Reason(rule, text, tuple(map(key_of, sets)))


def kg_of(summary: SetSummary) -> float:
    """Return a set's load; 0 if it isn't known."""
    return summary.load_kg or 0.0
