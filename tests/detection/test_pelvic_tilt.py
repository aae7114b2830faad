"""Reps of the pelvis against the trunk, which stays; sides of single-leg bridges."""

from typing import Any

import numpy as np
import pytest

from monitor.detection.detection import Detection, DetectionSettings
from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    PelvicDrop,
    Phase,
    PhaseChanged,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
)
from monitor.model.records import ExerciseName, SetSide, Side

Lift = Any  # the fixture's class lives in conftest.py, which can't be imported
TILT, BRIDGE = ExerciseName.PELVIC_TILT, ExerciseName.SINGLE_LEG_BRIDGE


def detection(name: ExerciseName) -> Detection:
    return Detection(name, Limits(), DetectionSettings())


def standing(events: list[Event]) -> list[Rep]:
    reps: dict[int, Rep] = {}
    for event in events:
        match event:
            case RepCounted(_, rep) | RepRevised(_, rep):
                reps[rep.rep_id] = rep
            case RepRetracted(_, rep_id):
                del reps[rep_id]
            case _:
                pass
    return list(reps.values())


def tilts(
    lift: Lift, trunk: float, roms: list[float], along: float = 0.0, noise: float = 0.05
) -> Posture:
    """Tuck the pelvis under by each ROM; the trunk turns along by a share."""
    score = lift.score().to(trunk, 0.01, 2.0).wait(2.0)
    for rom in roms:
        tucked = trunk - (1.0 - along) * rom
        score.to(tucked, 1.0, 2.0 + rom).wait(0.6).to(trunk, 1.0, 2.0).wait(0.6)
    posture: Posture = score.wait(10.0).posture(noise_deg=noise)
    return posture


def told(posture: Posture, name: ExerciseName = TILT, start: bool = False) -> list[Rep]:
    stage = detection(name)
    before = stage.start_set(0.5) if start else []
    events = before + stage.feed(posture) + stage.end_session(float(posture.t[-1]))
    return standing(events)


@pytest.mark.parametrize("trunk", [0.0, -88.0], ids=["standing", "lying"])
@pytest.mark.parametrize("rom", [9.0, 14.0, 22.0])
def test_tilts_are_counted_standing_and_lying(
    lift: Lift, trunk: float, rom: float
) -> None:
    reps = told(tilts(lift, trunk, [rom] * 6))

    assert [rep.full for rep in reps] == [True] * 6
    for rep in reps:
        assert rep.rom_deg == pytest.approx(rom, abs=0.4)


def test_without_a_started_set_three_alike_are_counted_back(lift: Lift) -> None:
    assert told(tilts(lift, -88.0, [12.0, 12.0])) == []
    assert len(told(tilts(lift, -88.0, [12.0, 12.0]), start=True)) == 2


def test_a_small_tilt_among_large_ones_is_partial(lift: Lift) -> None:
    reps = told(tilts(lift, -88.0, [20.0, 20.0, 20.0, 9.0, 20.0]), start=True)

    assert [rep.full for rep in reps] == [True, True, True, False, True]


def test_bending_of_the_whole_trunk_is_no_tilt(lift: Lift) -> None:
    bends = tilts(lift, 0.0, [20.0] * 5, along=2.5)

    assert told(bends, start=True) == []


def test_the_tilts_of_walking_are_none(lift: Lift) -> None:
    score = lift.score().to(0.0, 0.01, 2.0).wait(2.0)
    for _ in range(20):  # a step takes half a second
        score.to(-9.0, 0.25, 11.0).to(0.0, 0.25, 2.0)

    assert told(score.wait(10.0).posture(), start=True) == []


def test_it_needs_both_sensors(lift: Lift) -> None:
    whole = tilts(lift, -88.0, [14.0] * 6)

    assert told(lift.hidden(whole, 0.0, 99.0, "pelvis"), start=True) == []
    assert told(lift.hidden(whole, 0.0, 99.0, "lumbar"), start=True) == []


def test_the_way_out_is_the_concentric_one(lift: Lift) -> None:
    stage = detection(TILT)
    events = stage.start_set(0.5)
    events += stage.feed(tilts(lift, -88.0, [14.0] * 3, noise=0.0))

    phases = [e.phase for e in events if isinstance(e, PhaseChanged)]

    assert phases[:5] == [
        Phase.BOTTOM,
        Phase.CONCENTRIC,
        Phase.HOLD,
        Phase.ECCENTRIC,
        Phase.BOTTOM,
    ]


def bridges(lift: Lift, roll: float) -> Posture:
    score = lift.score().to(-74.0, 0.01, 3.0).wait(2.0)
    for _ in range(4):
        score.to(-98.0, 0.7, 0.0, roll).wait(0.5)
        score.to(-74.0, 0.9, 3.0, 0.0).wait(0.5)
    posture: Posture = score.wait(10.0).posture(noise_deg=0.05)
    return posture


def drops(events: list[Event]) -> list[PelvicDrop]:
    return [each for each in events if isinstance(each, PelvicDrop)]


@pytest.mark.parametrize(
    ("roll", "towards"), [(8.0, Side.RIGHT), (-5.0, Side.LEFT), (1.0, None)]
)
def test_the_lower_side_is_told_of_each_rep(
    lift: Lift, roll: float, towards: Side | None
) -> None:
    found = drops(detection(BRIDGE).feed(bridges(lift, roll)))

    assert {each.rep_id for each in found} == {1, 2, 3, 4}
    for each in found:
        assert each.towards is towards
        assert each.drop_deg == pytest.approx(abs(roll), abs=0.2)
        assert each.band_deg == 2.0


def test_a_drop_that_was_not_seen_is_not_measured(lift: Lift) -> None:
    posture = bridges(lift, 8.0)
    posture.pelvis_roll_deg[:] = np.nan

    found = drops(detection(BRIDGE).feed(posture))

    assert found
    assert all(each.drop_deg is None and each.towards is None for each in found)


def test_two_legs_have_no_pelvic_drop(lift: Lift) -> None:
    events = detection(ExerciseName.GLUTE_BRIDGE).feed(bridges(lift, 8.0))

    assert standing(events)
    assert not drops(events)


@pytest.mark.parametrize("index", [None, 1])
def test_the_side_told_in_the_set_holds_for_it(lift: Lift, index: int | None) -> None:
    posture = bridges(lift, 3.0)
    stage = detection(BRIDGE)
    stage.use_side(SetSide(0.0, Side.LEFT))
    stage.start_set(0.1)
    stage.use_side(SetSide(0.2, Side.RIGHT, index))

    assert {rep.side for rep in standing(stage.feed(posture))} == {Side.RIGHT}


def test_the_side_stays_until_another_is_told_and_counts_for_one_leg_alone(
    lift: Lift,
) -> None:
    posture = bridges(lift, 3.0)
    stage = detection(BRIDGE)
    stage.use_side(SetSide(0.0, Side.LEFT))

    first = standing(stage.feed(posture))
    other = SetSide(30.0, Side.RIGHT, set_index=7)  # no set of now
    stage.use_side(other)
    stage.use_exercise(31.0, ExerciseName.GLUTE_BRIDGE)
    both = standing(stage.feed(posture))

    assert {rep.side for rep in first} == {Side.LEFT}
    assert {rep.side for rep in both} == {None}
