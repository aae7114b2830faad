import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.dsp.lowpass import Lowpass

RATE_HZ = 100.0


def signal(n: int = 400) -> np.ndarray:
    t = np.arange(n) / RATE_HZ
    return np.column_stack([np.sin(2 * np.pi * 0.5 * t), np.cos(2 * np.pi * 20 * t)])


@given(cuts=st.lists(st.integers(1, 399), unique=True).map(sorted))
def test_the_cuts_between_blocks_do_not_matter(cuts: list[int]) -> None:
    whole = Lowpass(6.0, RATE_HZ).feed(signal())

    lowpass = Lowpass(6.0, RATE_HZ)
    parts = [lowpass.feed(block) for block in np.split(signal(), cuts)]

    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-12)


def test_a_sensor_at_rest_shows_no_transient() -> None:
    rest = np.full((50, 3), 9.81)

    np.testing.assert_allclose(Lowpass(6.0, RATE_HZ).feed(rest), rest)


def test_a_reset_filter_is_as_new() -> None:
    lowpass = Lowpass(6.0, RATE_HZ)
    first = lowpass.feed(signal())
    lowpass.reset()

    np.testing.assert_array_equal(lowpass.feed(signal()), first)


def test_a_sensor_too_slow_for_the_cutoff_gets_a_lower_one() -> None:
    assert np.isfinite(Lowpass(10.0, 10.0).feed(signal())).all()
