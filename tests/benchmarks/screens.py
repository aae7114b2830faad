"""Saves a picture of every screen and dialog, to be looked at.

    python -m tests.benchmarks.screens FOLDER

in both themes, at scale 1 and 2, at 1280x720 and 1920x1080, where there is no display
too. Not a test: whether they look right is for eyes.
"""

import itertools
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from monitor.config import ColourScheme, Settings
from monitor.gui.app import application, without_flash
from monitor.gui.connect.found import FoundView
from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish

RECORDING = Path("recordings/hip_thrust.mcap")
SIZES = ((1280, 720), (1920, 1080))
FOUND = [
    FoundView("C0:00:00:00:00:01", "REPMON-A", "reference", "Reference layout 1",
              rssi_dbm=-48.0, battery_percent=82.0),
    FoundView("C0:00:00:00:00:02", "REPMON-B", "reference", "Reference layout 1",
              rssi_dbm=-71.0),
    FoundView("D1:00:00:00:00:09", "Polar H10 1234", "polar_h10", "Polar H10",
              "it has no gyroscope", -60.0),
]  # fmt: skip


class Tour:
    """Goes from screen to screen and saves each."""

    def __init__(self, folder: Path, scheme: ColourScheme) -> None:
        plain = Settings()
        window = replace(plain.window, scheme=scheme, planned_reps=8)
        self._folder = folder
        settings = without_flash(replace(plain, window=window))
        self.window = MainWindow(settings, folder / "settings.toml")
        self.window.keeps_settings = False

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Save what is shown now."""
        QTest.qWait(350)
        (widget or self.window).grab().save(str(self._folder / f"{name}.png"))

    def wait(self, until: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let the window run until something is true."""
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            QTest.qWait(20)

    def before_a_session(self) -> None:
        """Home, and the way to sensors."""
        window, flow = self.window, self.window.sessions.flow
        window.show()
        self.save("01 home")
        window.sessions.connect_sensors()
        self.save("02 placement")
        flow.placement.next_button.click()
        flow.search.stop()
        flow.devices.show_found(FOUND)
        self.save("03 devices")

    def calibration(self) -> None:
        """Links and calibration, while the virtual lifter bows."""
        window, ready = self.window, self.window.sessions.flow.ready
        wish = DemoWish(speed=4.0, is_recorded=False, is_heard=False)
        window.sessions.start_demo(wish)
        self.wait(lambda: ready.progress.stood)
        self.save("05 calibration")
        ready.show_links()
        self.save("04 links")
        window.sessions.end()
        self.wait(lambda: not window.sessions.is_running)

    def live(self, name: str, at_s: float) -> None:
        """The live view at a moment, and the focus view."""
        window = self.window
        wish = DemoWish(speed=math.inf, is_recorded=False, is_heard=False)
        window.sessions.start_demo(wish, until_s=at_s)
        self.wait(lambda: window.live.is_held)
        self.save(name)
        window.live.toggle_focus()
        self.save(f"{name}, focus")
        window.live.toggle_focus()
        window.sessions.end()
        self.wait(lambda: not window.sessions.is_running)

    def replay(self) -> None:
        """A recording, its analysis, another limit."""
        window, page = self.window, self.window.replay
        window.open_recording(RECORDING)
        self.wait(lambda: page.playback is not None and page.playback.is_complete)
        page.seek(45.0)
        self.save("20 replay")
        page.show_rep(4)
        self.save("21 evidence")
        page.show_trial()
        page.analysis.trial.limit.setValue(25.0)
        QTest.qWait(2500)
        self.save("22 another limit")

    def dialogs(self) -> None:
        """Each page of the settings, the shortcuts, the question, a message."""
        window = self.window
        window.dialogs.settings()
        settings = window.dialogs.shown
        assert settings is not None
        for number, title in enumerate(
            ("Training", "Alerts", "Sound", "Screen", "Keys", "Recordings"), start=30
        ):
            settings.show_page(title)  # type: ignore[attr-defined]
            self.save(f"{number} settings, {title.lower()}", settings)
        settings.close()
        window.dialogs.shortcuts()
        self.save("40 shortcuts", window.dialogs.shown)
        if window.dialogs.shown is not None:
            window.dialogs.shown.close()
        window.dialogs.ask_to_close(lambda: None)
        self.save("41 close", window.dialogs.shown)
        if window.dialogs.shown is not None:
            window.dialogs.shown.close()
        window.go_home()
        window.toast.say("The session has ended: the disk is full.")
        self.save("42 message")


def tour(folder: Path, scheme: ColourScheme, size: tuple[int, int]) -> None:
    """Save every screen in one theme and size."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Tour(folder, scheme)
    made.window.setMinimumSize(*size)
    made.window.setMaximumSize(*size)
    made.before_a_session()
    made.calibration()
    made.live("10 live, not calibrated", 12.0)
    made.live("11 live, past the limit", 50.0)
    made.replay()
    made.dialogs()
    made.window.close()


def main() -> None:
    folder = Path(sys.argv[1])
    if len(sys.argv) > 2:
        scheme, width, height = sys.argv[2:5]
        application()
        tour(folder, ColourScheme(scheme), (int(width), int(height)))
        return
    for scheme, size, scale in itertools.product(("dark", "light"), SIZES, (1, 2)):
        name = f"{scheme} {size[0]}x{size[1]} scale {scale}"
        subprocess.run(
            [
                sys.executable, "-m", "tests.benchmarks.screens", folder / name,
                scheme, *map(str, size),
            ],
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale),
            },
            check=True,
        )  # fmt: skip
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main()
