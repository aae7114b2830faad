import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.lag import correlation_lag
from monitor.model.blocks import FloatArray


def movement(t: FloatArray) -> FloatArray:
    """Twenty seconds of something that repeats itself nowhere."""
    inside = (t > 0) & (t < 20)
    wave = np.sin(0.9 * t + 0.06 * t**2) * (1 + 0.1 * t)
    return np.where(inside, 20.0 * wave, 0.0)


@settings(max_examples=30, deadline=None)
@given(lag=st.floats(-5.0, 5.0), offset=st.floats(-30.0, 30.0))
def test_the_lag_is_found_whatever_the_offset(lag: float, offset: float) -> None:
    t = np.arange(0.0, 20.0, 0.01)
    theirs_t = np.arange(-3.0, 23.0, 0.005)

    found = correlation_lag(
        (t + lag, movement(t) + offset), (theirs_t, movement(theirs_t))
    )

    assert found is not None
    assert found[0] == pytest.approx(lag, abs=0.003)
    assert found[1] > 0.99


def test_unknown_stretches_do_not_disturb() -> None:
    t = np.arange(0.0, 20.0, 0.01)
    ours = movement(t)
    ours[400:700] = np.nan

    found = correlation_lag((t + 1.0, ours), (t, movement(t)))

    assert found is not None
    assert found[0] == pytest.approx(1.0, abs=0.003)


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(np.zeros(2000), id="nothing moves"),
        pytest.param(np.full(2000, np.nan), id="nothing measured"),
        pytest.param(np.random.default_rng(1).normal(size=2000), id="noise"),
    ],
)
def test_where_nothing_correlates_there_is_no_lag(theirs: FloatArray) -> None:
    t = np.arange(2000) / 100.0

    assert correlation_lag((t, movement(t)), (t, theirs)) is None


def test_a_second_of_data_is_too_little() -> None:
    t = np.arange(0.0, 1.0, 0.01)

    assert correlation_lag((t, movement(t)), (t, movement(t))) is None
