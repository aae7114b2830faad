import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.detection.boundaries import boundaries, excursion, rise
from monitor.model.blocks import FloatArray


def ramp(*corners: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    times, values = zip(*corners, strict=True)
    t = np.arange(round(100 * times[0]), round(100 * times[-1]) + 1) / 100.0
    return t, np.interp(t, times, values)


def test_the_crossings_are_found_between_samples() -> None:
    t, s = ramp((0, 0), (1, 37), (2, 37), (4, 0))

    found = boundaries(t, s)

    assert found is not None
    assert found.onset_s == pytest.approx(0.1, abs=1e-6)
    assert found.reach_s == pytest.approx(0.9, abs=1e-6)
    assert found.leave_s == pytest.approx(2.2, abs=1e-6)
    assert found.end_s == pytest.approx(3.8, abs=1e-6)
    assert found.rom_deg == pytest.approx(37)


def test_the_rom_counts_from_the_higher_low() -> None:
    t, s = ramp((0, -20), (1, 50), (2, 10))

    found = boundaries(t, s)

    assert found is not None
    assert found.rom_deg == pytest.approx(40)
    assert s[np.searchsorted(t, found.onset_s)] == pytest.approx(14, abs=1)


def test_of_several_crossings_the_ones_next_to_the_far_end_count() -> None:
    t, s = ramp(
        (0, 0), (1, 15), (2, 5), (3, 100), (4, 85), (5, 100), (6, 5), (7, 15), (8, 0)
    )

    found = boundaries(t, s)

    assert found is not None
    assert found.onset_s == pytest.approx(2.05, abs=0.02)
    assert found.reach_s == pytest.approx(2.89, abs=0.02)
    assert found.leave_s == pytest.approx(5.1, abs=0.02)
    assert found.end_s == pytest.approx(5.95, abs=0.02)


def test_an_onset_in_an_outage_is_told_from_the_movement_after_it() -> None:
    t, s = ramp((0, 0), (3, 0), (4, 40), (5, 0))
    seen = (t < 1.0) | (t >= 3.2)

    found = boundaries(t[seen], s[seen])

    assert found is not None
    assert found.onset_s == pytest.approx(3.1, abs=0.02)


@pytest.mark.parametrize("s", [[], [1.0, 2.0], [0.0] * 9, list(range(9))])
def test_what_does_not_go_out_and_back_has_no_boundaries(s: list[float]) -> None:
    assert boundaries(np.arange(len(s)) / 100, np.array(s)) is None


@given(st.lists(st.floats(-90, 90), min_size=3, max_size=80))
def test_boundaries_come_in_order_within_the_swing(values: list[float]) -> None:
    s = np.array(values)
    t = np.arange(len(s)) / 100

    found = boundaries(t, s)

    if found is None:
        assert excursion(s) < 0.1
        return
    times = [found.onset_s, found.reach_s, found.leave_s, found.end_s]
    assert times == sorted(times)
    assert t[0] <= times[0]
    assert times[-1] <= t[-1]
    assert rise(s) >= found.rom_deg - 1e-9
