from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.detection.hold_finder import HoldSettings
from monitor.detection.holds import HoldDetection
from monitor.detection.numbers import Numbers
from monitor.model.blocks import FloatArray, Planes, Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    HoldBegan,
    HoldBroken,
    HoldEnded,
    HoldEndReason,
    LimitKind,
    OverLimitBegan,
    OverLimitEnded,
    SetEnded,
    SetEndReason,
    SetStarted,
)
from monitor.model.records import AddRep, ExerciseName, Side

PLANK, SIDE_PLANK = ExerciseName.PLANK, ExerciseName.SIDE_PLANK
RATE_HZ = 100
T = TypeVar("T")
Block = TypeVar("Block", Posture, Planes)


def detection(exercise: ExerciseName = PLANK) -> HoldDetection:
    return HoldDetection(exercise, Limits(15.0, 20.0), HoldSettings(), Numbers())


def way(*points: tuple[float, float]) -> FloatArray:
    """Smooth moves: each point is how long it takes, and where it leads."""
    parts, level = [np.array([points[0][1]])], points[0][1]
    for duration_s, target in points:
        tau = np.arange(1, round(duration_s * RATE_HZ) + 1) / (duration_s * RATE_HZ)
        smooth = tau**3 * (10.0 + tau * (6.0 * tau - 15.0))
        parts.append(level + (target - level) * smooth)
        level = target
    return np.concatenate(parts)


def rows(
    trunk: FloatArray, sag: FloatArray | float = 0.0, sign: float = 0.0
) -> tuple[Posture, Planes]:
    """A body with this slope of the trunk, and hips below the line by so much.

    Args:
        trunk: Degrees from upright.
        sag: Degrees.
        sign: Face down for 0, on the right side for 1, on the left for -1.
    """
    n = len(trunk)
    t, nan = np.arange(n) / RATE_HZ, np.full(n, np.nan)
    sag = np.broadcast_to(sag, (n,))
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    pitch = (trunk + sag, trunk, -sag) if not sign else (nan, nan, nan)
    lean = (sign * (trunk + sag), sign * trunk) if sign else (nan, nan)
    zero = np.zeros(n)
    posture = Posture(
        t, pitch[0], pitch[1], pitch[2], zero, zero, yes, yes, yes, no, zero
    )
    planes = Planes(
        t, zero, zero, lean[0], lean[1], nan, nan, zero, zero, zero, zero, yes, yes, no
    )
    return posture, planes


def cut(both: tuple[Posture, Planes], a: int, b: int) -> tuple[Posture, Planes]:
    return _rows(both[0], a, b), _rows(both[1], a, b)


def _rows(block: Block, a: int, b: int) -> Block:
    columns = {f.name: getattr(block, f.name)[a:b] for f in fields(block)}
    return replace(block, **columns)


def of(events: Sequence[object], kind: type[T]) -> list[T]:
    return [event for event in events if isinstance(event, kind)]


STANDING_DOWN_HELD_UP = ((3.0, 0.0), (1.5, 78.0), (20.0, 78.0), (1.5, 0.0), (4.0, 0.0))


def test_a_plank_is_timed_from_coming_to_rest_to_leaving() -> None:
    events = detection().feed(*rows(way(*STANDING_DOWN_HELD_UP)))

    (began,) = of(events, HoldBegan)
    (ended,) = of(events, HoldEnded)
    assert began.start_s == pytest.approx(4.5, abs=0.15)
    assert ended.held_s == pytest.approx(20.0, abs=0.2)
    assert ended.clean_s == ended.held_s
    assert (ended.reason, ended.broken_by) == (HoldEndReason.LEFT, None)
    (over,) = of(events, SetEnded)
    assert (over.holds, over.held_s, over.reps) == (1, ended.held_s, 0)
    assert over.reason is SetEndReason.GOT_UP


