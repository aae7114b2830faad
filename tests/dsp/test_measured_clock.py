import numpy as np
import pytest

from monitor.dsp.clock import ClockKind, ClockSettings
from monitor.dsp.measured_clock import CounterClock, EvenTicks, MeasuredClock
from monitor.model.blocks import FloatArray
from tests.rig.arrivals import arrivals, packet

BITS = 16


def clock(guess_hz: float = 1000.0) -> MeasuredClock:
    return MeasuredClock(ClockSettings(guess_hz, BITS, ClockKind.MEASURED))


def taken(rate_hz: float, length_s: float) -> FloatArray:
    return np.arange(round(length_s * rate_hz)) / rate_hz


def ticks_of(t: FloatArray, tick_s: float, start_s: float = 400.0) -> FloatArray:
    return np.mod(np.floor((t + start_s) / tick_s), 2.0**BITS)


def timed(
    stage: MeasuredClock, t: FloatArray, ticks: FloatArray, arrival: FloatArray
) -> FloatArray:
    """Rows of true time and time told, of all samples that got one."""
    rows = []
    for true, tick, at in zip(t, ticks, arrival, strict=True):
        told, _ = stage.feed(at, packet([tick]))
        rows += [(true, each) for each in told]
    return np.array(rows)


def spread_ms(rows: FloatArray, after_s: float) -> float:
    error = (rows[:, 1] - rows[:, 0])[rows[:, 0] > after_s]
    return float(np.ptp(np.percentile(error, [1, 99]))) * 1e3


# ST's boards have shown both: a tick of 1 ms and one of 8 ms.
@pytest.mark.parametrize("tick_s", [0.001, 0.000976, 0.008])
@pytest.mark.parametrize("guess_hz", [1000.0, 125.0])
@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
def test_the_length_of_a_tick_is_found_whatever_was_guessed(
    tick_s: float, guess_hz: float, rate_hz: float
) -> None:
    t = taken(rate_hz, 90.0)

    rows = timed(clock(guess_hz), t, ticks_of(t, tick_s), arrivals(t))

    assert rows[0, 0] < 2.5
    assert spread_ms(rows, 8.0) < 6.0
    assert spread_ms(rows, 30.0) < 3.0
    steps = np.diff(rows[:, 1])
    assert steps.min() > 0.8 / rate_hz
    assert steps.max() < 1.2 / rate_hz


def test_stalls_leave_no_trace() -> None:
    t = taken(100.0, 60.0)
    late = arrivals(t, stalls=[(20.0, 20.4), (40.0, 42.0)])

    rows = timed(clock(), t, ticks_of(t, 0.001), late)

    assert spread_ms(rows, 10.0) < 3.0


@pytest.mark.parametrize(("tick_s", "place"), [(0.001, 0), (0.008, 1)])
def test_lost_samples_are_seen_one_by_one(tick_s: float, place: int) -> None:
    """By a coarse tick one may be seen a sample early or late, but none is missed."""
    t = taken(100.0, 60.0)
    kept = np.random.default_rng(3).random(len(t)) > 0.05
    missing = np.diff(np.flatnonzero(kept)) - 1

    rows = timed(clock(), t[kept], ticks_of(t, tick_s)[kept], arrivals(t)[kept])

    seen = np.round(np.diff(rows[:, 1]) * 100.0) - 1
    off = np.cumsum(seen - missing[-len(seen) :])
    assert np.abs(off).max() <= place
    assert off[-1] == 0


def test_a_silence_of_several_wraps_is_measured() -> None:
    t = np.concatenate((taken(50.0, 40.0), 240.0 + taken(50.0, 10.0)))

    rows = timed(clock(), t, ticks_of(t, 0.001), arrivals(t))

    assert np.abs(rows[:, 1] - rows[:, 0]).max() < 0.05


def test_ticks_that_begin_anew_keep_their_length() -> None:
    stage = clock()
    t = taken(50.0, 20.0)
    timed(stage, t, ticks_of(t, 0.004), arrivals(t))
    later = 23.0 + taken(50.0, 5.0)

    rows = timed(stage, later, ticks_of(later, 0.004, start_s=-23.0), arrivals(later))

    assert stage.restarts == 1
    assert len(rows) == len(later)
    assert np.abs(rows[:, 1] - rows[:, 0]).max() < 0.05


@pytest.mark.parametrize("tick", [0.0, 7.0])
def test_ticks_that_stand_still_bring_no_sample(tick: float) -> None:
    stage = clock()

    told = [stage.feed(i / 50, packet([tick]))[0] for i in range(500)]

    assert sum(map(len, told)) == 0


def test_random_ticks_bring_rising_or_no_times_and_no_error() -> None:
    stage, rng = clock(), np.random.default_rng(2)

    for i in range(3000):
        told, old = stage.feed(i / 50, packet(np.sort(rng.integers(0, 2**16, 3))))
        assert np.isfinite(told).all()
        assert (np.diff(told) >= 0).all()
        assert len(told) + old == 3


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("counts_samples", [False, True])
def test_a_counter_serves_as_a_clock(bits: int, counts_samples: bool) -> None:
    n, rate_hz = 4, 97.0  # of 100
    newest = np.arange(1500) * n / rate_hz
    kept = np.random.default_rng(1).random(len(newest)) > 0.05
    stage = CounterClock(100.0, bits, counts_samples=counts_samples)
    rows = []
    for i, at in zip(np.flatnonzero(kept), arrivals(newest)[kept], strict=True):
        counter = int(i) * (n if counts_samples else 1) % (1 << bits)
        told, _ = stage.feed(at, packet(np.zeros(n), counter))
        again, old = stage.feed(at + 1e-6, packet(np.zeros(n), counter))
        assert (len(told), len(again), old) == (n, 0, n)
        rows.append((newest[i], told[-1]))

    found = np.array(rows)

    assert spread_ms(found, 10.0) < 6.0
    assert (np.diff(found[:, 1]) > 0).all()


def test_a_counter_that_begins_anew_does_not_run_ahead() -> None:
    stage = CounterClock(100.0, 8, counts_samples=False)
    for i in range(1000):
        stage.feed(i / 100, packet([0.0], i % 256))

    told = np.concatenate(
        [stage.feed(12 + i / 100, packet([0.0], i))[0] for i in range(200)]
    )

    assert len(told) > 90  # at most a second is taken for late packets
    ahead = told - (12 + np.arange(200 - len(told), 200) / 100)
    assert ahead.max() < 0.31


def test_coarse_ticks_are_evened_out() -> None:
    even = EvenTicks()
    rounded = np.floor(np.arange(2000) * 1.25 + 0.3)

    evened = np.concatenate([even.feed(each) for each in rounded.reshape(-1, 1)])

    steps = np.diff(evened[1000:])
    assert steps.min() > 1.15
    assert steps.max() < 1.35
    assert np.abs(evened - rounded).max() < 1.0


def test_fine_ticks_stay_as_they_are() -> None:
    even = EvenTicks()
    fine = np.floor(np.arange(2000) * 10.4)

    evened = np.concatenate([even.feed(each) for each in fine.reshape(-1, 4)])

    np.testing.assert_array_equal(evened, fine)
