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
from monitor.training.pain_days import PainDay, pain_days
from monitor.training.summary import of_back

NO_ADVICE: Final = "This is no medical advice."
ALTERNATIVES: Final = (ExerciseName.GLUTE_BRIDGE, ExerciseName.ROMANIAN_DEADLIFT)
CORE: Final = ("plank", "side_plank", "russian_twist", "pelvic_tilt")
FLAGS: Final = {
    RedFlag.LEG_NUMB_OR_WEAK: "numbness or weakness in a leg",
    RedFlag.NUMB_BETWEEN_LEGS: "numbness between the legs",
    RedFlag.BLADDER_OR_BOWEL: "a change in bladder or bowel control",
    RedFlag.FEVER: "fever",
    RedFlag.TRAUMA: "a fall or an accident",
}


class PainRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When pain is persistent.

    Attributes:
        is_on: Whether the rules about scores hold. Warning signs always do.
        hurts: A session hurt if its worst pain of the back was this or more, 0 to 10.
        sessions: So many of the last ``of_last`` sessions that hurt are persistent;
            recordings of one day are one session.
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
    days = pain_days(sessions, sets, today)
    urgent = _urgent(days)
    if urgent is not None:
        return urgent
    recent = [each for each in days if each.counts][-rules.of_last :]
    if not rules.is_on or not recent:
        return PainAdvice(PainLevel.NONE)
    hurt = [each for each in recent if (each.pain or 0.0) >= rules.hurts]
    worse = [each for each in recent[-1:] if rules.morning and each.morning_worse]
    if len(hurt) >= rules.sessions or worse:
        found = _Persistent(exercise, hurt or worse, _reason(hurt, worse, recent))
        return found.advice(_hurting(sets, recent, rules), sets)
    if recent[-1] in hurt:
        text = (
            f"The last session hurt ({recent[-1].pain:g} of 10): go lighter, keep the "
            f"form strict, and stop if it comes back. {NO_ADVICE}"
        )
        return PainAdvice(PainLevel.EASE_OFF, text, recent[-1].names)
    return PainAdvice(PainLevel.NONE)


def _urgent(days: Sequence[PainDay]) -> PainAdvice | None:
    """Warning signs stand until the person says that they have been seen to."""
    told = next((each for each in reversed(days) if each.red_flags is not None), None)
    if told is None or not told.red_flags:
        return None
    named = ", ".join(FLAGS[flag] for flag in told.red_flags)
    text = (
        f"Stop training and get urgent medical care: you told of {named}. Nothing is "
        f"suggested until you say that it has been seen to. {NO_ADVICE}"
    )
    return PainAdvice(PainLevel.URGENT, text, told.names)


def _reason(
    hurt: Sequence[PainDay], worse: Sequence[PainDay], recent: Sequence[PainDay]
) -> str:
    if worse:
        return "The back was worse on the morning after the last session"
    return f"The back hurt in {len(hurt)} of the last {len(recent)} sessions"


@dataclass(frozen=True, slots=True)
class _Persistent:
    """Persistent pain: the exercise, the days that it rests on, and why."""

    exercise: str
    days: Sequence[PainDay]
    reason: str

    def advice(self, hurting: frozenset[str], sets: Iterable[SetSummary]) -> PainAdvice:
        """Return what follows.

        Args:
            hurting: Exercises after whose sets the back hurt.
            sets: The lifter's.
        """
        names = frozenset(name for day in self.days for name in day.names)
        if self.exercise in {*ALTERNATIVES, *CORE}:
            # If no set was told to hurt, all of those days may have done it.
            done = frozenset(e.exercise for e in sets if e.session in names)
            blamed = hurting or done
            if blamed and self.exercise not in blamed:
                return self._meanwhile()
        return self._stop(hurting | {self.exercise})

    def _meanwhile(self) -> PainAdvice:
        """An exercise that takes another's place, and did not hurt itself."""
        text = (
            f"{self.reason}, not after {_words(self.exercise)}: see a doctor or "
            "physiotherapist, and go on with these only if they agree and nothing "
            f"hurts. {NO_ADVICE}"
        )
        return PainAdvice(PainLevel.EASE_OFF, text, self._names())

    def _stop(self, avoid: frozenset[str]) -> PainAdvice:
        others = tuple(each for each in ALTERNATIVES if each not in avoid)
        core = tuple(each for each in CORE if each not in avoid)
        exercise = _words(self.exercise)
        text = f"{self.reason}: stop {exercise}, and see a doctor or physiotherapist."
        if others or core:
            text += f" If they agree, {_offered(others, core)}."
        text += f" {NO_ADVICE}"
        return PainAdvice(PainLevel.STOP, text, self._names(), others, core)

    def _names(self) -> tuple[str, ...]:
        return tuple(name for day in self.days for name in day.names)


def _offered(others: Sequence[str], core: Sequence[str]) -> str:
    """Say what the program can watch meanwhile; one of both is not empty."""
    what = f"{_listed(core)} for the core" if core else ""
    if others:
        offered = " or ".join(map(_words, others))
        what = f"{offered} in their place" + (f", and {what}" if what else "")
    return f"the program can watch over {what} meanwhile"


def _hurting(
    sets: Iterable[SetSummary], recent: Sequence[PainDay], rules: PainRules
) -> frozenset[str]:
    """Exercises after whose sets the back hurt in these sessions."""
    names = {name for day in recent for name in day.names}
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
