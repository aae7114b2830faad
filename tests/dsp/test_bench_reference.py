import pytest

from monitor.dsp.bench_reference import BenchReferenceSettings, BenchReferencing
from monitor.model.events import (
    BenchReferenceSet,
    Event,
    Notice,
    NoticeKind,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RetractReason,
)


def rep(
    rep_id: int, top: float | None = -5.0, lasts_s: float = 3.0, full: bool = True
) -> Rep:
    onset = 10.0 + 5 * rep_id
    return Rep(
        rep_id=rep_id,
        set_index=1,
        full=full,
        onset_s=onset,
        reach_s=onset + 0.4 * lasts_s,
        leave_s=onset + 0.6 * lasts_s,
        end_s=onset + lasts_s,
        rom_deg=45.0,
        top_flexion_deg=top,
    )


def fed(*events: Event) -> list[Event]:
    stage = BenchReferencing()
    stage.start(10.0)
    return [out for event in events for out in stage.feed(event)]


def made(*reps: Rep) -> list[Event]:
    events: list[Event] = []
    for each in reps:
        events += [
            RepCounted(each.onset_s + 4, each),
            RepConfirmed(each.onset_s + 4, each.rep_id),
        ]
    return fed(*events)


def test_three_slow_reps_give_mean_and_spread() -> None:
    (event,) = made(rep(1, -4.0), rep(2, -5.0), rep(3, -6.0))

    assert isinstance(event, BenchReferenceSet)
    assert event.reference.lumbar_flexion_deg == pytest.approx(-5.0)
    assert event.reference.spread_deg == pytest.approx(1.0)


def test_partial_retracted_and_earlier_reps_do_not_count() -> None:
    early = rep(-1)

    assert made(early, rep(1), rep(2, full=False), rep(3)) == []
    assert (
        fed(
            RepCounted(15.0, rep(1)),
            RepRetracted(16.0, 1, RetractReason.SETTING_UP),
            RepConfirmed(17.0, 1),
        )
        == []
    )


@pytest.mark.parametrize(
    ("reps", "why"),
    [
        ([rep(1), rep(2, lasts_s=1.0), rep(3)], "took 1.0 s; lift slower"),
        ([rep(1, 0.0), rep(2, -9.0), rep(3, -18.0)], "scatter by 9.0°"),
        ([rep(1), rep(2, None), rep(3)], "not measured in all"),
    ],
)
def test_reps_that_will_not_do_are_refused_with_the_reason(
    reps: list[Rep], why: str
) -> None:
    (notice,) = made(*reps)

    assert isinstance(notice, Notice)
    assert notice.kind is NoticeKind.BENCH_REFERENCE_REFUSED
    assert why in notice.text


def test_it_gives_up_after_two_minutes_and_says_what_it_saw() -> None:
    stage = BenchReferencing()
    stage.start(10.0)
    stage.feed(RepCounted(15.0, rep(1)))
    stage.feed(RepConfirmed(16.0, 1))

    (notice,) = stage.tick(131.0)

    assert isinstance(notice, Notice)
    assert "1 of 3 reps seen" in notice.text
    assert stage.tick(200.0) == []


def test_without_a_start_nothing_happens() -> None:
    assert BenchReferencing().feed(RepCounted(15.0, rep(1))) == []


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="two reps"):
        BenchReferenceSettings(reps=1)
