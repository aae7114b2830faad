from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.detection.numbers import Numbers
from monitor.detection.twist_finder import TwistSettings
from monitor.detection.twists import TwistDetection
from monitor.model.blocks import FloatArray, Planes, Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    SetEnded,
    SetEndReason,
)
from monitor.model.records import AddRep, ExerciseName, Side, StrikeRep
from tests.detection.test_holds import cut, of, way

Both = tuple[Posture, Planes]
LEAN_BACK = ((1.0, -5.0), (1.0, -40.0))


def detection() -> TwistDetection:
    return TwistDetection(
        ExerciseName.RUSSIAN_TWIST, Limits(), TwistSettings(), Numbers()
    )


def rows(twist: FloatArray, *, is_seen: bool = True, drift_dps: float = 0.0) -> Both:
    """A trunk leaning back after 2 s, twisted by so much to the left.

    Args:
        twist: Degrees.
        is_seen: Gravity sees it.
        drift_dps: Of the gyro.
    """
    n = len(twist)
    t, zero = np.arange(n) / 100, np.zeros(n)
    pitch = np.full(n, -40.0)
    lean = way(*LEAN_BACK)[:n]
    pitch[: len(lean)] = lean
    seen = np.where(is_seen & (pitch < -20.0), twist, np.nan)
    if not is_seen:
        seen[210] = twist[210]  # the middle is known once
        pitch[len(lean) :] = -15.0
    turn = np.gradient(twist, 0.01) + drift_dps
    yes, no = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    posture = Posture(t, zero, pitch, zero, zero, zero, yes, yes, yes, no, zero)
    planes = Planes(
        t, zero, zero, zero, zero, zero, seen, zero, turn, zero, zero, yes, yes, no
    )
    return posture, planes


def to_and_fro(*ends: float, span_s: float = 0.8) -> FloatArray:
    """Rest in the middle, twist from end to end, rest in the middle."""
    moves = [(span_s, end) for end in ends]
    return way((3.0, 0.0), *moves, (span_s, 0.0), (12.0, 0.0))


def last_known(events: list[Event]) -> list[Rep]:
    reps = {e.rep.rep_id: e.rep for e in of(events, RepCounted)}
    reps |= {e.rep.rep_id: e.rep for e in of(events, RepRevised)}
    return list(reps.values())


def test_both_sides_are_counted_and_balanced() -> None:
    events = detection().feed(*rows(to_and_fro(40, -38, 41, -35, 39)))

    reps = last_known(events)
    assert [rep.side for rep in reps] == [Side.LEFT, Side.RIGHT] * 2 + [Side.LEFT]
    assert [round(rep.rom_deg) for rep in reps] == [40, 38, 41, 35, 39]
    assert all(rep.full and rep.rom_drift_deg is None for rep in reps)
    (ended,) = of(events, SetEnded)
    assert (ended.left, ended.right, ended.reps) == (3, 2, 5)
    assert ended.reason is SetEndReason.PAUSE


def test_boundaries_are_the_crossings_of_10_and_90_percent() -> None:
    rep = last_known(detection().feed(*rows(to_and_fro(40, -40, 40))))[1]

    t = np.arange(0, 1, 0.001)
    share = t**3 * (10 + t * (6 * t - 15))  # from +40 to -40
    onset, reach = (0.8 * t[np.argmax(share > x)] for x in (0.55, 0.95))
    begins = 3.0 + 0.8
    assert rep.onset_s == pytest.approx(begins + onset, abs=0.03)
    assert rep.reach_s == pytest.approx(begins + reach, abs=0.03)
    assert rep.end_s == pytest.approx(begins + 0.8 + 0.8 - onset, abs=0.03)


def test_a_short_way_is_a_partial_twist_and_a_spring_back_is_none() -> None:
    twist = to_and_fro(40, -40, 40, -16, 40, 33, 40, -40)

    reps = last_known(detection().feed(*rows(twist)))

    assert [rep.full for rep in reps] == [True, True, True, False, True, True]


