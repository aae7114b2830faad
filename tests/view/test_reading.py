from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.body import Limits
from monitor.model.events import LinkStatus
from monitor.model.records import TRUNK, ExerciseName, LinkState, Placement
from monitor.view.reading import reading
from monitor.view.state import ViewState, Zone

Status = Callable[..., LinkStatus]


@given(flexion=st.floats(-90, 90), limit=st.floats(1, 90))
def test_a_known_angle_always_has_a_zone(flexion: float, limit: float) -> None:
    state = ViewState(lumbar_flexion_deg=flexion, limits=Limits(limit))

    shown = reading(state)

    assert shown.zone is not Zone.UNKNOWN
    assert (shown.zone is Zone.BEYOND) == (-flexion >= limit)


def test_without_an_angle_there_is_no_verdict() -> None:
    shown = reading(ViewState())

    assert shown.extension_deg is None
    assert shown.zone is Zone.UNKNOWN
    assert shown.text == "not measured"


@pytest.mark.parametrize("lost", list(TRUNK))
def test_it_says_which_sensor_is_missing(lost: Placement, status: Status) -> None:
    links = {each: status(each) for each in TRUNK}
    links[lost] = status(lost, state=LinkState.LOST)

    shown = reading(ViewState(links=links, quality=0.9))

    assert shown.verdict == f"Angle not known: no {lost} sensor"


def test_it_says_that_it_is_not_calibrated(status: Status) -> None:
    links = {each: status(each) for each in TRUNK}

    assert reading(ViewState(links=links)).verdict.endswith("not calibrated")


def test_flexion_is_judged_only_where_the_exercise_watches_it() -> None:
    bent = {"lumbar_flexion_deg": 25.0, "limits": Limits(15.0, 20.0)}

    thrust = reading(ViewState(exercise=ExerciseName.HIP_THRUST, **bent))  # type: ignore[arg-type]
    lift = reading(ViewState(exercise=ExerciseName.ROMANIAN_DEADLIFT, **bent))  # type: ignore[arg-type]

    assert thrust.zone is Zone.WITHIN
    assert lift.zone is Zone.BEYOND
