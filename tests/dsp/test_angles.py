from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.dsp.angles import Angles
from monitor.model.blocks import FloatArray, Joined, Posture, SensorTrack
from monitor.model.body import Calibration, CalibrationSource, SegmentFrame

pitches = st.floats(-150, 150)


def rotation(seed: int) -> FloatArray:
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return np.asarray(q * np.linalg.det(q))


def track(
    pitch_deg: FloatArray, mounting: FloatArray, roll_deg: float = 0.0
) -> SensorTrack:
    """A segment at these pitches, seen by a sensor mounted in any way."""
    pitch, roll = np.radians(pitch_deg), np.radians(roll_deg)
    n = len(pitch)
    up = np.column_stack(
        [
            -np.sin(pitch) * np.cos(roll),
            np.full(n, np.sin(roll)),
            np.cos(pitch) * np.cos(roll),
        ]
    )
    rate = np.tile([0.0, 1.0, 0.0], (n, 1))
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    sensor_up, sensor_rate = up @ mounting.T, rate @ mounting.T
    return SensorTrack(sensor_up, sensor_rate, sensor_rate, sensor_up, yes, yes, no)


def frame(mounting: FloatArray) -> SegmentFrame:
    y, z = mounting[:, 1], mounting[:, 2]
    return SegmentFrame(
        cranial=(float(z[0]), float(z[1]), float(z[2])),
        mediolateral=(float(y[0]), float(y[1]), float(y[2])),
        gyro_bias=(0.0, 0.0, 0.0),
    )


def posture(
    pelvis_deg: float, lumbar_deg: float, seed: int = 0, roll_deg: float = 0.0
) -> Posture:
    on_pelvis, on_lumbar = rotation(seed), rotation(seed + 1)
    angles = Angles()
    angles.use_calibration(
        Calibration(
            frame(on_pelvis),
            frame(on_lumbar),
            (0, 1),
            (1, 2),
            1.0,
            CalibrationSource.AUTO,
        )
    )
    return angles.feed(
        Joined(
            np.array([0.0]),
            track(np.array([pelvis_deg]), on_pelvis, roll_deg),
            track(np.array([lumbar_deg]), on_lumbar, roll_deg),
        )
    )


@given(pelvis=pitches, bend=st.floats(-60, 60), seed=st.integers(0, 1000))
def test_any_mounting_gives_the_same_angles(
    pelvis: float, bend: float, seed: int
) -> None:
    shown = posture(pelvis, pelvis + bend, seed)

    np.testing.assert_allclose(shown.pelvis_pitch_deg, pelvis, atol=1e-6)
    np.testing.assert_allclose(shown.lumbar_flexion_deg, bend, atol=1e-6)
    np.testing.assert_allclose(shown.pelvis_rate_dps, np.degrees(1.0), atol=1e-6)


def test_lying_on_the_back_is_minus_ninety_and_an_arch_is_extension() -> None:
    shown = posture(-90.0, -105.0)

    np.testing.assert_allclose(shown.pelvis_pitch_deg, -90.0, atol=1e-9)
    np.testing.assert_allclose(shown.lumbar_flexion_deg, -15.0, atol=1e-9)


def test_the_difference_wraps_when_one_sensor_passes_upside_down() -> None:
    np.testing.assert_allclose(posture(-179.0, 179.0).lumbar_flexion_deg, -2.0)


def test_lying_on_the_side_is_not_valid() -> None:
    shown = posture(0.0, 0.0, roll_deg=80.0)

    assert not shown.valid.any()
    assert np.isnan(shown.lumbar_flexion_deg).all()
    assert np.isnan(shown.pelvis_pitch_deg).all()


def test_without_a_calibration_nothing_is_valid() -> None:
    mounting = rotation(3)
    block = track(np.array([0.0, 1.0]), mounting)

    shown = Angles().feed(Joined(np.array([0.0, 0.01]), block, block))

    assert not (shown.valid | shown.pelvis_valid | shown.lumbar_valid).any()
    assert np.isnan(shown.lumbar_flexion_deg).all()


def test_an_offset_moves_the_lumbar_zero() -> None:
    mounting = rotation(4)
    angles = Angles()
    angles.use_calibration(
        Calibration(
            frame(mounting),
            frame(mounting),
            (0, 1),
            (1, 2),
            1.0,
            CalibrationSource.AUTO,
        )
    )
    angles.use_offset(2.5)
    block = track(np.array([10.0]), mounting)

    shown = angles.feed(Joined(np.array([0.0]), block, block))

    np.testing.assert_allclose(shown.lumbar_flexion_deg, 2.5)


@given(pitch=pitches, roll=st.floats(-85, 85), seed=st.integers(0, 1000))
def test_roll_is_where_the_left_side_is_higher_in_any_mounting_and_posture(
    pitch: float, roll: float, seed: int
) -> None:
    shown = posture(pitch, pitch, seed, roll)

    np.testing.assert_allclose(shown.pelvis_roll_deg, roll, atol=1e-6)


def test_roll_is_not_known_where_the_pelvis_sensor_is_not_believed() -> None:
    mounting = rotation(5)
    angles = Angles()
    there = frame(mounting)
    angles.use_calibration(
        Calibration(there, there, (0, 1), (1, 2), 1.0, CalibrationSource.AUTO)
    )
    whole = track(np.zeros(3), mounting, 12.0)
    doubted = replace(whole, valid=np.array([True, False, True]))
    t = np.array([0.0, 0.01, 0.02])

    of_pelvis = angles.feed(Joined(t, doubted, whole)).pelvis_roll_deg
    of_lumbar = angles.feed(Joined(t, whole, doubted)).pelvis_roll_deg

    np.testing.assert_allclose(of_pelvis, [12.0, np.nan, 12.0], atol=1e-6)
    np.testing.assert_allclose(of_lumbar, 12.0, atol=1e-6)
