"""Measures the coach's window with virtual lifters of this computer.

    python -m tests.benchmarks.coach_window [--lifters 32] [--seconds 30] [--record]

Their sessions run in the processes that run them for people, in real time, each with
its whole pipeline (``--record``: and its recording); their alerts go to one shared
output. Every tile is painted in every frame. Prints frames a second, the time between
two, what the window's thread (all of it: taking, folding, drawing) and each process
take of a core, and how late alerts were given to the output, by the clock that the
machine's processes share: against the least late output of their own session.
"""

import argparse
import functools
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import numpy as np
import psutil  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent, QObject, QTimer

from monitor.config import Settings
from monitor.demo_session import DemoSession, demo_recording
from monitor.gui.app import SWITCH_S, application
from monitor.gui.coach.app import demo_wishes, shared_sound, station, without_record
from monitor.gui.coach.coach_window import LiftersWindow
from monitor.gui.coach.host import run_host
from monitor.gui.coach.host_words import Place
from monitor.gui.coach.hosts import Hosts
from monitor.gui.coach.lifters import Lifters
from monitor.gui.session_thread import RunnableSession
from monitor.gui.studio import DemoWish, Started, Studio
from monitor.model.events import Alert, Level, LinkStatus, Output
from monitor.pipeline import PipelineSettings, with_exercise
from monitor.recording.recording import Recording
from monitor.session import Sink

SEEDS: Final = 6  # lifters with like seeds and exercises share what is simulated
WARM_UP_S: Final = 5.0
_SIMULATING = threading.Lock()


class Zero:
    """Keeps when a session's time zero was, by its least late output."""

    def __init__(self, file: Path) -> None:
        self._file, self._least_s = file, math.inf

    def put(self, output: Output, /) -> None:
        """Take one output."""
        if isinstance(output, LinkStatus):  # said at its own time
            zero_s = time.monotonic() - output.t
            if zero_s < self._least_s:
                self._least_s = zero_s
                self._file.write_text(str(zero_s))


@functools.cache
def simulated(settings: PipelineSettings, seed: int, duration_s: float) -> Recording:
    """Return a session, simulated to its end."""
    made = demo_recording(settings, seed, duration_s)
    return Recording(made.header, list(made.records))


def started(studio: Studio, place: Place, also: Sequence[Sink]) -> Started:
    """Make a session that begins at once: its records are simulated before."""
    wish = place.wish
    assert isinstance(wish, DemoWish)
    assert wish.record is not None
    settings = with_exercise(studio.settings.pipeline, wish.exercise)
    record = wish.record if wish.is_recorded else None

    def make(judged: PipelineSettings) -> RunnableSession:
        with _SIMULATING:
            recording = simulated(judged, wish.seed, wish.duration_s)
        return DemoSession(recording, 1.0, record)

    zero = Zero(wish.record.with_suffix(".zero"))
    return studio.session(make, settings, record, is_heard=False, also=[*also, zero])


def run_timed(
    settings: Settings, places: Sequence[Place], connection: Connection
) -> None:
    """Run sessions as the program does, and keep their time zero."""
    run_host(settings, places, connection, started)


class Report(QObject):
    """Counts the frames that a window's tiles are painted in."""

    def __init__(self, window: LiftersWindow) -> None:
        super().__init__()
        self._frames_s: list[float] = []
        self._begin_s = self._thread_s = 0.0
        self._hosts: list[psutil.Process] = []
        self._page = window.page
        window.page.timer.timeout.connect(self._paint_all)
        window.installEventFilter(self)

    def _paint_all(self) -> None:
        for view in self._page.grid.views:
            view.update()  # else a tile that stands still costs nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's
        """Count what is about to be painted."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._frames_s.append(time.perf_counter())
        return super().eventFilter(watched, event)

    def begin(self) -> None:
        """Count from here on."""
        self._frames_s.clear()
        self._begin_s, self._thread_s = time.perf_counter(), time.thread_time()
        self._hosts = psutil.Process(os.getpid()).children()
        for each in self._hosts:
            each.cpu_percent()

    def lines(self) -> Sequence[str]:
        """Return what was measured."""
        wall_s = time.perf_counter() - self._begin_s
        share = (time.thread_time() - self._thread_s) / wall_s
        if len(self._frames_s) < 2:
            return ("no frame was drawn",)
        p50, p99 = np.percentile(np.diff(self._frames_s), [50, 99]) * 1000
        hosts = [each.cpu_percent() for each in self._hosts if each.is_running()]
        return (
            f"{len(self._frames_s) / wall_s:.1f} frames/s",
            f"from frame to frame: p50 {p50:.1f} ms, p99 {p99:.1f} ms",
            f"the window's thread takes {100 * share:.0f} % of a core",
            "processes: " + ", ".join(f"{each:.0f} %" for each in hosts),
        )


def late_ms(alerts: Sequence[tuple[str, float, float]], folder: Path) -> list[float]:
    """Return how late each alert was, from station, its time, and when it was heard."""
    zeros = {path.stem: float(path.read_text()) for path in folder.glob("*.zero")}
    return [1000 * (heard - t - zeros[name]) for name, t, heard in alerts]


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lifters", type=int, default=32)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--record", action="store_true")
    chosen = options.parse_args()
    app = application()
    sys.setswitchinterval(SWITCH_S)
    settings = Settings()
    alerts: list[tuple[str, float, float]] = []
    with (
        tempfile.TemporaryDirectory() as name,
        shared_sound(settings, lambda *_: None) as sound,
    ):
        folder = Path(name)
        wish = DemoWish(duration_s=chosen.seconds + 2 * WARM_UP_S)
        places = [
            Place(
                station(n),
                f"Lifter {n + 1}",
                DemoWish(
                    each.exercise,
                    1 + n % SEEDS,
                    each.duration_s,
                    record=folder / f"{station(n)}.mcap",
                    is_recorded=chosen.record,
                ),
            )
            for n, each in enumerate(demo_wishes(wish, chosen.lifters, folder))
        ]

        def alerted(of: str, alert: Alert) -> None:
            sound.alert(of, alert)
            if alert.level is not Level.INFO:
                alerts.append((of, alert.t, time.monotonic()))

        hosts = Hosts(without_record(settings), places, alerted, run_timed)
        lifters = Lifters(places, hosts)
        window = LiftersWindow(lifters)
        window.resize(1600, 900)
        window.show()
        report = Report(window)

        def end() -> None:
            print(f"{chosen.lifters} lifters, {chosen.seconds:g} s")  # noqa: T201  its output
            for line in report.lines():
                print(line)  # noqa: T201
            said = [tile.ended or "runs" for tile in lifters.tiles()]
            print(f"sessions: {', '.join(sorted(set(said)))}")  # noqa: T201  its output
            window.close()

        def look() -> None:
            states = [tile.state for tile in lifters.tiles()]
            if all(state is not None and state.t > 1.0 for state in states):
                looks.stop()
                QTimer.singleShot(int(1000 * WARM_UP_S), report.begin)
                QTimer.singleShot(int(1000 * (WARM_UP_S + chosen.seconds)), end)

        looks = QTimer()
        looks.timeout.connect(look)
        looks.start(200)
        window.start()
        app.exec()
        took = np.array(late_ms(alerts, folder))
    if len(took):
        p50, p99 = np.percentile(took, [50, 99])
        worst = took.max()
        line = f"{len(took)} alerts: p50 {p50:.1f}, p99 {p99:.1f}, worst {worst:.1f} ms"
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
