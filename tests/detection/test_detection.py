from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.detection.detection import Detection, DetectionSettings
from monitor.model.blocks import Posture
from monitor.model.body import BenchReference, Limits
from monitor.model.events import (
    Event,
    LimitKind,
    OverLimitBegan,
    OverLimitEnded,
    Phase,
    PhaseChanged,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetEndReason,
    SetStarted,
    TrendFound,
    TrendKind,
    Verdict,
)
from monitor.model.records import ExerciseName

E = TypeVar("E")
Lift = Any  # the fixture's class lives in conftest.py, which can't be imported


def detection(
    name: ExerciseName = ExerciseName.HIP_THRUST, limits: Limits | None = None
) -> Detection:
    return Detection(name, limits or Limits(), DetectionSettings())


def told(
    posture: Posture,
    name: ExerciseName = ExerciseName.HIP_THRUST,
    limits: Limits | None = None,
) -> list[Event]:
    stage = detection(name, limits)
    return stage.feed(posture) + stage.end_session(float(posture.t[-1]))


def final(events: list[Event]) -> list[Rep]:
    reps: dict[int, Rep] = {}
    for event in events:
        match event:
            case RepCounted(_, rep) | RepRevised(_, rep):
                reps[rep.rep_id] = rep
            case RepRetracted(_, rep_id):
                del reps[rep_id]
    return sorted(reps.values(), key=lambda rep: rep.onset_s)


def count(events: list[Event]) -> int:
    return sum(rep.full for rep in final(events))


