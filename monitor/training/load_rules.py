"""The rules of the load guard, as data: what they ask, and where they come from."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from monitor.model.loads import Load
from monitor.model.records import LoadUnit


class LoadRule(StrEnum):
    """What a suggestion may rest on."""

    CLEAN_SETS = "clean_sets"
    WEEKLY_RISE = "weekly_rise"
    FAULTS = "faults"
    PAIN = "pain"
    PAUSE = "pause"
    LEAP = "leap"
    NOT_KNOWN = "not_known"
    LEFT_OUT = "left_out"
    OFF = "off"


class LoadRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a suggested next load rests on; 0 turns a rule off.

    Attributes:
        is_on: Whether loads are suggested and leaps warned of at all.
        clean_sets: So many working sets in a row at the present load have to be clean
            before more is suggested.
        least_margin_deg: A set is clean if no rep came nearer to the limit than this.
        weekly_rise_pct: At most so much more than a week before, also if more was
            lifted since; one step of the rack is always allowed if the rest of the
            rules is met.
        step_kg: Smallest step of the rack, for loads told in kg.
        step_lb: Likewise, in lb.
        faulty_sets: Of the last ``clean_sets``, or of as many as this if that is more,
            so many with a fault call for a step back.
        pain: Pain of the back from here on, 0 to 10, calls for less after that
            session.
        pause_days: A pause of more days calls for less.
        back_pct: How much less after pain or a pause.
        leap_pct: A set that is heavier by more than this than all sets of the last
            weeks is warned of.
        leap_days: How many days those weeks have; what is older counts for no rule.
    """

    is_on: bool = True
    clean_sets: int = 3
    least_margin_deg: float = 2.0
    weekly_rise_pct: float = 10.0
    step_kg: float = 2.5
    step_lb: float = 5.0
    faulty_sets: int = 2
    pain: float = 3.0
    pause_days: int = 14
    back_pct: float = 10.0
    leap_pct: float = 20.0
    leap_days: int = 28

    def __post_init__(self) -> None:
        for name, low, high in _RANGES:
            if not low <= getattr(self, name) <= high:
                msg = f"{name} must lie between {low:g} and {high:g}"
                raise ValueError(msg)

    def step(self, unit: LoadUnit) -> Load:
        """Return the smallest step of the rack in a unit."""
        return Load(self.step_kg if unit is LoadUnit.KG else self.step_lb, unit)


_RANGES: Final = (
    ("clean_sets", 0, 20),
    ("least_margin_deg", 0.0, 30.0),
    ("weekly_rise_pct", 0.0, 100.0),
    ("step_kg", 0.1, 50.0),
    ("step_lb", 0.1, 100.0),
    ("faulty_sets", 0, 20),
    ("pain", 0.0, 10.0),
    ("pause_days", 0, 365),
    ("back_pct", 0.0, 90.0),
    ("leap_pct", 0.0, 500.0),
    ("leap_days", 1, 365),
)

ORIGINS: Final[Mapping[LoadRule, str]] = MappingProxyType(
    {
        LoadRule.CLEAN_SETS: (
            "More load only after clean sets at the present one: this project's "
            "judgement; the margin is the error within a set."
        ),
        LoadRule.WEEKLY_RISE: (
            "At most a tenth more a week: a convention of training, not a finding."
        ),
        LoadRule.FAULTS: "A step back after faulty sets: this project's judgement.",
        LoadRule.PAIN: "Less load after a painful session: this project's judgement.",
        LoadRule.PAUSE: "Less load after a long pause: a convention of training.",
        LoadRule.LEAP: "A warning before a leap in load: this project's judgement.",
    }
)
