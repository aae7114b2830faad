import pytest

from monitor.detection.exercises import EXERCISES, Exercise
from monitor.detection.forms import FORMS
from monitor.detection.measures import Axis, SeenBy
from monitor.model.events import Phase
from monitor.model.records import ExerciseName


def test_every_exercise_is_described() -> None:
    assert set(FORMS) == set(ExerciseName) - {ExerciseName.OWN}
    assert all(e.title and e.description.endswith(".") for e in FORMS.values())
    assert all(each.measure.channel for each in FORMS.values())


def test_what_the_gyro_alone_sees_has_a_bound_and_an_end() -> None:
    seen = [each.measure for each in FORMS.values()]
    alone = [each for each in seen if each.seen_by is not SeenBy.GRAVITY]

    assert alone
    assert all(m.longest_s is not None and m.longest_s <= 10 for m in alone)
    assert all(m.drift_dps is not None and m.drift_dps > 0 for m in alone)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.name)
def test_an_exercises_figures_agree(exercise: Exercise) -> None:
    assert abs(exercise.sign) == 1.0
    assert 0.0 <= exercise.pelvis_weight <= 1.0
    for low, high in (exercise.near_deg, exercise.far_deg, exercise.stay_deg):
        assert low < high
    assert exercise.near_deg[0] < exercise.far_deg[0]
    assert exercise.min_rom_deg < exercise.typical_rom_deg < exercise.max_rom_deg
    assert {exercise.outward, exercise.inward} == {Phase.CONCENTRIC, Phase.ECCENTRIC}


@pytest.mark.parametrize(
    ("name", "tail_s"),
    [
        (ExerciseName.HIP_THRUST, 1.0),
        (ExerciseName.GLUTE_BRIDGE, 1.0),
        (ExerciseName.ROMANIAN_DEADLIFT, 1.5),
        (ExerciseName.TRUNK_BEND, 4.0),
        (ExerciseName.PELVIC_TILT, 1.0),
        (ExerciseName.SINGLE_LEG_BRIDGE, 1.0),
    ],
)
def test_peaks_may_fall_past_the_end(name: ExerciseName, tail_s: float) -> None:
    assert EXERCISES[name].tail_s == tail_s


def test_the_deadlift_alone_watches_flexion() -> None:
    watched = [e.name for e in EXERCISES.values() if e.watches_flexion]

    assert watched == [ExerciseName.ROMANIAN_DEADLIFT]


def test_what_looks_like_everyday_life_needs_proof() -> None:
    proven = [e.name for e in EXERCISES.values() if e.consistent_reps > 1]

    assert proven == [ExerciseName.ROMANIAN_DEADLIFT, ExerciseName.PELVIC_TILT]


def test_each_names_its_channel_and_gravity_sees_what_turns_about_the_bows_axis() -> (
    None
):
    for exercise in EXERCISES.values():
        assert exercise.measure.channel
        assert exercise.measure.axis is Axis.MEDIOLATERAL
        assert exercise.measure.seen_by is SeenBy.GRAVITY
