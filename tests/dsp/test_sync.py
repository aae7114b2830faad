import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.sync import SyncSettings, SyncTaps
from monitor.model.blocks import GRAVITY, FloatArray, Samples
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import TRUNK, Placement

RATE_HZ = 100.0


def accel(taps: list[float], seconds: float = 8.0, width: int = 2) -> FloatArray:
    """At rest but for 4 g at the taps; shape (n, 3)."""
    out = np.tile([0.0, 0.0, GRAVITY], (round(seconds * RATE_HZ), 1))
    for tap in taps:
        first = round(tap * RATE_HZ)
        out[first : first + width, 2] = 4 * GRAVITY
        out[first, 2] += 0.1  # the peak is at the first of them
    return out


def block(placement: Placement, values: FloatArray, start: int = 0) -> Samples:
    n = len(values)
    t = (start + np.arange(n)) / RATE_HZ
    zeros = np.zeros((n, 3))
    return Samples(placement, t, values, zeros, np.zeros((n, 6)), np.zeros(n, bool))


def found(pelvis: FloatArray, lumbar: FloatArray, size: int = 5) -> list[Notice]:
    stage, notices = SyncTaps(), list[Notice]()
    for start in range(0, len(pelvis), size):
        for placement, values in zip(TRUNK, (pelvis, lumbar), strict=True):
            cut = values[start : start + size]
            notices += stage.feed(block(placement, cut, start))
    return notices


def test_three_taps_on_both_sensors_are_a_mark_at_the_first() -> None:
    taps = [2.0, 2.4, 2.8]

    notices = found(accel(taps), accel([tap + 0.02 for tap in taps]))

    assert [notice.kind for notice in notices] == [NoticeKind.SYNC_TAPS]
    assert notices[0].t == pytest.approx(2.0)
    assert notices[0].value == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("pelvis", "lumbar"),
    [
        pytest.param([2.0, 2.4, 2.8], [], id="on one sensor only"),
        pytest.param([2.0, 2.4, 2.8], [3.0, 3.4, 3.8], id="at other times"),
        pytest.param([2.0, 2.4], [2.0, 2.4], id="two"),
        pytest.param([2.0, 2.4, 2.8, 3.2], [2.0, 2.4, 2.8, 3.2], id="four: steps"),
        pytest.param([2.0, 2.2, 3.1], [2.0, 2.2, 3.1], id="uneven"),
        pytest.param([2.0, 3.5, 5.0], [2.0, 3.5, 5.0], id="too far apart"),
    ],
)
def test_anything_else_is_no_mark(pelvis: list[float], lumbar: list[float]) -> None:
    assert found(accel(pelvis), accel(lumbar)) == []


def test_slow_shoves_are_no_taps() -> None:
    shoves = accel([2.0, 2.6, 3.2], width=25)

    assert found(shoves, shoves) == []


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 799), max_size=20, unique=True).map(sorted),
    taps=st.lists(st.integers(10, 790), max_size=6, unique=True),
)
def test_the_cuts_between_blocks_do_not_matter(
    cuts: list[int], taps: list[int]
) -> None:
    values = accel([2.0, 2.4, 2.8, *(tap / 100 for tap in taps)])
    whole = found(values, values, size=len(values))

    stage, notices = SyncTaps(), list[Notice]()
    for start, end in zip([0, *cuts], [*cuts, len(values)], strict=True):
        for placement in TRUNK:
            notices += stage.feed(block(placement, values[start:end], start))

    assert notices == whole


def test_a_reset_stage_is_as_new() -> None:
    stage = SyncTaps()
    for placement in TRUNK:
        stage.feed(block(placement, accel([2.0, 2.4], seconds=2.6)))

    stage.reset()

    values = accel([0.4, 0.8])
    assert [stage.feed(block(each, values)) for each in TRUNK] == [[], []]


def test_a_threshold_below_gravity_is_refused() -> None:
    with pytest.raises(ValueError, match="above 1 g"):
        SyncSettings(spike_g=0.9)
