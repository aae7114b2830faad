import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.history import Pain
from monitor.model.records import LoadUnit, PainPlace
from monitor.view.past import (
    day_of,
    day_words,
    exercise_words,
    judged_words,
    load_text,
    pain_words,
    points,
    reps_words,
)
from tests.gui.history.made_up import a_set

SET = a_set(1, random.Random(1))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scored": 0, "clean": 0}, "not scored"),
        ({"scored": 0, "clean": 0, "reps": 0}, "-"),
        (
            {"clean": 6, "borderline": 1, "faults": 1},
            "6 clean, 1 borderline, 1 past limit",
        ),
        ({"scored": 7, "clean": 7, "faults": 0}, "7 clean, 1 not scored"),
    ],
)
def test_how_reps_were_judged(changes: dict[str, int], words: str) -> None:
    assert judged_words(replace(SET, **({"borderline": 0} | changes))) == words  # type: ignore[arg-type]


def test_loads_pains_and_counts_in_words() -> None:
    pounds = replace(SET, load_kg=61.23496995, load_unit=LoadUnit.LB)

    assert load_text(pounds) == "135 lb"
    assert load_text(replace(SET, load_kg=None)) == "-"
    assert pain_words(Pain(3.0, PainPlace.LEG_BELOW_KNEE)) == "3, leg below the knee"
    assert pain_words(Pain(0.0, PainPlace.OTHER)) == "0"
    assert pain_words(None) == "-"
    assert reps_words(replace(SET, held_s=30.2, clean_s=21.0)) == "30 s, clean 21 s"
    assert reps_words(replace(SET, left=4, right=5)) == "4 left, 5 right"
    assert exercise_words("own:box_squat") == "Box squat"


@given(st.text(max_size=40))
def test_no_time_of_day_breaks_a_screen(utc: str) -> None:
    assert isinstance(day_words(utc), str)
    day = day_of(utc)
    assert day is None or isinstance(day, float)


def test_points_leave_out_what_is_not_known() -> None:
    faulty = replace(SET, faults=1)

    found = points([SET, faulty, SET], [1.0, 2.0, None])

    assert [point.value for point in found] == [1.0, 2.0]
    assert [point.is_doubtful for point in found] == [SET.faults > 0, True]
