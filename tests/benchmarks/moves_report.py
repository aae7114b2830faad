"""Measures the small moves on simulated sessions, from bytes to what is told.

Pelvic tilts and single-leg bridges (reps, the side that drops), and the mobility test
(ranges). Not a test. Run it from the repository's root:

    python -m tests.benchmarks.moves_report [--seeds 1000:1100] [--jobs 2]
"""

import argparse
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, product

import numpy as np

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.truth import TrueRep
from monitor.analysis.accuracy import count_figures, rep_figures
from monitor.analysis.agreement import matched
from monitor.analysis.analyze import analyzed, replayed
from monitor.analysis.results import Analysis, RepResult
from monitor.analysis.simulated import simulated_recording
from monitor.model.events import Movement, RangeMeasured
from monitor.model.records import ExerciseName, StartMobilityTest
from monitor.recording.recording import Recording

# What a session of these exercises may look like; a seed takes the next one.
USUAL = ("clean", "slow", "partial", "pauses", "bounces", "rocking", "walking_between")
WORN = ("gyro_bias", "accel_bias", "upside_down", "bursty_loss", "clock_skew")
NOTHING = ("no_reps",)
NAMES = {"usual": USUAL, "worn": WORN, "all at once": ("everything",), "none": NOTHING}
EXERCISES = ExerciseName.PELVIC_TILT, ExerciseName.SINGLE_LEG_BRIDGE
PLAIN_DEG = 2.0  # a drop smaller than this has no plain side


@dataclass(frozen=True, slots=True)
class Job:
    """A session to be played."""

    kind: str
    name: str
    exercise: ExerciseName
    seed: int


@dataclass(frozen=True, slots=True)
class Played:
    """What became of it.

    Attributes:
        job: Which.
        reps: Full reps found, true, paired.
        sets: Sets, and those whose live count was exact.
        extra: Rises of the live count in a session without reps.
        drops: Roll at the top, found and true, deg, of the paired reps.
        unmeasured: Paired reps without it.
    """

    job: Job
    reps: tuple[int, int, int]
    sets: tuple[int, int]
    extra: int
    drops: tuple[tuple[float, float], ...]
    unmeasured: int


def played(job: Job) -> Played:
    """Play a session and compare it with its truth."""
    session = scenario(job.name, job.exercise, job.seed)
    analysis = analyzed(simulated_recording(session), job.name).analysis
    reps = rep_figures(analysis, session.truth)
    counts = count_figures(analysis, session.truth)
    pairs = list(_pairs(analysis, session))
    known = tuple((a.roll_at_top_deg, b.drop_deg) for a, b in pairs)
    return Played(
        job,
        (reps.found, reps.true, reps.paired),
        (counts.sets, counts.exact),
        counts.extra or 0,
        tuple((a, b) for a, b in known if a is not None),
        sum(a is None for a, _ in known),
    )


def _pairs(
    analysis: Analysis, session: SimulatedSession
) -> Iterable[tuple[RepResult, TrueRep]]:
    ours = [rep for rep in analysis.reps if rep.full and rep.end_s is not None]
    true = session.truth.full_reps
    spans = [(rep.onset_s or 0.0, rep.end_s or 0.0) for rep in ours]
    for i, j in matched(spans, [(rep.onset_s, rep.end_s) for rep in true]):
        yield ours[i], true[j]


def mobility(seed: int) -> dict[Movement, float] | None:
    """Measured less true range of each movement, deg; None if it was refused."""
    session = scenario("mobility_test", ExerciseName.ROMANIAN_DEADLIFT, seed)
    start = StartMobilityTest(session.truth.mobility[0][1][0] - 0.5)
    recording = simulated_recording(session)
    records = sorted([*session.records, start], key=lambda record: record.t)
    told = replayed(replace_records(recording, records))
    found = [e for _, given in told for e in given if isinstance(e, RangeMeasured)]
    if not found:
        return None
    last, truth = found[-1], session.truth
    measured = {
        Movement.HINGE: last.hinge_deg or 0.0,
        Movement.ARCH: last.extension_deg,
        Movement.FLATTEN: last.flexion_range_deg or 0.0,
    }
    return {each: value - truth.range_deg(each) for each, value in measured.items()}


def replace_records(recording: Recording, records: Sequence[object]) -> Recording:
    """Return the recording with other records."""
    return replace(recording, records=records)  # type: ignore[arg-type]


def report(found: Sequence[Played]) -> None:
    """Print a line for each exercise and kind of session."""
    for exercise, kind in product(EXERCISES, NAMES):
        own = [p for p in found if p.job.exercise is exercise and p.job.kind == kind]
        print(f"{exercise:18} {kind:12} {len(own):3} sessions  {_line(own)}")  # noqa: T201


def _line(own: Sequence[Played]) -> str:
    hits, true, paired = (sum(p.reps[k] for p in own) for k in range(3))
    if not true:
        return f"extra counts {sum(p.extra for p in own)}"
    sets, exact = (sum(p.sets[k] for p in own) for k in range(2))
    line = (
        f"reps {true}, F1 {2 * paired / (hits + true):.4f}, sets exact {exact}/{sets}"
    )
    drops = np.array(list(chain.from_iterable(p.drops for p in own)))
    if not len(drops) or own[0].job.exercise is ExerciseName.PELVIC_TILT:
        return line
    errors = np.abs(drops[:, 0] - drops[:, 1])
    plain = np.abs(drops[:, 1]) > PLAIN_DEG
    wrong = int((plain & (np.sign(drops[:, 0]) != np.sign(drops[:, 1]))).sum())
    return (
        f"{line}; drop error median {np.median(errors):.2f}°, p95"
        f" {np.percentile(errors, 95):.2f}°, largest {errors.max():.2f}°; wrong side"
        f" {wrong} of {int(plain.sum())}; not measured {sum(p.unmeasured for p in own)}"
    )


def report_mobility(found: Sequence[dict[Movement, float] | None]) -> None:
    """Print a line for each movement."""
    done = [each for each in found if each is not None]
    print(f"mobility test: measured in {len(done)} of {len(found)} sessions")  # noqa: T201
    for movement in Movement:
        errors = np.array([each[movement] for each in done])
        size = np.abs(errors)
        print(  # noqa: T201
            f"  {movement:8} error median {np.median(size):.2f}°, p95"
            f" {np.percentile(size, 95):.2f}°, largest {size.max():.2f}°,"
            f" mean {errors.mean():+.2f}°"
        )


def jobs(seeds: Iterable[int]) -> list[Job]:
    """Each seed plays both exercises in the next kind of session."""
    kinds = [(kind, name) for kind, names in NAMES.items() for name in names]
    return [
        Job(*kinds[seed % len(kinds)], exercise, seed)
        for seed in seeds
        for exercise in EXERCISES
    ]


def main() -> None:
    """Play all and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1000:1100")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    seeds = range(*map(int, asked.seeds.split(":")))
    with ProcessPoolExecutor(asked.jobs) as pool:
        report(list(pool.map(played, jobs(seeds), chunksize=4)))
        report_mobility(list(pool.map(mobility, seeds, chunksize=4)))


if __name__ == "__main__":
    main()