def of(events: list[Event], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


# Reps


def test_five_hip_thrusts_are_five_full_reps_of_one_set(lift: Lift) -> None:
    events = told(lift.thrusts().wait(10.0).posture(noise_deg=0.05))

    assert [rep.full for rep in final(events)] == [True] * 5
    assert {rep.set_index for rep in final(events)} == {1}
    assert len(of(events, RepConfirmed)) == 5
    assert not of(events, RepRetracted)


def test_each_rep_is_counted_when_it_is_made(lift: Lift) -> None:
    events = told(lift.thrusts().posture())

    made = [event.t for event in of(events, RepCounted)]

    assert np.diff(made) == pytest.approx([2.7] * 4, abs=0.05)


def test_a_reps_times_are_where_the_movement_crossed(lift: Lift) -> None:
    rep = final(told(lift.thrusts().posture()))[2]

    # Minimum jerk passes 10 % after 0.247 of its duration; see conftest for the rest.
    start = 2.0 + 2 * 2.7
    assert rep.onset_s == pytest.approx(start + 0.247 * 0.8, abs=0.01)
    assert rep.reach_s == pytest.approx(start + 0.753 * 0.8, abs=0.01)
    assert rep.leave_s == pytest.approx(start + 1.2 + 0.247 * 1.0, abs=0.01)
    assert rep.end_s == pytest.approx(start + 1.2 + 0.753 * 1.0, abs=0.01)
    assert rep.rom_deg == pytest.approx(46.0, abs=0.1)


@given(cuts=st.lists(st.integers(1, 1400), unique=True, max_size=60).map(sorted))
@settings(max_examples=30, deadline=None)
def test_the_cuts_between_blocks_change_nothing(cuts: list[int]) -> None:
    posture = LONG
    whole = detection().feed(posture)

    stage = detection()
    edges = [0, *cuts, len(posture.t)]
    parts = [
        event
        for a, b in pairwise(edges)
        for event in stage.feed(_rows(posture, slice(a, b)))
    ]

    assert parts == whole


def _rows(posture: Posture, keep: slice) -> Posture:
    return Posture(**{name: getattr(posture, name)[keep] for name in Posture.__slots__})


def _long() -> Posture:
    """Reps with an arch, noise, and an outage."""
    t = np.arange(1500) / 100.0
    lifted = 0.5 - 0.5 * np.cos(2 * np.pi * t / 2.5)
    pelvis = -42.0 - 45.0 * lifted + np.random.default_rng(3).normal(0, 0.05, len(t))
    lumbar = pelvis + 6.0 - 26.0 * lifted**3
    pelvis[600:820] = lumbar[600:820] = np.nan
    return Posture(
        t,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        pelvis_rate_dps=np.gradient(pelvis, 0.01),
        lumbar_rate_dps=np.gradient(lumbar, 0.01),
        pelvis_valid=~np.isnan(pelvis),
        lumbar_valid=~np.isnan(lumbar),
        valid=~np.isnan(pelvis),
        doubtful=np.zeros(len(t), dtype=np.bool_),
        pelvis_roll_deg=np.where(np.isnan(pelvis), np.nan, 6.0 * lifted),
    )


LONG = _long()


def test_a_partial_rep_is_told_but_never_counted(lift: Lift) -> None:
    events = told(lift.thrusts([-88, -88, -63, -88, -88]).posture())

    assert [rep.full for rep in final(events)] == [True, True, False, True, True]
    assert count(events) == 4


def test_a_first_rep_that_proves_partial_is_taken_back(lift: Lift) -> None:
    events = told(lift.thrusts([-66, -88, -88, -88]).posture())

    assert [rep.full for rep in final(events)] == [False, True, True, True]
    retracted = of(events, RepRetracted)
    assert [event.reason for event in retracted] == [RetractReason.REJUDGED]


def test_a_pelvis_that_stops_short_while_the_back_finishes_is_a_full_rep(
    lift: Lift,
) -> None:
    tops, flexions = [-88, -88, -67, -88, -67], [0, 0, -20, 0, -20]

    events = told(lift.thrusts(tops, flexions).posture())

    assert count(events) == 5


def test_bounces_at_the_top_and_pauses_half_way_do_not_split_reps(lift: Lift) -> None:
    score = lift.thrusts([-88, -88])
    score.to(-62, 0.4).wait(1.2).to(-88, 0.4).to(-76, 0.25).to(-88, 0.25)
    score.to(-78, 0.25).to(-88, 0.25).to(-60, 0.4).wait(1.2).to(-42, 0.5).wait(1)

    assert count(told(score.posture())) == 3


def test_rocking_between_reps_is_no_rep(lift: Lift) -> None:
    score = lift.thrusts([-88, -88])
    for _ in range(3):
        score.to(-49, 0.4).to(-42, 0.4)

    assert len(final(told(score.to(-88, 0.8).to(-42, 0.8).wait(1).posture()))) == 3


def test_walking_sitting_bending_and_lying_down_are_no_reps(lift: Lift) -> None:
    score = lift.score().to(0, 0.5).wait(1)
    for _ in range(10):
        score.to(5, 0.3).to(-2, 0.3)
    score.to(70, 1.2, 25).wait(1).to(0, 1.2, 0)
    score.to(40, 1).to(-15, 1).wait(1).to(-45, 1).wait(3).to(-10, 1).to(0, 1).wait(2)

    assert final(told(score.posture())) == []


def test_a_lone_rep_right_before_getting_up_is_taken_back(lift: Lift) -> None:
    score = lift.score().to(-45, 0.5).wait(2)
    events = told(score.to(-75, 0.7).to(-45, 0.7).to(0, 1.0).wait(2).posture())

    assert [e.reason for e in of(events, RepRetracted)] == [RetractReason.GOT_UP]
    assert count(events) == 0


def test_a_set_that_was_started_needs_no_proof(lift: Lift) -> None:
    stage = detection()
    score = lift.score().to(-45, 0.5).wait(2)
    posture = score.to(-85, 0.7).to(-45, 0.7).to(0, 1.0).wait(2).posture()

    events = stage.start_set(0.0) + stage.feed(posture)

    assert count(events) == 1


# The deadlift


def test_deadlifts_show_from_the_third_alike_on_and_are_counted_back(
    lift: Lift,
) -> None:
    events = told(
        lift.deadlifts([60] * 5).posture(), name=ExerciseName.ROMANIAN_DEADLIFT
    )

    times = [event.t for event in of(events, RepCounted)]
    assert len(times) == 5
    assert times[0] == times[1] == times[2] < times[3]


def test_picking_up_a_bar_is_no_deadlift(lift: Lift) -> None:
    score = lift.deadlifts([80]).wait(6).to(75, 1.5, 30).wait(2).to(0, 1.5, 0).wait(9)

    events = told(score.posture(), name=ExerciseName.ROMANIAN_DEADLIFT)

    assert {type(event) for event in events} == {PhaseChanged}


def test_putting_the_bar_down_after_the_set_is_not_counted(lift: Lift) -> None:
    score = lift.deadlifts([60] * 5).wait(3).to(75, 1.2, 30).wait(2).to(0, 1.2, 0)

    events = told(score.wait(2).posture(), name=ExerciseName.ROMANIAN_DEADLIFT)

    assert count(events) == 5


def test_a_started_deadlift_counts_from_the_first_rep(lift: Lift) -> None:
    stage = detection(ExerciseName.ROMANIAN_DEADLIFT)

    events = stage.start_set(0.0) + stage.feed(lift.deadlifts([60, 60]).posture())

    assert count(events) == 2


def test_a_deadlift_that_rounds_the_back_raises_flexion(lift: Lift) -> None:
    score = lift.deadlifts([60] * 3)
    score.to(60, 1.5, 28).wait(0.2).to(0, 1.2, 0).wait(2)

    events = told(score.posture(), name=ExerciseName.ROMANIAN_DEADLIFT)

    (began,) = of(events, OverLimitBegan)
    assert began.kind is LimitKind.FLEXION
    assert final(events)[-1].verdict is Verdict.FAULT


# Outages


@pytest.mark.parametrize("sensors", ["pelvis", "lumbar"])
def test_with_one_sensor_missing_reps_go_on_and_are_not_scored(
    lift: Lift, sensors: str
) -> None:
    posture = lift.hidden(lift.thrusts().posture(), 4.0, 99.0, sensors)

    reps = final(told(posture))

    assert sum(rep.full for rep in reps) == 5
    assert reps[-1].verdict is Verdict.NOT_SCORED
    assert reps[-1].reason == "The lumbar angle was not measured."


@pytest.mark.parametrize("sensors", ["pelvis", "lumbar"])
def test_one_sensor_is_enough_from_the_start(lift: Lift, sensors: str) -> None:
    posture = lift.hidden(lift.thrusts().posture(), 0.0, 99.0, sensors)

    assert count(told(posture)) == 5


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        pytest.param(8.0, 9.2, id="at the top"),
        pytest.param(7.7, 8.6, id="on the way up"),
        pytest.param(8.7, 9.9, id="on the way down"),
        pytest.param(7.0, 8.4, id="from the bottom to the top"),
    ],
)
def test_an_outage_within_a_rep_does_not_lose_it(
    lift: Lift, start: float, stop: float
) -> None:
    events = told(lift.hidden(lift.thrusts().posture(), start, stop))

    assert count(events) == 5


