"""Alerts of a session in the window, as they come out of a sound card."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.model.events import Cue
from monitor.sound.cues import FREQUENCY_HZ
from tests.rig.pulse import PulseRig, bursts
from tests.rig.screen import screen

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="there is no X server that draws into memory"
)
LEAST = 0.2  # of full scale; the danger cue has 0.45, and words less at its pitch


def test_every_danger_of_a_demo_set_is_heard_and_none_else(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with PulseRig() as rig, screen() as shown, rig.recording() as recording:
        env = {**rig.env, **{n: shown[n] for n in ("DISPLAY", "QT_QPA_PLATFORM")}}
        env |= {"PYTHONPATH": str(Path.cwd()), "XDG_CONFIG_HOME": str(tmp_path)}
        ran = subprocess.run(
            [sys.executable, "-m", "tests.rig.sounding_window", str(tmp_path), "4"],
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        recording.wait_for(1.0)

    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout.splitlines()[-1])
    told = [t for cue, t in seen["told"] if cue == Cue.DANGER]
    heard = bursts(recording.samples, FREQUENCY_HZ[Cue.DANGER], LEAST)
    assert len(told) == len(heard) == 2
    late_s = [recording.arrival_s(at) - t for at, t in zip(heard, told, strict=True)]
    record_property("danger to sound, ms", [1000 * each for each in late_s])
    record_property("frames a second", seen["fps"])
    assert min(late_s) > 0.0
    counted = [cue for cue, _ in seen["told"] if cue == Cue.REP_SCORED]
    assert len(counted) == 8


def test_the_check_fails_on_silence_and_on_a_wrong_frequency() -> None:
    rate = 48_000
    t = np.arange(rate) / rate
    silence = np.zeros(rate, np.float32)
    wrong = (0.45 * np.sin(2 * np.pi * 1.15 * FREQUENCY_HZ[Cue.DANGER] * t)).astype(
        np.float32
    )

    assert bursts(silence, FREQUENCY_HZ[Cue.DANGER], LEAST) == []
    assert bursts(wrong, FREQUENCY_HZ[Cue.DANGER], LEAST) == []
