import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.contact import ContactSettings, ContactWatch
from monitor.model.blocks import GRAVITY, BoolArray, FloatArray, Samples
from monitor.model.records import Placement

RATE_HZ = 100.0
RANGES = (16 * GRAVITY, np.radians(2000.0))


def watch() -> ContactWatch:
    return ContactWatch(ContactSettings(), RATE_HZ, *RANGES)


def doubt(
    accel: FloatArray, gyro: FloatArray | None = None, cuts: tuple[int, ...] = ()
) -> BoolArray:
    n, fed = len(accel), watch()
    gyro = np.zeros((n, 3)) if gyro is None else gyro
    t, up = np.arange(n) / RATE_HZ, np.tile([0.0, 0.0, 1.0], (n, 1))
    parts = [
        fed.feed(block(t, accel, gyro, slice(a, b)), up[a:b], gyro[a:b])
        for a, b in itertools.pairwise([0, *sorted(set(cuts)), n])
    ]
    return np.concatenate(parts)


def block(t: FloatArray, accel: FloatArray, gyro: FloatArray, rows: slice) -> Samples:
    return Samples(
        placement=Placement.PELVIS,
        t=t[rows],
        accel=accel[rows],
        gyro=gyro[rows],
        conditioned=np.zeros((len(t[rows]), 6)),
        bridged=np.zeros(len(t[rows]), dtype=np.bool_),
    )


def resting(n: int) -> FloatArray:
    return np.tile([0.0, 0.0, GRAVITY], (n, 1))


def test_a_sensor_at_rest_is_not_doubted() -> None:
    assert not doubt(resting(300)).any()


def test_a_knock_of_4_g_is_doubted_for_it_and_300_ms_more() -> None:
    accel = resting(200)
    accel[100:103, 0] = 4 * GRAVITY

    found = doubt(accel)

    assert not found[:100].any()
    assert found[100:132].all()
    assert not found[134:].any()


def test_a_saturated_gyro_is_doubted() -> None:
    gyro = np.zeros((100, 3))
    gyro[50, 1] = RANGES[1]

    assert doubt(resting(100), gyro)[50:80].all()


def test_a_fast_rep_of_400_ms_is_not_doubted() -> None:
    t = np.arange(600) / RATE_HZ
    accel = resting(600)
    accel[:, 2] += 7.7 * np.cos(2 * np.pi * t / 0.8)  # 0.25 m up and down in 0.8 s
    accel[:, 0] += 4.0 * np.sin(2 * np.pi * t / 0.8)

    assert not doubt(accel)[60:].any()


def test_a_tilt_that_the_gyro_does_not_explain_is_doubted() -> None:
    accel = resting(300)
    tilt = np.radians(30.0)
    accel[100:200] = GRAVITY * np.array([np.sin(tilt), 0.0, np.cos(tilt)])

    found = doubt(accel)

    assert not found[:100].any()
    assert found[160:200].all()
    assert not found[280:].any()


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cuts=st.lists(st.integers(1, 399), max_size=30),
)
def test_how_the_stream_is_cut_changes_nothing(seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    accel = resting(400) + np.cumsum(rng.normal(size=(400, 3)), axis=0) * 0.3
    accel[rng.integers(400)] += 30.0
    gyro = rng.normal(size=(400, 3)) * 4

    assert (doubt(accel, gyro, tuple(cuts)) == doubt(accel, gyro)).all()


def test_a_reset_watch_is_as_new() -> None:
    accel, fed = resting(60), watch()
    accel[-1] = 5 * GRAVITY
    t, gyro, rows = np.arange(60) / RATE_HZ, np.zeros((60, 3)), slice(60)
    up = np.tile([0.0, 0.0, 1.0], (60, 1))
    fed.feed(block(t, accel, gyro, rows), up, gyro)

    fed.reset()

    assert not fed.feed(block(t + 0.61, resting(60), gyro, rows), up, gyro).any()


@pytest.mark.parametrize("wrong", [{"knock_g": 0.0}, {"jump_deg": 0.0}])
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="contact needs"):
        ContactSettings(**wrong)
