"""A recording that begins within a session knows the limit measured before it."""

import pytest

from monitor.model.body import Limits, LimitSource
from monitor.model.events import RangeMeasured
from monitor.model.records import Record, SetLimits, StartSet
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


def test_without_any_the_settings_say_it() -> None:
    standing = Standing()
    standing.note(StartSet(3.0))

    assert limits_of(standing.as_records(40.0, Limits())) is None
