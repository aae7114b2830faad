import pytest

from monitor.model.history import SetSummary
from monitor.model.records import SetKind
from monitor.training.set_kind import kinds

W, K, T = SetKind.WARM_UP, SetKind.WORKING, SetKind.TEST


def a_set(
    index: int, load_kg: float | None, reps: int = 8, kind: SetKind | None = None
) -> SetSummary:
    return SetSummary(
        "a", "", "Zoë", index, "hip_thrust", kind=kind, load_kg=load_kg, reps=reps
    )


@pytest.mark.parametrize(
    ("loads", "expected"),
    [
        pytest.param([40, 60, 80, 80, 80], [W, W, K, K, K], id="building up"),
        pytest.param([80, 80, 60], [K, K, K], id="a lighter set afterwards is work"),
        pytest.param([80], [K], id="one set"),
        pytest.param([60, 70, 80], [W, K, K], id="near the top is work"),
        pytest.param([None, 80], [None, K], id="unknown"),
        pytest.param([60, 80, 9999], [W, K, None], id="ten tons"),
        pytest.param([-40, 80, float("nan")], [None, K, None], id="no loads at all"),
        pytest.param([0, 0, 0], [K, K, K], id="the body's own weight"),
    ],
)
def test_kinds_are_proposed_from_the_loads(
    loads: list[float | None], expected: list[SetKind | None]
) -> None:
    sets = [a_set(n, load) for n, load in enumerate(loads, start=1)]

    assert list(kinds(sets).values()) == expected


def test_a_single_heavier_rep_is_a_test_and_makes_no_work_a_warm_up() -> None:
    sets = [a_set(1, 80), a_set(2, 80), a_set(3, 120, reps=1)]

    assert list(kinds(sets).values()) == [K, K, T]


@pytest.mark.parametrize(
    ("loads", "last"),
    [
        pytest.param([80, 80, 81], K, id="hardly heavier"),
        pytest.param([80, 80, 60], K, id="lighter"),
        pytest.param([80], K, id="alone"),
        pytest.param([80, 120, 120], K, id="as heavy as another"),
    ],
)
def test_a_single_rep_is_no_test_by_itself(loads: list[float], last: SetKind) -> None:
    sets = [a_set(n, load) for n, load in enumerate(loads[:-1], start=1)]
    single = a_set(len(loads), loads[-1], reps=1)

    assert list(kinds([*sets, single]).values())[-1] is last


def test_what_a_person_says_stands() -> None:
    sets = [a_set(1, 40, kind=K), a_set(2, 80, kind=W), a_set(3, None, kind=T)]

    assert list(kinds(sets).values()) == [K, W, T]


def test_exercises_are_not_mixed() -> None:
    other = SetSummary("a", "", "Zoë", 3, "glute_bridge", load_kg=200.0, reps=8)

    assert kinds([a_set(1, 80), other])[("a", 1)] is K
