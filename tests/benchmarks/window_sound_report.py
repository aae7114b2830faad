"""Measures how soon alerts are heard while the window animates.

    python -m tests.benchmarks.window_sound_report [--duration S] [--speed X]

The window runs the demo on an X server in memory, its sound goes to a null sink that is
recorded. Printed is the time from the alert's call to its first sample in the
recording, for each tone that begins in silence, and how many dangers were heard.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from monitor.model.events import Cue
from monitor.sound.cues import FREQUENCY_HZ
from tests.rig.pulse import RATE_HZ, PulseRig, Recording, bursts
from tests.rig.screen import screen

LEAST = 0.2  # of full scale: half of the danger cue's peak
SILENCE_S = 0.3  # before a tone, to tell its first sample
SOUNDS_FROM = 0.02


def first_sample_s(recording: Recording, called_s: float) -> float | None:
    """Return how long after a call sound began; None if something sounded before."""
    chunks = [each for each in recording.chunks if each.arrived_s >= called_s]
    if not chunks:
        return None
    at = chunks[0].first
    samples = recording.samples
    before = samples[max(0, at - int(SILENCE_S * RATE_HZ)) : at]
    loud = np.flatnonzero(np.abs(samples[at : at + RATE_HZ // 5]) > SOUNDS_FROM)
    if np.abs(before).max(initial=0.0) > SOUNDS_FROM or not len(loud):
        return None
    return recording.arrival_s((at + loud[0]) / RATE_HZ) - called_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--duration", type=float, default=300.0)
    parser.add_argument("--speed", type=float, default=2.0)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        PulseRig() as rig,
        screen() as shown,
        rig.recording() as recording,
    ):
        env = {**rig.env, **{n: shown[n] for n in ("DISPLAY", "QT_QPA_PLATFORM")}}
        env |= {"PYTHONPATH": str(Path.cwd()), "XDG_CONFIG_HOME": folder}
        words = [str(options.speed), str(options.duration)]
        ran = subprocess.run(
            [sys.executable, "-m", "tests.rig.sounding_window", folder, *words],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        recording.wait_for(1.0)
    seen = json.loads(ran.stdout.splitlines()[-1])
    told = [t for cue, t in seen["told"] if cue == Cue.DANGER]
    heard = bursts(recording.samples, FREQUENCY_HZ[Cue.DANGER], LEAST)
    late = [first_sample_s(recording, t) for _, t in seen["told"]]
    known = np.array([each for each in late if each is not None]) * 1000
    p50, p95 = np.percentile(known, [50, 95])
    sys.stdout.write(
        f"{seen['fps']:.1f} frames a second\n"
        f"dangers told {len(told)}, heard {len(heard)}\n"
        f"alert to first sample: p50 {p50:.1f}, p95 {p95:.1f},"
        f" worst {known.max():.1f} ms of {len(known)} tones that began in silence\n"
    )


if __name__ == "__main__":
    main()
