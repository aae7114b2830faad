"""What a lifter is told before a session: the next load, pain, and what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from monitor.history.store import History
from monitor.model.history import SessionSummary, SetSummary
from monitor.model.loads import Load, load_of
from monitor.training.dates import day_of, until
from monitor.training.load_guard import Trained, suggested
from monitor.training.pain_rules import PainAdvice, pain_advice
from monitor.training.reasons import Suggestion
from monitor.training.settings import TrainingSettings

MORNING: Final = timedelta(days=7)  # later than that nobody remembers a morning


@dataclass(frozen=True, slots=True)
class Advice:
    """What is known before a session of an exercise.

    Attributes:
        exercise: Its name in files.
        last: The last load that was told; None if none was.
        suggestion: The next load, with its reasons.
        pain: What follows from pain that was told.
        asks_morning: The morning after the last session was not told of yet.
        sets: The lifter's sets, in order of time.
        sessions: The lifter's sessions, in order of time.
    """

    exercise: str
    last: Load | None
    suggestion: Suggestion
    pain: PainAdvice
    asks_morning: bool
    sets: Sequence[SetSummary]
    sessions: Sequence[SessionSummary]


def advice(
    history: History,
    lifter: str,
    exercise: str,
    today: date,
    rules: TrainingSettings,
) -> Advice:
    """Return what a lifter is told before a session.

    Args:
        history: What is remembered.
        lifter: Who; empty for whom nobody named.
        exercise: Its name in files.
        today: The date, UTC.
        rules: What suggestions and advice rest on.

    Raises:
        HistoryError: The history can't be read.
    """
    sets, sessions = history.summaries(lifter), history.sessions(lifter)
    pain = pain_advice(sessions, sets, exercise, today, rules.pain)
    trained = Trained(sets, sessions, pain)
    return Advice(
        exercise,
        last_load(sets, exercise),
        suggested(trained, exercise, today, rules.load),
        pain,
        asks_morning(sets, sessions, today),
        sets,
        sessions,
    )


def last_load(sets: Sequence[SetSummary], exercise: str) -> Load | None:
    """Return the last load of an exercise that was told.

    Args:
        sets: In order of time.
        exercise: Its name in files.
    """
    for each in reversed(sets):
        if each.exercise == exercise and each.load_kg is not None:
            return load_of(each.load_kg, each.load_unit)
    return None


def asks_morning(
    sets: Sequence[SetSummary], sessions: Sequence[SessionSummary], today: date
) -> bool:
    """Whether to ask how the back was on the morning after the last session.

    Args:
        sets: The lifter's; a session without any leaves no morning to ask of.
        sessions: The lifter's, in order of time.
        today: The date, UTC.
    """
    trained = {each.session for each in sets}
    past = [each for each in until(sessions, today) if each.session in trained]
    if not past or past[-1].morning_worse is not None:
        return False
    day = day_of(past[-1])
    return day is not None and day < today <= day + MORNING