def test_no_rep_is_invented_wholly_inside_an_outage(lift: Lift) -> None:
    # The third rep alone lies in it, from bottom to bottom.
    events = told(lift.hidden(lift.thrusts().posture(), 7.3, 9.8))

    assert count(events) == 4


def test_missing_rows_are_an_outage_too(lift: Lift) -> None:
    posture = lift.thrusts().posture()
    seen = (posture.t < 8.0) | (posture.t >= 9.2)

    assert count(told(lift.rows(posture, seen))) == 5


# Limits, verdicts, trends


def test_an_arch_is_reported_in_the_rep_and_judged_after_it(lift: Lift) -> None:
    events = told(lift.thrusts(flexions=[0, 0, -24, 0, 0]).wait(2).posture())

    (began,), (ended,) = of(events, OverLimitBegan), of(events, OverLimitEnded)
    verdicts = [rep.verdict for rep in final(events)]
    assert verdicts == [Verdict.CLEAN] * 2 + [Verdict.FAULT] + [Verdict.CLEAN] * 2
    third = final(events)[2]
    assert third.onset_s < began.t < (third.reach_s or 0) + 0.1
    assert ended.peak_deg == pytest.approx(24.0, abs=0.1)
    assert third.peak_extension_deg == pytest.approx(24.0, abs=0.1)
    assert third.peak_at is Phase.HOLD
    assert third.over_limit_s == pytest.approx(1.2, abs=0.3)


