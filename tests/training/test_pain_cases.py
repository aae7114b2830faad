"""Pain and warning signs, case by case: a row of the table is what must follow.

A session is written as a word: days ago, the worst pain of the back (``-`` if none
was told), ``m`` if the next morning was worse, ``!`` if warning signs were told, ``ok``
if they were taken back.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.history import Pain, SessionSummary, SetSummary
from monitor.model.records import PainPlace, RedFlag
from monitor.training.load_guard import Trained, suggested
from monitor.training.load_rules import LoadRules
from monitor.training.pain_rules import (
    NO_ADVICE,
    PainAdvice,
    PainLevel,
    PainRules,
    pain_advice,
)

TODAY = date(2026, 11, 27)
FLAGS: dict[str, tuple[RedFlag, ...] | None] = {
    "": None,
    "!": (RedFlag.BLADDER_OR_BOWEL, RedFlag.FEVER),
    "ok": (),
}


def a_session(word: str) -> SessionSummary:
    """Read a session from its word, such as "2:4m" or "0:-!"."""
    found = re.fullmatch(r"(-?\d+):(-|[\d.]+)(m?)(!|ok|)", word)
    assert found is not None, word
    days, pain, morning, flags = found.groups()
    day = (TODAY - timedelta(days=int(days))).isoformat()
    return SessionSummary(
        day,
        f"{day}T17:00:00+00:00",
        "Zoë",
        pain=None if pain == "-" else float(pain),
        morning_worse=True if morning else None,
        red_flags=FLAGS[flags],
    )


def asked(
    words: str,
    sets: list[SetSummary] | None = None,
    rules: PainRules | None = None,
) -> PainAdvice:
    sessions = [a_session(word) for word in words.split()]
    return pain_advice(sessions, sets or [], "hip_thrust", TODAY, rules or PainRules())


@dataclass(frozen=True)
class Case:
    """What was told, and what follows."""

    sessions: str  # oldest first
    level: PainLevel


NONE, EASE, STOP, URGENT = (
    PainLevel.NONE,
    PainLevel.EASE_OFF,
    PainLevel.STOP,
    PainLevel.URGENT,
)
TABLE = {
    "nothing was told": Case("9:- 5:- 2:-", NONE),
    "no session at all": Case("", NONE),
    "a little": Case("9:2 5:2 2:2.9", NONE),
    "once, last time": Case("9:0 5:0 2:3", EASE),
    "once, before": Case("9:0 5:3 2:0", NONE),
    "twice of three": Case("9:3 5:0 2:3", STOP),
    "twice of three, not the last": Case("9:4 5:3 2:0", STOP),
    "twice of four": Case("12:3 9:0 5:0 2:3", EASE),
    "twice in all": Case("5:3 2:3", STOP),
    "it has passed": Case("20:8 16:8 9:0 5:0 2:0", NONE),
    "not told in between": Case("9:3 5:- 2:3", STOP),
    "worse next morning": Case("9:0 5:0 2:1m", STOP),
    "worse next morning, long ago": Case("9:1m 5:0 2:0", NONE),
    "warning signs": Case("9:0 5:0 2:0!", URGENT),
    "warning signs without a score": Case("2:-!", URGENT),
    "warning signs of weeks ago": Case("40:-! 5:0 2:0", URGENT),
    "warning signs taken back": Case("9:-! 5:0ok 2:0", NONE),
    "taken back, and told again": Case("9:-! 5:0ok 2:0!", URGENT),
    "taken back, and it still hurts": Case("9:4! 5:4ok 2:0", STOP),
    "twice on one day": Case("9:0 5:0 2:3 2:4", EASE),
    "the worst of a day": Case("9:0 5:0 2:4 2:0", EASE),
    "worse next morning, cut in two": Case("5:0 2:1m 2:0", STOP),
    "words without training don't push pain out": Case("9:3 5:3 3:-ok 2:-ok", STOP),
    "nor do recordings without a set": Case("9:3 5:3 3:- 2:- 1:-", STOP),
    "the future is left out": Case("5:0 2:0 -9:9 -10:9", NONE),
    "warning signs of the future": Case("2:0 -9:-!", NONE),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_what_follows_from_pain(case: Case) -> None:
    found = asked(case.sessions)

    assert found.level is case.level
    assert found.text.endswith(NO_ADVICE) or not found.text
    assert bool(found.text) is (case.level is not NONE)
    assert bool(found.sessions) is (case.level is not NONE)


def test_persistent_pain_names_whom_to_see_and_what_can_be_watched_meanwhile() -> None:
    found = asked("5:3 2:5")

    assert found.alternatives == ("glute_bridge", "romanian_deadlift")
    assert found.core == ("plank", "side_plank", "russian_twist", "pelvic_tilt")
    assert "stop hip thrusts" in found.text
    assert "doctor or physiotherapist" in found.text
    assert "glute bridges or Romanian deadlifts" in found.text
    assert "If they agree" in found.text


def sets_of(words: str) -> list[SetSummary]:
    """Read sets from words such as "5:hip_thrust=3": days ago, exercise, its pain."""
    found = []
    for word in words.split():
        days, exercise, pain = re.split("[:=]", f"{word}=" if "=" not in word else word)
        told = Pain(float(pain), PainPlace.LOW_BACK) if pain else None
        name = a_session(f"{days}:-").session
        found.append(SetSummary(name, "", "Zoë", 1, exercise, pain=told))
    return found


MEANWHILE = {
    # what              asked for       sets of two days that hurt        what follows
    "what hurt": ("hip_thrust", "5:hip_thrust=3 2:hip_thrust=4", STOP),
    "what did not": ("glute_bridge", "5:hip_thrust=3 2:plank=0", EASE),
    "done without pain": ("plank", "5:hip_thrust=3 2:plank=0", EASE),
    "the core": ("plank", "5:hip_thrust=3 2:hip_thrust=4", EASE),
    "what hurt too": ("glute_bridge", "5:hip_thrust=3 2:glute_bridge=3", STOP),
    "no set was blamed": ("plank", "5:hip_thrust 2:hip_thrust", EASE),
    "nor can be": ("plank", "5:hip_thrust 2:plank", STOP),
    "nothing is known": ("glute_bridge", "", STOP),
    "no alternative": ("trunk_bend", "5:hip_thrust=3", STOP),
}


@pytest.mark.parametrize(
    ("exercise", "sets", "level"), MEANWHILE.values(), ids=MEANWHILE.keys()
)
def test_what_is_offered_meanwhile_is_not_stopped(
    exercise: str, sets: str, level: PainLevel
) -> None:
    sessions = [a_session("5:3"), a_session("2:4")]

    found = pain_advice(sessions, sets_of(sets), exercise, TODAY, PainRules())

    assert found.level is level
    assert "doctor or physiotherapist" in found.text
    assert found.text.endswith(NO_ADVICE)


def test_sessions_with_sets_and_no_pain_push_pain_out() -> None:
    later = sets_of("3:hip_thrust 2:hip_thrust 1:hip_thrust")

    assert asked("9:3 5:3 3:- 2:- 1:-", later).level is NONE


def test_with_warning_signs_no_load_is_suggested() -> None:
    for words in ("5:0 2:0!", "40:-! 5:0 2:0"):
        trained = Trained([], [], asked(words))

        found = suggested(trained, "hip_thrust", TODAY, LoadRules(pain=0))

        assert found.load is None
        assert "urgent medical care" in found.text


def hurting(exercise: str, score: float, place: PainPlace | None) -> SetSummary:
    session = a_session("2:5").session
    pain = Pain(score, place)
    return SetSummary(session, "", "Zoë", 1, exercise, pain=pain)


@pytest.mark.parametrize(
    ("score", "place", "is_offered"),
    [
        (4.0, PainPlace.LOW_BACK, False),
        (4.0, None, False),
        (4.0, PainPlace.LEG_BELOW_KNEE, False),
        (4.0, PainPlace.BUTTOCK_HIP, True),
        (1.0, PainPlace.LOW_BACK, True),
    ],
)
def test_what_hurts_too_is_no_alternative(
    score: float, place: PainPlace | None, is_offered: bool
) -> None:
    found = asked("5:3 2:5", [hurting("glute_bridge", score, place)])

    assert ("glute_bridge" in found.alternatives) is is_offered


def test_warning_signs_offer_nothing_and_call_for_urgent_care() -> None:
    found = asked("5:5 2:5!")

    assert (found.alternatives, found.core) == ((), ())
    assert "urgent medical care" in found.text
    assert "bladder or bowel" in found.text
    assert "fever" in found.text


def test_the_rules_about_scores_can_be_turned_off_but_not_warning_signs() -> None:
    off = PainRules(is_on=False)

    assert asked("5:9 2:9", rules=off).level is NONE
    assert asked("5:9 2:9!", rules=off).level is URGENT
    assert asked("2:1m", rules=PainRules(morning=False)).level is NONE


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("hurts", 0.0), ("hurts", 11.0), ("sessions", 4), ("of_last", 0)],
)
def test_rules_that_cannot_be_are_refused(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match="must"):
        PainRules(**{name: wrong})  # type: ignore[arg-type]


words = st.builds(
    "{}:{}{}{}".format,
    st.integers(-20, 60),
    st.sampled_from(["-", "0", "2", "3", "7"]),
    st.sampled_from(["", "m"]),
    st.sampled_from(["", "", "", "!", "ok"]),
)


@given(st.lists(words, max_size=8))
def test_order_does_not_matter_and_no_advice_is_given_without_its_words(
    sessions: list[str],
) -> None:
    found = asked(" ".join(sessions))

    assert not found.text or found.text.endswith(NO_ADVICE)
    assert "diagnos" not in found.text
    if found.level is URGENT:
        assert not found.alternatives
        assert not found.core
    one_a_day = len({word.split(":")[0] for word in sessions}) == len(sessions)
    if one_a_day:
        assert asked(" ".join(sessions[::-1])) == found


@given(st.lists(words, max_size=6), st.sampled_from(["hip_thrust", "plank"]))
def test_warning_signs_stand_until_taken_back(
    sessions: list[str], exercise: str
) -> None:
    told = [a_session(word) for word in [*sessions, "0:-!"]]
    told = [each for each in told if each.utc[:10] < TODAY.isoformat()] + [told[-1]]
    urgent = pain_advice(told, [], exercise, TODAY, PainRules(is_on=False))
    assert urgent.level is URGENT

    found = suggested(Trained([], told, urgent), exercise, TODAY, LoadRules())
    assert found.load is None

    taken_back = replace(told[-1], utc=f"{TODAY}T18:00:00+00:00", red_flags=())
    after = pain_advice([*told, taken_back], [], exercise, TODAY, PainRules())
    assert after.level is not URGENT


@given(st.lists(words, max_size=6))
def test_more_pain_never_brings_less_caution(sessions: list[str]) -> None:
    worse = [re.sub(r":(-|[\d.]+)", ":9", word) for word in sessions]

    before, after = asked(" ".join(sessions)), asked(" ".join(worse))

    assert after.level.value >= before.level.value
