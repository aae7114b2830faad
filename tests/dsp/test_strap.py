import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.strap import StrapWatch, trend_notice
from monitor.model.blocks import FloatArray, Posture
from monitor.model.events import Notice, NoticeKind, TrendFound, TrendKind
from monitor.model.records import Placement

Make = Callable[..., Any]
REP_S = 3.0
SHAPE = np.sin(np.pi * np.arange(300) / 300) ** 2  # out and back


def reps(bottoms: Sequence[float], tops: Sequence[float]) -> FloatArray:
    """Pitch of reps of 3 s, each from its bottom to its top and back."""
    lows = np.concatenate(
        [np.linspace(a, b, 300) for a, b in itertools.pairwise(bottoms)]
    )
    highs = np.repeat(np.array(tops), 300)
    return np.asarray(lows + (highs - lows) * np.tile(SHAPE, len(tops)))


def thrusts(
    n: int, arch: Sequence[float] | None = None
) -> tuple[FloatArray, FloatArray]:
    """Pelvis and lumbar pitch of n hip thrusts with these arches at the top."""
    arches = np.zeros(n) if arch is None else np.array(arch)
    pelvis = reps([-40.0] * (n + 1), [-86.0] * n)
    return pelvis, reps([-32.0] * (n + 1), (-86.0 - arches).tolist())


def posture(pelvis: FloatArray, lumbar: FloatArray, start: float = 0.0) -> Posture:
    n, valid = len(pelvis), np.isfinite(pelvis) & np.isfinite(lumbar)
    return Posture(
        t=start + np.arange(n) / 100.0,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        pelvis_rate_dps=np.gradient(pelvis) * 100,
        lumbar_rate_dps=np.gradient(lumbar) * 100,
        pelvis_valid=np.isfinite(pelvis),
        lumbar_valid=np.isfinite(lumbar),
        valid=valid,
        doubtful=np.zeros(n, dtype=np.bool_),
        pelvis_roll_deg=np.zeros(n),
    )


def cut(whole: Posture, first: int, last: int) -> Posture:
    return Posture(
        *(getattr(whole, name)[first:last] for name in Posture.__dataclass_fields__)
    )


def watching() -> StrapWatch:
    watch = StrapWatch()
    watch.begin_set(0.0)
    return watch


def told(pelvis: FloatArray, lumbar: FloatArray) -> list[Notice]:
    return watching().feed(posture(pelvis, lumbar))


def ramp(n: int, at: int, by: float, rows: int = 25) -> FloatArray:
    return np.asarray(by * np.clip((np.arange(n) - at) / rows, 0, 1))


@pytest.mark.parametrize("by", [12.0, -12.0])
@pytest.mark.parametrize("sensor", [Placement.PELVIS, Placement.LUMBAR])
@pytest.mark.parametrize("at_s", [15.0, 15.8, 16.5, 17.2])
def test_a_slip_of_12_degrees_is_noticed_within_a_rep(
    by: float, sensor: Placement, at_s: float
) -> None:
    pelvis, lumbar = thrusts(10)
    slip = ramp(len(pelvis), round(at_s * 100), by)
    pelvis, lumbar = (
        (pelvis + slip, lumbar)
        if sensor is Placement.PELVIS
        else (pelvis, lumbar + slip)
    )

    (notice,) = told(pelvis, lumbar)

    assert notice.kind is NoticeKind.STRAP_SLIPPED
    assert notice.placement is sensor
    assert notice.value == pytest.approx(by, abs=3.0)
    assert at_s < notice.t < at_s + 1.5 * REP_S


@pytest.mark.parametrize(
    "arch",
    [
        [0, 0, 30, 0, 0, 30, 0, 0, 0],
        [0, 30] * 4,
        [0, 0, 0, 30, 30, 30, 30, 30],
        np.arange(12) * 2.0,
    ],
)
def test_arches_and_growing_arches_are_no_slip(arch: Sequence[float]) -> None:
    assert told(*thrusts(len(arch), arch)) == []


@pytest.mark.parametrize("sensor", [0, 1])
def test_a_strap_that_creeps_by_1_degree_a_rep_is_no_slip(sensor: int) -> None:
    curves = list(thrusts(14))
    curves[sensor] = curves[sensor] + np.arange(len(curves[0])) / 300.0

    assert told(curves[0], curves[1]) == []


def test_a_pelvis_that_stops_short_is_no_slip() -> None:
    tops = [-86.0, -86, -86, -71, -86, -71, -71, -86]
    pelvis = reps([-40.0] * 9, tops)
    lumbar = reps([-32.0] * 9, [-88.0] * 8)

    assert told(pelvis, lumbar) == []


def test_lying_differently_moves_both_sensors_and_is_no_slip() -> None:
    pelvis, lumbar = thrusts(10)
    moved = ramp(len(pelvis), 1500, 12.0, rows=150)

    assert told(pelvis + moved, lumbar + moved) == []


