"""Corrections: what makes sense is done, what doesn't is said, all can be undone."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.history.edits import applied, made_edit, outcome, redo, undo
from monitor.history.fields import LoadEdit
from monitor.model.errors import HistoryError
from monitor.model.history import Pain, SessionFacts
from monitor.model.records import LoadUnit, PainPlace, RedFlag, SetKind, Side
from monitor.recording.journal import Act, Edit
from tests.history.made import made_session

FACTS = made_session(0, "Ann")
UTC = "2026-11-01T10:00:00+00:00"

EDITS: list[tuple[str, object, Callable[[SessionFacts], object], object]] = [
    ("set/2/load_kg", 62.5, lambda f: f.sets[1].load_kg, 62.5),
    ("set/2/load_kg", LoadEdit(61.2, LoadUnit.LB), lambda f: f.sets[1].load_unit, "lb"),
    ("set/2/load_kg", {"kg": 61.2, "unit": "lb"}, lambda f: f.sets[1].load_kg, 61.2),
    ("set/2/load_kg", None, lambda f: f.sets[1].load_kg, None),
    ("set/1/kind", "warm_up", lambda f: f.sets[0].kind, SetKind.WARM_UP),
    ("set/1/kind", None, lambda f: f.sets[0].kind, None),
    ("set/1/rpe", 8, lambda f: f.sets[0].rpe, 8.0),
    (
        "set/1/pain",
        Pain(3.0, PainPlace.LOW_BACK),
        lambda f: f.sets[0].pain,
        Pain(3.0, PainPlace.LOW_BACK),
    ),
    ("set/1/pain", {"score": 0}, lambda f: f.sets[0].pain, Pain(0.0)),
    ("set/1/side", Side.LEFT, lambda f: f.sets[0].side, Side.LEFT),
    ("set/1/exercise", "glute_bridge", lambda f: f.sets[0].exercise, "glute_bridge"),
    ("set/1/note", "felt heavy", lambda f: f.sets[0].notes, ("felt heavy",)),
    ("set/1/note", ["a", "b"], lambda f: f.sets[0].notes, ("a", "b")),
    ("set/1/added", 2, lambda f: f.sets[0].added, 2),
    ("rep/4/struck", True, lambda f: f.sets[1].reps[0].struck, True),
    ("session/note", "good day", lambda f: f.notes, ("good day",)),
    ("session/lifter", "Bob", lambda f: f.lifter, "Bob"),
    ("session/morning_worse", False, lambda f: f.morning_worse, False),
    ("session/red_flags", ["fever"], lambda f: f.red_flags, (RedFlag.FEVER,)),
    ("session/pain", Pain(1.0), lambda f: f.pain, Pain(1.0)),
    (
        "session/started_utc",
        "2026-01-01T08:00:00+01:00",
        lambda f: f.started_utc,
        "2026-01-01T08:00:00+01:00",
    ),
]


@pytest.mark.parametrize(("field", "new", "read", "then"), EDITS)
def test_every_field_can_be_edited_and_taken_back(
    field: str, new: object, read: Callable[[SessionFacts], object], then: object
) -> None:
    edit = made_edit(FACTS, field, new, UTC)
    back = undo([edit], UTC)

    assert read(applied(FACTS, [edit])) == then
    assert back is not None
    assert (back.act, back.new) == (Act.UNDO, edit.old)
    assert applied(FACTS, [edit, back]) == FACTS


@pytest.mark.parametrize(
    ("field", "new", "said"),
    [
        ("set/1/load_kg", -1, "must be 0 to 1000 kg, or unknown; -1 is not"),
        ("set/1/load_kg", 10_000, "must be 0 to 1000 kg"),
        ("set/1/load_kg", math.nan, "must be 0 to 1000 kg"),
        ("set/1/load_kg", math.inf, "must be 0 to 1000 kg"),
        ("set/1/load_kg", True, "must be 0 to 1000 kg"),
        ("set/1/load_kg", {"kg": math.nan}, "must be 0 to 1000 kg"),
        ("set/1/load_kg", {"kg": 1, "unit": "stone"}, "must be 0 to 1000 kg"),
        ("set/1/load_kg", "60", "must be 0 to 1000 kg"),
        ("set/1/rpe", 11, "must be 1 to 10, or unknown"),
        ("set/1/rpe", math.nan, "must be 1 to 10"),
        ("set/1/pain", {"score": -3}, "must be 0 to 10 and a place"),
        ("set/1/pain", {"score": math.nan}, "must be 0 to 10 and a place"),
        ("set/1/pain", {"score": 3, "place": "ear"}, "must be 0 to 10 and a place"),
        ("set/1/added", -1, "must be 0 to 100 reps"),
        ("set/1/added", 1.5, "must be 0 to 100 reps"),
        ("set/1/kind", "hard", "must be warm_up, working or test"),
        ("set/1/exercise", "", "must be a name"),
        ("set/1/note", ["x" * 2001], "must be texts"),
        ("set/9/rpe", 8, "has no such set or rep"),
        ("rep/99/struck", True, "has no such set or rep"),
        ("rep/1/struck", 1, "must be yes or no"),
        ("session/lifter", "a\nb", "must be a name"),
        ("session/started_utc", "0001-01-01T00:00:00+00:00", "must be a date"),
        ("session/started_utc", "2026-01-01", "must be a date"),
        ("session/started_utc", "3026-01-01T00:00:00+00:00", "must be a date"),
        ("session/red_flags", ["headache"], "must be any of leg_numb_or_weak"),
        ("set/1/load", 60, "can't be edited; what can: set/N/load_kg"),
        ("set/0/rpe", 8, "can't be edited"),
        ("set/1/rpe\n", 8, "can't be edited"),
        ("set/1/kind", "working", "is so already"),
        ("set/1/rpe", object(), "must be 1 to 10"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    field: str, new: object, said: str, one_line: Callable[[str], bool]
) -> None:
    with pytest.raises(HistoryError) as refused:
        made_edit(FACTS, field, new, UTC)

    assert said in str(refused.value)
    assert one_line(str(refused.value))


def test_lines_that_make_no_sense_change_nothing_and_are_noticed() -> None:
    lines = [
        Edit("roles", UTC, "as recorded", "swapped"),
        Edit("set/1/colour", UTC, None, "blue"),
        Edit("set/1/rpe", UTC, None, "much"),
        Edit("set/77/rpe", UTC, None, 7),
        Edit("set/1/rpe", UTC, None, 7),
    ]

    done = outcome(FACTS, lines)

    assert done.facts == replace(
        FACTS, sets=(replace(FACTS.sets[0], rpe=7.0), FACTS.sets[1])
    )
    assert len(done.notices) == 3
    assert all(notice.startswith(FACTS.name) for notice in done.notices)


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "set/1/load_kg": st.none() | st.floats(0, 1000),
    "set/2/rpe": st.none() | st.floats(1, 10),
    "set/1/added": st.integers(0, 100),
    "rep/2/struck": st.booleans(),
    "session/note": st.lists(st.text(max_size=5), max_size=3),
    "session/lifter": st.sampled_from(["", "Ann", "Bob"]),
}
_steps = st.lists(
    st.one_of(
        st.just("undo"),
        st.just("redo"),
        *(st.tuples(st.just(field), values) for field, values in _VALUES.items()),
    ),
    max_size=25,
)


@given(steps=_steps)
def test_undo_and_redo_walk_along_what_was_done_like_an_editor(
    steps: list[Any],
) -> None:
    journal: list[Edit] = []
    past, future = [FACTS], list[SessionFacts]()

    for step in steps:
        if step == "undo":
            line = undo(journal, UTC)
            assert (line is None) == (len(past) == 1)
            if line is not None:
                future.append(past.pop())
        elif step == "redo":
            line = redo(journal, UTC)
            assert (line is None) == (not future)
            if line is not None:
                past.append(future.pop())
        else:
            field, new = step
            try:
                line = made_edit(applied(FACTS, journal), field, new, UTC)
            except HistoryError:
                continue  # it is so already
            past.append(applied(past[-1], [line]))
            future.clear()
        journal += [line] if line is not None else []

        assert applied(FACTS, journal) == past[-1]
