"""A PIN that can't be guessed."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.net.pin_lock import (
    ALL_TRIES,
    FIRST_LOCK_S,
    LONGEST_LOCK_S,
    TRIES,
    PinLock,
)


def test_each_lock_is_twice_as_long_up_to_an_hour() -> None:
    lock, now, waits = PinLock("1234"), 0.0, []

    for _ in range(10 * TRIES):
        answer = lock.tried("10.0.0.1", "0", now)
        if answer.wait_s:
            waits.append(answer.wait_s)
        now += answer.wait_s

    assert waits[:2] == [FIRST_LOCK_S, 2 * FIRST_LOCK_S]
    assert max(waits) == LONGEST_LOCK_S


def test_many_addresses_lock_everyone() -> None:
    lock = PinLock("1234")

    wrong = [lock.tried(f"10.0.0.{each}", "0", 0.0) for each in range(ALL_TRIES)]
    right = lock.tried("10.0.1.1", "1234", 1.0)
    later = lock.tried("10.0.1.1", "1234", FIRST_LOCK_S)

    assert wrong[-1].wait_s == FIRST_LOCK_S
    assert not right.right
    assert later.right


def test_addresses_of_one_ipv6_network_are_one() -> None:
    lock = PinLock("1234")

    for each in range(TRIES):
        lock.tried(f"2001:db8::{each}", "0", 0.0)

    assert not lock.tried("2001:db8::ffff", "1234", 1.0).right
    assert lock.tried("2001:db8:1::1", "1234", 1.0).right


def test_a_right_pin_forgets_the_wrong_ones_before() -> None:
    lock = PinLock("1234")

    for _ in range(3 * TRIES):
        answers = [lock.tried("a", "0", 0.0) for _ in range(1)]
        assert lock.tried("a", "1234", 0.0).right

        assert not answers[0].wait_s


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.floats(0.0, 20.0)), min_size=1, max_size=300
    )
)
def test_no_hour_has_more_tries_than_the_locks_leave(
    steps: list[tuple[int, float]],
) -> None:
    lock, now, counted = PinLock("right"), 0.0, 0

    for address, wait_s in steps:
        now += wait_s
        answer = lock.tried(f"10.0.0.{address}", "wrong", now)
        counted += answer.left > 0 or answer.wait_s in _lengths()
        if now > FIRST_LOCK_S:
            break

    assert counted <= ALL_TRIES + 1


def _lengths() -> set[float]:
    return {min(FIRST_LOCK_S * 2.0**each, LONGEST_LOCK_S) for each in range(9)}
