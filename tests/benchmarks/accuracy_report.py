"""Prints how accurate the whole path is on simulated sessions, and what to reach.

    python tests/benchmarks/accuracy_report.py [--seeds 3] [--only arching,slip]
        [--exercises hip_thrust,romanian_deadlift] [--modes live,auto,windows]
        [--profile reference] [--jobs 2] [--worst 20]
        [--outliers 150] [--json OUT]

Modes: ``live`` feeds the session's bytes with the calibration found in the stream;
``auto`` and ``windows`` write a Sensor CSV, import it, and analyze it with the
calibration found in the file, or with the true windows given. Delays are told of all
modes, but mean something only where notifications arrive as they did live.
"""

import argparse
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from monitor.acquisition.simulation.csv_file import write_sensor_csv
from monitor.acquisition.simulation.scenarios import scenario, scenario_names
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.accuracy import session_figures
from monitor.analysis.accuracy_goals import Job, Result, goals_table
from monitor.analysis.accuracy_sum import Summary, summary
from monitor.analysis.agreement import BOUNDARIES
from monitor.analysis.analyze import Analyzed, AnalyzeOptions, analyzed
from monitor.analysis.calibrated import Windows
from monitor.analysis.figures import SessionFigures
from monitor.analysis.simulated import simulated_recording
from monitor.model.records import ExerciseName
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import import_files

MODES = ("live", "auto", "windows")
HT, GB, RDL, TB = ExerciseName
SLOW_SCENARIOS = frozenset({"temperature"})  # 20 minutes each; named or --all only
DEADLIFT_ONLY = frozenset({"flexion"})


def run(job: Job) -> Result:
    """Simulate, analyze, compare; a failure is a result, so that the rest goes on."""
    try:
        session = scenario(job.scenario, job.exercise, job.seed, job.profile)
        found = _analyzed(job, session)
        return Result(job, session_figures(found.analysis, found.series, session.truth))
    except Exception:  # noqa: BLE001  one broken session must not hide the others
        return Result(job, None, traceback.format_exc(limit=-4))


def _analyzed(job: Job, session: SimulatedSession) -> Analyzed:
    if job.mode == "live":
        return analyzed(simulated_recording(session), str(job))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.csv"
        write_sensor_csv(session, path)
        settings = PipelineSettings(exercise=job.exercise)
        recording = import_files([path], None, None, settings)
        truth = session.truth
        windows = Windows(truth.neutral_s, truth.bows_s)
        options = AnalyzeOptions(windows=windows if job.mode == "windows" else None)
        return analyzed(recording, str(job), options, imported=True)


def scenarios_table(results: Sequence[Result]) -> Table:
    """Build the table of every scenario and exercise, modes together."""
    columns = "scenario exercise n cal F1 exact extra bounds rmse/p95 cov recall prec"
    table = Table(*columns.split(), "delay", "slips", "right/n.s.", box=box.SIMPLE_HEAD)
    groups: dict[tuple[str, str], list[SessionFigures]] = {}
    for result in results:
        if result.figures is not None:
            key = (result.job.scenario, str(result.job.exercise))
            groups.setdefault(key, []).append(result.figures)
    for (name, exercise), figures in sorted(groups.items()):
        table.add_row(name, exercise, *_row(summary(figures)))
    return table


def _row(summed: Summary) -> list[str]:
    return [
        str(summed.sessions),
        f"{summed.calibrated:.0%}",
        f"{summed.rep_f1:.3f}",
        f"{summed.sets_exact:.0%}",
        f"{summed.extra:.1f}",
        "/".join(f"{each:.0f}" for each in summed.boundary_ms),
        f"{summed.rmse_deg:.2f}/{summed.p95_deg:.2f}",
        f"{summed.coverage:.0%}",
        f"{summed.recall:.2f}",
        f"{summed.precision:.2f}",
        f"{summed.delay_ms[0]:.0f}/{summed.delay_ms[1]:.0f}",
        f"{summed.slips_noticed:.0%} +{summed.false_slips}",
        f"{summed.right_verdicts:.0%}/{summed.not_scored:.0%}",
    ]


def _badness(figures: SessionFigures) -> float:
    reps, counts = figures.reps, figures.counts
    wrong = reps.found + reps.true - 2 * reps.paired
    wrong += counts.sets - counts.exact + (counts.extra or 0)
    alerts = figures.alerts
    missed = alerts.clear_true - alerts.clear_told + alerts.clear_false
    slips = figures.slips.true - figures.slips.noticed + figures.slips.false
    return wrong + missed + slips + 10 * (not figures.calibrated)


