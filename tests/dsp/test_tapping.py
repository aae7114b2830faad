"""Samples passed over ahead change nothing in what is told of taps."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.rows import samples_whole
from monitor.dsp.tapping import Felt, Tapping
from monitor.model.blocks import GRAVITY, Samples
from monitor.model.records import Placement

RATE_HZ = 100.0
ROWS = 5  # a block
BLOCKS = 60  # of each sensor

# Block by block: still, tapped, turning, walked with, or not received.
moods = st.lists(
    st.sampled_from(["still"] * 6 + ["tap", "tap", "turn", "shake", "gap"]),
    min_size=BLOCKS,
    max_size=BLOCKS,
)


def blocks(placement: Placement, moods: list[str], seed: int) -> list[Samples]:
    rng = np.random.default_rng(seed)
    made: list[Samples] = []
    for i, mood in enumerate(moods):
        if mood == "gap":
            continue
        t = (np.arange(ROWS) + i * ROWS) / RATE_HZ
        accel = rng.normal((0.0, 0.0, GRAVITY), 0.02, (ROWS, 3))
        gyro = rng.normal(0.0, 0.01, (ROWS, 3))
        if mood == "tap":
            accel[2] += (0.0, 0.0, rng.uniform(4.0, 30.0))
        if mood == "turn":
            gyro[:, 0] += math.radians(40.0)
        if mood == "shake":
            accel += rng.normal(0.0, 3.0, (ROWS, 3))
        conditioned = np.column_stack((accel, gyro))
        no = np.zeros(ROWS, dtype=np.bool_)
        made.append(Samples(placement, t, accel, gyro, conditioned, no))
    return made


def fed(tapping: Tapping, some: list[Samples]) -> list[Felt]:
    return [tapping.feed(each) for each in some]


def told(felt: list[Felt]) -> list[tuple[int, str]]:
    return [
        (i, str(event))
        for i, each in enumerate(felt)
        for event in (*each.thrice, *each.once, *each.twice)
    ]


@given(
    pelvis=moods,
    lumbar=moods,
    seed=st.integers(0, 99),
    ahead=st.integers(1, 40),
)
@settings(max_examples=30, deadline=None)
def test_looking_ahead_tells_the_same_at_the_same_block(
    pelvis: list[str], lumbar: list[str], seed: int, ahead: int
) -> None:
    some = [
        *blocks(Placement.PELVIS, pelvis, seed),
        *blocks(Placement.LUMBAR, lumbar, seed + 100),
    ]
    some.sort(key=lambda block: float(block.t[0]))
    tapping = Tapping()

    felt: list[Felt] = []
    for first in range(0, len(some), ahead):
        group = some[first : first + ahead]
        tapping.look_ahead(group)
        felt += fed(tapping, group)

    assert told(felt) == told(fed(Tapping(), some))


def test_two_taps_in_stillness_are_felt_after_much_was_passed_over() -> None:
    mood = ["still"] * BLOCKS
    mood[30] = mood[35] = "tap"
    some = blocks(Placement.LUMBAR, mood, 1)
    tapping = Tapping()
    for first in range(0, BLOCKS, 20):
        tapping.look_ahead(some[first : first + 20])
        felt = fed(tapping, some[first : first + 20])

    assert len([e for each in felt for e in each.twice]) == 1
    assert len(samples_whole(some).t) == ROWS * BLOCKS
