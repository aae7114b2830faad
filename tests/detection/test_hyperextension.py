from itertools import count

import pytest

from monitor.detection.hyperextension import OverLimit, OverLimitSettings
from monitor.model.events import Event, LimitKind, OverLimitBegan, OverLimitEnded

PLAIN = OverLimitSettings(lookahead_s=0.0)


def events(
    angles: list[float],
    *,
    settings: OverLimitSettings = PLAIN,
    doubt: range = range(0),
    on: bool = True,
) -> list[Event]:
    watch = OverLimit(LimitKind.HYPEREXTENSION, settings, count(1))
    watch.use_limit(15.0)
    found: list[Event | None] = []
    for i, angle in enumerate(angles):
        before = angles[max(i - 1, 0)]
        rate = (angle - before) / 0.01
        if angle != angle:  # noqa: PLR0124
            found.append(watch.blind(i / 100))
        elif not watch.quiet(i / 100, angle, rate):
            found.append(watch.step(sure=i not in doubt, on=on))
    return [event for event in found if event is not None]


def test_past_the_limit_for_the_dwell_time_is_reported_once_and_ended() -> None:
    began, ended = events([10.0] * 10 + [18.0] * 30 + [5.0] * 10)

    assert began == OverLimitBegan(0.13, 1, LimitKind.HYPEREXTENSION, 18.0, 15.0)
    assert isinstance(ended, OverLimitEnded)
    assert ended.duration_s == pytest.approx(0.27)
    assert ended.peak_deg == 18.0
    assert not ended.anticipated


@pytest.mark.parametrize(
    "angles",
    [
        pytest.param([14.9] * 50, id="just inside"),
        pytest.param([-40.0] * 50, id="deep flexion"),
        pytest.param(([18.0] * 2 + [10.0]) * 9, id="shorter than the dwell time"),
    ],
)
def test_nothing_to_report(angles: list[float]) -> None:
    assert events(angles) == []


def test_the_crossing_is_dated_between_the_samples() -> None:
    # Half way between samples 9 and 10: three more samples would be 35 ms.
    (began,) = events([10.0] * 10 + [20.0] * 4)

    assert began.t == pytest.approx(0.13)


def test_looking_ahead_reports_a_rising_angle_sooner() -> None:
    rising = [0.5 * i for i in range(60)]

    plain, *_ = events(rising)
    ahead, *_ = events(rising, settings=OverLimitSettings())

    assert ahead.t == pytest.approx(plain.t - 0.03, abs=0.011)


def test_an_angle_that_was_about_to_pass_but_did_not_is_anticipated() -> None:
    turning = [12.0, 12.5, 13.0, 13.5, 14.0, 14.3, 14.6, 14.8] + [9.0] * 5

    began, ended = events(turning, settings=OverLimitSettings(dwell_s=0.02))

    assert isinstance(began, OverLimitBegan)
    assert isinstance(ended, OverLimitEnded)
    assert ended.anticipated


def test_hovering_about_the_limit_is_one_event() -> None:
    hovering = [18.0] * 10 + [14.0, 16.0] * 20 + [5.0]

    assert [type(e) for e in events(hovering)] == [OverLimitBegan, OverLimitEnded]


def test_doubtful_samples_alone_raise_nothing() -> None:
    angles = [10.0] * 10 + [18.0] * 10 + [10.0] * 10

    assert events(angles, doubt=range(8, 18)) == []


def test_an_angle_still_past_the_limit_when_the_doubt_is_over_is_reported() -> None:
    began, *_ = events([10.0] * 10 + [18.0] * 20, doubt=range(8, 18))

    assert began.t == pytest.approx(0.20)


def test_outside_of_reps_it_is_silent() -> None:
    assert events([18.0] * 50, on=False) == []


def test_a_short_invalid_time_does_not_split_an_event_and_a_long_one_ends_it() -> None:
    gone = float("nan")
    short = events([18.0] * 10 + [gone] * 20 + [18.0] * 10 + [0.0])
    long = events([18.0] * 10 + [gone] * 50)

    assert [type(e) for e in short] == [OverLimitBegan, OverLimitEnded]
    assert [type(e) for e in long] == [OverLimitBegan, OverLimitEnded]
    assert long[1].t == pytest.approx(0.40, abs=0.02)


def test_settings_without_hysteresis_are_refused() -> None:
    with pytest.raises(ValueError, match="rearm_deg"):
        OverLimitSettings(rearm_deg=0.0)
