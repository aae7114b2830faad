from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.recording.importers.tracks import (
    Track,
    batched,
    first_fall,
    lost_samples,
    places,
    unwrapped,
)


def track(t: np.ndarray) -> Track:
    zeros = np.zeros((len(t), 3))
    return Track(Path("a"), ("a",), t, zeros, zeros)


@pytest.mark.parametrize(("rate_hz", "size"), [(100.0, 5), (50.0, 2), (10.0, 1)])
def test_samples_of_50_ms_arrive_with_the_last_of_them(
    rate_hz: float, size: int
) -> None:
    t = 3 + np.arange(20) / rate_hz

    arrivals = batched(track(t), rate_hz).arrivals()

    assert len(np.unique(arrivals)) == 20 // size
    np.testing.assert_array_equal(arrivals[:size], np.full(size, t[size - 1]))
    assert (arrivals >= t).all()


def test_no_sample_waits_for_those_after_a_gap() -> None:
    t = np.array([0.00, 0.01, 0.02, 0.50, 0.51])

    arrivals = batched(track(t), 100.0).arrivals()

    np.testing.assert_array_equal(arrivals, [0.02, 0.02, 0.02, 0.51, 0.51])


def test_lost_samples_are_the_missing_steps() -> None:
    assert lost_samples(track(np.array([0.0, 0.01, 0.04, 0.05])), 100.0) == 2


@given(st.lists(st.integers(0, 40000), min_size=1, max_size=50))
def test_unwrapping_undoes_the_wrap_of_any_rising_counter(steps: list[int]) -> None:
    steps = [step % 30000 for step in steps]
    counts = np.cumsum(steps).astype(float)

    np.testing.assert_array_equal(
        unwrapped(counts % 65536, 65536), counts - counts[0] + counts[0] % 65536
    )


@given(st.lists(st.booleans(), max_size=30))
def test_places_count_from_each_beginning(begins: list[bool]) -> None:
    begins = [True, *begins]

    found = places(np.array(begins)).tolist()

    assert [place == 0 for place in found] == begins
    assert first_fall(np.array([*found, 99])) == next(
        (i for i in range(1, len(found)) if found[i] < found[i - 1]), None
    )
