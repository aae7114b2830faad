import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dsp.sequence import MEMORY, Sequence
from monitor.model.blocks import Packet

N = 4


def packet(number: int, bits: int = 8, *, of_samples: bool = False) -> Packet:
    counter = number * (N if of_samples else 1) % (1 << bits)
    ticks = number * N + np.arange(float(N))
    return Packet(ticks, np.zeros((N, 3)), np.zeros((N, 3)), counter)


def lost(numbers: list[int], bits: int = 8, *, of_samples: bool = False) -> int:
    """By a counter of so many bits; the clock sees all of it, a sample short."""
    sequence = Sequence(bits, counts_samples=of_samples)
    total, last = 0, numbers[0] - 1
    for number in numbers:
        by_clock = max((number - last - 1) * N - 1, 0)
        total += sequence.lost(packet(number, bits, of_samples=of_samples), by_clock)
        last = number
    return total


@pytest.mark.parametrize("of_samples", [False, True])
@given(
    steps=st.lists(st.integers(1, 3000), min_size=1, max_size=30),
    bits=st.sampled_from([8, 16]),
)
def test_the_counter_is_exact_over_losses_of_many_turns(
    steps: list[int], bits: int, of_samples: bool
) -> None:
    numbers = np.cumsum([0, *steps]).tolist()

    assert lost(numbers, bits, of_samples=of_samples) == (sum(steps) - len(steps)) * N


@pytest.mark.parametrize("new_start", [0, 3, 17, 120, 199])
def test_a_counter_that_begins_anew_is_no_loss(new_start: int) -> None:
    sequence = Sequence(8)
    before = [packet(number) for number in range(150, 200)]
    after = [packet(number) for number in range(new_start, new_start + 50)]

    assert sum(sequence.lost(each, 0) for each in before + after) == 0


def test_a_restart_loses_what_the_clock_says_and_then_the_counter_counts_on() -> None:
    sequence = Sequence(8)
    sequence.lost(packet(200), 0)

    assert sequence.lost(packet(0), 12) == 12
    assert sequence.lost(packet(2), 0) == N


def test_without_a_counter_the_clock_tells() -> None:
    sequence = Sequence(None)
    first = packet(0)
    none = Packet(first.ticks, first.accel, first.gyro)

    assert [sequence.lost(none, n) for n in (0, 7, 0)] == [0, 7, 0]


def test_a_packet_is_known_again_whatever_it_holds() -> None:
    sequence = Sequence(8)
    again = Packet(packet(1).ticks, np.ones((N, 3)), np.ones((N, 3)), 1)

    repeated = [sequence.repeated(0.1, each) for each in (packet(1), packet(2), again)]

    assert repeated == [False, False, True]


def test_where_nothing_but_old_packets_comes_the_numbers_have_begun_anew() -> None:
    sequence = Sequence(8)
    for number in range(20):
        sequence.repeated(number * 0.1, packet(number))

    repeated = [sequence.repeated(3 + n * 0.1, packet(n)) for n in range(20)]

    assert repeated[:5] == [True] * 5
    assert not any(repeated[7:])


def test_ticks_that_have_come_round_are_no_repetition() -> None:
    sequence = Sequence(None, wrap_s=10.0)
    sequence.repeated(0.0, packet(1))

    assert sequence.repeated(4.0, packet(1))
    assert not sequence.repeated(9.9, packet(1))


def test_no_more_is_remembered_than_it_takes() -> None:
    sequence = Sequence(16)
    for number in range(MEMORY + 1):
        sequence.repeated(0.0, packet(number, 16))

    assert not sequence.repeated(0.0, packet(0, 16))
    assert sequence.repeated(0.0, packet(2, 16))
