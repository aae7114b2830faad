"""The working sets that rules about load rest on, and what is left out of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.model.history import SetSummary
from monitor.model.records import SetKind
from monitor.training.dates import before, day_of, in_order, until
from monitor.training.set_kind import SetKey, is_load, key_of, kinds


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Sets that nothing rests on, and why.

    Attributes:
        text: One sentence for people.
        sets: Which.
    """

    text: str
    sets: tuple[SetKey, ...]


def working_sets(
    sets: Iterable[SetSummary], exercise: str, today: date
) -> list[SetSummary]:
    """Return the working sets of the past with a load that can be, oldest first.

    Args:
        sets: One lifter's, in any order.
        exercise: Its name in files.
        today: The date; what lies in the future, or has no date, is left out.
    """
    mine = in_order((each for each in sets if each.exercise == exercise), today)
    what = kinds(mine)
    return [
        each
        for each in mine
        if what[key_of(each)] is SetKind.WORKING
        and is_load(each.load_kg)
        and each.reps > 0
    ]


def left_out(
    sets: Iterable[SetSummary], exercise: str, today: date, days: int
) -> list[LeftOut]:
    """Return what nothing rests on though it may have been work, by cause.

    Args:
        sets: One lifter's, in any order.
        exercise: Its name in files.
        today: The date.
        days: Sets of unknown load are named if they are no older than this.
    """
    mine = [
        each
        for each in sets
        if each.exercise == exercise
        and each.reps > 0
        and (each.kind is None or each.kind is SetKind.WORKING)
    ]
    past = list(until(mine, today))
    first = before(today, days)
    known = {key_of(each) for each in past}
    rest = [each for each in mine if key_of(each) not in known]
    causes = (
        (
            "dated in the future",
            [each for each in rest if day_of(each) is not None],
        ),
        ("without a date", [each for each in rest if day_of(each) is None]),
        (
            "with a load that can't be",
            [e for e in past if e.load_kg is not None and not is_load(e.load_kg)],
        ),
        (
            "of unknown load",
            [e for e in past if e.load_kg is None and (day_of(e) or first) >= first],
        ),
    )
    return [LeftOut(_left(why, found), _keys(found)) for why, found in causes if found]


def _left(why: str, found: Sequence[SetSummary]) -> str:
    if len(found) == 1:
        return f"1 set {why} is left out."
    return f"{len(found)} sets {why} are left out."


def _keys(found: Iterable[SetSummary]) -> tuple[SetKey, ...]:
    return tuple(map(key_of, found))
