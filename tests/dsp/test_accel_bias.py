from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.dsp.accel_bias import AccelBiasSettings, accel_bias
from monitor.model.blocks import GRAVITY, FloatArray, Joined, SensorTrack

Make = Callable[..., Any]
MG = GRAVITY / 1000
REPS = [(0.9, -85.0), (0.5, -85.0), (1.0, -40.0), (0.6, -40.0)] * 6
SESSION = [(6, 0), (1.2, 50), (0.5, 50), (1.2, 0), (1, 0), (3, -40), (1, -40), *REPS]


@pytest.fixture
def session(make_wearer: Make, curve: Make) -> Callable[[int], SensorTrack]:
    def make(seed: int) -> SensorTrack:
        pitch = curve(SESSION)
        joined = make_wearer(seed=seed).joined(pitch, pitch)
        assert isinstance(joined, Joined)
        return joined.lumbar

    return make


def biased(track: SensorTrack, bias: FloatArray, scale: float = 1.0) -> SensorTrack:
    return replace(track, accel=track.accel * scale + bias)


def sagittal(v: FloatArray, make_wearer: Make, seed: int) -> FloatArray:
    """Parts along forward and up, which are what shifts a pitch."""
    mount = make_wearer(seed=seed).mounting(1)
    return np.asarray(v @ mount[:, [0, 2]])


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 1000))
def test_a_bias_of_30_mg_is_found_to_5_mg(
    session: Make, make_wearer: Make, seed: int
) -> None:
    bias = np.random.default_rng(seed).uniform(-30, 30, 3) * MG

    found = np.array(accel_bias(biased(session(seed), bias)))

    error = sagittal(found - bias, make_wearer, seed) / MG
    assert np.abs(error).max() < 5.0


@pytest.mark.parametrize("scale", [0.995, 1.005])
def test_a_scale_error_is_not_taken_for_a_large_bias(
    session: Make, scale: float
) -> None:
    found = np.array(accel_bias(biased(session(3), np.zeros(3), scale)))

    assert np.linalg.norm(found) / MG < 10.0


def test_without_bias_next_to_none_is_found(session: Make) -> None:
    found = np.array(accel_bias(session(5)))

    assert np.linalg.norm(found) / MG < 2.0


def test_standing_alone_tells_nothing_across_the_vertical(make_wearer: Make) -> None:
    joined = make_wearer(seed=2).joined(np.zeros(1000), np.zeros(1000))
    mount = make_wearer(seed=2).mounting(1)

    found = np.array(accel_bias(biased(joined.lumbar, 30 * MG * mount[:, 0])))

    assert np.linalg.norm(found) / MG < 2.0


def test_a_sensor_that_is_missing_or_never_rests_has_no_bias(
    session: Make, make_wearer: Make, curve: Make, without: Make
) -> None:
    swinging = curve([(0.5, 30.0), (0.5, -30.0)] * 10)
    joined = make_wearer().joined(swinging, swinging)
    missing = without(joined, "lumbar", slice(None))

    assert accel_bias(missing.lumbar) == (0.0, 0.0, 0.0)
    assert np.linalg.norm(accel_bias(joined.lumbar)) / MG < 3.0


def test_gaps_do_not_spoil_it(session: Make, make_wearer: Make) -> None:
    bias = 25 * MG * np.array([1.0, -1.0, 1.0])
    track = biased(session(4), bias)
    gone = np.zeros(len(track.present), dtype=np.bool_)
    gone[np.arange(500, len(gone), 400)[:, None] + np.arange(40)] = True
    hole = np.where(gone[:, None], np.nan, 0.0)
    holed = replace(
        track,
        up=track.up + hole,
        accel=track.accel + hole,
        rate=track.rate + hole,
        present=~gone,
        valid=~gone,
    )

    error = sagittal(np.array(accel_bias(holed)) - bias, make_wearer, 4) / MG

    assert np.abs(error).max() < 8.0


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="prior_mg"):
        AccelBiasSettings(prior_mg=0.0)
