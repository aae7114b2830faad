from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.events import (
    Level,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    StreamGap,
)
from monitor.model.records import Placement
from monitor.playback.store import (
    SNAPSHOT_EVERY,
    News,
    Playback,
    PlaybackTraces,
    after,
    before,
    standing_reps,
)
from monitor.view.state import ViewState, folded

Played = Callable[[str], Playback]
MOMENTS = st.floats(-1.0, 90.0)


def folded_to(playback: Playback, t: float) -> ViewState:
    """The state by folding everything up to a time."""
    told = zip(playback.news.times, playback.news.outputs, strict=True)
    state = reduce(folded, (o for at, o in told if at <= t), playback.beginning)
    past = np.flatnonzero(playback.posture.t <= t)
    row = int(past[-1]) if len(past) else None
    known = row is not None and t - playback.posture.t[row] <= 1.0

    def angle(valid: np.ndarray, angles: np.ndarray) -> float | None:
        return float(angles[row]) if known and valid[row] else None

    posture = playback.posture
    return replace(
        state,
        t=t,
        lumbar_flexion_deg=angle(posture.valid, posture.lumbar_flexion_deg),
        pelvis_pitch_deg=angle(posture.pelvis_valid, posture.pelvis_pitch_deg),
    )


@given(t=MOMENTS)
@settings(deadline=None, max_examples=60)
def test_a_state_is_the_fold_of_everything_up_to_it(
    playback: Playback, t: float
) -> None:
    assert playback.state_at(t) == folded_to(playback, t)


@given(moments=st.lists(MOMENTS, min_size=1, max_size=20))
@settings(deadline=None, max_examples=30)
def test_seeking_back_and_forth_gives_the_same(
    playback: Playback, moments: list[float]
) -> None:
    first = [playback.state_at(t) for t in moments]

    again = [playback.state_at(t) for t in reversed(moments)]

    assert again[::-1] == first


def test_more_news_than_between_two_snapshots_is_no_matter(
    playback: Playback,
) -> None:
    assert len(playback.news.outputs) > 2 * SNAPSHOT_EVERY
    for t in playback.news.times[:: SNAPSHOT_EVERY // 2]:
        assert playback.state_at(float(t)) == folded_to(playback, float(t))


def test_where_nothing_was_measured_no_angle_is_shown(playback: Playback) -> None:
    state = playback.state_at(playback.end_s + 60.0)

    assert (state.lumbar_flexion_deg, state.pelvis_pitch_deg) == (None, None)


def test_nothing_told_leaves_the_beginning(playback: Playback) -> None:
    silent = replace(playback, news=News(np.empty(0), []), _snapshots=[])

    assert silent.state_at(-1.0) == replace(playback.beginning, t=-1.0)
    assert (silent.reps(), silent.dangers(), silent.gaps()) == ([], [], [])


def test_the_reps_are_those_of_the_last_set_as_it_ended(playback: Playback) -> None:
    state = playback.state_at(playback.end_s)

    assert tuple(playback.reps()) == state.reps
    assert len(playback.reps()) == 4


def test_retracted_reps_are_gone_for_good(rep: Callable[..., object]) -> None:
    one, two = rep(1), rep(2)

    found = standing_reps(
        [
            RepCounted(20.0, two),  # type: ignore[arg-type]
            RepCounted(21.0, one),  # type: ignore[arg-type]
            RepRetracted(22.0, 1, RetractReason.GOT_UP),
            RepRevised(23.0, one),  # type: ignore[arg-type]
        ]
    )

    assert found == [two]


def test_only_gaps_that_were_not_bridged_are_marked(playback: Playback) -> None:
    gaps = [
        StreamGap(10.0, Placement.PELVIS, 9.9, 9, bridged=True),
        StreamGap(20.0, Placement.PELVIS, 18.0, 200, bridged=False),
    ]
    cut = replace(playback, news=News(np.array([10.0, 20.0]), gaps), _snapshots=[])

    assert cut.gaps() == [(18.0, 20.0)]


def test_alerts_are_told_once_when_played_through(playback: Playback) -> None:
    edges = np.linspace(playback.start_s - 1.0, playback.end_s, 97).tolist()

    heard = [
        alert for a, b in pairwise(edges) for alert in playback.alerts_between(a, b)
    ]

    assert heard == playback.alerts_between(edges[0], edges[-1])
    assert playback.dangers() == [a.t for a in heard if a.level is Level.DANGER]


def test_the_next_and_the_one_before_leave_out_where_one_is() -> None:
    times = [1.0, 2.0, 3.0]

    assert (after(times, 2.0), before(times, 2.0)) == (3.0, 1.0)
    assert (after(times, 3.0), before(times, 1.0)) == (None, None)


@pytest.mark.parametrize("name", ["hip_thrust", "romanian_deadlift"])
def test_the_counts_of_the_sets_are_those_of_the_reps(
    played: Played, name: str
) -> None:
    reps = played(name).reps()

    for ended in played(name).news.outputs:
        if isinstance(ended, SetEnded):
            of_set = [r for r in reps if r.set_index == ended.index and r.full]
            assert len(of_set) == ended.reps


def test_curves_end_where_the_screen_does(playback: Playback) -> None:
    traces = PlaybackTraces(playback)

    for t, values in (
        traces.angles(10.0, 20.0),
        traces.gyro(Placement.PELVIS, 10.0, 20.0),
        traces.accel(Placement.LUMBAR, 10.0, 20.0),
    ):
        assert t[0] <= 10.0 <= t[1]
        assert 19.98 < t[-1] <= 20.0
        assert len(values) == len(t)


def test_standing_still_the_accelerometer_feels_one_g(playback: Playback) -> None:
    _, values = PlaybackTraces(playback).accel(Placement.PELVIS, 1.0, 2.0)

    assert np.linalg.norm(values, axis=1).mean() == pytest.approx(1.0, abs=0.05)
