import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.detection.pain_watch import PainSettings, PainWatch
from monitor.model.events import StopReason
from monitor.model.records import NewWearer, PainPlace, RedFlag, SetPain, TellRedFlags

LOW, LEG = PainPlace.LOW_BACK, PainPlace.LEG_BELOW_KNEE
HIP, OTHER = PainPlace.BUTTOCK_HIP, PainPlace.OTHER
HIGH, RISES = StopReason.PAIN, StopReason.PAIN_RISES

TABLE = {
    # what              told one after another       the last calls for an end
    "none": ([(0, LOW)], None),
    "a little": ([(1.5, LOW)], None),
    "two from nothing": ([(2, LOW)], RISES),
    "two more": ([(1, LOW), (3, LOW)], RISES),
    "one more": ([(1, LOW), (2, LOW)], None),
    "less": ([(4, LOW), (2, LOW)], None),
    "rises again": ([(4, LOW), (1, LOW), (3, LOW)], RISES),
    "five": ([(4, LOW), (5, LOW)], HIGH),
    "five at once": ([(5, LOW)], HIGH),
    "the same again, with its place": ([(5, None), (5, LOW)], None),
    "first said to be the back": ([(4, None), (4, HIP), (2, LOW)], RISES),
    "in the leg": ([(5, LEG)], HIGH),
    "a place that was not told": ([(5, None)], HIGH),
    "in the hip": ([(9, HIP)], None),
    "elsewhere": ([(9, OTHER)], None),
    "the hip is no measure for the back": ([(9, HIP), (2, LOW)], RISES),
}


@pytest.mark.parametrize(("told", "reason"), TABLE.values(), ids=TABLE.keys())
def test_when_pain_ends_a_set(
    told: list[tuple[float, PainPlace | None]], reason: StopReason | None
) -> None:
    watch = PainWatch(PainSettings())

    found = [
        watch.feed(SetPain(float(t), pain, place), in_set=False)
        for t, (pain, place) in enumerate(told)
    ]

    last = found[-1]
    assert (None if last is None else last.reason) is reason


def test_the_same_high_pain_ends_the_next_set_too() -> None:
    watch = PainWatch(PainSettings())
    watch.feed(SetPain(1.0, 5.0, LOW), in_set=True)

    assert watch.feed(SetPain(2.0, 5.0, LOW), in_set=False) is None
    assert watch.feed(SetPain(9.0, 5.0, LOW), in_set=True) is not None


def test_somebody_else_begins_without_pain() -> None:
    watch = PainWatch(PainSettings())
    watch.feed(SetPain(1.0, 4.0, LOW), in_set=False)
    assert watch.feed(NewWearer(2.0, "Bob"), in_set=False) is None

    asked = watch.feed(SetPain(3.0, 3.0, LOW), in_set=True)

    assert asked is not None
    assert asked.reason is RISES


def test_signs_of_danger_end_it_whatever_the_score() -> None:
    watch = PainWatch(PainSettings(rise=0.0, most=0.0))

    asked = watch.feed(TellRedFlags(1.0, (RedFlag.TRAUMA,)), in_set=True)

    assert asked is not None
    assert asked.reason is StopReason.RED_FLAGS
    assert watch.feed(TellRedFlags(2.0, ()), in_set=True) is None


@given(st.lists(st.floats(0, 10), max_size=8))
def test_rules_that_are_off_end_nothing(told: list[float]) -> None:
    watch = PainWatch(PainSettings(rise=0.0, most=0.0))

    found = [watch.feed(SetPain(0.0, pain, LOW), in_set=True) for pain in told]

    assert found == [None] * len(told)


@pytest.mark.parametrize("wrong", [{"rise": -1.0}, {"most": 11.0}])
def test_rules_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must lie between 0 and 10"):
        PainSettings(**wrong)
