"""Session time over a sleep of the computer."""

from monitor.acquisition.session_clock import SessionClock, awake_s, elapsed_s


def test_time_runs_on_through_sleep_which_is_told_once() -> None:
    elapsed, awake = [100.0], [40.0]
    clock = SessionClock(lambda: elapsed[0], lambda: awake[0])
    assert clock.now() == 0.0
    elapsed[0] += 1.0
    awake[0] += 1.0
    assert clock.slept_s() == 0.0
    elapsed[0] += 600.5
    awake[0] += 0.5
    assert clock.now() == 601.5
    assert clock.slept_s() == 600.0
    assert clock.slept_s() == 0.0


def test_the_clocks_of_this_system_run() -> None:
    before = elapsed_s(), awake_s()
    assert elapsed_s() >= before[0]
    assert awake_s() >= before[1]
    assert abs(SessionClock().slept_s()) < 0.1
