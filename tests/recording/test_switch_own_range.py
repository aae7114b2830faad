"""A recording that begins within a session knows the limit measured before it."""

from dataclasses import replace

import pytest

from monitor.model.body import Limits, LimitSource
from monitor.model.events import RangeMeasured
from monitor.model.records import Record, SetLimits, SetSide, Side, StartSet
from monitor.recording.switch import Standing

MEASURED = RangeMeasured(30.0, 20.0, 3.0, (20.0, 19.0, 21.0), 13.0, "20°")
OWN = LimitSource.OWN_RANGE


def limits_of(records: list[Record]) -> Limits | None:
    """The limits that these records leave in force."""
    said = [record.limits for record in records if isinstance(record, SetLimits)]
    return said[-1] if said else None


def test_the_measured_limit_is_said_with_the_flexion_limit_of_the_settings() -> None:
    standing = Standing()
    standing.hear(MEASURED)

    records = standing.as_records(40.0, Limits(15.0, 25.0))

    assert limits_of(records) == Limits(13.0, 25.0, OWN)
    assert {record.t for record in records} == {40.0}


def test_what_was_chosen_before_keeps_its_flexion_limit() -> None:
    standing = Standing()
    standing.note(SetLimits(10.0, Limits(12.0, 30.0)))
    standing.hear(MEASURED)

    assert limits_of(standing.as_records(40.0, Limits())) == Limits(13.0, 30.0, OWN)


@pytest.mark.parametrize("chosen", [Limits(9.0), Limits(18.0, 22.0)])
def test_limits_chosen_afterwards_replace_it(chosen: Limits) -> None:
    standing = Standing()
    standing.hear(MEASURED)
    standing.note(SetLimits(35.0, chosen))

    assert limits_of(standing.as_records(40.0, Limits())) == chosen


def test_the_limits_of_a_mobility_test_are_said_whole() -> None:
    standing = Standing()
    standing.hear(replace(MEASURED, flexion_range_deg=30.0, flexion_limit_deg=19.5))
    standing.hear(MEASURED)  # a plain test after it leaves the limit of flexion

    assert limits_of(standing.as_records(40.0, Limits())) == Limits(13.0, 19.5, OWN)


def test_the_leg_that_was_told_is_said_again() -> None:
    standing = Standing()
    standing.note(SetSide(3.0, Side.RIGHT))
    standing.note(SetSide(4.0, Side.LEFT, set_index=1))

    assert SetSide(40.0, Side.RIGHT) in standing.as_records(40.0, Limits())


def test_without_any_the_settings_say_it() -> None:
    standing = Standing()
    standing.note(StartSet(3.0))

    assert limits_of(standing.as_records(40.0, Limits())) is None