@pytest.mark.parametrize(
    ("sag", "kind"),
    [(19.0, LimitKind.HYPEREXTENSION), (-24.0, LimitKind.FLEXION)],
)
def test_a_sag_or_a_hike_ends_the_clean_time_but_not_the_hold(
    sag: float, kind: LimitKind
) -> None:
    trunk = way(*STANDING_DOWN_HELD_UP)
    lapse = way((12.0, 0.0), (1.0, sag), (3.0, sag), (1.0, 0.0), (13.0, 0.0))

    events = detection().feed(*rows(trunk, lapse[: len(trunk)]))

    (broken,) = of(events, HoldBroken)
    (ended,) = of(events, HoldEnded)
    assert broken.kind is ended.broken_by is kind
    assert 7.7 < broken.clean_s < 8.5
    assert ended.clean_s == broken.clean_s
    assert ended.held_s == pytest.approx(20.0, abs=0.2)
    assert ended.over_limit_s == pytest.approx(3.6, abs=0.4)
    assert len(of(events, OverLimitBegan)) == len(of(events, OverLimitEnded)) == 1


def test_within_the_limits_or_for_a_moment_nothing_is_said() -> None:
    trunk = way(*STANDING_DOWN_HELD_UP)
    near = np.where(np.arange(len(trunk)) > 800, 14.5, 0.0)
    brief = np.where((np.arange(len(trunk)) % 500 > 480), 18.0, 0.0)

    for sag in (near, brief):
        assert not of(detection().feed(*rows(trunk, sag)), OverLimitBegan)


def test_lying_face_down_is_no_plank_and_ends_one() -> None:
    lying = way((3.0, 0.0), (2.0, 91.0), (20.0, 91.0))
    down = way((3.0, 0.0), (1.5, 78.0), (10.0, 78.0), (1.0, 91.0), (15.0, 91.0))

    assert not of(detection().feed(*rows(lying)), HoldBegan)
    (ended,) = of(detection().feed(*rows(down)), HoldEnded)
    assert ended.held_s == pytest.approx(10.0, abs=0.2)


@pytest.mark.parametrize(("sign", "side"), [(1.0, Side.RIGHT), (-1.0, Side.LEFT)])
def test_a_side_plank_tells_its_side_and_its_dropping_hips(
    sign: float, side: Side
) -> None:
    trunk = way(*STANDING_DOWN_HELD_UP)
    lapse = way((12.0, 0.0), (1.0, 16.0), (3.0, 16.0), (1.0, 0.0), (13.0, 0.0))

    found = detection(SIDE_PLANK)
    events = found.feed(*rows(trunk, lapse[: len(trunk)], sign))

    (ended,) = of(events, HoldEnded)
    assert found.wants_planes
    assert (ended.side, ended.broken_by) == (side, LimitKind.LATERAL)
    assert ended.held_s == pytest.approx(20.0, abs=0.2)


def test_without_an_angle_the_clean_time_is_not_measured() -> None:
    posture, planes = rows(way(*STANDING_DOWN_HELD_UP))
    posture.lumbar_flexion_deg[:] = np.nan

    (ended,) = of(detection().feed(posture, planes), HoldEnded)

    assert ended.clean_s is None
    assert ended.measured_share == 0.0
    assert ended.held_s == pytest.approx(20.0, abs=0.2)


def test_a_command_ends_set_and_hold_and_a_rep_can_not_be_added() -> None:
    found = detection()
    both = rows(way(*STANDING_DOWN_HELD_UP))
    found.start_set(2.0)
    events = found.feed(*cut(both, 0, 1500))
    assert found.in_rep

    ended = found.end_set(15.0, SetEndReason.COMMAND)

    assert not of(events, SetStarted)  # it was started before
    (hold,) = of(ended, HoldEnded)
    assert hold.reason is HoldEndReason.COMMAND
    assert hold.held_s == pytest.approx(10.5, abs=0.2)
    assert found.edit(AddRep(16.0)) == []
    assert not found.in_set


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 2999), unique=True, max_size=40).map(sorted))
def test_the_cuts_between_blocks_change_nothing(cuts: list[int]) -> None:
    trunk = way(*STANDING_DOWN_HELD_UP)
    lapse = way((12.0, 0.0), (1.0, 19.0), (3.0, 19.0), (1.0, 0.0), (13.0, 0.0))
    both = rows(trunk, lapse[: len(trunk)])
    whole = detection().feed(*both)

    found, parts = detection(), list[Event]()
    for a, b in pairwise([0, *cuts, len(trunk)]):
        parts += found.feed(*cut(both, a, b))

    assert parts == whole


def test_settings_that_can_not_work_are_refused() -> None:
    with pytest.raises(ValueError, match="window_s < settle_s"):
        HoldSettings(window_s=2.0)
