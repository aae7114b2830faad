"""The checklist, case by case: what was done, and what is then known of a cause."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.events import TrendKind
from monitor.model.history import SetSummary
from monitor.model.records import SetKind, Side
from monitor.training.checklist import (
    NOTE,
    QUESTIONS,
    TITLES,
    Answers,
    Cause,
    Item,
    State,
    checklist,
)
from monitor.training.findings import ChecklistRules
from monitor.training.load_rules import LoadRules

TODAY = date(2026, 11, 27)
RULES = (ChecklistRules(), LoadRules())
FINE, OFF, UNKNOWN = State.FINE, State.OFF, State.NOT_MEASURED


def a_set(days: int, load_kg: float | None = 80.0, **other: Any) -> SetSummary:  # noqa: ANN401
    """Return a working set of eight scored reps, some days ago."""
    day = (TODAY - timedelta(days=days)).isoformat()
    plain = SetSummary(
        session=day,
        utc=f"{day}T18:00:00+00:00",
        lifter="Zoë",
        index=1,
        exercise="hip_thrust",
        kind=SetKind.WORKING,
        load_kg=load_kg,
        reps=8,
        scored=8,
        clean=8,
    )
    return replace(plain, **other)


def asked(*sets: SetSummary, answers: Answers | None = None) -> dict[Cause, Item]:
    numbered = [replace(each, index=n) for n, each in enumerate(sets, start=1)]
    found = checklist(numbered, "hip_thrust", TODAY, RULES, answers or Answers())
    assert [each.cause for each in found] == list(Cause)
    return {each.cause: each for each in found}


def plank(days: int, clean_s: float, **other: Any) -> SetSummary:  # noqa: ANN401
    return a_set(days, None, exercise="plank", scored=0, clean_s=clean_s, **other)


def side(days: int, clean_s: float, which: Side) -> SetSummary:
    return plank(days, clean_s, side=which)


GROWS, CREEPS = TrendKind.ARCH_GROWS, TrendKind.STRAP_CREEPS
L, R = Side.LEFT, Side.RIGHT
DEADLIFT = "romanian_deadlift"
NAN = float("nan")
TABLE = {
    # what              sets                     cause                 is
    "clean": ([a_set(2)], Cause.LOAD_HIGH, FINE),
    "faulty at the top": (
        [a_set(2, 60), a_set(2, 80, faults=3)],
        Cause.LOAD_HIGH,
        OFF,
    ),
    "as faulty below": (
        [a_set(2, 60, faults=3), a_set(2, 80, faults=3)],
        Cause.LOAD_HIGH,
        FINE,
    ),
    "faulty, one load only": ([a_set(2, faults=3)], Cause.LOAD_HIGH, OFF),
    "load not known": ([a_set(2, None, faults=3)], Cause.LOAD_HIGH, UNKNOWN),
    "not scored": ([a_set(2, scored=0)], Cause.LOAD_HIGH, UNKNOWN),
    "ten tons": ([a_set(2, 9999.0)], Cause.LOAD_HIGH, UNKNOWN),
    "a week only": ([a_set(2)], Cause.LOAD_RISE, UNKNOWN),
    "a gentle rise": ([a_set(9, 80), a_set(2, 87.5)], Cause.LOAD_RISE, FINE),
    "a steep rise": ([a_set(9, 80), a_set(2, 90)], Cause.LOAD_RISE, OFF),
    "steep, weeks ago": (
        [a_set(23, 60), a_set(16, 80), a_set(2, 80)],
        Cause.LOAD_RISE,
        OFF,
    ),
    "steep, but a step": ([a_set(9, 10), a_set(2, 12.5)], Cause.LOAD_RISE, FINE),
    "steep, long ago": ([a_set(99, 40), a_set(2, 80)], Cause.LOAD_RISE, UNKNOWN),
    "in the future": ([a_set(2, 80), a_set(-9, 200)], Cause.LOAD_RISE, UNKNOWN),
    "few past the limit": ([a_set(2, faults=0)] * 9, Cause.HYPEREXTENSION, FINE),
    "many past the limit": ([a_set(2, faults=1)], Cause.HYPEREXTENSION, OFF),
    "form, load not known": ([a_set(2, None, faults=2)], Cause.HYPEREXTENSION, OFF),
    "form, not scored": ([a_set(2, scored=0)], Cause.HYPEREXTENSION, UNKNOWN),
    "another exercise": (
        [a_set(2, exercise="glute_bridge", faults=8)],
        Cause.HYPEREXTENSION,
        UNKNOWN,
    ),
    "steady": ([a_set(2)], Cause.LOST_NEUTRAL, FINE),
    "the arch grows": ([a_set(2), a_set(2, trend=GROWS)], Cause.LOST_NEUTRAL, OFF),
    "once in many": (
        [a_set(2)] * 4 + [a_set(2, trend=GROWS)],
        Cause.LOST_NEUTRAL,
        FINE,
    ),
    "a creeping strap": ([a_set(2, trend=CREEPS)], Cause.LOST_NEUTRAL, UNKNOWN),
    "too few reps": ([a_set(2, scored=4)], Cause.LOST_NEUTRAL, UNKNOWN),
    "level": ([a_set(2, roll_range_deg=2.0)], Cause.IMBALANCE, FINE),
    "it tilts": ([a_set(2, roll_range_deg=9.0)], Cause.IMBALANCE, OFF),
    "one leg may tilt": (
        [a_set(2, roll_range_deg=9.0, side=L)],
        Cause.IMBALANCE,
        UNKNOWN,
    ),
    "no number": ([a_set(2, roll_range_deg=NAN)], Cause.IMBALANCE, UNKNOWN),
    "even sides": ([side(2, 40, L), side(3, 44, R)], Cause.IMBALANCE, FINE),
    "uneven sides": ([side(2, 20, L), side(3, 44, R)], Cause.IMBALANCE, OFF),
    "one side only": ([side(2, 20, L)], Cause.IMBALANCE, UNKNOWN),
    "level, uneven sides": (
        [a_set(2, roll_range_deg=2.0), side(2, 20, L), side(3, 44, R)],
        Cause.IMBALANCE,
        OFF,
    ),
    "a long plank": ([plank(9, 70), plank(2, 20)], Cause.WEAK_CORE, FINE),
    "short planks": ([plank(9, 30), plank(2, 20)], Cause.WEAK_CORE, OFF),
    "no plank": ([a_set(2)], Cause.WEAK_CORE, UNKNOWN),
    "a deep hinge": (
        [a_set(2, exercise=DEADLIFT, rom_deg=55.0)],
        Cause.HIP_MOBILITY,
        FINE,
    ),
    "a shallow hinge": (
        [a_set(2, exercise=DEADLIFT, rom_deg=30.0)],
        Cause.HIP_MOBILITY,
        OFF,
    ),
    "a thrust is no hinge": ([a_set(2, rom_deg=30.0)], Cause.HIP_MOBILITY, UNKNOWN),
    "a condition": ([a_set(2)], Cause.CONDITION, UNKNOWN),
    "sitting": ([a_set(2)], Cause.SITTING, UNKNOWN),
}


@pytest.mark.parametrize(("sets", "cause", "state"), TABLE.values(), ids=TABLE.keys())
def test_what_is_known_of_a_cause(
    sets: list[SetSummary], cause: Cause, state: State
) -> None:
    item = asked(*sets)[cause]

    assert item.state is state
    assert bool(item.sets) is (state is not UNKNOWN)
    assert item.text.endswith(".")


@pytest.mark.parametrize("cause", QUESTIONS)
@pytest.mark.parametrize("answer", [True, False])
def test_what_is_not_measured_can_be_told(cause: Cause, *, answer: bool) -> None:
    item = asked(answers=Answers(**{cause.value: answer}))[cause]

    assert (item.state, item.answer) == (State.TOLD, answer)
    assert item.text == f"You said: {'yes' if answer else 'no'}."


def test_what_is_measured_is_not_overruled_by_what_was_told() -> None:
    item = asked(plank(2, 20), answers=Answers(weak_core=False))[Cause.WEAK_CORE]

    assert (item.state, item.answer) == (OFF, False)
    assert item.text == "The longest clean plank: 20 s of 60 s. You said: no."


def test_the_sets_behind_a_figure_are_named() -> None:
    found = asked(a_set(9, 80), a_set(9, 60), a_set(2, 90))

    assert found[Cause.LOAD_RISE].sets == (("2026-11-18", 1), ("2026-11-25", 3))
    assert "80 kg to 90 kg" in found[Cause.LOAD_RISE].text


def test_every_cause_has_a_title_and_every_question_an_answer() -> None:
    assert list(TITLES) == list(Cause)
    assert {each.value for each in QUESTIONS} == set(Answers.__struct_fields__)
    assert NOTE.endswith("This is no medical advice.")


@pytest.mark.parametrize(
    ("name", "wrong"), [("days", 0), ("roll_deg", NAN), ("plank_s", -1.0)]
)
def test_rules_out_of_range_are_refused(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match=f"^{name} must lie between"):
        ChecklistRules(**{name: wrong})  # type: ignore[arg-type]


figures = st.fixed_dictionaries(
    {
        each.name: st.none() | st.floats()
        for each in fields(SetSummary)
        if each.name in {"load_kg", "rom_deg", "roll_range_deg", "clean_s"}
    }
    | {
        "exercise": st.sampled_from(["hip_thrust", "plank", DEADLIFT]),
        "side": st.none() | st.sampled_from(Side),
        "trend": st.none() | st.sampled_from(TrendKind),
        "faults": st.integers(0, 8),
        "utc": st.sampled_from(["", "2026-11-20", "2026-11-26T10:00:00+02:00"]),
    }
)


@given(st.lists(figures, max_size=6))
def test_whatever_was_measured_says_something_and_diagnoses_nothing(
    sets: list[dict[str, Any]],
) -> None:
    found = asked(*(a_set(2, **{"load_kg": 1.0} | each) for each in sets))

    for item in found.values():
        assert len(item.text) < 250
        assert "nan" not in item.text
        assert "inf" not in item.text
        assert "diagnos" not in item.text
        assert bool(item.sets) is (item.state in {FINE, OFF})
