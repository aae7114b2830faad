import pytest

from monitor.dsp.battery_watch import BatteryWatch
from monitor.model.events import LinkStatus, Notice, NoticeKind
from monitor.model.records import LinkState, Placement, Tick

PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR


def status(percent: float | None, placement: Placement = PELVIS) -> LinkStatus:
    return LinkStatus(
        1.0,
        placement,
        LinkState.STREAMING,
        100.0,
        10,
        0,
        None,
        0.1,
        battery_percent=percent,
    )


def told(levels: list[float | None], *, in_set: bool = False) -> list[Notice]:
    watch = BatteryWatch(20.0)
    return [n for each in levels for n in watch.feed([status(each)], in_set=in_set)]


def test_a_battery_that_runs_low_is_told_once() -> None:
    (notice,) = told([None, 40.0, 21.0, 20.0, 19.0, 22.0, 18.0])

    assert (notice.kind, notice.placement) == (NoticeKind.BATTERY_LOW, PELVIS)
    assert notice.value == 20.0
    assert "20 %" in notice.text


def test_after_charging_it_is_told_again() -> None:
    assert [n.value for n in told([18.0, 90.0, 15.0])] == [18.0, 15.0]


def test_in_a_set_it_waits_for_the_end() -> None:
    watch = BatteryWatch(20.0)

    assert watch.feed([status(10.0)], in_set=True) == []
    assert len(watch.feed([status(10.0)], in_set=False)) == 1


def test_each_sensor_has_its_own() -> None:
    watch = BatteryWatch(20.0)

    found = watch.feed(
        [status(10.0), Tick(1.0), status(50.0, LUMBAR), status(9.0, LUMBAR)],
        in_set=False,
    )

    assert [each.placement for each in found] == [PELVIS, LUMBAR]


@pytest.mark.parametrize("percent", [20.1, 100.0, None])
def test_enough_is_not_told(percent: float | None) -> None:
    assert told([percent]) == []
