"""Measures the coach's window with virtual lifters of this computer.

    python -m tests.benchmarks.coach_window [--lifters 32] [--seconds 30]

Their sessions are simulated before the clock starts, then run in real time, each with
its whole pipeline (``--record``: and its recording); their sound goes to one shared
output. Prints frames a second, the time of a frame, what the window's thread takes of
a core, and how late alerts were said, against the least late output of their session.
"""

import argparse
import asyncio
import math
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer

from monitor.config import Settings
from monitor.demo_session import DemoSession, demo_recording
from monitor.gui.app import SWITCH_S, application
from monitor.gui.coach.app import demo_wishes, shared_sound, station
from monitor.gui.coach.coach_window import LiftersWindow
from monitor.gui.coach.lifters import Lifters, Place
from monitor.gui.session_thread import Composed, SessionThread
from monitor.gui.studio import DemoWish, Started
from monitor.model.events import Alert, Level, LinkStatus, Output
from monitor.pipeline import with_exercise
from monitor.recording.recording import Recording
from monitor.sound.shared import NamedSink


class Timed:
    """Keeps when outputs came, to tell how late alerts were."""

    def __init__(self) -> None:
        self._alerts_s: list[float] = []
        self._least_s = math.inf

    def put(self, output: Output, /) -> None:
        """Take one output."""
        if isinstance(output, LinkStatus):  # said at its own time
            self._least_s = min(self._least_s, time.perf_counter() - output.t)
        if isinstance(output, Alert) and output.level is not Level.INFO:
            self._alerts_s.append(time.perf_counter() - output.t)

    def late_s(self) -> list[float]:
        """Return by how much each alert was later than the least late output."""
        return [each - self._least_s for each in self._alerts_s]


def lifter(
    recording: Recording, record: Path | None, sound: NamedSink, timed: Timed
) -> Started:
    """Return a session that starts at once: its records are simulated already."""

    @asynccontextmanager
    async def compose(_: SessionThread) -> AsyncIterator[Composed]:
        await asyncio.sleep(0)
        yield Composed(DemoSession(recording, 1.0, record), [sound, timed])

    settings = recording.header.settings
    return Started(SessionThread(compose), settings, record, None)


def simulated(count: int, seconds: float) -> list[Recording]:
    """Return a recording for each lifter; lifters with like exercises share one."""
    settings = Settings().pipeline
    made: dict[int, Recording] = {}
    for n, wish in enumerate(demo_wishes(DemoWish(), min(count, 6), None)):
        own = with_exercise(settings, wish.exercise)
        made[n] = demo_recording(own, wish.seed, seconds)
    return [made[n % len(made)] for n in range(count)]


class Report:
    """Counts frames of a window."""

    def __init__(self, window: LiftersWindow) -> None:
        self._page = window.page
        self._took_s: list[float] = []
        self._begin_s = self._thread_s = 0.0
        window.page.timer.timeout.disconnect()
        window.page.timer.timeout.connect(self._frame)

    def begin(self) -> None:
        """Count from here on."""
        self._took_s.clear()
        self._begin_s, self._thread_s = time.perf_counter(), time.thread_time()

    def _frame(self) -> None:
        start_s = time.perf_counter()
        self._page.refresh()
        for view in self._page.grid.views:
            view.repaint()
        self._took_s.append(time.perf_counter() - start_s)

    def lines(self) -> Sequence[str]:
        """Return what was measured."""
        wall_s = time.perf_counter() - self._begin_s
        share = (time.thread_time() - self._thread_s) / wall_s
        if not self._took_s:
            return ("no frame was drawn",)
        p50, p99 = np.percentile(self._took_s, [50, 99]) * 1000
        return (
            f"{len(self._took_s) / wall_s:.1f} frames/s",
            f"a frame, all tiles painted: p50 {p50:.1f} ms, p99 {p99:.1f} ms",
            f"the window's thread takes {100 * share:.0f} % of a core",
        )


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lifters", type=int, default=32)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--record", action="store_true")
    chosen = options.parse_args()
    app = application()
    sys.setswitchinterval(SWITCH_S)
    recordings = simulated(chosen.lifters, chosen.seconds + 20)
    timed = [Timed() for _ in recordings]
    with tempfile.TemporaryDirectory() as folder, shared_sound(Settings()) as sound:
        places = []
        for n, recording in enumerate(recordings):
            record = Path(folder) / f"{n}.mcap" if chosen.record else None
            name = f"Lifter {n + 1}"
            started = lifter(recording, record, sound.of(name), timed[n])
            places.append(Place(station(n), name, started))
        lifters = Lifters(places)
        window = LiftersWindow(lifters)
        window.resize(1600, 900)
        window.show()
        report = Report(window)
        window.start()
        QTimer.singleShot(5000, report.begin)

        def end() -> None:
            print(f"{chosen.lifters} lifters, {chosen.seconds:g} s")  # noqa: T201  its output
            for line in report.lines():
                print(line)  # noqa: T201
            said = [tile.ended or "runs" for tile in lifters.tiles()]
            print(f"sessions: {', '.join(sorted(set(said)))}")  # noqa: T201  its output
            window.close()

        QTimer.singleShot(int(5000 + 1000 * chosen.seconds), end)
        app.exec()
    took = np.array([each for one in timed for each in one.late_s()]) * 1000
    if len(took):
        p50, p99 = np.percentile(took, [50, 99])
        worst = took.max()
        line = f"{len(took)} alerts: p50 {p50:.1f}, p99 {p99:.1f}, worst {worst:.1f} ms"
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
