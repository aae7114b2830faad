import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.view.words import angle, clock, planned


@pytest.mark.parametrize(
    ("t", "decimals", "text"),
    [(0, 0, "0:00"), (61.26, 1, "1:01.2"), (3725, 0, "1:02:05"), (-3, 1, "0:00.0")],
)
def test_a_time_is_shown_as_a_clock_has_it(t: float, decimals: int, text: str) -> None:
    assert clock(t, decimals) == text


@pytest.mark.parametrize(
    ("flexion", "text"),
    [(-12.4, "12° extension"), (7.0, "7° flexion"), (-0.3, "0°, neutral")],
)
def test_an_angle_is_told_by_its_direction(flexion: float, text: str) -> None:
    assert angle(flexion) == text


def test_no_angle_is_said_in_words() -> None:
    assert angle(None) == "not measured"


@given(count=st.integers(0, 200), reps=st.integers(1, 100))
def test_what_is_left_of_the_plan_is_never_negative(count: int, reps: int) -> None:
    said = planned(count, reps)

    assert "-" not in said
    assert (said == "done") == (count >= reps)


def test_the_last_two_reps_are_told_in_words() -> None:
    assert [planned(n, 8) for n in (5, 6, 7, 8)] == [
        "3 left", "two left", "last", "done",
    ]  # fmt: skip
    assert planned(3, 0) == ""
