"""Says any words with an engine that the computer has.

The words go in by standard input: never through a shell, never as an argument. One
utterance at a time, on a thread of its own; whoever speaks never waits.
"""

import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

MOST_LETTERS: Final = 200
MOST_WAITING: Final = 8
LONGEST_S: Final = 20.0  # an engine that takes longer hangs
NONE: Final = (
    "No speech engine is installed (such as espeak-ng): names and messages are shown,"
    " not said."
)
_WINDOWS: Final = (
    "Add-Type -AssemblyName System.Speech;"
    "[Console]::InputEncoding = [Text.Encoding]::UTF8;"
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer)"
    ".Speak([Console]::In.ReadToEnd())"
)
_OBEYED: Final = ("!-!", "[[", "]]")  # what an engine takes for an order, not a word
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows alone has it
_ENGINES: Final = {
    "linux": (
        ("espeak-ng", "--stdin"),
        ("espeak", "--stdin"),
        ("spd-say", "--pipe-mode"),
    ),
    "darwin": (("say", "-f", "-"),),
    "win32": (("powershell", "-NoProfile", "-Command", _WINDOWS),),
}


def find_engine(platform: str = sys.platform) -> tuple[str, ...] | None:
    """Return the command of an engine that is installed; None without one."""
    for command in _ENGINES.get(platform, ()):
        program = shutil.which(command[0])
        if program is not None:
            return (program, *command[1:])
    return None


def speakable(text: str) -> str:
    """Return a text as one line without control characters, of bounded length."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    for obeyed in _OBEYED:
        plain = plain.replace(obeyed, " ")
    return " ".join(plain.split())[:MOST_LETTERS]


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    urgent: bool


class SpeechEngine:
    """Says one thing after the other, urgent ones first."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        on_problem: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Begin with nothing to say.

        Args:
            command: The engine's; None for one that is installed.
            on_problem: Told in a sentence, once, on the engine's thread, when nothing
                can be said.
        """
        self._command = tuple(command) if command is not None else find_engine()
        self._on_problem = on_problem
        self._waiting: deque[_Words] = deque()
        self._news = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = self._has_complained = False
        self._thread = threading.Thread(target=self._work, name="speech", daemon=True)
        self._thread.start()

    def speak(self, text: str, *, urgent: bool = False) -> None:
        """Say something; never waits. Of too much the oldest is left out.

        Args:
            text: What; see ``speakable``.
            urgent: Next, before all that waits; the others come in turn.
        """
        words = _Words(speakable(text), urgent)
        if not words.text:
            return
        with self._news:
            calm = [each for each in self._waiting if not each.urgent]
            hurried = [each for each in self._waiting if each.urgent]
            hurried, calm = (
                ([words, *hurried], calm) if urgent else (hurried, [*calm, words])
            )
            hurried = hurried[:MOST_WAITING]  # the newest come first
            left = MOST_WAITING - len(hurried)
            self._waiting = deque([*hurried, *calm[len(calm) - min(left, len(calm)) :]])
            self._news.notify()

    def close(self) -> None:
        """Fall silent."""
        with self._news:
            self._is_closed = True
            self._waiting.clear()
            self._news.notify()
            if self._process is not None:
                self._process.kill()
        self._thread.join(LONGEST_S)

    def _work(self) -> None:
        while True:
            with self._news:
                while not self._waiting and not self._is_closed:
                    self._news.wait()
                if self._is_closed:
                    return
                words = self._waiting.popleft()
            self._say(words.text)

    def _say(self, text: str) -> None:
        if self._command is None:
            self._complain(NONE)
            return
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            self._complain(f"The speech engine does not start ({error.strerror}).")
            return
        with self._news:
            self._process = process
            if self._is_closed:
                process.kill()
        try:
            process.communicate(text.encode(), LONGEST_S)
        except (subprocess.TimeoutExpired, OSError):
            process.kill()
            with suppress(OSError):
                process.communicate()
            self._complain("The speech engine does not answer.")
        with self._news:
            self._process = None
            has_failed = process.returncode != 0 and not self._is_closed
        if has_failed:
            self._complain("The speech engine does not work: nothing is said.")

    def _complain(self, sentence: str) -> None:
        if not self._has_complained:
            self._has_complained = True
            self._on_problem(sentence)
