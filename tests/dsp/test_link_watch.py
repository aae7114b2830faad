from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.dsp.link_check import LinkCheck, LinkCheckSettings
from monitor.dsp.link_watch import LinkWatch
from monitor.dsp.stream_facts import StreamFacts
from monitor.model.events import LinkChecked, LinkStatus, Notice, NoticeKind
from monitor.model.records import (
    BatteryLevel,
    LinkChange,
    LinkState,
    Placement,
    SignalStrength,
)

PELVIS = Placement.PELVIS
FACTS = StreamFacts(0, 3, 12.0, 7.5)
Told = Sequence[LinkStatus | LinkChecked | Notice]


def new_watch() -> LinkWatch:
    return LinkWatch(PELVIS, LinkCheck(100.0, LinkCheckSettings()))


def streaming(
    until_s: float, start_s: float = 0.0, rate_hz: float = 100.0
) -> LinkWatch:
    """Five samples a notification, since the start."""
    watch, samples, now = new_watch(), 0, start_s
    while now <= until_s:
        samples += 5
        watch.heard(now, now - 0.02, replace(FACTS, samples=samples))
        watch.advance(now)
        now += 5 / rate_hz
    return watch


def notices(told: Told) -> list[NoticeKind]:
    return [each.kind for each in told if isinstance(each, Notice)]


def test_a_status_sums_up_the_stream_about_once_a_second() -> None:
    watch = streaming(4.9)

    (status,) = (each for each in watch.advance(6.0) if isinstance(each, LinkStatus))

    assert abs((status.rate_hz or 0.0) - 100.0) < 1e-6
    assert (status.samples, status.lost, status.clock_ppm) == (495, 3, 12.0)
    assert status.clock_offset_s == 7.5
    assert status.loss_known
    assert status.age_s is not None
    assert abs(status.age_s - 1.12) < 0.06


def test_between_two_seconds_nothing_is_said() -> None:
    watch = streaming(5.0)
    watch.advance(5.5)

    assert watch.advance(5.7) == []


def test_a_second_of_silence_is_told_once() -> None:
    watch = streaming(5.0)

    told = [each for i in range(60) for each in watch.advance(5.0 + i / 10)]

    assert notices(told) == [NoticeKind.SENSOR_MISSING]
    states = [each.state for each in told if isinstance(each, LinkStatus)]
    assert states[-1] is LinkState.STALE


def test_the_sensor_is_back_with_its_first_sample() -> None:
    watch = streaming(5.0)
    watch.advance(7.0)

    told = watch.heard(7.5, 7.48, replace(FACTS, samples=510))

    assert notices(list(told)) == [NoticeKind.SENSOR_BACK]
    assert watch.heard(7.55, 7.53, replace(FACTS, samples=515)) == []


def test_a_sensor_that_never_came_is_missing_a_second_after_the_first_record() -> None:
    watch = new_watch()

    assert notices(watch.advance(100.0)) == []
    assert notices(watch.advance(101.0)) == [NoticeKind.SENSOR_MISSING]


def test_before_samples_came_no_rate_and_no_age_is_invented() -> None:
    watch = new_watch()

    (status,) = watch.feed(LinkChange(2.0, PELVIS, LinkState.CONNECTING))

    assert status.state is LinkState.CONNECTING
    assert (status.rate_hz, status.age_s, status.clock_ppm) == (None, None, None)


def test_a_battery_level_comes_with_the_next_status() -> None:
    watch = new_watch()

    assert watch.feed(BatteryLevel(1.0, PELVIS, 8.0)) == []
    (status,) = watch.feed(LinkChange(2.0, PELVIS, LinkState.LOST))

    assert status.battery_percent == 8.0


def test_after_relabelling_it_speaks_of_the_other_placement() -> None:
    watch = streaming(5.0)
    watch.relabel(Placement.LUMBAR)

    assert {each.placement for each in watch.advance(9.0)} == {Placement.LUMBAR}


def test_jitter_is_the_spread_of_the_delays_without_the_worst() -> None:
    watch = new_watch()
    for i in range(101):
        delay = 3.0 if i == 50 else 0.020 + 0.001 * (i % 21)
        watch.heard(i / 50, i / 50 - delay, replace(FACTS, samples=i))

    (status,) = watch.feed(LinkChange(2.0, PELVIS, LinkState.STREAMING))

    assert status.jitter_s == pytest.approx(0.019, abs=0.0015)


def test_jitter_forgets_what_is_long_past() -> None:
    watch = new_watch()
    for i in range(1000):
        delay = 0.01 if i % 2 or i > 400 else 0.2
        watch.heard(i / 50, i / 50 - delay, replace(FACTS, samples=i))

    (status,) = watch.feed(LinkChange(20.0, PELVIS, LinkState.STREAMING))

    assert status.jitter_s == pytest.approx(0.0, abs=1e-9)


def test_a_signal_strength_comes_with_the_next_status() -> None:
    watch = new_watch()

    assert watch.feed(SignalStrength(1.0, PELVIS, -71.0)) == []
    (status,) = watch.feed(LinkChange(2.0, PELVIS, LinkState.STREAMING))

    assert status.rssi_dbm == -71.0
    assert status.jitter_s is None