def test_an_arch_in_the_first_rep_is_reported_before_it_is_counted(lift: Lift) -> None:
    events = told(lift.thrusts(flexions=[-24, 0, 0, 0, 0]).posture())

    began, counted = of(events, OverLimitBegan)[0], of(events, RepCounted)[0]
    assert began.t < counted.t


def test_an_arch_outside_of_reps_is_not_reported(lift: Lift) -> None:
    score = lift.thrusts().wait(9).to(-42, 0.5, -18).wait(1).to(-42, 0.5, 6).wait(8)

    assert of(told(score.posture()), OverLimitBegan) == []


def test_doubtful_samples_raise_nothing_and_are_not_scored(lift: Lift) -> None:
    posture = lift.thrusts(flexions=[0, 0, -24, 0, 0]).wait(2).posture()
    posture.doubtful[(posture.t > 7.0) & (posture.t < 10.0)] = True

    events = told(posture)

    assert of(events, OverLimitBegan) == []
    assert final(events)[2].verdict is Verdict.NOT_SCORED


def test_every_set_keeps_the_limits_it_was_judged_by(lift: Lift) -> None:
    stage = detection()
    first = lift.thrusts(flexions=[-13] * 5)
    posture = first.wait(9).posture()
    half = len(posture.t) // 2
    events = stage.feed(lift.rows(posture, slice(0, half)))
    stage.use_limits(posture.t[half], Limits(5.0))

    events += stage.feed(lift.rows(posture, slice(half, None)))
    events += stage.start_set(99.0)

    limits = [event.limits.extension_deg for event in of(events, SetStarted)]
    assert limits == [15.0, 5.0]
    assert {rep.verdict for rep in final(events)} == {Verdict.BORDERLINE}


def test_a_bench_reference_narrows_the_band_and_gives_the_change(lift: Lift) -> None:
    stage = detection()
    stage.use_reference(BenchReference(-3.0, 0.5))
    posture = lift.thrusts(flexions=[-10.0] * 5).wait(2).posture()

    reps = final(stage.feed(posture))

    assert {rep.verdict for rep in reps} == {Verdict.CLEAN}
    assert reps[2].change_vs_reference_deg == pytest.approx(-7.0, abs=0.4)
    assert reps[2].top_flexion_deg == pytest.approx(-10.0, abs=0.4)
    assert reps[2].bottom_flexion_deg == pytest.approx(6.0, abs=0.2)


@pytest.mark.parametrize(
    ("checked", "verdict"), [(False, Verdict.BORDERLINE), (True, Verdict.FAULT)]
)
def test_a_table_check_narrows_the_band(
    lift: Lift, checked: bool, verdict: Verdict
) -> None:
    stage = detection()
    stage.use_table_check(checked=checked)
    posture = lift.thrusts(flexions=[-19.0] * 3, tops=[-88] * 3).wait(2).posture()

    assert {rep.verdict for rep in final(stage.feed(posture))} == {verdict}


def test_a_suspected_slip_leaves_reps_unscored_until_it_is_resolved(lift: Lift) -> None:
    posture = lift.thrusts([-88] * 6).wait(2).posture()
    stage = detection()
    events = stage.feed(lift.rows(posture, posture.t < 8.0))
    events += stage.suspect_slip(8.0)
    events += stage.feed(lift.rows(posture, (posture.t >= 8.0) & (posture.t < 12.6)))
    events += stage.slip_resolved(12.6)
    events += stage.feed(lift.rows(posture, posture.t >= 12.6))

    scored = [rep.verdict is not Verdict.NOT_SCORED for rep in final(events)]
    assert scored == [True, True, False, False, True, True]
    assert "slipped" in final(events)[2].reason


@pytest.mark.parametrize(("growth", "kind"), [(1.5, TrendKind.ARCH_GROWS), (0.0, None)])
def test_a_growing_arch_is_told_once(
    lift: Lift, growth: float, kind: TrendKind | None
) -> None:
    flexions = [-growth * k for k in range(9)]

    events = told(lift.thrusts([-88] * 9, flexions).posture(noise_deg=0.1))

    assert [event.kind for event in of(events, TrendFound)] == ([kind] if kind else [])


