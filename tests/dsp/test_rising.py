from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from monitor.dsp.rising import rising
from monitor.model.blocks import FloatArray, Joined

Make = Callable[..., Any]
CYCLE = [(0.9, 48.0), (0.3, 48.0), (1.0, 0.0), (0.3, 0.0)]


@pytest.fixture
def turned(make_wearer: Make, curve: Make) -> Make:
    """Three turns of 48 degrees that lift the sensors by this much."""

    def make(lift_m: float, bias: float = 0.0) -> tuple[Joined, list[FloatArray]]:
        pitch = curve([(0.5, 0.0), *CYCLE * 3])
        wearer = make_wearer(seed=4)
        joined = wearer.lifted(
            wearer.joined(pitch, pitch), lift_m * (1 - np.cos(np.radians(pitch)))
        )
        joined.lumbar.accel[:] += bias  # of every axis
        return joined, [wearer.mounting(i)[:, 2] for i in (0, 1)]

    return make


@pytest.mark.parametrize("bias", [0.0, 0.3])
def test_hips_thrust_up_rise_and_a_bowing_trunk_does_not(
    turned: Make, bias: float
) -> None:
    thrust, (pelvis, lumbar) = turned(0.5, bias)
    bow, _ = turned(-0.2, bias)

    assert rising(thrust, (pelvis, lumbar))
    assert not rising(bow, (pelvis, lumbar))


def test_without_the_lumbar_sensor_the_pelvis_one_decides(
    turned: Make, without: Make
) -> None:
    thrust, (pelvis, _) = turned(0.8)
    bow, _ = turned(0.1)

    assert rising(without(thrust, "lumbar", slice(None)), (pelvis, None))
    assert not rising(without(bow, "lumbar", slice(None)), (pelvis, None))


def test_losses_are_left_out(turned: Make, without: Make) -> None:
    thrust, neutral = turned(0.5)
    for start in range(20, 700, 90):
        thrust = without(thrust, "lumbar", slice(start, start + 15))

    assert rising(thrust, tuple(neutral))


def test_too_few_rows_tell_nothing(turned: Make, without: Make) -> None:
    thrust, neutral = turned(0.5)

    assert not rising(without(thrust, "lumbar", slice(60, None)), (None, neutral[1]))
