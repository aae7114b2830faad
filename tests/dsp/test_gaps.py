import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dsp.gaps import Gaps, GapSettings, Stretch
from monitor.model.events import StreamGap
from monitor.model.records import Placement

RATE_HZ = 100.0


def stream(keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(len(keep)) / RATE_HZ
    return t[keep], np.column_stack([t + i for i in range(6)])[keep]


def fed(
    keep: np.ndarray, cuts: list[int] | None = None
) -> tuple[list[Stretch], list[StreamGap]]:
    gaps = Gaps(Placement.PELVIS, RATE_HZ)
    t, values = stream(keep)
    stretches: list[Stretch] = []
    events: list[StreamGap] = []
    for part_t, part in zip(
        np.split(t, cuts or []), np.split(values, cuts or []), strict=True
    ):
        some, told = gaps.feed(part_t, part)
        stretches += some
        events += told
    return stretches, events


def without(start: int, stop: int, n: int = 100) -> np.ndarray:
    keep = np.ones(n, dtype=bool)
    keep[start:stop] = False
    return keep


def test_a_short_gap_is_filled_on_the_line_and_marked() -> None:
    stretches, (gap,) = fed(without(40, 50))

    t = np.concatenate([s.t for s in stretches])
    values = np.concatenate([s.values for s in stretches])
    bridged = np.concatenate([s.bridged for s in stretches])
    np.testing.assert_allclose(t, np.arange(100) / RATE_HZ, atol=1e-12)
    np.testing.assert_allclose(values[:, 0], t, atol=1e-12)
    assert bridged.tolist() == [40 <= i < 50 for i in range(100)]
    assert gap == StreamGap(0.5, Placement.PELVIS, 0.39, lost=10, bridged=True)


def test_a_long_gap_is_told_and_left_open() -> None:
    stretches, (gap,) = fed(without(40, 70))

    assert [s.fresh for s in stretches if s.fresh] == [True, True]
    assert stretches[-1].fresh
    assert sum(len(s.t) for s in stretches) == 70
    assert (gap.lost, gap.bridged) == (30, False)


def test_the_longest_gap_to_be_filled_is_200_ms() -> None:
    (_, (filled,)), (_, (left,)) = fed(without(40, 60)), fed(without(40, 61))

    assert (filled.bridged, left.bridged) == (True, False)


@given(
    lost=st.sets(st.integers(1, 98)),
    cuts=st.lists(st.integers(0, 99), unique=True).map(sorted),
)
def test_the_cuts_between_blocks_do_not_matter(lost: set[int], cuts: list[int]) -> None:
    keep = np.ones(100, dtype=bool)
    keep[list(lost)] = False
    n = int(keep.sum())
    cuts = [c for c in cuts if c <= n]

    whole, whole_gaps = fed(keep)
    parts, part_gaps = fed(keep, cuts)

    for name in ("t", "values", "bridged"):
        np.testing.assert_array_equal(
            np.concatenate([getattr(s, name) for s in parts]),
            np.concatenate([getattr(s, name) for s in whole]),
        )
    assert part_gaps == whole_gaps


def test_samples_that_go_back_in_time_are_dropped() -> None:
    gaps = Gaps(Placement.PELVIS, RATE_HZ)
    t, values = stream(np.ones(10, dtype=bool))
    gaps.feed(t, values)

    assert gaps.feed(t, values) == ([], [])


def test_a_reset_stage_is_as_new() -> None:
    gaps = Gaps(Placement.PELVIS, RATE_HZ)
    t, values = stream(np.ones(10, dtype=bool))
    (first,), _ = gaps.feed(t, values)
    gaps.reset()

    ((again,), events) = gaps.feed(t, values)

    assert (again.fresh, events) == (first.fresh, [])


def test_a_bridge_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="bridge_s"):
        GapSettings(bridge_s=-1)


def test_after_a_long_gap_samples_wait_until_there_are_four() -> None:
    gaps = Gaps(Placement.PELVIS, RATE_HZ)
    t, values = stream(without(40, 70))
    gaps.feed(t[:40], values[:40])

    fed_rows = [gaps.feed(t[i : i + 1], values[i : i + 1])[0] for i in range(40, 46)]

    assert [sum(len(s.t) for s in some) for some in fed_rows] == [0, 0, 0, 4, 1, 1]
    assert fed_rows[3][0].fresh
