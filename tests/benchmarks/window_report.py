"""Measures the window: frames, processor, latency beside it, start, memory.

    xvfb-run -s "-screen 0 1920x1080x24" python -m tests.benchmarks.window_report

prints one table. ``--minutes`` sets how long the live view runs, ``--hours`` the length
of the recording that is sought through. A virtual lifter wears two sensors at 200 Hz.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from msgspec.structs import replace as changed
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.session import Circumstances, simulate
from monitor.analysis.simulated import EPOCH
from monitor.config import Settings
from monitor.gui.app import SWITCH_S, application
from monitor.gui.main_window import MainWindow
from monitor.gui.replay.replay_page import ReplayPage
from monitor.gui.session_thread import Composed, SessionThread
from monitor.gui.studio import Started
from monitor.model.body import Limits
from monitor.model.events import Alert, Output
from monitor.model.records import (
    TRUNK,
    ExerciseName,
    Notification,
    Record,
    Stamped,
)
from monitor.pipeline import PipelineSettings
from monitor.profiles import at_rate, find_profiles
from monitor.recording.recording import Header, Recording, read_recording
from monitor.recording.sources import paced
from monitor.recording.switch import Accompany
from monitor.session import Sink, run

RATE_HZ = 200.0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def recording(minutes: float, rate_hz: float = RATE_HZ) -> Recording:
    """Simulate a session of sets with arches."""
    profile = at_rate(find_profiles()["reference"], rate_hz)
    worn = dict.fromkeys(TRUNK, ("reference", profile))
    style = Style(ribs=0.3, stops=0.1)
    outline = Outline(sets=1, style=style, rest_s=(15.0, 20.0), until_s=60 * minutes)
    session = simulate(
        "window", ExerciseName.HIP_THRUST, 1, Circumstances(outline), worn
    )
    settings = PipelineSettings()
    alerts = changed(settings.alerts, sound_needed=False)
    header = Header(
        started_utc=EPOCH,
        program="window report",
        profiles=dict.fromkeys(TRUNK, profile.text),
        settings=changed(settings, alerts=alerts),
    )
    return Recording(header, session.records)


def recorded(minutes: float, folder: Path) -> Recording:
    """Return such a session read from a file, made by a process of its own.

    What the simulation needs of memory is not counted as the window's then.
    """
    file = folder / "session.mcap"
    code = (
        "from pathlib import Path\n"
        "from monitor.recording.recording import write_recording\n"
        "from tests.benchmarks.window_report import recording\n"
        f"made = recording({minutes})\n"
        f"write_recording(Path({str(file)!r}), made.header, made.records)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    return read_recording(file)


class Probe:
    """A session whose packets' way to the sinks is timed against when they were due."""

    def __init__(self, session: Recording) -> None:
        self._session = session
        self._ended = False
        self._due_s = 0.0
        self.packets = array("d")
        self.alerts = array("d")

    def command(self, make: Stamped) -> None:
        del make

    def also(self, accompany: Accompany) -> None:
        del accompany

    def record(self, path: Path | None) -> None:
        del path

    def end(self) -> None:
        self._ended = True

    def put(self, output: Output, /) -> None:
        if isinstance(output, Alert) and output.event_id is not None:
            self.alerts.append(time.monotonic() - self._due_s)

    async def run(self, sinks: Sequence[Sink]) -> None:
        pipeline = self._session.pipeline()
        await run(self._source(), pipeline, [self, *sinks])

    async def _source(self) -> AsyncGenerator[Record, None]:
        start, first = time.monotonic(), None
        async for record in paced(self._session.records):
            first = record.t if first is None else first
            self._due_s = start + record.t - first
            if self._ended:
                return
            yield record
            if isinstance(record, Notification):
                self.packets.append(time.monotonic() - self._due_s)


class TimedApplication(QApplication):
    """Times how long painting takes, each time that something is painted."""

    def __init__(self) -> None:
        super().__init__(["rep-monitor"])
        self.paints = array("d")

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        begun = time.perf_counter()
        done = super().notify(receiver, event)
        if event.type() is QEvent.Type.UpdateRequest:
            self.paints.append(time.perf_counter() - begun)
        return done