def test_a_short_first_twist_is_judged_anew_once_the_usual_way_is_known() -> None:
    found = detection()
    found.start_set(0.0)

    events = found.feed(*rows(to_and_fro(16, -40, 40, -41, 40)))

    (ended,) = of(events, SetEnded)
    assert ended.reps == 4
    assert (ended.left, ended.right) == (2, 2)
    assert len(of(events, RepRetracted)) == 1


def test_a_gap_that_the_rates_bridge_loses_no_twist() -> None:
    posture, planes = rows(to_and_fro(*([40, -40] * 6)))
    for start in range(350, 1200, 97):
        planes.lumbar_turn_dps[start : start + 25] = np.nan
        planes.lumbar_twist_deg[start : start + 60] = np.nan

    reps = last_known(detection().feed(posture, planes))

    assert [rep.side for rep in reps] == [Side.LEFT, Side.RIGHT] * 6


def test_rolling_over_is_no_twist() -> None:
    found = detection()
    found.start_set(0.0)

    events = found.feed(*rows(to_and_fro(170, -170, 150, span_s=1.5)))

    assert not of(events, RepCounted)


def test_the_same_side_again_counts_after_a_rest_in_the_middle() -> None:
    twist = to_and_fro(40, -40, 3, -38, 40)

    sides = [rep.side for rep in last_known(detection().feed(*rows(twist)))]

    assert sides == [Side.LEFT, Side.RIGHT, Side.RIGHT, Side.LEFT]


def test_a_lone_turn_is_no_set_but_counts_in_a_started_one() -> None:
    both = rows(to_and_fro(40))
    assert detection().feed(*both) == []

    found = detection()
    found.start_set(0.0)

    assert len(of(found.feed(*both), RepCounted)) == 1


def test_what_gravity_does_not_see_has_a_bound_and_then_is_not_measured() -> None:
    found = detection()
    found.start_set(0.0)
    ends = [35.0, -35.0] * 10

    events = found.feed(*rows(to_and_fro(*ends), is_seen=False, drift_dps=0.2))

    reps = last_known(events)
    assert 8 <= len(reps) < len(ends)  # about 10 s of them
    for rep in reps:
        assert rep.rom_drift_deg is not None
        assert abs(rep.rom_deg - 35.0) <= rep.rom_drift_deg + 0.5
        assert rep.rom_drift_deg <= 3.1


def test_a_twist_can_be_struck_and_added() -> None:
    found = detection()
    events = found.feed(*cut(rows(to_and_fro(40, -40, 40, -40)), 0, 650))
    found.edit(StrikeRep(6.5, last_known(events)[0].rep_id))
    found.edit(AddRep(6.6))
    found.edit(AddRep(6.7))

    (ended,) = of(found.end_set(6.9, SetEndReason.COMMAND), SetEnded)

    standing = len(of(events, RepCounted)) - 1
    assert ended.reps == standing + 2


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 1900), unique=True, max_size=40).map(sorted))
def test_the_cuts_between_blocks_change_nothing(cuts: list[int]) -> None:
    both = rows(to_and_fro(40, -38, 41, -14, 39))
    whole = detection().feed(*both)

    found, parts = detection(), list[Event]()
    for a, b in pairwise([0, *cuts, len(both[0].t)]):
        parts += found.feed(*cut(both, a, b))

    assert parts == whole


@settings(max_examples=30, deadline=None)
@given(
    sizes=st.lists(st.floats(34, 60), min_size=2, max_size=12),  # above full_share
    span_s=st.floats(0.5, 2.5),
)
@example(sizes=[34.0, 60.0, 60.0, 60.0], span_s=1.0)
def test_any_twists_of_like_size_are_counted_exactly(
    sizes: list[float], span_s: float
) -> None:
    ends = [size * (1 if i % 2 else -1) for i, size in enumerate(sizes)]

    reps = last_known(detection().feed(*rows(to_and_fro(*ends, span_s=span_s))))

    sides = [Side.LEFT if end > 0 else Side.RIGHT for end in ends]
    assert [rep.side for rep in reps] == sides
    for rep, end in zip(reps, ends, strict=True):
        assert rep.rom_deg == pytest.approx(abs(end), abs=1.0)


def test_settings_that_can_not_work_are_refused() -> None:
    with pytest.raises(ValueError, match="near < again"):
        TwistSettings(near=0.5)
