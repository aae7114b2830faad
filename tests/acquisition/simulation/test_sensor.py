from dataclasses import replace

import numpy as np
import pytest

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.sensor import (
    IDEAL,
    SampleClock,
    SensorStream,
    SensorTraits,
    Worn,
    measure,
)
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.truth import Disturbance
from monitor.model.blocks import GRAVITY
from monitor.model.records import ExerciseName, Placement


@pytest.fixture(scope="module")
def session() -> SimulatedSession:
    return scenario("fast", ExerciseName.GLUTE_BRIDGE, 2)


def worn(
    session: SimulatedSession, traits: SensorTraits, *knocks: Disturbance
) -> SensorStream:
    rng, clock = np.random.default_rng(9), SampleClock(100.0)
    return measure(session.motion, Worn(Placement.LUMBAR, traits, knocks), clock, rng)


def test_bias_noise_and_scale_stay_within_what_was_asked(
    session: SimulatedSession,
) -> None:
    traits = replace(IDEAL, gyro_bias_dps=2.0, accel_bias_mg=30.0)

    wrong, right = worn(session, traits), worn(session, IDEAL)

    gyro = np.degrees(wrong.gyro - right.gyro)
    accel = (wrong.accel - right.accel) / GRAVITY * 1000
    assert np.ptp(gyro, axis=0).max() < 1e-9
    assert 0.1 < np.abs(gyro).max() <= 2.0
    assert 1.0 < np.abs(accel).max() <= 30.0


def test_soft_tissue_moves_the_sensor_by_about_a_degree_in_brisk_reps(
    session: SimulatedSession,
) -> None:
    soft, firm = worn(session, replace(IDEAL, tissue=1.0)), worn(session, IDEAL)

    wobble = np.degrees(np.abs(soft.gyro - firm.gyro).sum(axis=0) / 100.0)
    tilt = np.degrees(np.cumsum(soft.gyro - firm.gyro, axis=0) / 100.0)

    assert wobble.max() > 1.0
    assert 0.5 < np.abs(tilt - np.median(tilt, axis=0)).max() < 4.0


def test_any_mounting_sees_the_same_force(session: SimulatedSession) -> None:
    upright, turned = (
        worn(session, IDEAL),
        worn(session, replace(IDEAL, upside_down=True)),
    )

    np.testing.assert_allclose(
        np.linalg.norm(upright.accel, axis=1), np.linalg.norm(turned.accel, axis=1)
    )
    assert turned.mounting.inv().apply([0.0, 0.0, 1.0])[2] < -0.8


def test_a_knock_is_a_short_blow_that_leaves_no_velocity(
    session: SimulatedSession,
) -> None:
    knock = Disturbance("knock", Placement.LUMBAR, 10.0, 10.03, 6.0)
    rng, clock = np.random.default_rng(9), SampleClock(1000.0)
    place = Worn(Placement.LUMBAR, IDEAL, [knock])
    hit = measure(session.motion, place, clock, rng)
    quiet = measure(
        session.motion, Worn(Placement.LUMBAR, IDEAL), clock, np.random.default_rng(9)
    )

    blow = (hit.accel - quiet.accel) / GRAVITY

    assert np.linalg.norm(blow, axis=1).max() == pytest.approx(6.0, rel=0.05)
    felt = np.flatnonzero(np.abs(blow).sum(axis=1) > 1e-9) / 1000.0
    assert felt[0] >= 10.0
    assert felt[-1] <= 10.121
    assert np.abs(blow.sum(axis=0) / 1000.0 * GRAVITY).max() < 0.02


def test_a_fast_clock_takes_more_samples_and_counts_its_own_time(
    session: SimulatedSession,
) -> None:
    rng = np.random.default_rng(1)
    fast = SampleClock(100.0, skew_ppm=50.0, first_s=0.004)

    stream = measure(session.motion, Worn(Placement.PELVIS, IDEAL), fast, rng)

    assert stream.t[0] == pytest.approx(0.004)
    pace = np.diff(stream.device_s)[0] / np.diff(stream.t)[0]
    assert pace == pytest.approx(1.00005, abs=1e-8)
