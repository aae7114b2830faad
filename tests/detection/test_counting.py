from dataclasses import replace

import pytest

from monitor.detection.boundaries import Boundaries
from monitor.detection.counting import (
    CountSettings,
    is_full,
    plausible,
    proven,
    strange,
    usual,
)
from monitor.detection.exercises import EXERCISES
from monitor.detection.reps import Swing
from monitor.detection.scoring import Shape, Size
from monitor.detection.sets import Entry
from monitor.model.records import ExerciseName

THRUST = EXERCISES[ExerciseName.HIP_THRUST]
SETTINGS = CountSettings()


def entry(
    at: float = 0.0,
    pelvis: float = 45.0,
    lumbar: float = 48.0,
    flexion: float | None = -2.0,
    hold: float = 0.5,
) -> Entry:
    bounds = Boundaries(at, at + 0.5, at + 0.5 + hold, at + 1.2 + hold, pelvis)
    size = Size(pelvis, lumbar)
    return Entry(
        Swing(at - 0.2, 40.0, at, at + 0.8, 40.0 + pelvis, at + 3, 40.0),
        Shape(bounds, size, size, pelvis, flexion),
        since_s=at - 1.0,
    )


def full(candidate: Entry, others: list[Entry]) -> bool:
    return is_full(candidate, usual([*others, candidate]), THRUST, SETTINGS)


def test_a_rep_is_full_from_a_share_of_the_usual_rom_on() -> None:
    others = [entry() for _ in range(5)]

    assert full(entry(pelvis=29.0, lumbar=30.0), others)
    assert not full(entry(pelvis=26.0, lumbar=28.0), others)


def test_an_arch_stands_in_for_what_the_pelvis_stayed_short_of() -> None:
    others = [entry() for _ in range(5)]

    assert full(entry(pelvis=26.0, lumbar=46.0, flexion=-20.0), others)


def test_reps_that_arch_do_not_make_the_others_partial() -> None:
    others = [entry(lumbar=66.0, flexion=-20.0) for _ in range(5)]

    assert full(entry(), others)


def test_with_the_pelvis_missing_the_lumbar_sensor_decides() -> None:
    others = [entry() for _ in range(5)]

    assert full(entry(pelvis=0.0, lumbar=45.0), others)
    assert not full(entry(pelvis=0.0, lumbar=24.0), others)


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"before_deg": 0.0, "after_deg": 2.0}, False),  # from sitting up
        ({"far_deg": 48.0}, False),  # never near level
        ({"far_deg": 48.0, "hidden": True}, True),
    ],
)
def test_a_swing_must_lie_in_the_exercises_posture(
    changes: dict[str, float], fits: bool
) -> None:
    made = entry()
    swing = replace(made.swing, **changes)  # type: ignore[arg-type]

    assert plausible(swing, made.shape, THRUST, SETTINGS) is fits


def test_three_alike_are_proof_and_what_came_before_may_be_none_of_them() -> None:
    pick_up = entry(0.0, pelvis=60.0, flexion=25.0, hold=2.0)
    reps = [entry(8.0 + 2.5 * k) for k in range(3)]

    assert not proven([pick_up, *reps[:2]], 3, SETTINGS)
    assert list(proven([pick_up, *reps], 3, SETTINGS)) == reps


def test_a_partial_rep_among_those_that_prove_is_kept() -> None:
    reps = [entry(2.5 * k) for k in range(4)]
    reps[1] = entry(2.5, pelvis=25.0, lumbar=26.0)

    assert list(proven(reps, 3, SETTINGS)) == reps


def test_one_difference_alone_is_not_strange() -> None:
    reps = [entry(2.5 * k) for k in range(4)]

    assert not strange(entry(10.0, pelvis=60.0), reps, SETTINGS)
    assert not strange(entry(10.0, flexion=30.0), reps, SETTINGS)
    assert strange(entry(10.0, flexion=30.0, hold=2.5), reps, SETTINGS)