class Frames:
    """Times each frame: what is looked up for it, and its painting."""

    def __init__(self, window: MainWindow, app: TimedApplication) -> None:
        self.starts = array("d")
        self.looks = array("d")
        self._app = app
        feed = window.live.feed
        assert feed is not None
        refresh = feed.refresh

        def timed() -> None:
            begun = time.perf_counter()
            self.starts.append(begun)
            refresh()
            self.looks.append(time.perf_counter() - begun)

        feed.timer.timeout.disconnect()
        feed.timer.timeout.connect(timed)

    def clear(self) -> None:
        for kept in (self.starts, self.looks, self._app.paints):
            del kept[:]

    @property
    def costs(self) -> list[float]:
        """Of each frame, s: the two are in step but for a few at the ends."""
        return [a + b for a, b in zip(self.looks, self._app.paints, strict=False)]


def percentiles(values: Iterable[float]) -> str:
    p50, p95, p99 = np.percentile(list(values), [50, 95, 99]) * 1000
    return f"p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms"


def rss_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def live(window: MainWindow, app: TimedApplication, session: Recording) -> None:
    """Run the live view and print its figures."""
    minutes = max(record.t for record in session.records) / 60
    probe = Probe(session)

    @asynccontextmanager
    async def compose(thread: SessionThread) -> AsyncIterator[Composed]:
        yield Composed(probe)

    settings = PipelineSettings()
    started = Started(SessionThread(compose), settings, None, None)
    window.sessions.begin(started, source="Report")
    frames = Frames(window, app)
    loop_until(lambda: window.live.feed is not None and window.live.feed.now > 12.0)
    frames.clear()
    del probe.packets[:], probe.alerts[:]
    say(f"  memory after 12 s: {rss_mib():.0f} MiB")
    phases = [("plain", 60 * minutes - 60), ("dialog", 15.0), ("resize", 10.0)]
    for name, seconds in phases:
        frames.clear()
        done = len(probe.packets)
        wall, drawing, whole = clocks()
        stress(window, name, seconds)
        now = clocks()
        took, drawing, whole = now[0] - wall, now[1] - drawing, now[2] - whole
        fps = len(frames.starts) / took
        say(f"  {name}: {fps:.1f} frames a second over {took:.0f} s")
        say(f"    a frame, looked up and painted: {percentiles(frames.costs)}")
        say(f"    from frame to frame: {percentiles(np.diff(frames.starts))}")
        shares = f"{100 * drawing / took:.0f} %, process {100 * whole / took:.0f} %"
        say(f"    window's thread {shares} of a core; memory {rss_mib():.0f} MiB")
        packets = probe.packets[done:]
        say(f"    packet, due to done: {percentiles(packets)} of {len(packets)}")
    if probe.alerts:
        count = len(probe.alerts)
        told = percentiles(probe.alerts)
        say(f"  packet, due to an alert of a passed limit: {told} of {count}")
    window.sessions.end()
    loop_until(lambda: window.live.feed is None, 20.0)


def replay(window: MainWindow, file: Path) -> None:
    """Print how fast a recording opens, is sought through and judged anew."""
    page = window.replay
    begun = time.perf_counter()
    window.open_recording(file)
    loop_until(lambda: page.playback is not None, 120.0)
    say(f"  stored outputs on screen after {time.perf_counter() - begun:.1f} s")
    loop_until(lambda: page.playback is not None and page.playback.is_complete, 600.0)
    say(f"  computed anew after {time.perf_counter() - begun:.0f} s")
    pause(1.0)
    took = []
    for _ in range(300):
        t = random.uniform(page.player.start_s, page.player.end_s)
        begun = time.perf_counter()
        page.seek(t)
        page.view.repaint()
        took.append(time.perf_counter() - begun)
    worst = 1000 * max(took)
    say(f"  a seek until it is drawn: {percentiles(took)}, worst {worst:.0f}")
    page.show_trial()
    pause(1.0)
    for degrees in (9.0, 12.0, 20.0):
        try_limit(page, degrees)
    say(f"  memory {rss_mib():.0f} MiB")


