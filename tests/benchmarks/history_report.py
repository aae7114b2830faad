"""The history with 10 000 sets, a rebuild, and 100 kills: figures for people.

Run as ``python -m tests.benchmarks.history_report``.
"""

import asyncio
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from monitor.demo_session import DemoSession, demo_recording
from monitor.history.database import connected
from monitor.history.recorded import facts_of
from monitor.history.source_rows import put_source, source_of
from monitor.history.store import History
from monitor.history.tables import put_session
from monitor.pipeline import PipelineSettings
from tests.history.made import START, made_session

SESSIONS, SETS = 1250, 8
RUNS = 5
RECORDING_S = 600.0


def say(what: str, figure: str) -> None:
    print(f"{what:48} {figure}", flush=True)  # noqa: T201  it is the output


def fill(folder: Path) -> None:
    """Fill a history with 10 000 sets of two lifters, as if all files were read."""
    History(folder / "history.sqlite3").close()
    engine = connected(folder / "history.sqlite3")
    with engine.begin() as connection:
        for day in range(SESSIONS):
            lifter = "Bob" if day % 5 == 0 else "Ann"
            facts = made_session(day, lifter, sets=SETS)
            path = folder / facts.name
            path.write_bytes(facts.name.encode())
            put_session(connection, facts, ())
            put_source(connection, source_of(folder, path))
    engine.dispose()


def timed(run: Callable[[], object]) -> str:
    """Return the medians of wall and CPU time, the latter with that of children."""
    walls, cpus = [], []
    for _ in range(RUNS):
        start, cpu = time.perf_counter(), sum(os.times()[:4])
        run()
        walls.append(1000.0 * (time.perf_counter() - start))
        cpus.append(1000.0 * (sum(os.times()[:4]) - cpu))
    return f"{median(walls):8.1f} ms, CPU {median(cpus):6.0f} ms"


def queries(folder: Path) -> None:
    history = History(folder / "history.sqlite3")
    name = history.sessions("Ann")[-1].session
    for n, each in enumerate(history.sessions("Ann")[:200]):
        history.edit(each.session, "set/1/rpe", 5.0 + n % 5)
    late = START + timedelta(days=SESSIONS - 28)
    views: list[tuple[str, Callable[[], object]]] = [
        ("all sets of all", history.summaries),
        (
            "all sets of a lifter and an exercise",
            lambda: history.summaries("Ann", exercise="hip_thrust"),
        ),
        ("a lifter's last four weeks", lambda: history.summaries("Ann", late)),
        ("the last 100 sets", lambda: history.summaries(last=100)),
        ("all sessions of a lifter", lambda: history.sessions("Ann")),
        ("a session's facts", lambda: history.facts(name)),
        ("lifters", history.lifters),
        ("keep a session", lambda: history.keep(history.facts(name))),
        (
            "edit a set",
            lambda: history.edit(name, "set/2/rpe", 1.0 + time.perf_counter() % 8),
        ),
        ("undo", history.undo),
        ("sync when nothing is new", history.sync),
    ]
    for what, run in views:
        say(what, timed(run))
    history.close()
    size_mb = (folder / "history.sqlite3").stat().st_size / 1e6
    say("size of the database", f"{size_mb:8.1f} MB")


def command(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "monitor", "history", *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "XDG_CONFIG_HOME": "/none"},
    )


def commands(folder: Path) -> None:
    for arguments in ((), ("--lifter", "Ann"), ("--all",), ("--csv",), ("--json",)):
        run = partial(command, *arguments, "--recordings", str(folder))
        say(" ".join(("rep-monitor history", *arguments)), timed(run))


def reading(folder: Path) -> None:
    path = folder / "long.mcap"
    made = demo_recording(PipelineSettings(), 1, RECORDING_S)
    asyncio.run(DemoSession(made, math.inf, path).run([]))
    start = time.process_time()
    facts = facts_of(path)
    times = facts.duration_s / (time.process_time() - start)
    say(f"a recording of {RECORDING_S:.0f} s read for a rebuild", f"{times:8.0f} x")


def kills(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.history.kills", folder, "100"],
        check=True,
        capture_output=True,
        text=True,
    )
    say("kill -9", ran.stdout.strip())


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("big", "reading", "kills"):
            (folder / part).mkdir()
        fill(folder / "big")
        queries(folder / "big")
        commands(folder / "big")
        reading(folder / "reading")
        kills(folder / "kills")


if __name__ == "__main__":
    main()
