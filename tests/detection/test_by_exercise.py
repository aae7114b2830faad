"""Kinds of exercise within one session: numbers go on, limits reach all."""

import pytest

from monitor.detection.by_exercise import Detections
from monitor.detection.detection import DetectionSettings
from monitor.detection.forms import FORMS
from monitor.model.body import Limits
from monitor.model.events import HoldEnded, RepCounted, SetEnded, SetStarted
from monitor.model.records import ExerciseName
from tests.detection.test_holds import STANDING_DOWN_HELD_UP, cut, of, rows, way
from tests.detection.test_twists import rows as twist_rows
from tests.detection.test_twists import to_and_fro

PLANK, TWIST = ExerciseName.PLANK, ExerciseName.RUSSIAN_TWIST


def detections(exercise: ExerciseName) -> Detections:
    return Detections(exercise, Limits(), DetectionSettings())


@pytest.mark.parametrize("exercise", list(FORMS))
def test_a_session_may_begin_with_any_exercise(exercise: ExerciseName) -> None:
    found = detections(exercise)

    (started,) = of(found.start_set(1.0), SetStarted)
    (ended,) = of(found.end_session(2.0), SetEnded)

    assert (started.exercise, started.index) == (exercise, 1)
    assert ended.index == 1
    assert not found.in_set


def test_another_kind_ends_the_set_and_the_numbers_go_on() -> None:
    found = detections(PLANK)
    events = found.feed(*cut(rows(way(*STANDING_DOWN_HELD_UP)), 0, 1500))
    found.use_limits(15.0, Limits(9.0, 9.0))

    between = found.use_exercise(15.0, TWIST)
    assert found.wants_planes
    twisted = found.feed(*twist_rows(to_and_fro(40, -40, 40)))

    assert [e.index for e in of(events, SetStarted)] == [1]
    assert len(of(between, HoldEnded)) == len(of(between, SetEnded)) == 1
    (started,) = of(twisted, SetStarted)
    assert (started.index, started.limits.extension_deg) == (2, 9.0)
    assert [e.rep.rep_id for e in of(twisted, RepCounted)] == [1, 2, 3]
    assert all(e.rep.set_index == 2 for e in of(twisted, RepCounted))
