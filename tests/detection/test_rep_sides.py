from typing import Any

import numpy as np
import pytest

from monitor.detection.detection import Detection, DetectionSettings
from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import Event, RepRetracted, RepSides, RetractReason
from monitor.model.records import ExerciseName, StrikeRep, UndoRepEdit

Lift = Any  # the fixture's class lives in conftest.py, which can't be imported


def fed(stage: Detection, posture: Posture) -> list[Event]:
    return stage.feed(posture) + stage.end_session(float(posture.t[-1]))


def thrusting(name: ExerciseName = ExerciseName.HIP_THRUST) -> Detection:
    return Detection(name, Limits(), DetectionSettings())


def sides(events: list[Event]) -> dict[int, RepSides]:
    return {each.rep_id: each for each in events if isinstance(each, RepSides)}


@pytest.mark.parametrize("roll", [8.0, -6.0, 0.0])
def test_each_rep_tells_how_the_pelvis_leant(lift: Lift, roll: float) -> None:
    found = sides(fed(thrusting(), lift.thrusts(roll=roll).wait(10.0).posture()))

    assert sorted(found) == [1, 2, 3, 4, 5]
    for each in found.values():
        assert each.roll_at_top_deg == pytest.approx(roll, abs=0.2)
        assert each.roll_range_deg == pytest.approx(abs(roll) * 0.9, abs=1.0)
        assert each.share == 1.0


def test_it_is_told_once_a_rep_unless_it_changes(lift: Lift) -> None:
    events = fed(thrusting(), lift.thrusts(roll=5.0).wait(10.0).posture())
    told = [each for each in events if isinstance(each, RepSides)]

    changed = {(e.rep_id, e.roll_range_deg, e.roll_at_top_deg) for e in told}
    assert len(changed) == len(told) <= 10


def test_a_lean_that_was_there_before_is_none_of_the_rep(lift: Lift) -> None:
    posture = lift.thrusts(roll=7.0).wait(10.0).posture()
    posture.pelvis_roll_deg[:] += 20.0

    found = sides(fed(thrusting(), posture))

    assert found[3].roll_at_top_deg == pytest.approx(7.0, abs=0.2)


def test_without_the_pelvis_sensor_it_is_not_measured(lift: Lift) -> None:
    whole = lift.thrusts(roll=7.0).wait(10.0).posture()

    found = sides(fed(thrusting(), lift.hidden(whole, 7.4, 8.6, "pelvis")))

    assert found[3].roll_range_deg is None
    assert found[3].roll_at_top_deg is None
    assert found[3].share < 0.8
    assert found[2].roll_range_deg is not None


def test_contact_hides_it_too(lift: Lift) -> None:
    posture = lift.thrusts(roll=7.0).wait(10.0).posture()
    posture.doubtful[:] = True

    found = sides(fed(thrusting(), posture))

    assert found
    assert all(each.roll_range_deg is None for each in found.values())


def test_a_struck_rep_is_silent_and_tells_its_sides_when_taken_back(
    lift: Lift,
) -> None:
    posture = lift.thrusts(roll=6.0).wait(10.0).posture()
    stage = thrusting()
    told = stage.feed(posture)
    struck = stage.edit(StrikeRep(25.0, 2))
    back = stage.edit(UndoRepEdit(26.0))

    assert [type(each) for each in struck] == [RepRetracted]
    assert sides(back)[2].t == 26.0
    assert sides(back)[2].roll_at_top_deg == sides(told)[2].roll_at_top_deg


def test_a_rep_told_anew_keeps_its_sides(lift: Lift) -> None:
    """The first, small rep is full until the others show that it is partial."""
    posture = lift.thrusts([-64, -88, -88, -88, -88], roll=6.0).wait(10.0).posture()
    events = fed(thrusting(), posture)
    gone = [
        each.rep_id
        for each in events
        if isinstance(each, RepRetracted) and each.reason is RetractReason.REJUDGED
    ]
    anew = max(sides(events))  # ids go on: it was told last of all

    assert gone == [1]
    assert sides(events)[anew].roll_at_top_deg == pytest.approx(6.0, abs=0.3)
    assert len(sides(events)) == 6


def test_the_trunk_bend_tells_none(lift: Lift) -> None:
    posture = lift.deadlifts([60.0] * 4).wait(10.0).posture()

    assert sides(fed(thrusting(ExerciseName.ROMANIAN_DEADLIFT), posture))
    assert not sides(fed(thrusting(ExerciseName.TRUNK_BEND), posture))


def test_nothing_of_it_depends_on_where_the_angles_are_nan_elsewhere(
    lift: Lift,
) -> None:
    posture = lift.thrusts(roll=4.0).wait(10.0).posture()
    posture.pelvis_roll_deg[:150] = np.nan

    assert sides(fed(thrusting(), posture))[4].share == 1.0
