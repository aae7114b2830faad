"""What was told of pain, by the day: a session cut in two recordings is one session."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from monitor.model.history import SessionSummary, SetSummary
from monitor.model.records import RedFlag
from monitor.training.dates import day_of, in_order


@dataclass(frozen=True, slots=True)
class PainDay:
    """The sessions of one day, taken as one.

    Attributes:
        names: Of its recordings.
        pain: The worst of the back; None if nothing was told.
        morning_worse: Whether the next morning was worse; None if it wasn't told.
        red_flags: As told last; empty takes back; None if nothing was told.
        counts: Among the last sessions: something was trained, or pain told.
    """

    names: tuple[str, ...]
    pain: float | None = None
    morning_worse: bool | None = None
    red_flags: tuple[RedFlag, ...] | None = None
    counts: bool = True


def pain_days(
    sessions: Iterable[SessionSummary], sets: Iterable[SetSummary], today: date
) -> list[PainDay]:
    """Return the days on which was trained, or something told, oldest first.

    Args:
        sessions: One lifter's, in any order; those of the future are left out.
        sets: The lifter's; a session without any, and without words, is no training.
        today: The date.
    """
    trained = {each.session for each in sets}
    past = in_order(sessions, today)
    return [
        day
        for _, group in groupby(past, key=day_of)
        if (day := _as_one(list(group), trained)).counts or day.red_flags is not None
    ]


def _as_one(day: Sequence[SessionSummary], trained: Container[str]) -> PainDay:
    pains = [each.pain for each in day if each.pain is not None]
    mornings = [e.morning_worse for e in day if e.morning_worse is not None]
    flags = [each.red_flags for each in day if each.red_flags is not None]
    return PainDay(
        names=tuple(each.session for each in day),
        pain=max(pains, default=None),
        morning_worse=any(mornings) if mornings else None,
        red_flags=flags[-1] if flags else None,
        counts=bool(pains or mornings) or any(e.session in trained for e in day),
    )
