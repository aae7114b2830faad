"""Measures how fast an archive is judged again, on one core, on two, on a cluster.

Not a test. It makes 100 recordings of 5 minutes of the virtual lifter, with their
outputs as they are stored live, into a folder that is kept for the next time, and runs
``rep-monitor rescore`` over them. Run it from the repository's root:

    python -m tests.benchmarks.archive_report [--folder DIR] [--runs 3]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import takewhile
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances
from monitor.analysis.calibrated import closed
from monitor.analysis.simulated import simulated_recording
from monitor.model.records import ExerciseName
from monitor.recording.recording import metadata_of
from monitor.recording.whole_file import new_file
from tests.rig.dask_cluster import cluster

DURATION_S = 300.0
SYNC_S = 1.0  # a live session's chunks
LIFTS = (
    ExerciseName.HIP_THRUST,
    ExerciseName.GLUTE_BRIDGE,
    ExerciseName.ROMANIAN_DEADLIFT,
    ExerciseName.TRUNK_BEND,
)
STYLE = Style(ribs=0.2, stops=0.1)
ROUGH = RadioTraits(loss=0.02, stalls_per_min=2.0)  # every fifth recording


@dataclass(frozen=True)
class Run:
    """One run over the archive: what passed on the clock, and on the cores."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def make(folder: Path, number: int) -> None:
    """Write a recording as a live session does."""
    path = folder / f"{number:03d}.mcap"
    radio = ROUGH if number % 5 == 4 else RadioTraits()
    circumstances = Circumstances(Outline(sets=9, style=STYLE), radio=radio)
    lift = LIFTS[number % len(LIFTS)]
    session = simulated(f"archive {number}", lift, number, circumstances)
    recording = simulated_recording(session)
    records = list(takewhile(lambda r: r.t < DURATION_S, session.records))
    recording = closed(replace(recording, records=records))
    next_sync = SYNC_S
    with new_file(path, metadata_of(recording.header)) as mcap:
        told = recording.pipeline().feed_many(recording.records)
        for record, outputs in told:
            mcap.write_record(record)
            for output in outputs:
                mcap.write_output(output)
            if record.t >= next_sync:
                mcap.sync()
                next_sync += SYNC_S


def made(folder: Path, recordings: int) -> None:
    """Make what is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [i for i in range(recordings) if not (folder / f"{i:03d}.mcap").exists()]
    if not missing:  # then the memory told is that of judging alone
        return
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(make, [folder] * len(missing), missing))


def rescore(folder: Path, *how: str) -> Run:
    """Judge the archive from nothing."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "monitor", "rescore", str(folder), *how]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            [*command, "-o", f"{out}/out.parquet"],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wall_s = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall_s, cpu_s, after.ru_maxrss / 1024)


def rescore_on_two_workers(folder: Path) -> Run:
    """Judge the archive on a Dask cluster of two workers of one thread each."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as place, cluster(2, Path(place)) as running:
        run = rescore(folder, "--dask", running.address)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)  # scheduler and workers too
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(run.wall_s, cpu_s, after.ru_maxrss / 1024)


def report(folder: Path, recordings: int, runs: int) -> Iterator[str]:
    """Yield a line for each thing measured."""
    archive_s = recordings * DURATION_S
    size = sum(each.stat().st_size for each in folder.glob("*.mcap")) / 1e6
    yield f"{recordings} recordings of {DURATION_S:.0f} s, {size:.0f} MB"
    yield f"load before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores"
    kinds = {"1 job": 1, "2 jobs": 2, "2 Dask workers": 2}
    done: dict[str, list[Run]] = {kind: [] for kind in kinds}
    for _ in range(runs):  # in turn: what else runs strikes all alike
        done["1 job"].append(rescore(folder, "--jobs", "1"))
        done["2 jobs"].append(rescore(folder, "--jobs", "2"))
        done["2 Dask workers"].append(rescore_on_two_workers(folder))
    for kind, cores in kinds.items():
        each = done[kind]
        yield (
            f"{kind}: {spread([archive_s / run.wall_s for run in each])} x real time,"
            f" {spread([archive_s / run.wall_s / cores for run in each])} per core,"
            f" {spread([archive_s / run.cpu_s for run in each])} by processor time;"
            f" largest process {max(run.peak_mib for run in each):.0f} MiB so far"
        )
    for kind in ("2 jobs", "2 Dask workers"):
        pairs = zip(done["1 job"], done[kind], strict=True)
        gains = [one.wall_s / two.wall_s for one, two in pairs]
        yield f"{kind} against 1 job: {spread(gains, 2)} x"
    yield f"load after: {os.getloadavg()[0]:.2f}"


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Return "median (lowest to highest)"."""
    low, high = min(values), max(values)
    return f"{median(values):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def main() -> None:
    """Make the archive, or take it, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(tempfile.gettempdir()) / "rep-monitor-archive"
    parser.add_argument("--folder", type=Path, default=default)
    parser.add_argument("--recordings", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    made(asked.folder, asked.recordings)
    for line in report(asked.folder, asked.recordings, asked.runs):
        print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
