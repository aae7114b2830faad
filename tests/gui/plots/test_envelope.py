"""Thinned curves keep what matters."""

import numpy as np
import pytest

from monitor.gui.plots.envelope import Envelope


def line(n: int = 100_000) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(n) / 100.0
    return t, np.sin(t)[:, None]


def test_a_short_curve_is_returned_as_it_is() -> None:
    t, values = line(500)

    shown_t, shown = Envelope(t, values).within(0.0, 5.0, 1000)

    np.testing.assert_array_equal(shown_t, t)
    np.testing.assert_array_equal(shown, values)


@pytest.mark.parametrize("columns", [200, 700, 1300])
def test_a_single_spike_is_seen_however_far_out(columns: int) -> None:
    t, values = line()
    values[77_777] = 50.0
    values[12_345] = -50.0

    shown_t, shown = Envelope(t, values).within(0.0, t[-1], columns)

    assert shown.max() == 50.0
    assert shown.min() == -50.0
    assert len(shown_t) <= 5 * columns


def test_a_missing_value_hides_none_of_its_neighbours() -> None:
    t, values = line()
    values[::7] = np.nan

    _, shown = Envelope(t, values).within(0.0, t[-1], 500)

    assert np.isfinite(shown).all()


def test_what_is_missing_throughout_stays_missing() -> None:
    t, values = line()
    values[40_000:60_000] = np.nan

    shown_t, shown = Envelope(t, values).within(0.0, t[-1], 500)

    inside = (shown_t > 405) & (shown_t < 595)
    assert np.isnan(shown[inside]).all()
    assert np.isfinite(shown[(shown_t < 395) | (shown_t > 605)]).all()


@pytest.mark.parametrize("columns", [200, 100_000])
def test_no_line_is_drawn_across_a_silence(columns: int) -> None:
    t, values = line(20_000)
    kept = (t < 50.0) | (t > 80.0)

    shown_t, shown = Envelope(t[kept], values[kept]).within(0.0, t[-1], columns)

    assert np.isnan(shown[(shown_t > 51) & (shown_t < 79)]).all()
    assert np.isnan(shown).any()


def test_lines_end_at_the_ends_of_the_range() -> None:
    t, values = line(1000)

    shown_t, shown = Envelope(t, values).within(2.005, 3.005, 1000)

    assert (shown_t[0], shown_t[-1]) == (2.005, 3.005)
    assert shown[[0, -1], 0] == pytest.approx(np.sin([2.005, 3.005]), abs=1e-4)
    np.testing.assert_array_equal(values, line(1000)[1])


def test_nothing_gives_nothing() -> None:
    shown_t, shown = Envelope(np.empty(0), np.empty((0, 3))).within(0.0, 1.0, 100)

    assert shown_t.shape == (0,)
    assert shown.shape == (0, 3)
