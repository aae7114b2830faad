from collections.abc import Callable

import numpy as np
import pytest

from monitor.detection.reps import Step, SwingFinder, SwingSettings
from monitor.model.blocks import FloatArray


def path(*legs: tuple[float, float]) -> FloatArray:
    """Smooth legs (level, seconds) from the first level on."""
    s = [legs[0][0]]
    for level, seconds in legs:
        u = np.arange(1, round(seconds * 100) + 1) / round(seconds * 100)
        s += (s[-1] + (level - s[-1]) * (10 * u**3 - 15 * u**4 + 6 * u**5)).tolist()
    return np.array(s)


def steps(s: FloatArray, rom: float = 45.0, least: float = 15.0) -> list[Step]:
    finder = SwingFinder(SwingSettings(), rom, least)
    rate = np.gradient(s, 0.01)
    found = [
        finder.step(i / 100, x, r)
        for i, (x, r) in enumerate(zip(s.tolist(), rate.tolist(), strict=True))
    ]
    return [step for step in found if step is not None]


REP = [Step.OPENED, Step.DONE]


def test_out_and_back_is_one_swing() -> None:
    assert steps(path((40, 1), (85, 1), (40, 1), (40, 1))) == REP


@pytest.mark.parametrize("seconds", [0.2, 0.8, 3.0])
def test_fast_and_slow_swings_are_found(seconds: float) -> None:
    assert steps(path((40, 1), (85, seconds), (40, seconds), (40, 1))) == REP


def test_rocking_is_no_swing() -> None:
    assert steps(path((40, 1), (47, 0.5), (40, 0.5), (46, 0.5), (40, 0.5))) == []


def test_a_bounce_at_the_far_end_stays_the_same_swing() -> None:
    s = path((40, 1), (85, 0.8), (72, 0.3), (85, 0.3), (70, 0.3), (84, 0.3), (40, 0.8))

    assert steps(s) == REP


@pytest.mark.parametrize("level", [55, 62, 70])
def test_a_pause_on_either_way_stays_the_same_swing(level: float) -> None:
    up = path((40, 1), (level, 0.6), (level, 1.5), (85, 0.6), (40, 1.0), (40, 1))
    down = path((40, 1), (85, 0.8), (level, 0.6), (level, 1.5), (40, 0.6), (40, 1))

    assert steps(up) == REP
    assert steps(down) == REP


def test_a_rise_before_the_way_back_was_made_resumes_the_swing() -> None:
    s = path((40, 1), (85, 0.8), (61, 0.5), (61, 0.5), (85, 0.5), (40, 0.8), (40, 1))

    assert steps(s) == [Step.OPENED, Step.DONE, Step.RESUMED, Step.DONE]


def test_touch_and_go_swings_that_end_higher_are_told_apart() -> None:
    s = path((40, 1), (85, 0.6), (50, 0.6), (85, 0.6), (50, 0.6), (85, 0.6), (40, 0.6))

    assert steps(s) == REP * 3


def test_lying_down_is_a_change_of_posture() -> None:
    lying_down = path((0, 1), (45, 1.5), (45, 2))

    assert steps(lying_down) == [Step.OPENED, Step.DROPPED]


def test_the_swing_after_lying_down_starts_where_that_came_to_rest() -> None:
    s = path((0, 1), (45, 1.5), (45, 2), (88, 0.8), (45, 0.8))

    assert steps(s) == [Step.OPENED, Step.DROPPED, *REP]


def resumed(
    before: FloatArray, s: float, gap_s: float
) -> tuple[SwingFinder, list[Step]]:
    finder = SwingFinder(SwingSettings(), 45.0, 15.0)
    for i, x in enumerate(before.tolist()):
        finder.step(i / 100, x, 30.0)
    found = finder.resume(len(before) / 100 + gap_s, s, gap_s, 3.0)
    return finder, [step for step, _ in found]


@pytest.mark.parametrize(
    ("before", "after", "gap_s", "expected"),
    [
        pytest.param(path((40, 1)), 41, 5.0, [], id="nothing seen of it"),
        pytest.param(path((40, 1)), 80, 2.0, [Step.OPENED], id="out meanwhile"),
        pytest.param(path((40, 1), (85, 1)), 42, 2.0, [Step.DONE], id="back meanwhile"),
        pytest.param(path((40, 1), (85, 1)), 83, 1.0, [], id="still out"),
        pytest.param(
            path((40, 1), (85, 1)), 83, 6.0, [Step.DONE, Step.OPENED], id="out again"
        ),
    ],
)
def test_after_an_outage_it_goes_on_with_what_was_seen(
    before: FloatArray, after: float, gap_s: float, expected: list[Step]
) -> None:
    finder, found = resumed(before, after, gap_s)

    assert found == expected
    assert finder.swing is None or finder.swing.hidden or not expected


def test_a_reset_finder_is_as_new() -> None:
    used = SwingFinder(SwingSettings(), 45.0, 15.0)
    walk: Callable[[SwingFinder], list[Step | None]] = lambda finder: [  # noqa: E731
        finder.step(i / 100, x, 10.0)
        for i, x in enumerate(path((40, 1), (85, 1), (40, 1)).tolist())
    ]
    first = walk(used)
    used.reset()

    assert walk(used) == first


def test_thresholds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="turn < rise < drop"):
        SwingSettings(drop=0.1)
