import numpy as np
import pytest

from monitor.dsp.counted_clock import CountedClock
from monitor.model.blocks import FloatArray
from tests.rig.arrivals import arrivals, packet


def timed(t: FloatArray, arrival: FloatArray, nominal_hz: float = 100.0) -> FloatArray:
    """Rows of true time, time told and arrival, of all samples that got a time."""
    stage = CountedClock(nominal_hz)
    rows = []
    for true, at in zip(t, arrival, strict=True):
        told, _ = stage.feed(at, packet([0.0]))
        rows += [(true, each, at) for each in told]
    return np.array(rows)


@pytest.mark.parametrize("rate_hz", [96.0, 100.0, 104.0])
def test_the_true_rate_is_found(rate_hz: float) -> None:
    t = np.arange(round(60 * rate_hz)) / rate_hz

    rows = timed(t, arrivals(t))

    error = (rows[:, 1] - rows[:, 0])[rows[:, 0] > 10.0]
    assert np.ptp(np.percentile(error, [1, 99])) < 0.004
    steps = np.diff(rows[:, 1])
    assert steps.min() > 0.85 / rate_hz
    assert steps.max() < 1.15 / rate_hz


def test_a_short_stall_leaves_no_trace() -> None:
    t = np.arange(3000) / 100.0

    rows = timed(t, arrivals(t, stalls=[(20.0, 20.25)]))

    assert len(rows) == len(t) - np.count_nonzero(t < rows[0, 0])
    assert np.diff(rows[:, 1]).max() < 0.0115


@pytest.mark.parametrize("sent_at_once", [True, False])
def test_a_silence_becomes_a_gap_whatever_comes_after_it(sent_at_once: bool) -> None:
    t = np.arange(3000) / 100.0
    late = arrivals(t, stalls=[(20.0, 21.0)])
    if not sent_at_once:
        lost = (t > 19.98) & (t < 20.97)
        t, late = t[~lost], late[~lost]

    rows = timed(t, late)

    steps = np.diff(rows[:, 1])
    gap = int(steps.argmax())
    assert steps[gap] > 1.0
    assert np.count_nonzero(steps > 0.012) == 1
    after = rows[gap + 1 :]
    assert np.abs(after[:, 1] - after[:, 0]).max() < 0.08


def test_many_losses_unseen_one_by_one_do_not_lead_away() -> None:
    t = np.arange(12000) / 100.0
    kept = np.random.default_rng(1).random(len(t)) > 0.05

    rows = timed(t[kept], arrivals(t)[kept])

    assert (np.diff(rows[:, 1]) > 0).all()
    assert np.abs(rows[:, 1] - rows[:, 0])[rows[:, 0] > 5].max() < 0.2


def test_a_rate_far_from_the_nominal_one_is_held_within_bounds() -> None:
    t = np.arange(2000) / 50.0

    rows = timed(t, arrivals(t))

    assert (np.diff(rows[:, 1]) > 0).all()
    assert np.abs(rows[:, 1] - rows[:, 2])[-500:].max() < 1.0


def test_the_samples_of_the_first_moment_have_no_time() -> None:
    stage = CountedClock(100.0)

    told, without = stage.feed(5.0, packet([0.0, 1.0, 2.0]))

    assert (len(told), without) == (0, 3)
