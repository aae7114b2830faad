"""What a group has done, counted from what was told."""

import csv
import io
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.records import ExerciseName
from monitor.net.group_summary import (
    NO_ADVICE,
    LifterSummary,
    csv_text,
    fulfilled,
    markdown,
    rows_of,
    summarized,
    together,
)
from monitor.net.messages import (
    EventKind,
    PainTold,
    PlannedSet,
    SetTold,
    Told,
)
from monitor.net.room import Room, Tile
from monitor.view.words import exercise_name
from tests.net import made

THRUST, BRIDGE = "hip_thrust", "glute_bridge"
WORDS = {each: exercise_name(ExerciseName(each)) for each in (THRUST, BRIDGE)}


def a_set(
    seq: int, lifter: str = "A", exercise: str = THRUST, **more: object
) -> SetTold:
    shown = WORDS.get(exercise, exercise)
    fields = {"scored": 8, "clean": 8, "lifter": lifter, "exercise": shown, **more}
    return made.a_set(seq, **fields)  # type: ignore[arg-type]


def of(*sets: SetTold, **more: object) -> LifterSummary:
    (row,) = summarized([Tile("rack-1", sets=sets, **more)])  # type: ignore[arg-type]
    return row


def test_sets_reps_and_verdicts_are_counted() -> None:
    row = of(
        a_set(1, clean=5, borderline=2, faults=1, load_kg=60.0),
        a_set(2, exercise=BRIDGE, reps=10, scored=0, clean=0, stopped=True),
        a_set(3, reps=6, scored=6, clean=6, load_kg=70.0),
    )

    assert (row.sets, row.reps, row.scored, row.stops) == (3, 24, 14, 1)
    assert (row.clean, row.borderline, row.faults) == (11, 2, 1)
    assert (row.heaviest_kg, row.volume_kg) == (70.0, 900.0)
    assert row.exercises == ("Hip thrust", "Glute bridge")


def test_each_lifter_of_each_station_has_a_row() -> None:
    tiles = [
        Tile("rack-1", sets=(a_set(1), a_set(2, "B"), a_set(3))),
        Tile("rack-2", sets=(a_set(1, station="rack-2"),)),
        Tile("rack-3"),
    ]

    rows = summarized(tiles)

    assert [(each.station, each.lifter, each.sets) for each in rows] == [
        ("rack-1", "A", 2),
        ("rack-1", "B", 1),
        ("rack-2", "A", 1),
    ]


def pain(seq: int, lifter: str = "A") -> PainTold:
    text = "Pain: low_back"
    return made.a_pain(seq, lifter=lifter, score=4.0, text=text, set_index=2)


def test_pain_is_told_only_if_asked_for() -> None:
    tile = Tile("rack-1", sets=(a_set(1),), pains=(pain(1), pain(1, "C")))

    without, with_it = summarized([tile]), summarized([tile], pain=True)

    assert [(each.lifter, each.pains) for each in without] == [("A", ())]
    words = "set 2: 4 of 10: Pain: low_back"
    assert [each.pains for each in with_it] == [(words,), (words,)]
    plain = rows_of(without, planned=False, pain=False)
    assert "low_back" not in str(plain)
    assert "pain" not in plain[0]


def test_what_a_lifter_took_back_is_not_summed_up() -> None:
    room = Room()
    consent = made.a_rep(3, kind=EventKind.CONSENT, text="state")
    told: list[Told] = [a_set(1), a_set(2), consent, a_set(4, "B")]
    for each in told:
        room.take_told(each)

    assert [each.lifter for each in summarized(room.tiles())] == ["B"]