def worst(results: Sequence[Result], n: int) -> list[str]:
    """Name the sessions with most mistakes, and what they were."""
    judged = [(r.job, r.figures) for r in results if r.figures is not None]
    judged.sort(key=lambda each: -_badness(each[1]))
    lines = []
    for job, figures in judged[:n]:
        if _badness(figures) == 0:
            break
        reps, counts, alerts = figures.reps, figures.counts, figures.alerts
        lines.append(
            f"{job}: reps found {reps.found} true {reps.true} paired {reps.paired},"
            f" sets exact {counts.exact}/{counts.sets}, extra {counts.extra},"
            f" alerts told {alerts.told}/{alerts.true} (clear {alerts.clear_told}/"
            f"{alerts.clear_true}), false {alerts.alerts - alerts.right}"
            f" (plainly {alerts.clear_false}), slips {figures.slips},"
            f" calibrated {figures.calibrated}"
        )
    return lines


def outliers(results: Sequence[Result], least_ms: float) -> list[str]:
    """Name the reps with a boundary that is far off."""
    lines = []
    for result in results:
        if result.figures is None:
            continue
        reps = result.figures.reps
        errors = zip(*(reps.errors[name] for name in BOUNDARIES), strict=True)
        for onset, four in zip(reps.onsets, errors, strict=True):
            if max(abs(error) for error in four) * 1e3 >= least_ms:
                shown = "/".join(f"{error * 1e3:+.0f}" for error in four)
                lines.append(f"{result.job}: rep at {onset:.2f} s off by {shown} ms")
    return lines


def jobs(options: argparse.Namespace) -> list[Job]:
    """List what is asked for."""
    names = options.only.split(",") if options.only else scenario_names()
    if not options.only and not options.all:
        names = [name for name in names if name not in SLOW_SCENARIOS]
    exercises = [ExerciseName(each) for each in options.exercises.split(",")]
    return [
        Job(name, exercise, seed, mode, options.profile)
        for name in names
        for exercise in exercises
        if exercise is RDL or name not in DEADLIFT_ONLY
        for seed in range(options.first, options.first + options.seeds)
        for mode in options.modes.split(",")
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seeds", type=int, default=2, help="sessions of each kind")
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--only", default="", help="scenarios, separated by commas")
    parser.add_argument("--exercises", default=f"{HT},{GB},{RDL}")
    parser.add_argument("--modes", default="live", help=",".join(MODES))
    parser.add_argument("--profile", default="reference")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--worst", type=int, default=15, help="how many to name")
    parser.add_argument("--outliers", type=float, help="name boundaries so far off, ms")
    parser.add_argument("--all", action="store_true", help="long sessions too")
    parser.add_argument("--json", type=Path, help="write every session's figures")
    return parser.parse_args()


def _results(todo: Sequence[Job], workers: int) -> Iterator[Result]:
    if workers <= 1:
        yield from map(run, todo)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting = [pool.submit(run, job) for job in todo]
        for done in as_completed(waiting):
            yield done.result()


def _run_all(todo: Sequence[Job], workers: int) -> list[Result]:
    console, results = Console(stderr=True, soft_wrap=True), list[Result]()
    for result in _results(todo, workers):
        results.append(result)
        said = "FAILED" if result.figures is None else _brief(result.figures)
        console.print(
            f"{len(results)}/{len(todo)} {result.job}: {said}", highlight=False
        )
    return results


def _brief(figures: SessionFigures) -> str:
    reps, alerts, angles = figures.reps, figures.alerts, figures.angles
    rmse = (angles.squared / angles.points) ** 0.5 if angles.points else float("nan")
    return (
        f"reps {reps.paired} of {reps.true} (+{reps.found - reps.paired}), RMSE"
        f" {rmse:.2f}°, alerts {alerts.told} of {alerts.true}"
        f" (+{alerts.alerts - alerts.right})"
    )


def main() -> None:
    """Run and print."""
    options, console = _options(), Console(width=190)
    todo, start = jobs(options), time.perf_counter()
    results = _run_all(todo, options.jobs)
    took = time.perf_counter() - start
    for result in results:
        if result.error:
            console.print(f"FAILED {result.job}\n{result.error}", markup=False)
    console.print(scenarios_table(results))
    console.print(goals_table(results, options.modes.split(",")))
    for line in worst(results, options.worst):
        console.print(line, markup=False)
    for line in outliers(results, options.outliers) if options.outliers else []:
        console.print(line, markup=False)
    failed = sum(bool(result.error) for result in results)
    console.print(f"{len(todo)} sessions in {took:.0f} s, {failed} failed")
    if options.json:
        plain = [
            {"job": str(r.job), "figures": msgspec.to_builtins(_plain(r.figures))}
            for r in results
            if r.figures is not None
        ]
        options.json.write_bytes(msgspec.json.encode(plain))


def _plain(figures: SessionFigures) -> dict[str, object]:
    return {
        "reps": figures.reps,
        "counts": figures.counts,
        "alerts": figures.alerts,
        "slips": figures.slips,
        "verdicts": figures.verdicts,
    }


if __name__ == "__main__":
    main()