def try_limit(page: ReplayPage, degrees: float) -> None:
    """Print how long it takes until the differences of a limit are listed."""
    trial = page.analysis.trial
    before = trial.list.item(0).text()
    begun = time.perf_counter()
    page.try_out(Limits(degrees), None)
    waits = {before, trial.list.item(0).text()}
    loop_until(lambda: trial.list.item(0).text() not in waits, 30.0)
    took_s = time.perf_counter() - begun
    say(f"  a limit of {degrees:g}°, until its differences are listed: {took_s:.2f} s")


def clocks() -> tuple[float, float, float]:
    """Return the wall's clock, this thread's and this process's, s."""
    return time.perf_counter(), time.thread_time(), time.process_time()


def watch_memory(seconds: float) -> None:
    """Print the memory every ten minutes while the window runs."""
    end, next_s = time.perf_counter() + seconds, time.perf_counter() + 600
    while time.perf_counter() < end:
        pause(0.2)
        if time.perf_counter() > next_s:
            next_s += 600
            say(f"  memory {rss_mib():.0f} MiB")


def stress(window: MainWindow, what: str, seconds: float) -> None:
    """Let the window run, with a dialog open, or being resized."""
    end = time.perf_counter() + seconds
    if what == "plain":
        watch_memory(seconds)
        return
    if what == "dialog":
        window.dialogs.settings()
    width, height = window.width(), window.height()
    step = 0
    while time.perf_counter() < end:
        if what == "resize":
            step += 1
            window.resize(width - 10 * (step % 20), height - 5 * (step % 20))
            pause(0.05)
        else:
            pause(0.2)
    if what == "dialog":
        for dialog in QApplication.topLevelWidgets():
            if dialog is not window and dialog.isVisible():
                dialog.close()
    window.resize(width, height)


def pause(seconds: float) -> None:
    """Let Qt run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def loop_until(done: object, timeout_s: float = 60.0) -> None:
    """Let Qt run until something is true."""
    end = time.perf_counter() + timeout_s
    while not done() and time.perf_counter() < end:  # type: ignore[operator]
        pause(0.02)


FIRST_PAINT = """
import time
start = time.perf_counter()
from pathlib import Path
from monitor.config import Settings
from monitor.gui.app import application
app = application()
from monitor.gui.main_window import MainWindow
from monitor.gui.replay.replay_page import ReplayPage
window = MainWindow(Settings(), Path("unused.toml"))
window.keeps_settings = False
window.show()
window.repaint()
app.processEvents()
import sys
print(time.perf_counter() - start, "scipy" in sys.modules, "pyqtgraph" in sys.modules)
window.close()
"""


def first_paint() -> None:
    """Print how long a fresh process takes to its first picture."""
    for _ in range(3):
        begun = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-c", FIRST_PAINT],
            capture_output=True,
            text=True,
            check=True,
        )
        whole = time.perf_counter() - begun
        told = ran.stdout.strip()
        say(f"  first paint {told}; from the start of the process {whole:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--replay", type=Path, help="a recording to seek through")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    say("start (seconds, scipy loaded, pyqtgraph loaded)")
    first_paint()
    app = TimedApplication()
    application()
    sys.setswitchinterval(SWITCH_S)
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(Settings(), Path(folder) / "settings.toml")
        window.keeps_settings = False
        window.resize(1600, 900)
        window.show()
        if options.replay is not None:
            say(f"replay of {options.replay.name}")
            replay(window, options.replay)
            window.close()
            return
        say(f"live view, 1600x900, 2 sensors x {RATE_HZ:g} Hz, {options.minutes:g} min")
        live(window, app, recorded(options.minutes, Path(folder)))
        window.close()


if __name__ == "__main__":
    main()
