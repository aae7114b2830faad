"""From an alert to the first sample of its tone in a recording, on a null sink.

    python -m tests.benchmarks.sound_report [TIMES]

A real device adds its buffer, a wireless one 150 to 500 ms.
"""

import sys

import numpy as np

from monitor.model.events import Cue
from monitor.sound.cues import FREQUENCY_HZ
from tests.rig.pulse import PulseRig, heard
from tests.rig.sound_player import latencies_s, playing

APART_S = 0.55  # from one tone to the next, so that each is told by itself


def main(times: int) -> None:
    """Play the danger cue so often; print how late it came."""
    triggered_s = []
    with PulseRig() as rig, playing(rig) as player, rig.recording() as recording:
        player.reported(available=True)
        recording.wait_for(2.0)
        for i in range(times):
            triggered_s.append(float(str(player.ask(f"tone {Cue.DANGER}"))))
            recording.wait_for(APART_S + 0.007 * (i % 10))
    problem = heard(recording.samples, [FREQUENCY_HZ[Cue.DANGER]] * times)
    if problem:
        sys.exit(problem)
    late_ms = np.multiply(latencies_s(recording, triggered_s), 1000)
    p50, p95, worst = np.percentile(late_ms, [50, 95, 100])
    print(f"{times} alerts: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
