import numpy as np
import pytest

from monitor.acquisition.simulation.rep_bounds import rep_bounds
from monitor.model.blocks import FloatArray

T = np.arange(0.0, 20.0, 0.005)


def ramps(*knots: tuple[float, float]) -> FloatArray:
    times, values = zip(*knots, strict=True)
    signal: FloatArray = np.interp(T, times, values)
    return signal


def test_boundaries_are_the_crossings_of_shares_of_the_rom() -> None:
    signal = ramps((1, 0), (3, 40), (4, 40), (8, 0))

    (bounds,) = rep_bounds(T, signal, [(1.0, 9.0)])

    assert bounds.rom_deg == pytest.approx(40)
    assert bounds.onset_s == pytest.approx(1.2, abs=1e-6)
    assert bounds.reach_s == pytest.approx(2.8, abs=1e-6)
    assert bounds.leave_s == pytest.approx(4.4, abs=1e-6)
    assert bounds.end_s == pytest.approx(7.6, abs=1e-6)


def test_rom_is_measured_from_the_higher_of_the_two_lows() -> None:
    signal = ramps((1, 0), (3, 40), (5, 10), (8, 10))

    (bounds,) = rep_bounds(T, signal, [(1.0, 8.0)])

    assert bounds.rom_deg == pytest.approx(30)
    assert bounds.onset_s == pytest.approx(1.0 + 13 / 20, abs=1e-6)


def test_swings_before_a_rep_do_not_move_its_onset() -> None:
    rocking = ((0.6, 0), (1.0, 8), (1.4, 1))
    signal = ramps((0, 0), *rocking, (2, 1), (4, 41), (6, 1))

    (bounds,) = rep_bounds(T, signal, [(0.5, 6.5)])

    assert bounds.onset_s == pytest.approx(2.2, abs=0.01)


def test_a_bounce_at_the_top_lies_between_the_first_reach_and_the_last_leave() -> None:
    signal = ramps((1, 0), (2, 40), (3, 30), (4, 40), (5, 0))

    (bounds,) = rep_bounds(T, signal, [(1.0, 5.5)])

    assert bounds.reach_s == pytest.approx(1.9, abs=1e-6)
    assert bounds.leave_s == pytest.approx(4.1, abs=1e-6)


def test_without_reps_there_are_no_boundaries() -> None:
    assert rep_bounds(T, np.zeros_like(T), []) == []
