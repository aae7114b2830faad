from monitor.detection.exercises import EXERCISES
from monitor.detection.phases import PhaseTracker
from monitor.model.events import Phase
from monitor.model.records import ExerciseName


def phases(name: ExerciseName) -> list[Phase]:
    tracker = PhaseTracker(EXERCISES[name])
    way = [0, 10, 20, 30, 40, 45, 45, 45, 45, 40, 30, 20, 10]
    found, highest, before = [tracker.rest(in_set=True)], 0.0, 0.0
    for height in way:
        highest = max(highest, height)
        rate = (height - before) / 0.1
        found.append(tracker.swing(height, highest, rate, 45.0))
        before = height
    found.append(tracker.rest(in_set=True))
    return [phase for phase in found if phase is not None]


def test_a_thrust_lifts_holds_and_lowers() -> None:
    assert phases(ExerciseName.HIP_THRUST) == [
        Phase.BOTTOM,
        Phase.CONCENTRIC,
        Phase.HOLD,
        Phase.ECCENTRIC,
        Phase.BOTTOM,
    ]


def test_a_deadlift_lowers_first() -> None:
    assert phases(ExerciseName.ROMANIAN_DEADLIFT)[1:4] == [
        Phase.ECCENTRIC,
        Phase.HOLD,
        Phase.CONCENTRIC,
    ]


def test_between_sets_there_is_rest() -> None:
    tracker = PhaseTracker(EXERCISES[ExerciseName.HIP_THRUST])
    tracker.rest(in_set=True)

    assert tracker.rest(in_set=False) is Phase.REST
    assert tracker.rest(in_set=False) is None
