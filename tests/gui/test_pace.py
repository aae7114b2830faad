import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.gui.pace import Pace


@given(
    bursts=st.lists(
        st.tuples(st.floats(0.001, 0.5), st.floats(0.0, 0.2)), min_size=1, max_size=60
    ),
    speed=st.sampled_from([0.5, 1.0, 4.0, math.inf]),
)
def test_time_on_screen_never_goes_back_nor_far_ahead_of_the_news(
    bursts: list[tuple[float, float]], speed: float
) -> None:
    pace, wall, t, last = Pace(speed), 0.0, 0.0, 0.0
    for step, late in bursts:
        wall += step
        t += step * min(speed, 100.0)
        pace.note(t, wall + late)

        now = pace.now(wall + late)

        assert now >= last
        assert now <= t + 0.5 * max(1.0, min(speed, 100.0)) + 1e-9
        last = now


def test_steady_bursts_flow_evenly() -> None:
    pace, shown = Pace(), []
    for frame in range(600):
        wall = frame / 60
        if frame % 3 == 0:
            pace.note(wall, wall + 0.02)
        shown.append(pace.now(wall + 0.02))

    steps = [b - a for a, b in pairwise(shown[300:])]
    assert max(steps) < 0.03
    assert min(steps) > 0.005


def test_without_news_the_screen_stands_still() -> None:
    pace = Pace()
    pace.note(10.0, 0.0)

    assert pace.now(100.0) == pace.now(200.0) <= 10.5
