import numpy as np
import pytest

from monitor.dsp.bows import BowSearch, BowsEnd, BowSettings, Neutral, _apart_deg
from monitor.dsp.stillness import Beat, SensorBeat

UP = np.array([0.0, 0.0, 1.0])
NEUTRAL = Neutral(start=0.0, end=3.0, ups=(None, UP))
BOW = [20.0, 40.0, 50.0, 40.0, 20.0, 4.0]


def sensor(angle_deg: float, side_deg: float = 0.0) -> SensorBeat:
    angle, side = np.radians(angle_deg), np.radians(side_deg)
    across = np.array([np.cos(side), np.sin(side), 0.0])
    up = np.cos(angle) * UP + np.sin(angle) * across
    return SensorBeat(up, np.zeros(3), up, 0.0, 0.0)


def searched(
    angles: list[float], sides: list[float] | None = None
) -> tuple[BowSearch, BowsEnd | None]:
    search = BowSearch(NEUTRAL, BowSettings())
    for i, angle in enumerate(angles):
        start = 3.0 + 0.1 * i
        side = sides[i] if sides else 0.0
        end = search.feed(Beat(start, start + 0.1, None, sensor(angle, side)))
        if end is not None:
            return search, end
    return search, None


def test_three_bows_and_a_moment_near_neutral_are_found() -> None:
    search, end = searched([*BOW * 3, *[2.0] * 10])

    assert end is BowsEnd.FOUND
    assert [round(bow.depth_deg) for bow in search.bows] == [50, 50, 50]
    assert search.bows[0].start == pytest.approx(3.0)


def test_going_on_to_something_else_after_three_bows_finds_them_too() -> None:
    search, end = searched([*BOW * 3, *[90.0] * 120])

    assert end is BowsEnd.FOUND
    assert len(search.bows) == 3


@pytest.mark.parametrize(
    "angles",
    [
        [*BOW * 2, *[2.0] * 100],  # two, then standing
        [2.0] * 120,  # none
        [*BOW, *[60.0] * 120],  # one, then lying down
    ],
)
def test_fewer_are_too_few(angles: list[float]) -> None:
    assert searched(angles)[1] is BowsEnd.TOO_FEW


def test_shallow_swings_are_no_bows() -> None:
    search, _ = searched([10.0, 18.0, 10.0, 2.0] * 5)

    assert search.bows == []


def test_bows_to_different_sides_are_unlike() -> None:
    sides = [0.0] * 6 + [90.0] * 6

    assert searched(BOW * 2, sides)[1] is BowsEnd.UNLIKE


def test_bows_of_very_different_depth_are_unlike() -> None:
    shallow = [20.0, 23.0, 20.0, 4.0]

    assert searched([*shallow, 40.0, 80.0, 40.0, 4.0])[1] is BowsEnd.UNLIKE


def test_settings_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="back_deg < leave_deg"):
        BowSettings(back_deg=20.0)


def test_right_over_is_to_no_side() -> None:
    over = np.array([0.0, 0.0, 0.0, -1.0])
    aside = np.array([1.0, 0.0, 0.0, 0.0])

    assert _apart_deg(over, aside) == _apart_deg(aside, over) == 0.0
    assert _apart_deg(aside, -aside) == pytest.approx(180.0)
