"""What a person is shown of a calibration agrees with what the core decides."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.gui.connect.bow_count import BOWS, BowCount
from monitor.gui.connect.progress import (
    STILL_S,
    CalibrationProgress,
    Progress,
    quality_word,
)
from monitor.model.blocks import GRAVITY, Samples
from monitor.model.body import Calibration, CalibrationSource
from monitor.model.events import Calibrated, Notice, NoticeKind, Output
from monitor.model.records import TRUNK, ExerciseName, Placement, Record

RATE_HZ = 100.0

Fed = Callable[..., list[Output]]


def samples(
    placement: Placement,
    start_s: float,
    tilts_deg: list[float],
    *,
    wobble_dps: float = 0.0,
) -> Samples:
    """Return samples of a sensor that is tilted so from sample to sample."""
    tilt = np.radians(tilts_deg)
    t = start_s + np.arange(len(tilt)) / RATE_HZ
    accel = GRAVITY * np.column_stack((np.sin(tilt), 0 * tilt, np.cos(tilt)))
    gyro = np.zeros((len(t), 3))
    gyro[:, 1] = np.gradient(tilt) * RATE_HZ
    gyro[:, 0] = np.radians(wobble_dps) * np.where(np.arange(len(t)) % 2, 1.0, -1.0)
    both = np.hstack((accel, gyro))
    return Samples(placement, t, accel, gyro, both, np.zeros(len(t), dtype=np.bool_))


def told(tilts_deg: list[float], **changes: float) -> Progress:
    """Return what is shown after both sensors have moved so, from 0 s on."""
    progress = CalibrationProgress()
    for start in range(0, len(tilts_deg), 10):
        for placement in TRUNK:
            part = tilts_deg[start : start + 10]
            block = samples(placement, start / RATE_HZ, part, **changes)
            progress.feed(block)
    return progress.now


def still(seconds: float, at_deg: float = 0.0) -> list[float]:
    return [at_deg] * round(seconds * RATE_HZ)


def bow(depth_deg: float, seconds: float = 2.0) -> list[float]:
    phase = np.linspace(0, 2 * np.pi, round(seconds * RATE_HZ))
    return list(depth_deg * (1 - np.cos(phase)) / 2)


def steps(
    session: SimulatedSession, fed: Fed
) -> Iterator[tuple[Output, Progress, Progress]]:
    """Yield each output with what was shown before and after it."""
    progress = CalibrationProgress()
    records: list[Record] = [each for each in session.records if each.t < 40.0]
    for output in fed(records):
        before = progress.now
        progress.feed(output)
        yield output, before, progress.now


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_simulated_person_is_led_through_to_the_calibration(
    fed: Fed, seed: int
) -> None:
    outline = Outline(sets=1, brief=True)
    session = simulated("led", ExerciseName.HIP_THRUST, seed, Circumstances(outline))
    seen, judged = [], None
    for output, before, after in steps(session, fed):
        seen.append((after.stood, after.bows))
        if isinstance(output, Calibrated) and judged is None:
            judged = before, after

    assert judged is not None
    before, after = judged
    assert before.is_judging  # three bows had been shown when the core had its word
    assert after.quality is not None
    assert after.bows == BOWS
    assert list(dict.fromkeys(seen)) == [
        (False, 0),
        *((True, bows) for bows in range(BOWS + 1)),
    ]


def test_standing_still_is_timed() -> None:
    now = told(still(3.6))

    assert now.still_s == pytest.approx(3.5, abs=0.11)
    assert not now.stood
    assert now.unrest == pytest.approx(0.0, abs=0.01)


def test_five_seconds_are_enough() -> None:
    now = told(still(5.3))

    assert now.stood
    assert now.still_s == STILL_S
    assert now.steadiness == pytest.approx(1.0, abs=0.01)


def test_who_trembles_is_not_still() -> None:
    now = told(still(6.0), wobble_dps=12.0)

    assert now.unrest is not None
    assert now.unrest > 1.0
    assert now.still_s == 0.0


def test_bows_are_counted_with_their_depths() -> None:
    now = told(still(5.5) + bow(40) + still(0.5) + bow(50) + still(0.5))

    assert now.bows == 2
    assert now.depths_deg == pytest.approx((40, 50), abs=2.0)
    assert not now.is_judging


def test_a_shallow_bow_is_none() -> None:
    now = told(still(5.5) + bow(19) + still(0.5))

    assert now.bows == 0
    assert now.is_shallow


def test_who_waits_too_long_between_bows_begins_anew() -> None:
    now = told(still(5.5) + bow(40) + still(1.0) + [5.0, 0.0] * 400 + still(1.0))

    assert now.bows == 0
    assert now.is_late
    assert not now.stood


def test_who_stands_on_is_not_late() -> None:
    assert told(still(25.0)).stood


def test_the_cuts_between_blocks_do_not_matter() -> None:
    tilts = still(5.5) + bow(40) + still(0.5)
    whole = CalibrationProgress()
    for placement in TRUNK:
        whole.feed(samples(placement, 0.0, tilts))
    apart = CalibrationProgress()
    for placement in TRUNK:
        block = samples(placement, 0.0, tilts)
        for at in range(0, len(tilts), 7):
            rows = slice(at, at + 7)
            apart.feed(
                Samples(
                    placement,
                    block.t[rows],
                    block.accel[rows],
                    block.gyro[rows],
                    block.conditioned[rows],
                    block.bridged[rows],
                )
            )

    assert apart.now.still_s == whole.now.still_s
    assert apart.now.depths_deg == pytest.approx(whole.now.depths_deg)


@pytest.mark.parametrize(
    "kind", [NoticeKind.CALIBRATION_REFUSED, NoticeKind.CALIBRATION_VOID]
)
def test_a_refusal_says_why_and_all_begins_anew(kind: NoticeKind) -> None:
    progress = CalibrationProgress()
    for placement in TRUNK:
        progress.feed(samples(placement, 0.0, still(5.5)))
    progress.feed(Notice(6.0, kind, "No calibration: the bows differ."))

    assert progress.now.problem == "No calibration: the bows differ."
    assert not progress.now.stood
    assert progress.now.quality is None


def test_a_poor_calibration_is_in_force_and_says_why() -> None:
    progress = CalibrationProgress()
    progress.feed(Calibrated(9.0, calibration(0.4)))
    progress.feed(Notice(9.0, NoticeKind.CALIBRATION_POOR, "The calibration is poor."))

    assert progress.now.quality == 0.4
    assert progress.now.problem == "The calibration is poor."


def test_a_calibration_that_was_carried_over_says_so() -> None:
    progress = CalibrationProgress()
    progress.feed(Calibrated(9.0, calibration(0.9, CalibrationSource.CARRIED)))

    assert progress.now.is_carried
    assert progress.now.stood


def test_a_bow_that_never_ends_is_over() -> None:
    count = BowCount(0.0)
    for tenth in range(120):
        count.feed(tenth / 10, 40.0)

    assert count.is_over
    assert not count.depths_deg


@pytest.mark.parametrize(
    ("quality", "word"), [(1.0, "good"), (0.8, "good"), (0.5, "fair"), (0.49, "poor")]
)
def test_qualities_have_names(quality: float, word: str) -> None:
    assert quality_word(quality) == word


def calibration(
    quality: float, source: CalibrationSource = CalibrationSource.AUTO
) -> Calibration:
    return Calibration(None, None, (0.0, 5.0), (6.0, 9.0), quality, source)
