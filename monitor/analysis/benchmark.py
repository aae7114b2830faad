"""Measures speed and memory of the whole path on this machine."""

import gc
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.analyze import analyzed
from monitor.analysis.calibrated import with_calibration
from monitor.analysis.long_session import (
    LongRecords,
    benchmark_session,
    write_long_csv,
)
from monitor.analysis.simulated import simulated_recording
from monitor.model.blocks import Samples
from monitor.model.records import Record
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.recording.importers.importing import import_files
from monitor.recording.recording import Recording, read_recording, write_recording

CHUNK_S = 5.0
PASSES = 3
PAGE_STATUS = Path("/proc/self/statm")
MEMORY_STEP_S = 600.0
Say = Callable[[str], None]


def run(
    *,
    memory_h: float = 2.0,
    import_h: float = 1.0,
    say: Say | None = None,
    session: SimulatedSession | None = None,
    passes: int = PASSES,
) -> list[str]:
    """Measure everything; takes some minutes.

    Args:
        session: What is fed and repeated; two minutes of hip thrusts if not given.
        passes: How often short measurements are made; medians are told.
        memory_h: Length of the session over which memory is watched.
        import_h: Length of the Sensor CSV that is imported and analyzed.
        say: Called with each line as soon as it is known.

    Returns:
        The lines, in order.
    """
    lines: list[str] = []
    session = session or benchmark_session()
    for line in _lines(session, memory_h, import_h, passes):
        lines.append(line)
        if say is not None:
            say(line)
    return lines


def _lines(
    session: SimulatedSession, memory_h: float, import_h: float, passes: int
) -> Iterator[str]:
    yield (
        f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}"
    )
    yield f"Live, 5 samples a notification, two sensors: {live_cost(session, passes)}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.mcap"
        yield f"Replay: {replay_speed(session, path, passes)}"
        yield f"Memory: {memory_growth(session, memory_h)}"
        yield from import_times(session, Path(folder) / "session.csv", import_h)


@dataclass(frozen=True, slots=True)
class LiveCost:
    """Processor time to feed one sample of each sensor, µs, over chunks of 5 s."""

    median_us: float
    p95_us: float

    def __str__(self) -> str:
        return f"{self.median_us:.0f} µs a sample pair (p95 {self.p95_us:.0f} µs)"


def live_cost(session: SimulatedSession, passes: int) -> LiveCost:
    """Time the feeding of a session, a new pipeline each pass."""
    costs: list[float] = []
    for _ in range(passes):
        pipeline = simulated_recording(session).pipeline()
        costs += [
            cost
            for chunk in _chunks(session.records)
            if (cost := _pair_us(pipeline, chunk)) is not None
        ]
    costs.sort()
    return LiveCost(statistics.median(costs), costs[int(0.95 * (len(costs) - 1))])


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    for record in records:
        if chunk and record.t - chunk[0].t >= CHUNK_S:
            yield chunk
            chunk = []
        chunk.append(record)


def _pair_us(pipeline: Pipeline, chunk: list[Record]) -> float | None:
    start = process_time()
    outputs = [pipeline.feed(record) for record in chunk]
    took = process_time() - start
    samples = sum(
        len(each.t) for told in outputs for each in told if isinstance(each, Samples)
    )
    return took / (samples / 2) * 1e6 if samples else None


def replay_speed(session: SimulatedSession, path: Path, passes: int) -> str:
    """Time reading a recording from disk and feeding it."""
    recording = simulated_recording(session)
    write_recording(path, recording.header, recording.records)
    watches = [_replayed(path) for _ in range(passes)]
    wall, cpu = (statistics.median(each) for each in zip(*watches, strict=True))
    return (
        f"{session.duration_s / wall:.0f} x real time"
        f" ({session.duration_s / cpu:.0f} x by processor time;"
        f" {session.duration_s:.0f} s of session, two sensors at 100 Hz)"
    )


def _replayed(path: Path) -> tuple[float, float]:
    """Read and feed a recording; return wall and processor time, s."""
    start = perf_counter(), process_time()
    stored = read_recording(path)
    for _ in stored.pipeline().feed_many(stored.records):
        pass
    return perf_counter() - start[0], process_time() - start[1]


def memory_growth(session: SimulatedSession, hours: float) -> str:
    """Watch resident memory while a long session is fed, outputs thrown away."""
    pipeline = simulated_recording(session).pipeline()
    seen: list[tuple[float, float]] = []
    next_look = 0.0
    for record in LongRecords(session, hours):
        pipeline.feed(record)
        if record.t >= next_look:
            next_look += MEMORY_STEP_S
            gc.collect()
            resident = resident_mb()
            if resident is None:
                return f"not measured on {sys.platform}"
            seen.append((record.t, resident))
    settled = seen[1:] or seen
    shown = ", ".join(f"{mb:.1f}" for _, mb in seen)
    growth = settled[-1][1] - settled[0][1]
    return (
        f"{settled[-1][1]:.1f} MB after {hours:g} h, {growth:+.1f} MB since minute"
        f" {settled[0][0] / 60:.0f} (MB every 10 min: {shown})"
    )


def resident_mb() -> float | None:
    """Return resident memory, MB; None where the system doesn't tell it this way."""
    if not PAGE_STATUS.exists():
        return None
    pages = int(PAGE_STATUS.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def import_times(session: SimulatedSession, path: Path, hours: float) -> Iterator[str]:
    """Time ``import`` and ``analyze`` of a long Sensor CSV."""
    rows = write_long_csv(session, path, hours)
    about = f"{hours:g} h at 100 Hz ({rows} rows, {path.stat().st_size / 1e6:.0f} MB)"
    settings = PipelineSettings(exercise=session.exercise)
    start = perf_counter(), process_time()
    ready = with_calibration(_read(path, settings))
    out = path.with_name("imported.mcap")
    write_recording(out, ready.recording.header, ready.recording.records)
    yield f"Import of {about}: {_since(start)}"
    start = perf_counter(), process_time()
    found = analyzed(_read(path, settings), path.name, imported=True).analysis
    yield f"Analyze of {about}: {_since(start)}, {len(found.reps)} reps"


def _since(start: tuple[float, float]) -> str:
    wall, cpu = perf_counter() - start[0], process_time() - start[1]
    return f"{wall:.1f} s (processor {cpu:.1f} s)"


def _read(path: Path, settings: PipelineSettings) -> Recording:
    return import_files([path], None, None, settings)
