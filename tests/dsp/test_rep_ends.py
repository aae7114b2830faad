import pytest

from monitor.dsp.rep_ends import (
    RepEnd,
    RepEndSettings,
    SlipSettings,
    slip_between,
)
from monitor.dsp.turning import Stance
from monitor.model.records import Placement

SLIP = SlipSettings()


@pytest.mark.parametrize(
    ("back", "bowed", "expected"),
    [
        ((0.0, 12.0), (0.0, 12.0), (Placement.LUMBAR, 12.0)),
        ((-11.0, 1.0), (-12.0, 0.0), (Placement.PELVIS, -12.0)),
        ((0.0, 20.0), (0.0, 0.0), None),  # an arch
        ((12.0, 12.0), (12.0, 12.0), None),  # both moved
        ((0.0, 12.0), (0.0, -12.0), None),  # in two directions
        ((6.0, 18.0), (0.0, 12.0), (Placement.LUMBAR, 12.0)),  # a shallower rep
        ((6.0, 18.0), (6.0, 18.0), None),  # neither sensor is still
        ((4.0, -4.0), (4.0, -4.0), None),  # neither has moved far
    ],
)
def test_a_slip_is_one_sensor_off_by_one_amount_at_both_ends(
    back: tuple[float, float],
    bowed: tuple[float, float],
    expected: tuple[Placement, float] | None,
) -> None:
    assert slip_between(back, bowed, SLIP) == expected


def stance(t: float, pelvis: float, lumbar: float) -> Stance:
    return Stance(t, pelvis, lumbar, doubtful=False)


def test_an_end_compares_the_latest_with_those_that_are_alike() -> None:
    end = RepEnd(RepEndSettings())
    for t, lumbar in enumerate([-90.0, -60.0, -91.0, -89.0]):
        end.feed(stance(3.0 * t, -85.0, lumbar))

    end.feed(stance(12.0, -84.0, -78.0))

    assert end.shift() == pytest.approx((1.0, 12.0))


def test_an_end_seen_too_long_ago_is_not_compared_with() -> None:
    end = RepEnd(RepEndSettings())
    for t in (0.0, 3.0, 6.0, 40.0):
        end.feed(stance(t, -85.0, -90.0))

    assert end.shift() is None
    assert end.settled(3) == (-85.0, -90.0)


def test_what_is_forgotten_is_not_compared_with() -> None:
    end = RepEnd(RepEndSettings())
    for t in (0.0, 3.0, 6.0):
        end.feed(stance(t, -85.0, -90.0))

    end.forget_earlier()

    assert end.shift() is None
    assert end.settled(2) is None


def test_settings_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="still_deg < slip_deg"):
        SlipSettings(still_deg=8.0)
    with pytest.raises(ValueError, match="needed <= remembered"):
        RepEndSettings(needed=9)


def test_the_spread_leaves_out_the_last_if_it_shifted_like_the_latest() -> None:
    end = RepEnd(RepEndSettings())
    for t, lumbar in enumerate([-30.0, -32.0, -20.0, -19.0]):
        end.feed(stance(3.0 * t, -40.0, lumbar))

    assert end.spread_deg(0.0) == pytest.approx(2.0)
