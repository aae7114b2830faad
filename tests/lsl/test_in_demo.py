"""``rep-monitor demo --lsl --lsl-markers``, from the command line."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pylsl

from monitor.model.records import Marker
from monitor.recording.recording import read_recording


def test_a_marker_reaches_the_recording_and_angles_the_network(tmp_path: Path) -> None:
    recording = tmp_path / "a.mcap"
    options = ["--headless", "--duration", "60", "--record", str(recording)]
    options += ["--lsl", "--lsl-markers", "from a button"]
    program = subprocess.Popen(
        [sys.executable, "-m", "monitor", "demo", *options],
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    info = pylsl.StreamInfo("from a button", "Markers", 1, 0, pylsl.cf_string, "button")
    button = pylsl.StreamOutlet(info)
    angles = pylsl.resolve_byprop("name", "rep-monitor angles", timeout=15)
    listening = pylsl.StreamInlet(angles[0])
    sample, _ = listening.pull_sample(timeout=10)
    assert button.wait_for_consumers(15)
    button.push_sample(["pressed"])
    time.sleep(1.5)
    program.send_signal(signal.SIGINT)

    _, errors = program.communicate(timeout=60)

    assert program.returncode == 130, errors  # it was interrupted
    assert sample is not None
    assert len(sample) == 3
    records = read_recording(recording).records
    assert [each.text for each in records if isinstance(each, Marker)] == ["pressed"]
