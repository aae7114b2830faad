from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from monitor.acquisition.simulation import activities
from monitor.acquisition.simulation.scenarios import scenario
from monitor.dsp.calibration import calibration_from_windows, sensor_order
from monitor.dsp.front_end import FrontEnd
from monitor.dsp.join import JoinSettings
from monitor.dsp.rows import joined_whole
from monitor.dsp.sensor_chain import ChainSettings
from monitor.dsp.sensor_order import Order, forward_force, order_of, swing_apart_m
from monitor.model.blocks import GRAVITY, FloatArray, Joined
from monitor.model.body import Sites
from monitor.model.records import TRUNK, ExerciseName
from monitor.profiles import find_profiles

RATE_HZ = 100.0
T = np.arange(900) / RATE_HZ


def bows_deg(depth_deg: float, period_s: float = 3.0) -> FloatArray:
    return np.asarray(depth_deg * (0.5 - 0.5 * np.cos(2 * np.pi * T / period_s)))


def force(height_m: float, pitch_deg: FloatArray, hips: FloatArray) -> FloatArray:
    """Horizontal acceleration so high above hips that move themselves."""
    place = height_m * np.sin(np.radians(pitch_deg)) + hips
    return np.asarray(np.gradient(np.gradient(place, T), T))


def apart(
    pelvis_m: float,
    lumbar_m: float,
    later: int = 0,
    share: float = 1.0,
    period_s: float = 3.0,
) -> float | None:
    trunk = bows_deg(50.0, period_s)
    hips = -0.003 * bows_deg(50.0, period_s)  # they go back as one bows
    forces = (
        force(pelvis_m, trunk, hips),
        np.roll(force(lumbar_m, trunk, hips), later),
    )
    pitches = (share * trunk, np.roll(trunk, later))
    return swing_apart_m(T, pitches, forces)


@pytest.mark.parametrize(("pelvis_m", "lumbar_m"), [(0.09, 0.27), (0.27, 0.09)])
def test_the_swing_tells_how_far_apart_the_sensors_are(
    pelvis_m: float, lumbar_m: float
) -> None:
    found = apart(pelvis_m, lumbar_m)

    assert found == pytest.approx(lumbar_m - pelvis_m, abs=0.02)


@pytest.mark.parametrize("later", [-4, -2, 2, 4])
def test_a_radio_slower_than_the_other_by_40_ms_does_not_matter(later: int) -> None:
    assert apart(0.09, 0.27, later) == pytest.approx(0.18, abs=0.04)


def test_slow_bows_swing_too_little() -> None:
    assert apart(0.09, 0.27, period_s=9.0) is None


def test_without_enough_rows_nothing_is_told() -> None:
    trunk = bows_deg(50.0)
    hidden = trunk.copy()
    hidden[100:] = np.nan

    assert swing_apart_m(T, (trunk, hidden), (trunk, trunk)) is None


def test_rows_that_are_missing_here_and_there_do_no_harm() -> None:
    trunk = bows_deg(50.0)
    forces = (force(0.09, trunk, 0 * T), force(0.27, trunk, 0 * T))
    pitch = trunk.copy()
    pitch[200:230] = np.nan

    assert swing_apart_m(T, (trunk, pitch), forces) == pytest.approx(0.18, abs=0.03)


def test_the_forward_force_is_free_of_gravity() -> None:
    pitch = np.radians(bows_deg(60.0))
    zero = np.zeros_like(pitch)
    accel = GRAVITY * np.column_stack([-np.sin(pitch), zero, np.cos(pitch)])
    y, z = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])

    ahead = forward_force(accel, np.degrees(pitch), y, z)

    np.testing.assert_allclose(ahead, 0.0, atol=1e-9)


@pytest.mark.parametrize(
    ("apart_m", "flexion_deg", "order"),
    [
        (0.18, 15.0, Order.AS_SAID),
        (0.18, -6.0, Order.AS_SAID),  # a back that arches in the bows
        (-0.18, -15.0, Order.SWAPPED),
        (-0.18, 3.0, Order.SWAPPED),
        (0.18, -15.0, Order.UNKNOWN),
        (-0.18, 15.0, Order.UNKNOWN),
        (0.02, -6.0, Order.UNKNOWN),
        (0.02, -20.0, Order.SWAPPED),
        (None, -20.0, Order.SWAPPED),
        (None, 20.0, Order.AS_SAID),
        (None, 3.0, Order.UNKNOWN),
        (0.18, None, Order.AS_SAID),
        (None, None, Order.UNKNOWN),
    ],
)
def test_what_is_unsure_or_contradictory_is_not_told(
    apart_m: float | None, flexion_deg: float | None, order: Order
) -> None:
    assert order_of(apart_m, flexion_deg) is order


@pytest.fixture(params=[1.0, 0.0, -0.3], ids=["rounded", "straight", "arched"])
def backs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """How people bow: with a back that rounds, or is kept straight, or arches."""
    bow: Callable[..., object] = activities.bow
    factor = float(request.param)
    monkeypatch.setattr(
        activities,
        "bow",
        lambda score, depth_deg, share: bow(score, depth_deg, factor * share),
    )
    return factor


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("clean", ExerciseName.HIP_THRUST),
        ("upside_down", ExerciseName.ROMANIAN_DEADLIFT),
        ("everything", ExerciseName.GLUTE_BRIDGE),
    ],
)
def test_simulated_bows_tell_the_order_whatever_the_back_does(
    name: str, exercise: ExerciseName, backs: float
) -> None:
    session = scenario(name, exercise, seed=4)
    truth = session.truth
    stage = FrontEnd(
        dict.fromkeys(TRUNK, find_profiles()["reference"].sensor_setup()),
        ChainSettings(),
        JoinSettings(),
    )
    blocks: list[Joined] = []
    for record in session.records:
        if record.t > truth.bows_s[1] + 1.0:
            break
        blocks += stage.feed(record).joined
    rows = joined_whole(blocks)
    swapped = replace(rows, pelvis=rows.lumbar, lumbar=rows.pelvis)

    for joined, order in ((rows, Order.AS_SAID), (swapped, Order.SWAPPED)):
        made = calibration_from_windows(joined, truth.neutral_s, truth.bows_s, Sites())
        assert sensor_order(joined, made) is order
