"""A program that plays what it is told through the sink: one line in, one line out.

tone CUE     plays it as an alert; answers with ``time.monotonic`` at the trigger
check        looks after the device; answers with what was reported since
devices      answers with their names
close        ends
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.model.events import Cue
from monitor.sound.portaudio import devices
from monitor.sound.settings import SoundSettings
from monitor.sound.sink import SoundSink
from tests.rig.pulse import PulseRig, Recording, onsets, wait


class SoundPlayer:
    """The program, running where the rig is its sound card."""

    def __init__(self, rig: PulseRig, *options: str) -> None:
        command = [sys.executable, "-m", "tests.rig.sound_player", *options]
        self._process = subprocess.Popen(
            command,
            env=rig.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.opened = self._answer()

    def ask(self, line: str) -> object:
        assert self._process.stdin is not None
        print(line, file=self._process.stdin, flush=True)
        return self._answer()

    def reported(self, *, available: bool) -> str:
        """Look after the device until it is reported so; return the reason."""
        reports: list[tuple[bool, str]] = []

        def is_reported() -> bool:
            answer = self.ask("check")
            assert isinstance(answer, list)
            reports.extend((bool(is_there), str(why)) for is_there, why in answer)
            return bool(reports) and reports[-1][0] is available

        wait(is_reported, f"the report that sound is available: {available}")
        return reports[-1][1]

    def close(self) -> int:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
        return process.returncode

    def _answer(self) -> object:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def playing(rig: PulseRig, *options: str) -> Iterator[SoundPlayer]:
    player = SoundPlayer(rig, *options)
    try:
        yield player
    finally:
        assert player.close() == 0


def latencies_s(recording: Recording, triggered_s: list[float]) -> list[float]:
    starts = [recording.arrival_s(each.at_s) for each in onsets(recording.samples)]
    return [start - t for start, t in zip(starts, triggered_s, strict=True)]


def main() -> None:
    reports: list[tuple[bool, str]] = []
    settings = SoundSettings(volume=1.0, speech="--speech" in sys.argv)
    sink = SoundSink(settings, lambda *report: reports.append(report))
    sink.wait(10.0)
    answer({"device": sink.device, "late": sink.wants_rep_end})
    for line in sys.stdin:
        word, *rest = line.split()
        match word:
            case "tone":
                triggered_s = time.monotonic()
                sink.test(Cue(rest[0]))
                answer(triggered_s)
            case "check":
                sink.check()
                answer(reports)
                reports.clear()
            case "devices":
                answer(devices())
            case _:
                break
    sink.close()


def answer(said: object) -> None:
    print(json.dumps(said), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
