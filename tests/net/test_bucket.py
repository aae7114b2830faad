"""What floods is let through at a steady rate."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.net.bucket import Bucket


def test_a_second_s_worth_at_once_then_no_faster_than_the_rate() -> None:
    bucket = Bucket(5.0)

    at_once = [bucket.takes(1000.0) for _ in range(7)]
    later = [bucket.takes(1000.0 + n / 10) for n in range(1, 11)]

    assert at_once == [True] * 5 + [False] * 2
    assert sum(later) == 5


@given(
    st.floats(1.0, 50.0),
    st.lists(st.floats(0.0, 2.0), min_size=1, max_size=80),
)
def test_never_more_than_the_rate_allows(rate_hz: float, pauses: list[float]) -> None:
    bucket, now_s, taken = Bucket(rate_hz), 5.0, 0

    for pause_s in pauses:
        now_s += pause_s
        taken += bucket.takes(now_s)

    assert taken <= rate_hz * (1 + now_s - 5.0) + 1e-6
