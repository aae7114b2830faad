import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.dsp.rows import joined_rows
from monitor.dsp.stillness import Beat, Beats, StillnessSettings, StillRun
from monitor.model.blocks import Joined

Make = Callable[..., Any]


def beats_of(joined: Joined, cuts: list[int]) -> list[Beat]:
    beats, found = Beats(), []
    edges = [0, *sorted(set(cuts)), len(joined.t)]
    for first, last in itertools.pairwise(edges):
        if last > first:
            found += beats.feed(joined_rows(joined, slice(first, last)))
    return found


def longest(joined: Joined) -> float:
    run, best = StillRun(), 0.0
    for beat in Beats().feed(joined):
        run.feed(beat)
        best = max(best, run.duration)
    return best


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cuts=st.lists(st.integers(1, 299), max_size=60))
def test_how_the_stream_is_cut_changes_no_beat(
    make_wearer: Make, cuts: list[int]
) -> None:
    joined = make_wearer().joined(np.zeros(300), np.zeros(300), start=1.23)

    whole, pieces = beats_of(joined, []), beats_of(joined, cuts)

    assert [b.start for b in pieces] == [b.start for b in whole]
    for a, b in zip(whole, pieces, strict=True):
        assert a.lumbar is not None
        assert b.lumbar is not None
        assert (a.lumbar.up == b.lumbar.up).all()
        assert a.lumbar.scatter == b.lumbar.scatter


def test_a_beat_without_half_of_its_rows_is_missing(
    make_wearer: Make, without: Make
) -> None:
    joined = without(
        make_wearer().joined(np.zeros(20), np.zeros(20)), "lumbar", slice(0, 6)
    )

    first, second = Beats().feed(joined)

    assert first.lumbar is None
    assert first.pelvis is not None
    assert second.lumbar is not None


def test_a_gyro_bias_of_3_degrees_a_second_and_sway_are_still(
    make_wearer: Make,
) -> None:
    wearer = make_wearer(gyro_bias_dps=3.0, sway_deg=1.0)

    assert longest(wearer.joined(np.zeros(500), np.zeros(500))) > 4.5


def test_turning_slowly_is_not_still(make_wearer: Make, curve: Make) -> None:
    pitch = curve([(6, 40)])

    assert longest(make_wearer().joined(pitch, pitch)) < 2.5


def test_a_dropout_of_a_third_of_a_second_is_overlooked(
    make_wearer: Make, without: Make
) -> None:
    joined = make_wearer().joined(np.zeros(500), np.zeros(500))
    joined = without(
        without(joined, "pelvis", slice(200, 235)), "lumbar", slice(190, 230)
    )

    assert longest(joined) > 4.5


def test_settings_above_zero_are_asked_for() -> None:
    with pytest.raises(ValueError, match="lean_deg"):
        StillnessSettings(lean_deg=0.0)
