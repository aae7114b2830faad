"""Sets of the past in words and points, as every screen shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.model.history import Pain, SetSummary
from monitor.model.loads import load_of
from monitor.model.records import PainPlace, SetKind

UNKNOWN: Final = "-"
KINDS: Final = {
    SetKind.WARM_UP: "warm-up",
    SetKind.WORKING: "working",
    SetKind.TEST: "test",
}
PLACES: Final = {
    PainPlace.LOW_BACK: "low back",
    PainPlace.LEG_BELOW_KNEE: "leg below the knee",
    PainPlace.BUTTOCK_HIP: "buttock or hip",
    PainPlace.OTHER: "elsewhere",
}
OWN: Final = "own:"  # before the name of a person's own exercise
_DAY_S: Final = 86400.0


def exercise_words(exercise: str) -> str:
    """Return an exercise's name for people."""
    return exercise.removeprefix(OWN).replace("_", " ").capitalize()


def day_words(utc: str) -> str:
    """Return when it was, in the computer's own time: "2026-11-02 19:30"."""
    moment = _moment(utc)
    if moment is None:
        return utc
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _moment(utc: str) -> datetime | None:
    try:
        return datetime.fromisoformat(utc)
    except ValueError:
        return None


def load_text(summary: SetSummary) -> str:
    """Return a set's load in the unit in which it was told."""
    load = load_of(summary.load_kg, summary.load_unit)
    return UNKNOWN if load is None else str(load)


def pain_words(pain: Pain | None) -> str:
    """Return a pain's score and place."""
    if pain is None:
        return UNKNOWN
    place = "" if pain.place is None or not pain.score else f", {PLACES[pain.place]}"
    return f"{pain.score:g}{place}"


def judged_words(summary: SetSummary) -> str:
    """Return how the scored reps were: "7 clean, 1 fault"; or that none was."""
    if not summary.scored:
        return "not scored" if summary.reps else UNKNOWN
    parts = [f"{summary.clean} clean"]
    if summary.borderline:
        parts.append(f"{summary.borderline} borderline")
    if summary.faults:
        parts.append(f"{summary.faults} past limit")
    unscored = summary.reps - summary.scored
    if unscored:
        parts.append(f"{unscored} not scored")
    return ", ".join(parts)


def reps_words(summary: SetSummary) -> str:
    """Return what was counted: reps, both sides of twists, or the time held."""
    if summary.clean_s is not None and summary.held_s is not None:
        return f"{summary.held_s:.0f} s, clean {summary.clean_s:.0f} s"
    if summary.left is not None and summary.right is not None:
        return f"{summary.left} left, {summary.right} right"
    return str(summary.reps)


def number(value: float | None, unit: str = "", decimals: int = 0) -> str:
    """Return a figure, or a dash where it isn't known."""
    if value is None:
        return UNKNOWN
    return f"{round(value, decimals) + 0.0:.{decimals}f}{unit}"  # no minus zero


@dataclass(frozen=True, slots=True)
class Point:
    """One set, or one session, on a chart over time.

    Attributes:
        day: Days since 1970, UTC.
        value: In the chart's unit.
        is_doubtful: It is drawn hollow: a fault, or nothing that was scored.
    """

    day: float
    value: float
    is_doubtful: bool = False


def day_of(utc: str) -> float | None:
    """Return days since 1970, UTC; None for what is no time."""
    moment = _moment(utc)
    try:
        return None if moment is None else moment.timestamp() / _DAY_S
    except (OverflowError, OSError):
        return None


def points(
    summaries: Iterable[SetSummary], values: Sequence[float | None]
) -> list[Point]:
    """Return the points of sets whose value is known.

    Args:
        summaries: The sets.
        values: One for each of them; None where it isn't known.
    """
    found: list[Point] = []
    for summary, value in zip(summaries, values, strict=True):
        day = day_of(summary.utc)
        if day is not None and value is not None:
            doubtful = summary.faults > 0 or not summary.scored
            found.append(Point(day, value, doubtful))
    return found
