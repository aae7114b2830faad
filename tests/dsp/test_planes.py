from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from monitor.dsp.planes import PlaneAngles
from monitor.dsp.rows import joined_rows
from monitor.model.blocks import BoolArray, FloatArray, Joined, Planes, SensorTrack
from monitor.model.body import Calibration, CalibrationSource, SegmentFrame, Vector

LEFT_DPS = 20.0
RIGHT_DPS = 7.0
N = 40


def track(
    posed: Rotation, mounting: Rotation, valid: BoolArray | None = None
) -> SensorTrack:
    """A segment turned in the world, seen by a sensor mounted in any way."""
    up = mounting.apply(posed.inv().apply([0.0, 0.0, 1.0]))
    rate = mounting.apply(np.tile(np.radians([RIGHT_DPS, 0.0, LEFT_DPS]), (len(up), 1)))
    yes = np.ones(len(up), dtype=bool)
    valid = yes if valid is None else valid
    return SensorTrack(up, rate, rate, up, yes, valid, ~yes)


def frame(mounting: Rotation) -> SegmentFrame:
    _, y, z = mounting.as_matrix().T
    return SegmentFrame(_vector(z), _vector(y), (0.0, 0.0, 0.0))


def _vector(v: FloatArray) -> Vector:
    x, y, z = v.tolist()
    return x, y, z


def planes(
    posed: Rotation, seed: int = 0, valid: BoolArray | None = None
) -> tuple[PlaneAngles, Joined]:
    pelvis, lumbar = Rotation.random(2, rng=np.random.default_rng(seed))
    calibration = Calibration(
        frame(pelvis), frame(lumbar), (0, 1), (1, 2), 1.0, CalibrationSource.AUTO
    )
    angles = PlaneAngles()
    angles.use_calibration(calibration)
    t = np.arange(len(posed)) / 100
    tracks = track(posed, pelvis, valid), track(posed, lumbar, valid)
    return angles, Joined(t, *tracks)


def shown(*posed: tuple[float, float], seed: int = 0) -> Planes:
    """Pitch, then lean to the right about the segment's own forward axis, degrees."""
    angles, joined = planes(Rotation.from_euler("YX", posed, degrees=True), seed)
    return angles.feed(joined)


@given(lean=st.floats(-89, 89), seed=st.integers(0, 500))
def test_upright_both_angles_are_the_lean_to_the_right_in_any_mounting(
    lean: float, seed: int
) -> None:
    got = shown((0.0, lean), seed=seed)

    for each in (got.pelvis_roll_deg, got.lumbar_roll_deg):
        np.testing.assert_allclose(each, lean, atol=1e-4)
    np.testing.assert_allclose(got.pelvis_frontal_deg, lean, atol=1e-6)
    np.testing.assert_allclose(got.lumbar_turn_dps, LEFT_DPS, atol=1e-9)
    np.testing.assert_allclose(got.pelvis_side_dps, RIGHT_DPS, atol=1e-9)


@given(turn=st.floats(-80, 80), seed=st.integers(0, 500))
def test_on_the_back_roll_is_the_turn_onto_the_right_side(
    turn: float, seed: int
) -> None:
    on_back = Rotation.from_euler("YZ", [[-90.0, -turn]], degrees=True)
    angles, joined = planes(on_back, seed)

    got = angles.feed(joined)

    np.testing.assert_allclose(got.pelvis_roll_deg, turn, atol=1e-4)
    assert np.isnan(got.pelvis_frontal_deg).all() == (abs(turn) < 30.0)


@given(turn=st.floats(-85, 85), recline=st.floats(-90, -21), seed=st.integers(0, 500))
def test_reclined_gravity_sees_a_twist_to_the_left(
    turn: float, recline: float, seed: int
) -> None:
    angles, joined = planes(
        Rotation.from_euler("YZ", [[recline, turn]], degrees=True), seed
    )

    got = angles.feed(joined)

    np.testing.assert_allclose(got.lumbar_twist_deg, turn, atol=1e-6)
    np.testing.assert_allclose(got.pelvis_twist_deg, turn, atol=1e-6)


def test_upright_gravity_sees_no_twist() -> None:
    angles, joined = planes(Rotation.from_euler("YZ", [[-10.0, 40.0]], degrees=True))

    assert np.isnan(angles.feed(joined).lumbar_twist_deg).all()


@pytest.mark.parametrize(("side", "frontal"), [("right", 90.0), ("left", -90.0)])
def test_lying_on_a_side(side: str, frontal: float) -> None:
    got = shown((0.0, frontal))

    assert side == ("right" if got.lumbar_roll_deg[0] > 0 else "left")
    np.testing.assert_allclose(got.lumbar_frontal_deg, frontal, atol=1e-6)


@given(
    cuts=st.lists(st.integers(1, N - 1), unique=True).map(sorted),
    holes=st.lists(st.integers(0, N - 1)),
    seed=st.integers(0, 100),
)
def test_the_cuts_change_nothing_and_what_is_not_valid_is_nan(
    cuts: list[int], holes: list[int], seed: int
) -> None:
    valid = np.ones(N, dtype=bool)
    valid[holes] = False
    posed = Rotation.random(N, rng=np.random.default_rng(seed))
    angles, joined = planes(posed, seed, valid)
    whole = angles.feed(joined)

    edges = [0, *cuts, N]
    parts = [angles.feed(joined_rows(joined, slice(a, b))) for a, b in pairwise(edges)]

    for each in fields(Planes):
        put = np.concatenate([getattr(part, each.name) for part in parts])
        np.testing.assert_array_equal(put, getattr(whole, each.name))
    np.testing.assert_array_equal(np.isnan(whole.lumbar_roll_deg), ~valid)
    assert np.isnan(whole.pelvis_frontal_deg[~valid]).all()
    np.testing.assert_array_equal(whole.pelvis_valid, valid)


def test_without_a_calibration_nothing_is_valid() -> None:
    angles, joined = planes(Rotation.identity(3))
    angles.use_calibration(None)

    got = angles.feed(joined)

    assert not (got.pelvis_valid | got.lumbar_valid).any()
    assert np.isnan(got.pelvis_roll_deg).all()
    assert np.isnan(got.lumbar_turn_dps).all()
