"""Words reach the engine by standard input, one utterance at a time."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from monitor.model.events import Alert, Cue, Level
from monitor.sound.engine import (
    MOST_LETTERS,
    MOST_WAITING,
    NONE,
    SpeechEngine,
    find_engine,
    speakable,
)
from monitor.sound.settings import SoundSettings
from monitor.sound.shared import SharedSound, without_counts

FAKE = """
import sys, time
words = sys.stdin.buffer.read()
with open(sys.argv[1], "ab") as file:
    file.write(words + b"\\n")
time.sleep(float(sys.argv[2]))
"""


def fake(tmp_path: Path, lasts_s: float = 0.0) -> tuple[list[str], Path]:
    program, said = tmp_path / "engine.py", tmp_path / "said"
    program.write_text(FAKE)
    said.touch()
    return [sys.executable, str(program), str(said), str(lasts_s)], said


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError


def test_words_arrive_as_they_are(tmp_path: Path) -> None:
    command, said = fake(tmp_path)
    texts = ["--help", "$(reboot); `id` | 'x' \"y\" %PATH%", "Änne, stop"]
    engine = SpeechEngine(command)

    for text in texts:
        engine.speak(text)
        wait_for(lambda t=text: t.encode() in said.read_bytes())  # type: ignore[misc]

    engine.close()
    assert said.read_text("utf-8").splitlines() == texts


def test_the_urgent_goes_first_and_the_queue_is_bounded(tmp_path: Path) -> None:
    command, said = fake(tmp_path, 0.2)
    engine = SpeechEngine(command)
    engine.speak("first")
    wait_for(lambda: b"first" in said.read_bytes())

    for n in range(30):
        engine.speak(f"calm {n}")
    engine.speak("danger", urgent=True)
    engine.speak("stop", urgent=True)

    wait_for(lambda: said.read_bytes().count(b"\n") > 3)
    engine.close()
    lines = said.read_text().splitlines()
    assert lines[1:3] == ["stop", "danger"]
    assert lines[3] == f"calm {30 - (MOST_WAITING - 2)}"


def test_no_engine_is_said_once() -> None:
    said: list[str] = []
    engine = SpeechEngine(["no-such-program-anywhere"], said.append)
    for _ in range(3):
        engine.speak("hello")

    wait_for(lambda: len(said) > 0)
    engine.close()
    assert len(said) == 1
    assert find_engine("plan9") is None
    assert NONE.endswith(".")


@given(st.text())
def test_what_is_spoken_is_one_printable_line(text: str) -> None:
    line = speakable(text)

    assert len(line) <= MOST_LETTERS
    assert line == "" or line.isprintable()


class Player:
    def __init__(self) -> None:
        self.cues: list[Cue] = []

    def put(self, output: object, /) -> None:
        assert isinstance(output, Alert)
        self.cues.append(output.cue)


def test_shared_sound_names_each_cue_and_counts_nothing(tmp_path: Path) -> None:
    command, said = fake(tmp_path)
    player, engine = Player(), SpeechEngine(command)
    shared = SharedSound(player, engine)

    for cue in (Cue.REP_SCORED, Cue.SET_END, Cue.ARMED, Cue.NONE):
        shared.alert("Ann", Alert(1.0, 1.0, Level.INFO, cue, "x"))
    shared.alert("Bob", Alert(1.0, 1.0, Level.DANGER, Cue.DANGER, "x"))

    wait_for(lambda: b"Bob, danger" in said.read_bytes())
    engine.close()
    assert player.cues == [Cue.DANGER]
    assert said.read_text().splitlines() == ["Bob, danger"]


def test_settings_for_several_leave_four_cues() -> None:
    settings = without_counts(SoundSettings())

    left = set(Cue) - set(settings.cues_off) - {Cue.NONE}
    assert left == {Cue.CAUTION, Cue.DANGER, Cue.STOP, Cue.SENSOR_LOST}
    assert not settings.speech


def test_an_engine_that_fails_is_said_once() -> None:
    said: list[str] = []
    engine = SpeechEngine([sys.executable, "-c", "raise SystemExit(3)"], said.append)
    engine.speak("hello")

    wait_for(lambda: len(said) > 0)
    engine.speak("again")
    engine.close()

    assert said == ["The speech engine does not work: nothing is said."]


def test_what_an_engine_would_obey_is_not_handed_to_it() -> None:
    assert speakable("!-!SET LANGUAGE fr [[rate 500]] go") == (
        "SET LANGUAGE fr rate 500 go"
    )
