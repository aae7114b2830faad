import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.clock import ClockMap, ClockSettings
from monitor.model.blocks import Packet

US_32 = ClockSettings(tick_hz=1e6, bits=32)
PERIOD_S = 0.01


def packet(first_tick: float, n: int = 5, bits: int | None = 32) -> Packet:
    ticks = first_tick + np.arange(n) * PERIOD_S * 1e6
    if bits is not None:
        ticks = np.mod(ticks, 2.0**bits)
    return Packet(
        np.asarray(ticks, dtype=np.float64), np.zeros((n, 3)), np.zeros((n, 3))
    )


def times(
    delays: list[float], start_tick: float = 0.0, ppm: float = 0.0
) -> list[np.ndarray]:
    """Feed 5-sample packets that arrive with these delays after their last sample."""
    clock = ClockMap(US_32)
    rate = 1 + ppm * 1e-6
    return [
        clock.feed(
            (5 * i + 4) * PERIOD_S + delay,
            packet(start_tick + 5 * i * PERIOD_S * 1e6 * rate),
        )[0]
        for i, delay in enumerate(delays)
    ]


def test_a_constant_delay_shifts_the_samples_and_nothing_else() -> None:
    t = np.concatenate(times([0.02] * 10))

    np.testing.assert_allclose(t, np.arange(50) * PERIOD_S + 0.02, atol=1e-9)


def test_a_burst_after_a_stall_keeps_the_samples_apart() -> None:
    stalled = [0.01] * 10 + [0.20, 0.15, 0.10, 0.05, 0.01] + [0.01] * 10

    t = np.concatenate(times(stalled))

    np.testing.assert_allclose(np.diff(t), PERIOD_S, atol=1e-9)


@given(
    delays=st.lists(st.floats(0, 0.4), min_size=2, max_size=60),
    start=st.floats(0, 2**32),
    ppm=st.floats(-500, 500),
)
@settings(max_examples=50)
def test_sample_times_strictly_increase_whatever_the_radio_does(
    delays: list[float], start: float, ppm: float
) -> None:
    steps, now = [], 0.0
    for i, delay in enumerate(delays):  # arrivals keep their order
        now = max(now, (5 * i + 4) * PERIOD_S + delay)
        steps.append(now - (5 * i + 4) * PERIOD_S)

    t = np.concatenate(times(steps, start, ppm))

    assert (np.diff(t) > 0).all()


def test_the_wrap_of_the_counter_leaves_no_trace() -> None:
    t = np.concatenate(times([0.01] * 20, start_tick=2**32 - 300_000))

    np.testing.assert_allclose(np.diff(t), PERIOD_S, atol=1e-6)


def test_a_silence_longer_than_a_wrap_is_measured_by_the_arrivals() -> None:
    clock = ClockMap(ClockSettings(tick_hz=1000, bits=16))  # wraps after 65.5 s
    clock.feed(0.0, Packet(np.array([100.0]), np.zeros((1, 3)), np.zeros((1, 3))))
    later = (100.0 + 200_000) % 2**16

    t, _ = clock.feed(
        200.03, Packet(np.array([later]), np.zeros((1, 3)), np.zeros((1, 3)))
    )

    assert t[0] == pytest.approx(200.0, abs=0.05)


def test_a_duplicate_brings_no_sample() -> None:
    clock = ClockMap(US_32)
    clock.feed(0.05, packet(0))

    t, duplicates = clock.feed(0.06, packet(0))

    assert len(t) == 0
    assert duplicates == 5


@pytest.mark.parametrize("ppm", [-50.0, 50.0])
def test_a_skewed_clock_is_followed_and_told(ppm: float) -> None:
    rng = np.random.default_rng(1)
    delays = (0.01 + rng.exponential(0.01, 3000)).tolist()
    clock = ClockMap(US_32)
    errors = []
    for i, delay in enumerate(delays):
        true = (5 * i + np.arange(5)) * PERIOD_S
        ticks = true * 1e6 * (1 + ppm * 1e-6)
        arrival = float(true[-1]) + delay
        t, _ = clock.feed(
            arrival,
            Packet(
                np.asarray(ticks, dtype=np.float64), np.zeros((5, 3)), np.zeros((5, 3))
            ),
        )
        errors.append(float(t[-1] - true[-1]))

    assert max(errors[400:]) - min(errors[400:]) < 0.004
    assert clock.ppm == pytest.approx(ppm, abs=10)


def test_the_offset_is_where_the_sensors_clock_showed_nothing() -> None:
    clock = ClockMap(US_32)
    assert clock.offset_s is None

    clock.feed(100.05, packet(40e6))

    assert clock.offset_s == pytest.approx(100.05 - 40.04)


def test_a_sensor_that_restarts_its_clock_goes_on() -> None:
    clock = ClockMap(US_32)
    clock.feed(100.05, packet(90e6))

    t, _ = clock.feed(103.0, packet(0))

    assert t[-1] == pytest.approx(103.0)
    assert clock.restarts == 1


def test_without_a_delay_every_sample_keeps_its_own_time() -> None:
    clock = ClockMap(ClockSettings(tick_hz=1, bits=None))
    own = [1.7e9 + i / 60 for i in range(100)]

    fed = [
        float(
            clock.feed(t, Packet(np.array([t]), np.zeros((1, 3)), np.zeros((1, 3))))[0][
                0
            ]
        )
        for t in own
    ]

    assert fed == own


@pytest.mark.parametrize(("stood_still_s", "restarts"), [(0.0, 0), (4.0, 1)])
def test_a_clock_that_stood_still_while_the_link_was_gone_is_found_out(
    stood_still_s: float, restarts: int
) -> None:
    clock = ClockMap(US_32)
    clock.feed(100.05, packet(40e6))
    clock.resumed()

    t, _ = clock.feed(106.05, packet(46e6 - stood_still_s * 1e6))

    assert t[-1] == pytest.approx(106.05)
    assert clock.restarts == restarts


def test_a_packet_late_on_a_link_that_was_not_made_anew_is_only_late() -> None:
    clock = ClockMap(US_32)
    clock.feed(100.05, packet(40e6))

    t, _ = clock.feed(106.05, packet(42e6))

    assert t[-1] == pytest.approx(102.05, abs=0.02)
