"""What is held or twisted in a simulated session, and that the whole path tells it."""

import numpy as np
import pytest

from monitor.acquisition.simulation.scenarios import demo, scenario, scenario_names
from monitor.acquisition.simulation.truth import TrueHold
from monitor.analysis.hold_accuracy import figures
from monitor.model.records import ExerciseName, Placement, Side

PLANK, SIDE_PLANK = ExerciseName.PLANK, ExerciseName.SIDE_PLANK
TWIST = ExerciseName.RUSSIAN_TWIST


def test_a_plank_is_face_down_and_a_side_plank_on_its_side() -> None:
    plank, side = scenario("clean", PLANK, 2), scenario("clean", SIDE_PLANK, 2)

    for session in (plank, side):
        assert session.truth.holds
        assert not session.truth.reps
    for hold in plank.truth.holds:
        inside = _inside(plank.truth.t, hold)
        pitch = plank.truth.lumbar_pitch_deg[inside]
        assert 60.0 < pitch.min() <= pitch.max() < 90.0
    for hold in side.truth.holds:
        inside = _inside(side.motion.t, hold)
        lean = np.degrees(side.motion.leaning(Placement.LUMBAR)[inside])
        on_right = hold.side is Side.RIGHT
        assert (np.sign(lean) == (1.0 if on_right else -1.0)).all()
        assert np.abs(side.truth.side_deg[_inside(side.truth.t, hold)]).max() < 12.0


def _inside(t: np.ndarray, hold: TrueHold) -> slice:
    a, b = np.searchsorted(t, (hold.start_s, hold.end_s))
    return slice(int(a), int(b))


def test_the_demos_show_a_lapse_and_twists_to_both_sides() -> None:
    plank = demo(PLANK, 1).truth
    over = plank.runs(np.abs(plank.lumbar_flexion_deg), 15.0, plank.held(), 0.3)

    assert len(plank.holds) == 1
    assert over
    assert {twist.side for twist in demo(TWIST, 1).truth.twists} == set(Side)


def test_a_true_twist_goes_as_far_as_it_says() -> None:
    truth = scenario("clean", TWIST, 3).truth

    for twist in truth.twists:
        a, b = np.searchsorted(truth.t, (twist.far_s, twist.far_s + 0.02))
        sign = 1.0 if twist.side is Side.LEFT else -1.0
        reached = float((sign * truth.twist_deg[a:b]).max())
        assert reached == pytest.approx(twist.rom_deg, abs=0.1 * twist.rom_deg)


@pytest.mark.parametrize("exercise", [PLANK, SIDE_PLANK, TWIST])
def test_own_scenarios_come_before_those_of_sensors_and_radio(
    exercise: ExerciseName,
) -> None:
    names = scenario_names(exercise)

    assert set(scenario_names()) < set(names)
    assert len(names) == len(set(names))


def test_the_whole_path_times_a_plank() -> None:
    found = figures("lapses", PLANK, 104)

    assert (found.paired, found.extra) == (found.holds, 0)
    assert max(map(abs, found.errors_s)) <= 0.3
    assert found.told == found.events
    assert found.right == found.alerts


def test_the_whole_path_tells_the_sides_of_side_planks() -> None:
    found = figures("lying_between", SIDE_PLANK, 105)

    assert (found.paired, found.extra, found.sides) == (found.holds, 0, found.holds)
    assert max(map(abs, found.errors_s)) <= 0.3


def test_the_whole_path_counts_twists_exactly() -> None:
    found = figures("one_sided", TWIST, 106)

    assert (found.counted, found.extra) == (found.twists, 0)
    assert found.exact == found.sets


@pytest.mark.parametrize("exercise", [PLANK, TWIST])
def test_a_session_without_any_tells_of_none(exercise: ExerciseName) -> None:
    found = figures("no_reps", exercise, 111)

    assert (found.extra, found.alerts) == (0, 0)
