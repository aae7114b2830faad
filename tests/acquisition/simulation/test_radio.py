import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.radio import RadioTraits, deliver, draw_outages
from monitor.model.blocks import FloatArray

NEWEST: FloatArray = (
    np.arange(1.0, 4001.0) * 0.05
)  # 5 samples a notification at 100 Hz, 200 s

traits = st.builds(
    RadioTraits,
    interval_s=st.sampled_from([(0.0075, 0.0075), (0.015, 0.03), (0.05, 0.1)]),
    missed=st.floats(0.0, 0.3),
    loss=st.floats(0.0, 0.4),
    stalls_per_min=st.floats(0.0, 30.0),
)


@given(traits=traits, seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_nothing_arrives_before_it_was_measured_nor_out_of_order(
    traits: RadioTraits, seed: int
) -> None:
    sent = deliver(NEWEST, traits, [], np.random.default_rng(seed))

    assert (sent.arrival_s > NEWEST).all()
    assert (np.diff(sent.arrival_s) > 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_tenth_is_lost_in_runs_of_about_three(seed: int) -> None:
    rng = np.random.default_rng(seed)
    many: FloatArray = np.arange(1.0, 40_001.0) * 0.05

    lost = deliver(many, RadioTraits(loss=0.1, loss_burst=3.0), [], rng).lost

    runs = np.count_nonzero(np.diff(lost.astype(int)) == 1)
    assert lost.mean() == pytest.approx(0.1, abs=0.015)
    assert lost.sum() / runs == pytest.approx(3.0, abs=0.4)


def test_what_is_not_asked_for_does_not_get_lost() -> None:
    assert not deliver(NEWEST, RadioTraits(), [], np.random.default_rng(1)).lost.any()


def test_an_outage_takes_everything_of_its_time() -> None:
    rng = np.random.default_rng(1)

    lost = deliver(NEWEST, RadioTraits(), [(20.0, 26.5)], rng).lost

    gone = NEWEST[lost]
    assert gone[0] + 0.001 >= 20.0
    assert gone[-1] < 26.5
    assert len(gone) == 130


def test_after_a_stall_everything_comes_at_once() -> None:
    traits = RadioTraits(stalls_per_min=20, stall_s=0.2, missed=0.0)

    sent = deliver(NEWEST, traits, [], np.random.default_rng(3))

    delay = sent.arrival_s - NEWEST
    assert 0.15 < delay.max() < 0.45  # one stall may follow another
    assert np.diff(sent.arrival_s).min() < 0.001


def test_outages_lie_within_the_span_and_last_as_asked() -> None:
    radio = RadioTraits(outages=3, outage_s=(1.0, 9.0))

    windows = draw_outages((30.0, 120.0), radio, np.random.default_rng(2))

    assert len(windows) == 3
    for start, end in windows:
        assert 30.0 <= start < end <= 120.0
        assert 1.0 <= end - start <= 9.0
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(windows))