PLAN = (
    PlannedSet(THRUST, sets=2, reps=8, load_kg=60.0),
    PlannedSet(THRUST, sets=1, reps=5, load_kg=80.0),
    PlannedSet("plank", sets=1),
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_sets_does_not_matter_to_a_plan(order: tuple[int, ...]) -> None:
    done = [
        a_set(1, load_kg=80.0),  # does for either
        a_set(2, load_kg=60.0),
        a_set(3, load_kg=62.5),
    ]

    assert fulfilled(PLAN, [done[index] for index in order]) == 3


def test_what_was_too_little_does_nothing_for_a_plan() -> None:
    few, light = a_set(1, reps=7, load_kg=60.0), a_set(2, load_kg=50.0)
    other, untold = a_set(3, exercise=BRIDGE), a_set(4)
    plank = a_set(5, exercise="Plank", reps=0, held_s=45.0)

    assert fulfilled(PLAN, [few, light, other]) == 0
    assert fulfilled(PLAN, [untold]) == 1
    assert fulfilled(PLAN, [plank, plank]) == 1
    assert of(untold).done is None
    (row,) = summarized([Tile("rack-1", sets=(untold,))], PLAN)
    assert (row.done, row.planned) == (1, 4)


def test_a_lifters_own_exercise_does_for_a_planned_own_one() -> None:
    plan = [PlannedSet("own")]

    assert fulfilled(plan, [a_set(1, exercise="Kettlebell swing")]) == 1
    assert fulfilled(plan, [a_set(1)]) == 0


LOADS = st.none() | st.sampled_from([20.0, 60.0, 80.0])
SETS = st.lists(
    st.builds(
        a_set,
        st.integers(1, 99),
        st.sampled_from("AB"),
        st.sampled_from([THRUST, BRIDGE]),
        reps=st.integers(0, 12),
        load_kg=LOADS,
        stopped=st.booleans(),
    ),
    max_size=12,
)
PLANS = st.lists(
    st.tuples(
        st.sampled_from([THRUST, BRIDGE]), st.integers(1, 4), st.integers(1, 12), LOADS
    ).map(lambda row: PlannedSet(*row)),
    max_size=4,
)


@given(SETS, PLANS, st.data())
@settings(max_examples=80)
def test_no_set_counts_twice_and_more_sets_never_do_less(
    sets: list[SetTold], plan: list[PlannedSet], data: st.DataObject
) -> None:
    done = fulfilled(plan, sets)
    order = data.draw(st.permutations(sets))
    fewer = data.draw(st.integers(0, len(sets)))

    assert 0 <= done <= min(len(sets), sum(row.sets for row in plan))
    assert fulfilled(plan, order) == done
    assert fulfilled(plan, order[:fewer]) <= done


@given(SETS)
@settings(max_examples=80)
def test_the_sum_of_all_lifters_is_the_sum_of_all_sets(sets: list[SetTold]) -> None:
    rows = summarized([Tile("rack-1", sets=tuple(sets))])
    whole = together(rows)

    assert whole.sets == len(sets)
    assert whole.reps == sum(each.reps for each in sets)
    assert whole.stops == sum(each.stopped for each in sets)
    assert len(rows) == len({each.lifter for each in sets})


NAMES = st.text(min_size=1, max_size=48)
ROW = LifterSummary("A", "rack-1", ("Hip thrust",), 3, 24, 24, 20, 3, 1, 60.0, 1440.0)


@given(NAMES, NAMES)
@settings(max_examples=150)
def test_any_name_is_one_cell_of_a_table(lifter: str, exercise: str) -> None:
    row = replace(ROW, lifter=lifter, exercises=(exercise,))
    rows = rows_of([ROW, row], planned=False, pain=False)

    text = csv_text(rows)
    lines = markdown("iron", rows).splitlines()

    read = list(csv.reader(io.StringIO(text)))
    assert [len(each) for each in read] == [11, 11, 11]
    assert read[2][0][:1] not in ("=", "+", "@")
    assert text.replace("\n", "").isprintable()
    pipes = [line.replace("\\\\", "").replace("\\|", "") for line in lines[2:6]]
    assert [line.count("|") for line in pipes] == [12, 12, 12, 12]
    assert lines[-1] == NO_ADVICE


def test_what_is_not_known_is_a_dash() -> None:
    cells = rows_of([LifterSummary("A", "rack-1")], planned=True, pain=True)[1]

    assert cells[2] == "-"
    assert cells[5:10] == ["-"] * 5
    assert cells[-2:] == ["-", "-"]
