"""The window as a process of its own, without a screen."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.recording.recording import read_recording

PATIENCE_S = 60.0


def environment(home: Path) -> dict[str, str]:
    """Return one in which there is a display, of which nothing is drawn."""
    folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return {
        **os.environ,
        **{name: str(home / name.lower()) for name in folders},
        "QT_QPA_PLATFORM": "offscreen",
        "DISPLAY": ":none",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_a_session_leaves_a_whole_recording(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "demo", "--speed", "4"],
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + PATIENCE_S
    while not list(tmp_path.rglob("*.mcap")) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1.0)

    process.send_signal(number)
    _, complaints = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0, complaints
    assert "Traceback" not in complaints
    (recording,) = tmp_path.rglob("*.mcap")
    assert read_recording(recording).notice is None


def test_a_picture_of_a_moment_is_saved(tmp_path: Path) -> None:
    picture = tmp_path / "live.png"
    words = ["demo", "--screenshot", str(picture), "--after", "8"]
    ran = subprocess.run(
        [sys.executable, "-m", "monitor", *words],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert not list(tmp_path.rglob("*.mcap"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["demo", "--screenshot", "{folder}/none/x.png", "--after", "2"],
            "can't be written",
        ),
        (
            [
                "demo",
                "--duration",
                "9",
                "--screenshot",
                "{folder}/x.png",
                "--after",
                "999",
            ],
            "before 999 s",
        ),
        (
            ["replay", "{folder}/none.mcap", "--screenshot", "{folder}/x.png"],
            "none.mcap",
        ),
        (
            [
                "replay",
                "recordings/hip_thrust.mcap",
                "--screenshot",
                "{folder}/x.png",
                "--after",
                "999",
            ],
            "before 999 s",
        ),
        (
            ["demo", "--screenshot", "{folder}/x.png", "--record", "/dev/null/x.mcap"],
            "x.mcap",
        ),
    ],
)
def test_a_picture_that_cannot_be_had_is_said_in_a_sentence(
    tmp_path: Path, words: list[str], said: str
) -> None:
    words = [word.format(folder=tmp_path) for word in words]
    ran = subprocess.run(
        [sys.executable, "-m", "monitor", *words],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert ran.returncode == 1
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_neither_help_nor_the_first_paint_loads_what_computes(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from monitor.config import Settings\n"
        "from monitor.gui.app import application\n"
        "app = application()\n"
        "from monitor.gui.main_window import MainWindow\n"
        "window = MainWindow(Settings(), Path('unused.toml'))\n"
        "window.keeps_settings = False\n"
        "window.show()\n"
        "window.repaint()\n"
        "app.processEvents()\n"
        "heavy = ('scipy', 'pyqtgraph', 'sounddevice')\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "window.close()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert ran.stdout.strip() == "[]", ran.stderr
