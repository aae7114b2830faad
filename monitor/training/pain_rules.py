"""Pain over sessions: when to ease off, when to stop and whom to see.

The program measures and reminds; it diagnoses nothing. Every piece of advice ends
with the words that it is no medical advice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

import msgspec

from monitor.model.history import SessionSummary, SetSummary
from monitor.model.records import ExerciseName, RedFlag
from monitor.training.dates import until
from monitor.training.summary import of_back

NO_ADVICE: Final = "This is no medical advice."
ALTERNATIVES: Final = (ExerciseName.GLUTE_BRIDGE, ExerciseName.ROMANIAN_DEADLIFT)
CORE: Final = ("plank", "side_plank", "russian_twist", "pelvic_tilt")
FLAGS: Final = {
    RedFlag.LEG_NUMB_OR_WEAK: "numbness or weakness in a leg",
    RedFlag.NUMB_BETWEEN_LEGS: "numbness between the legs",
    RedFlag.BLADDER_OR_BOWEL: "a change of bladder or bowel",
    RedFlag.FEVER: "fever",
    RedFlag.TRAUMA: "a fall or an accident",
}


class PainRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When pain is persistent.

    Attributes:
        is_on: Whether the rules about scores hold. Warning signs always do.
        hurts: A session hurt if its worst pain of the back was this or more, 0 to 10.
        sessions: So many of the last ``of_last`` sessions that hurt are persistent.
        of_last: See ``sessions``.
        morning: A back that was worse on the next morning is persistent too.
    """

    is_on: bool = True
    hurts: float = 3.0
    sessions: int = 2
    of_last: int = 3
    morning: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.hurts <= 10:
            msg = "hurts must lie above 0, up to 10"
            raise ValueError(msg)
        if not 1 <= self.sessions <= self.of_last <= 20:
            msg = "sessions and of_last must satisfy 1 <= sessions <= of_last <= 20"
            raise ValueError(msg)


class PainLevel(Enum):
    """What follows from the pain that was told."""

    NONE = 0
    EASE_OFF = 1
    STOP = 2
    URGENT = 3


@dataclass(frozen=True, slots=True)
class PainAdvice:
    """What a person is told about pain.

    Attributes:
        level: What follows.
        text: Sentences for people; empty if there is nothing to say.
        sessions: Names of the sessions that it rests on.
        alternatives: Exercises of the hip that the program can watch meanwhile.
        core: Exercises of the core, likewise.
    """

    level: PainLevel
    text: str = ""
    sessions: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    core: tuple[str, ...] = ()


def pain_advice(
    sessions: Iterable[SessionSummary],
    sets: Sequence[SetSummary],
    exercise: str,
    today: date,
    rules: PainRules,
) -> PainAdvice:
    """Return what follows from the pain of a lifter's last sessions.

    Args:
        sessions: The lifter's, in any order; those of the future are left out.
        sets: The lifter's; an exercise that hurt too is no alternative.
        exercise: What is to be trained.
        today: The date.
        rules: When pain is persistent.
    """
    past = sorted(until(sessions, today), key=lambda each: each.utc)
    urgent = _urgent(past)
    if urgent is not None:
        return urgent
    if not rules.is_on:
        return PainAdvice(PainLevel.NONE)
    recent = past[-rules.of_last :]
    hurt = [each for each in recent if (each.pain or 0.0) >= rules.hurts]
    worse = [each for each in past[-1:] if rules.morning and each.morning_worse]
    if len(hurt) >= rules.sessions or worse:
        avoid = _hurting(sets, recent, rules) | {exercise}
        return _stop(exercise, _reason(hurt, worse), hurt or worse, avoid)
    if past and past[-1] in hurt:
        text = (
            f"The last session hurt ({past[-1].pain:g} of 10): go lighter, keep the "
            f"form strict, and stop if it comes back. {NO_ADVICE}"
        )
        return PainAdvice(PainLevel.EASE_OFF, text, (past[-1].session,))
    return PainAdvice(PainLevel.NONE)


def _urgent(past: Sequence[SessionSummary]) -> PainAdvice | None:
    """Warning signs stand until the person takes them back."""
    told = next((each for each in reversed(past) if each.red_flags is not None), None)
    if told is None or not told.red_flags:
        return None
    named = ", ".join(FLAGS[flag] for flag in told.red_flags)
    text = (
        f"Stop training and get urgent medical care: you told {named}. Nothing is "
        f"suggested until you take that back. {NO_ADVICE}"
    )
    return PainAdvice(PainLevel.URGENT, text, (told.session,))


def _reason(hurt: Sequence[SessionSummary], worse: Sequence[SessionSummary]) -> str:
    if worse:
        return "The back was worse on the morning after the last session"
    return f"The back hurt in {len(hurt)} of the last sessions"


def _stop(
    exercise: str,
    reason: str,
    because: Sequence[SessionSummary],
    avoid: frozenset[str],
) -> PainAdvice:
    others = tuple(each for each in ALTERNATIVES if each not in avoid)
    core = tuple(each for each in CORE if each not in avoid)
    text = f"{reason}: stop {_words(exercise)}, and see a doctor or physiotherapist."
    if others:
        offered = " or ".join(_words(each) for each in others)
        text += f" If they agree, {offered} may take its place meanwhile"
        text += f", with {_listed(core)} for the core." if core else "."
    text += f" {NO_ADVICE}"
    names = tuple(each.session for each in because)
    return PainAdvice(PainLevel.STOP, text, names, others, core)


def _hurting(
    sets: Iterable[SetSummary], recent: Sequence[SessionSummary], rules: PainRules
) -> frozenset[str]:
    """Exercises after whose sets the back hurt in these sessions."""
    names = {each.session for each in recent}
    return frozenset(
        each.exercise
        for each in sets
        if each.session in names
        and each.pain is not None
        and of_back(each.pain)
        and each.pain.score >= rules.hurts
    )


def _words(exercise: str) -> str:
    words = exercise.removeprefix("own:").replace("_", " ")
    words = words.replace("romanian", "Romanian").replace("russian", "Russian")
    return words if words.endswith("s") else f"{words}s"


def _listed(exercises: Sequence[str]) -> str:
    words = [_words(each) for each in exercises]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
