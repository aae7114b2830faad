import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.loads import Load, load_of, load_words
from monitor.model.records import MOST_LOAD_KG, LoadUnit
from monitor.view.loads import LoadKeys

KG, LB = LoadUnit.KG, LoadUnit.LB
amounts = st.floats(0.0, 900.0).map(lambda x: round(x, 2))


@given(amounts, st.sampled_from(LoadUnit))
def test_what_was_told_in_a_unit_is_shown_so_again(
    amount: float, unit: LoadUnit
) -> None:
    told = Load(amount, unit)

    assert load_of(told.kg, unit) == told


def test_a_pound_is_what_it_is() -> None:
    assert Load(135.0, LB).kg == pytest.approx(61.23496995)
    assert str(Load(100.0, KG).in_unit(LB)) == "220.46 lb"
    assert load_words(None) == "load not told"


def test_one_key_takes_the_last_load_and_none_is_guessed() -> None:
    keys = LoadKeys(Load(2.5), Load(80.0))

    assert keys.told is None
    assert keys.again() == Load(80.0)
    keys.unknown()
    assert keys.told is None
    assert LoadKeys(Load(2.5)).again() is None


def test_steps_go_from_what_was_told_or_last_in_its_own_unit() -> None:
    keys = LoadKeys(Load(2.5), Load(135.0, LB))

    assert keys.up().unit is LB
    assert keys.told == Load(round(135.0 + 2.5 / 0.45359237, 6), LB)
    assert keys.down() == Load(135.0, LB)


def test_a_set_that_begins_makes_its_load_the_last_one() -> None:
    keys = LoadKeys(Load(5.0), Load(60.0))
    keys.up()

    keys.next_set()

    assert (keys.told, keys.last) == (None, Load(65.0))
    keys.next_set()
    assert keys.last == Load(65.0)


@given(st.lists(st.sampled_from(["up", "down", "again", "unknown"]), max_size=40))
def test_no_key_leaves_the_range_that_a_session_takes(presses: list[str]) -> None:
    keys = LoadKeys(Load(300.0), Load(10.0))

    for press in presses:
        getattr(keys, press)()
        if keys.told is not None:
            assert 0.0 <= keys.told.kg <= MOST_LOAD_KG
