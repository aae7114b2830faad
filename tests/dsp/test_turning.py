import numpy as np
import pytest

from monitor.dsp.turning import Stance, TurningPoints


def turned(pitch: list[float]) -> list[tuple[float, bool]]:
    points = TurningPoints(hysteresis_deg=10.0)
    found = [points.feed(Stance(i, p, p, doubtful=False)) for i, p in enumerate(pitch)]
    return [(each.at.t, each.bowed) for each in found if each is not None]


def test_turning_points_alternate_and_lie_at_the_extremes() -> None:
    assert turned([0, 20, 40, 20, 0, 30]) == [(0, False), (2, True), (4, False)]


def test_swings_below_the_hysteresis_are_none() -> None:
    assert turned([0.0, 9, 0, 9, 0, 9]) == []


def test_the_mean_of_both_pitches_decides() -> None:
    points = TurningPoints(hysteresis_deg=10.0)
    pitches = [(0.0, 0.0), (0.0, 30.0), (0.0, 0.0)]

    found = [
        points.feed(Stance(i, p, x, doubtful=False)) for i, (p, x) in enumerate(pitches)
    ]

    bowed = [each for each in found if each is not None and each.bowed]
    assert bowed[0].at.lumbar_deg == 30.0


def test_a_reset_forgets() -> None:
    points = TurningPoints(hysteresis_deg=10.0)
    points.feed(Stance(0, -90.0, -90.0, doubtful=False))

    points.reset()

    assert points.feed(Stance(1, 0.0, 0.0, doubtful=False)) is None


def test_the_stance_s_mean_is_that_of_both_pitches() -> None:
    assert Stance(0, 10.0, 30.0, doubtful=False).mean_deg == pytest.approx(
        np.mean([10.0, 30.0])
    )
