"""The gyroscope is the derivative of the orientation; the accelerometer is gravity
and movement. Both are checked against the truth by integrating them."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from monitor.acquisition.simulation.body import GRID_HZ
from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.sensor import (
    IDEAL,
    SampleClock,
    SensorStream,
    Worn,
    measure,
)
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.blocks import GRAVITY, FloatArray
from monitor.model.records import TRUNK, ExerciseName, Placement

UP = np.array([0.0, 0.0, 1.0])


@pytest.fixture(
    scope="module", params=[ExerciseName.HIP_THRUST, ExerciseName.ROMANIAN_DEADLIFT]
)
def session(request: pytest.FixtureRequest) -> SimulatedSession:
    return scenario("clean", request.param, 4)


def finely(session: SimulatedSession, placement: Placement) -> SensorStream:
    clock = SampleClock(GRID_HZ)
    rng = np.random.default_rng(5)
    return measure(session.motion, Worn(placement, IDEAL), clock, rng)


def up_by_gyro(stream: SensorStream, first: FloatArray) -> FloatArray:
    """World "up" on the sensor's segment, carried along by the gyroscope alone."""
    rate = stream.mounting.apply(stream.gyro)
    step = np.diff(stream.t)[:, None] * (rate[1:] + rate[:-1]) / 2
    turns = Rotation.from_rotvec(-step).as_matrix()
    up = [first]
    for turn in turns:
        up.append(turn @ up[-1])
    return np.array(up)


@pytest.mark.parametrize("placement", list(TRUNK))
def test_integrating_the_gyroscope_gives_the_true_pitch_within_a_tenth_of_a_degree(
    session: SimulatedSession, placement: Placement
) -> None:
    stream = finely(session, placement)
    pitch = session.motion.pitch(placement)[: len(stream.t)]
    first = np.array([-np.sin(pitch[0]), 0.0, np.cos(pitch[0])])

    up = up_by_gyro(stream, first)

    # Roll and twist tilt "up" out of the sagittal plane, so the plane is compared
    # where both are at rest: there, pitch alone is left.
    level = np.abs(session.motion.roll) + np.abs(session.motion.twist)
    still = level[: len(up)] < np.radians(0.01)
    found = np.arctan2(-up[:, 0], up[:, 2])
    error = np.degrees(np.abs(np.unwrap(found) - pitch))[still]
    assert still.mean() > 0.3
    assert error.max() < 0.1


@pytest.mark.parametrize("placement", list(TRUNK))
def test_standing_still_the_accelerometer_shows_gravity_and_the_pitch(
    session: SimulatedSession, placement: Placement
) -> None:
    stream = finely(session, placement)
    a, b = np.searchsorted(stream.t, session.truth.neutral_s)
    pitch = session.motion.pitch(placement)[a:b]

    force = stream.mounting.apply(stream.accel[a:b])

    np.testing.assert_allclose(np.linalg.norm(force, axis=1), GRAVITY, rtol=0.005)
    shown = np.arctan2(-force[:, 0], force[:, 2])
    np.testing.assert_allclose(np.degrees(shown - pitch), 0.0, atol=0.35)


@pytest.mark.parametrize("placement", list(TRUNK))
def test_what_the_accelerometer_shows_beyond_gravity_moves_nobody_away(
    session: SimulatedSession, placement: Placement
) -> None:
    """From standing still to standing still the vertical velocity sums to nothing."""
    vertical = session.motion.accel[placement][2]

    velocity = np.cumsum(vertical) / GRID_HZ

    assert np.abs(velocity).max() > 0.2
    assert abs(velocity[-1]) < 0.02


def test_lying_on_the_back_is_minus_ninety_and_bowing_is_positive(
    session: SimulatedSession,
) -> None:
    a, b = np.searchsorted(session.truth.t, session.truth.bows_s)

    assert session.truth.lumbar_pitch_deg[a:b].max() > 30
    top = session.truth.pelvis_pitch_deg.min()
    if session.exercise is ExerciseName.HIP_THRUST:
        assert -105 < top < -70
    else:
        assert top > -15


def test_the_ideal_sensors_norm_is_gravity_whenever_nothing_moves(
    session: SimulatedSession,
) -> None:
    stream = finely(session, Placement.PELVIS)
    slow = np.linalg.norm(stream.gyro, axis=1) < np.radians(1.0)

    norm = np.linalg.norm(stream.accel[slow], axis=1)

    assert np.percentile(np.abs(norm - GRAVITY), 90) < 0.1
