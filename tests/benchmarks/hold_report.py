"""Prints how well holds and twists are told on simulated sessions, by scenario.

    python tests/benchmarks/hold_report.py [--seeds 100:110] [--exercise plank]
        [--scenarios clean,lapses] [--jobs 2]

Seeds from 100 on were not looked at while the figures of detection were chosen.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console

from monitor.acquisition.simulation.scenarios import OWN_SCENARIOS
from monitor.analysis.hold_accuracy import HoldFigures, figures, line
from monitor.model.records import ExerciseName

SHARED = (
    "accel_bias", "gyro_bias", "upside_down", "ideal", "bursty_loss", "outages",
    "stalls", "clock_skew", "contact", "knocks", "everything", "no_reps",
)  # fmt: skip

Job = tuple[str, ExerciseName, int]


def job(asked: Job) -> HoldFigures:
    return figures(*asked)


def jobs(asked: argparse.Namespace) -> list[Job]:
    first, last = map(int, asked.seeds.split(":"))
    only = asked.scenarios.split(",") if asked.scenarios else None
    return [
        (name, exercise, seed)
        for exercise in OWN_SCENARIOS
        if asked.exercise in (None, exercise)
        for name in dict.fromkeys([*OWN_SCENARIOS[exercise], *SHARED])
        if only is None or name in only
        for seed in range(first, last)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="100:110", help="first:last, exclusive")
    parser.add_argument("--exercise", default=None)
    parser.add_argument("--scenarios", default="")
    parser.add_argument("--jobs", type=int, default=None)
    todo = jobs(asked := parser.parse_args())
    by_scenario: dict[str, HoldFigures] = {}
    totals: dict[str, HoldFigures] = {}
    with ProcessPoolExecutor(asked.jobs) as pool:
        for (name, exercise, _), each in zip(
            todo, pool.map(job, todo, chunksize=2), strict=True
        ):
            key, total = f"{exercise}/{name}", f"{exercise}/ALL"
            by_scenario[key] = by_scenario.get(key, HoldFigures()) + each
            totals[total] = totals.get(total, HoldFigures()) + each
    console = Console(width=200, highlight=False)
    for key, each in (by_scenario | totals).items():
        console.print(line(key, each), markup=False)


if __name__ == "__main__":
    main()
