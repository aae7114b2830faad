"""The window with its demo, sounding; tells when each alert was handed to the sound.

    python -m tests.rig.sounding_window FOLDER [SPEED [DURATION]]

Prints a line of JSON at the end: cue and ``time.monotonic`` of each sounding alert.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest

from monitor.config import Settings
from monitor.gui.app import SWITCH_S, application
from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish
from monitor.model.events import Alert, Cue, Output
from monitor.sound.settings import SoundSettings
from monitor.sound.sink import SoundSink

PATIENCE_S = 1000.0
told: list[tuple[str, float]] = []
put = SoundSink.put


def timed(sink: SoundSink, output: Output, /) -> None:
    """Note when an alert comes, then let it sound."""
    if isinstance(output, Alert) and output.cue is not Cue.NONE:
        told.append((output.cue, time.monotonic()))
    put(sink, output)


def main() -> None:
    folder = Path(sys.argv[1])
    speed = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    duration_s = float(sys.argv[3]) if len(sys.argv) > 3 else 75.0
    SoundSink.put = timed  # type: ignore[method-assign]
    application()
    sys.setswitchinterval(SWITCH_S)
    settings = Settings(sound=SoundSettings(volume=1.0))
    window = MainWindow(settings, folder / "settings.toml")
    window.resize(1600, 900)
    window.show()
    wish = DemoWish(speed=speed, duration_s=duration_s, is_recorded=False)
    window.sessions.start_demo(wish)
    frames: list[float] = []
    feed = window.live.feed
    assert feed is not None
    feed.refreshed.connect(lambda: frames.append(time.monotonic()))
    end = time.monotonic() + PATIENCE_S
    while window.sessions.is_running and time.monotonic() < end:
        QTest.qWait(50)
    fps = len(frames) / (frames[-1] - frames[0])
    window.close()
    sys.stdout.write(json.dumps({"told": told, "fps": fps}) + "\n")


if __name__ == "__main__":
    main()
