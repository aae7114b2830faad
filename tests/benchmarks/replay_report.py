"""Measures a replay of hours: opening, seeking, trying limits and exercises.

Not a test. It makes a recording of the virtual lifter, two sensors at 100 Hz, with its
outputs as they are stored live, and does with it what a replay screen does. Run it from
the repository's root:

    python tests/benchmarks/replay_report.py [--hours 2] [--file RECORDING]
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from monitor.analysis.analyze import replayed
from monitor.analysis.calibrated import closed
from monitor.analysis.long_session import LongRecords, benchmark_session
from monitor.analysis.simulated import simulated_recording
from monitor.detection.forms import FORMS
from monitor.model.body import Limits
from monitor.playback.differences import differences
from monitor.playback.opening import recomputed, stored
from monitor.playback.rescoring import prepared, rescored
from monitor.playback.store import Playback
from monitor.recording.recording import metadata_of, read_recording
from monitor.recording.whole_file import new_file

Result = TypeVar("Result")
SEEKS = 2000
LIMITS = (2.0, 6.0, 9.0, 12.0, 14.0, 15.0, 20.0, 40.0)


def write_long(path: Path, hours: float) -> None:
    """Write a recording of so many hours, as a live session does."""
    session = benchmark_session()
    recording = simulated_recording(session)
    recording = replace(recording, records=LongRecords(session, hours))
    with new_file(path, metadata_of(recording.header)) as mcap:
        for record, outputs in replayed(recording):
            mcap.write_record(record)
            for output in outputs:
                mcap.write_output(output)


def timed(what: str, job: Callable[[], Result]) -> Result:
    """Do a job; print how long it took and the memory at its highest."""
    start = time.perf_counter()
    result = job()
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:44s} {took:9.3f} s   peak {peak:5.0f} MiB", flush=True)  # noqa: T201
    return result


def report(path: Path) -> None:
    """Print a line for each thing done."""
    found = timed("stored outputs", lambda: stored(path))
    if found is not None:
        seek(found, "seek, stored outputs")
    del found
    playback = timed("computed anew", lambda: recomputed(closed(read_recording(path))))
    rows, news = len(playback.posture.t), len(playback.news.outputs)
    print(f"    {rows} postures, {news} news, {len(playback.reps())} reps")  # noqa: T201
    seek(playback, "seek, computed anew")
    timed("traced, once for any limit", lambda: prepared(playback))
    before = rescored(playback)
    for limit in LIMITS:
        after = timed(
            f"limit {limit:.0f}",
            lambda: rescored(playback, Limits(limit)),  # noqa: B023
        )
        said = timed(
            "    differences",
            lambda: differences(before, after),  # noqa: B023
        )
        print(f"    {'; '.join(said[:3])}")  # noqa: T201
    for exercise in FORMS:
        timed(f"as {exercise}", lambda: rescored(playback, None, exercise))  # noqa: B023


def seek(playback: Playback, what: str) -> None:
    """Print the mean and the worst of many seeks at random."""
    rng, took = random.Random(1), list[float]()
    for _ in range(SEEKS):
        t = rng.uniform(playback.start_s, playback.end_s)
        start = time.perf_counter()
        playback.state_at(t)
        took.append(1000 * (time.perf_counter() - start))
    mean, late = sum(took) / SEEKS, sorted(took)[int(0.99 * SEEKS)]
    figures = f"mean {mean:.3f}, p99 {late:.3f}, worst {max(took):.3f} ms"
    print(f"{what:44s} {figures}")  # noqa: T201


def main() -> None:
    """Make a recording, or take one, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--file", type=Path, help="a recording of this program")
    asked = parser.parse_args()
    if asked.file is not None:
        report(asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.mcap"
        timed(f"made, {asked.hours:g} h", lambda: write_long(path, asked.hours))
        report(path)


if __name__ == "__main__":
    main()