# Sets


def test_a_set_ends_after_eight_seconds_without_a_rep(lift: Lift) -> None:
    events = told(lift.thrusts().wait(12.0).posture())

    (ended,) = of(events, SetEnded)
    assert ended.reason is SetEndReason.PAUSE
    assert (ended.reps, ended.scored, ended.faults) == (5, 5, 0)
    assert ended.t - of(events, RepCounted)[-1].t == pytest.approx(8.0, abs=0.05)


def test_a_long_hold_does_not_end_the_set(lift: Lift) -> None:
    score = lift.thrusts([-88, -88]).to(-88, 0.8).wait(12).to(-42, 1).wait(1)

    events = told(score.posture())

    assert count(events) == 3
    assert [e.reason for e in of(events, SetEnded)] == [SetEndReason.SESSION_END]


def test_getting_up_ends_the_set(lift: Lift) -> None:
    events = told(lift.thrusts().to(0, 1.5, 0).wait(2).posture())

    assert [e.reason for e in of(events, SetEnded)] == [SetEndReason.GOT_UP]
    assert count(events) == 5


def test_sets_are_numbered_and_a_command_ends_one(lift: Lift) -> None:
    stage = detection()
    posture = lift.thrusts([-88] * 6).posture()
    events = stage.feed(lift.rows(posture, posture.t < 9.9))
    events += stage.end_set(9.9, SetEndReason.COMMAND)
    events += stage.feed(lift.rows(posture, posture.t >= 9.9))

    assert [rep.set_index for rep in final(events)] == [1, 1, 1, 2, 2, 2]
    assert [e.index for e in of(events, SetStarted)] == [1, 2]


def test_an_outage_of_nine_seconds_does_not_end_a_set_and_silence_for_long_does(
    lift: Lift,
) -> None:
    stage = detection()
    events = stage.feed(lift.thrusts().posture())
    last = 2.01 + 5 * 2.7

    assert stage.tick(last + 9.0) == []
    assert len(of(stage.tick(last + 21.0), SetEnded)) == 1
    assert count(events) == 5


def test_phases_follow_one_another_and_end_in_rest(lift: Lift) -> None:
    events = told(lift.thrusts([-88, -88]).wait(10).posture())

    rep = [Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC, Phase.BOTTOM]
    assert [e.phase for e in of(events, PhaseChanged)] == [*rep, *rep, Phase.REST]


# Commands


def test_what_lies_in_an_ignored_window_is_no_rep(lift: Lift) -> None:
    posture = lift.thrusts().posture()
    stage = detection()
    stage.ignore((4.5, 7.0))

    assert count(stage.feed(posture) + stage.end_session(99.0)) == 4


def test_reps_of_a_window_that_is_ignored_afterwards_are_taken_back(lift: Lift) -> None:
    posture = lift.thrusts().posture()
    stage = detection()

    events = stage.feed(posture) + stage.ignore((4.5, 7.0))

    assert count(events) == 4


def test_another_exercise_ends_the_set_and_starts_afresh(lift: Lift) -> None:
    stage = detection()
    events = stage.feed(lift.thrusts().posture())

    changed = stage.use_exercise(20.0, ExerciseName.TRUNK_BEND)
    events += changed
    bends = lift.deadlifts([60, 60]).posture()
    bends.t[:] = np.round(bends.t + 20.0, 2)
    events += stage.feed(bends)

    assert len(of(changed, SetEnded)) == 1
    assert count(events) == 7
    ids = [event.rep.rep_id for event in of(events, RepCounted)]
    assert len(ids) == len(set(ids))


def test_postures_that_become_known_later_are_taken_in_their_own_time(
    lift: Lift,
) -> None:
    stage = detection(ExerciseName.TRUNK_BEND)
    posture = lift.deadlifts([60, 60, 60]).posture()
    stage.feed(lift.hidden(posture, 0.0, 99.0))

    assert count(stage.feed(posture)) == 3
