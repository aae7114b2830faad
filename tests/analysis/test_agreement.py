import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.agreement import (
    RepTimes,
    angle_agreement,
    matched,
    rep_agreement,
)


def test_a_constant_offset_is_all_bias() -> None:
    reference = np.linspace(-20.0, 20.0, 50)

    found = angle_agreement(reference + 2.0, reference)

    assert found is not None
    assert found.bias == pytest.approx(2.0)
    assert found.rmse == pytest.approx(2.0)
    assert found.lower == pytest.approx(2.0)
    assert found.mdc95 == pytest.approx(0.0, abs=1e-9)


def test_scatter_gives_limits_of_agreement_and_minimal_detectable_change() -> None:
    scatter = np.tile([1.0, -1.0], 500)

    found = angle_agreement(scatter, np.zeros(1000))

    sd = np.std(scatter, ddof=1)
    assert found is not None
    assert found.bias == pytest.approx(0.0)
    assert (found.lower, found.upper) == pytest.approx((-1.96 * sd, 1.96 * sd))
    assert found.mdc95 == pytest.approx(1.96 * sd)
    assert found.p95 == 1.0


def test_only_times_at_which_both_measured_count() -> None:
    ours = np.array([1.0, np.nan, 1.0, 1.0])
    reference = np.array([0.0, 0.0, np.nan, 0.0])

    found = angle_agreement(ours, reference)

    assert found is not None
    assert found.points == 2
    assert found.coverage == pytest.approx(2 / 3)


def test_without_common_times_there_is_no_figure() -> None:
    assert angle_agreement(np.full(5, np.nan), np.zeros(5)) is None


def test_reps_match_where_they_overlap_and_once_only() -> None:
    true = [(0.0, 2.0), (3.0, 5.0), (6.0, 8.0)]
    found = [(0.1, 2.1), (3.0, 3.8), (3.9, 5.0), (9.0, 11.0)]

    assert matched(found, true) == [(0, 0), (2, 1)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0.2, 3)), max_size=12))
def test_every_span_matches_at_most_once(starts: list[tuple[float, float]]) -> None:
    spans = [(start, start + length) for start, length in starts]

    pairs = matched(spans, spans)

    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert len(pairs) == len(spans)


def test_boundary_errors_are_ours_minus_the_reference() -> None:
    reference = [RepTimes(1.0, 1.5, 2.0, 2.5), RepTimes(4.0, None, None, 5.5)]
    ours = [RepTimes(1.1, 1.5, 1.9, 2.5), RepTimes(4.1, 4.5, 5.0, 5.5)]

    found = rep_agreement(ours, reference)

    onset, reach = found.boundaries[0], found.boundaries[1]
    assert (found.matched, found.f1) == (2, 1.0)
    assert onset.bias == pytest.approx(0.1)
    assert reach.points == 1
    assert found.boundaries[2].bias == pytest.approx(-0.1)


def test_two_empty_lists_have_no_f1() -> None:
    assert rep_agreement([], []).f1 is None
