"""Sensors on the thighs, from bytes to what is told of each rep."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.acquisition.simulation.thighs import thigh_motion, thigh_records
from monitor.history.fold import SessionFold
from monitor.model.events import (
    Notice,
    NoticeKind,
    Output,
    RepCounted,
    ThighFound,
    ThighRep,
)
from monitor.model.records import (
    THIGHS,
    TRUNK,
    EndSession,
    ExerciseName,
    Notification,
    Placement,
    Record,
)
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import find_profiles
from monitor.recording.recording import Header

LEFT, RIGHT = THIGHS
INWARD = (12.0, 0.0)  # the left knee falls inward, the right one doesn't


@cache
def session() -> SimulatedSession:
    outline = Outline(sets=1, style=Style(reps=(4, 4)), brief=True)
    return simulated("thighs", ExerciseName.HIP_THRUST, 4, Circumstances(outline))


def records(seed: int = 0) -> list[Record]:
    profile = find_profiles()["reference"]
    some = [*session().records, *thigh_records(session(), profile, INWARD, seed)]
    some.sort(key=lambda record: record.t)
    return [*some, EndSession(some[-1].t)]


def pipeline(*thighs: Placement) -> Pipeline:
    setup = find_profiles()["reference"].sensor_setup()
    worn = (*TRUNK, *thighs)
    return Pipeline(dict.fromkeys(worn, setup), PipelineSettings())


def outputs(some: Sequence[Record], *thighs: Placement) -> list[Output]:
    path = pipeline(*thighs)
    return [output for record in some for output in path.feed(record)]


@cache
def whole(seed: int = 0) -> tuple[Output, ...]:
    return tuple(outputs(records(seed), *THIGHS))


def last_of(some: Sequence[Output]) -> dict[tuple[int, Placement], ThighRep]:
    told = [each for each in some if isinstance(each, ThighRep)]
    return {(each.rep_id, each.placement): each for each in told}


@pytest.mark.parametrize("seed", range(6))
def test_any_mounting_is_found_by_standing_and_lifting_the_knees(seed: int) -> None:
    found = [each for each in whole(seed) if isinstance(each, ThighFound)]

    assert {each.placement for each in found} == set(THIGHS)
    assert all(each.quality > 0.9 for each in found)


@pytest.mark.parametrize("seed", range(6))
def test_the_hip_is_measured_at_the_top_and_the_knee_that_falls_inward_is_named(
    seed: int,
) -> None:
    told = last_of(whole(seed))
    motion = thigh_motion(session(), 0.0, 100.0)
    truth = session().truth

    assert {rep_id for rep_id, _ in told} == {1, 2, 3, 4}
    for (rep_id, placement), each in told.items():
        rep = truth.reps[rep_id - 1]
        at = (rep.reach_s + rep.leave_s) / 2
        pelvis = np.interp(at, truth.t, truth.pelvis_pitch_deg)
        true_deg = float(pelvis - np.interp(at, motion.t, motion.pitch_deg))
        assert each.hip_deg == pytest.approx(true_deg, abs=2.5)
        assert each.inward_deg is not None
        assert each.bound_deg is not None
        expected = INWARD[THIGHS.index(placement)]
        assert each.inward_deg == pytest.approx(expected, abs=each.bound_deg + 1.0)


def test_the_trunk_says_the_same_with_thighs_and_without() -> None:
    """What thighs tell is added; nothing else changes."""
    trunk = [
        record
        for record in records()
        if not isinstance(record, Notification) or record.placement in TRUNK
    ]
    bare = [each for each in outputs(trunk) if isinstance(each, RepCounted)]

    assert [each for each in whole() if isinstance(each, RepCounted)] == bare


def test_looking_ahead_changes_nothing() -> None:
    path = pipeline(*THIGHS)
    found = [out for _, some in path.feed_many(records()) for out in some]

    assert [repr(each) for each in found if isinstance(each, ThighRep)] == [
        repr(each) for each in whole() if isinstance(each, ThighRep)
    ]


def test_without_knees_lifted_it_is_refused_in_a_sentence() -> None:
    still = [
        record
        for record in records()
        if not (isinstance(record, Notification) and 3.0 < record.t < 8.0)
    ]
    told = outputs(still, *THIGHS)

    refused = [
        each
        for each in told
        if isinstance(each, Notice) and each.kind is NoticeKind.THIGH_REFUSED
    ]
    assert {each.placement for each in refused} == set(THIGHS)
    assert "lift each knee twice" in refused[0].text
    assert not any(isinstance(each, ThighRep) for each in told)


def test_a_rep_in_which_a_thigh_was_away_is_not_measured_there() -> None:
    rep = session().truth.reps[1]

    def is_there(record: Record) -> bool:
        return not (
            isinstance(record, Notification)
            and record.placement is LEFT
            and rep.onset_s < record.t < rep.end_s
        )

    told = last_of(outputs([r for r in records() if is_there(r)], *THIGHS))

    assert told[2, LEFT].inward_deg is None
    assert told[2, RIGHT].inward_deg is not None


def test_history_keeps_what_thighs_told() -> None:
    text = find_profiles()["reference"].text
    profiles = dict.fromkeys((*TRUNK, *THIGHS), text)
    header = Header("2026-11-27T10:00:00+00:00", "", profiles, PipelineSettings())
    fold = SessionFold(header, "a.mcap", "{}")
    path = pipeline(*THIGHS)
    for record in records():
        fold.keep(record)
        for output in path.feed(record):
            fold.put(output)

    kept = fold.facts().sets[0].reps[0]

    assert [hip.placement for hip in kept.hips] == sorted(THIGHS)
    assert replace(kept, hips=()).hips == ()