def test_a_tilt_that_lasts_a_moment_is_no_slip() -> None:
    pelvis, lumbar = thrusts(8)
    lumbar = (
        lumbar + ramp(len(lumbar), 1340, 12.0, 8) - ramp(len(lumbar), 1420, 12.0, 8)
    )

    assert told(pelvis, lumbar) == []


def test_a_slip_is_told_of_once() -> None:
    pelvis, lumbar = thrusts(20)
    lumbar = lumbar + ramp(len(lumbar), 1500, 12.0)

    assert len(told(pelvis, lumbar)) == 1


def test_a_sensor_turned_over_since_the_calibration_is_told_of_once() -> None:
    upright = np.zeros(1000)

    (notice,) = told(upright, upright + 178.0)

    assert notice.kind is NoticeKind.SENSOR_UPSIDE_DOWN
    assert notice.placement is Placement.LUMBAR


def test_lying_down_it_is_not_said_which_sensor_is_turned_over() -> None:
    lying = np.full(1000, -85.0)

    (notice,) = told(lying, lying + 178.0)

    assert notice.kind is NoticeKind.SENSOR_UPSIDE_DOWN
    assert notice.placement is None
    assert notice.text.startswith("One sensor")


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(1, 2999), max_size=60))
def test_how_the_stream_is_cut_changes_nothing(cuts: list[int]) -> None:
    pelvis, lumbar = thrusts(10)
    whole = posture(pelvis, lumbar + ramp(3000, 1560, 12.0), start=0.37)
    watch, edges = watching(), [0, *sorted(set(cuts)), 3000]

    found = [
        notice
        for first, last in itertools.pairwise(edges)
        for notice in watch.feed(cut(whole, first, last))
    ]

    assert found == watching().feed(whole)
    assert len(found) == 1


def test_a_reset_watch_is_as_new() -> None:
    pelvis, lumbar = thrusts(10)
    slipped = posture(pelvis, lumbar + ramp(3000, 1560, 12.0))
    watch = watching()
    watch.feed(cut(slipped, 0, 1600))

    watch.reset()
    watch.begin_set(0.0)

    assert watch.feed(cut(slipped, 1600, 3000)) == []


def test_after_a_gap_inclinations_settle_before_they_are_compared() -> None:
    pelvis, lumbar = thrusts(12)
    gone = slice(1500, 1700)
    pelvis[gone] = lumbar[gone] = np.nan
    settling = np.zeros(3600)
    settling[1700:2100] = 9.0  # levelled anew while moving

    assert told(pelvis, lumbar + settling) == []


def test_creep_and_growth_are_worded_apart() -> None:
    creep = trend_notice(TrendFound(1.0, TrendKind.STRAP_CREEPS, 1, 0.8))
    growth = trend_notice(TrendFound(1.0, TrendKind.ARCH_GROWS, 1, -1.5))

    assert creep.kind is NoticeKind.STRAP_CREEPING
    assert "0.8° a rep" in creep.text
    assert growth.kind is NoticeKind.ARCH_GROWING
    assert "1.5° a rep" in growth.text


def test_bends_that_vary_at_both_ends_are_no_slip() -> None:
    bowed = [55.0, 57, 57, 57, 50, 54, 61, 55, 59, 61]
    back = [-3.0, -23, -14, -7, -10, -10, -22, -16, -4, -24, -4]
    lumbar = reps(back, bowed)
    pelvis = reps([0.0] * 11, [24.0, 23, 24, 25, 22, 20, 27, 25, 26, 22])

    assert told(pelvis, lumbar) == []


def test_a_slip_between_two_sets_is_noticed_within_two_reps() -> None:
    pelvis, lumbar = thrusts(6)
    rest = np.full(4000, -40.0)
    joined = np.concatenate((lumbar, rest + 8.0, lumbar))

    (notice,) = told(
        np.concatenate((pelvis, rest, pelvis)), joined + ramp(len(joined), 3500, 12.0)
    )

    assert notice.placement is Placement.LUMBAR
    assert notice.t < 18 + 40 + 2.5 * REP_S


def test_a_deeper_second_set_is_no_slip() -> None:
    pelvis, lumbar = thrusts(6)
    rest = np.full(4000, -40.0)
    deeper = np.where(pelvis < -41, 6.0, 0.0)

    assert (
        told(
            np.concatenate((pelvis, rest, pelvis + deeper)),
            np.concatenate((lumbar, rest + 8.0, lumbar + deeper)),
        )
        == []
    )


def test_outside_a_set_nothing_moves_like_a_rep() -> None:
    pelvis, lumbar = thrusts(10)
    slipped = posture(pelvis, lumbar + ramp(3000, 1560, 12.0))

    assert StrapWatch().feed(slipped) == []
