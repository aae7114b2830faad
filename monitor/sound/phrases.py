"""What can be said: a table of texts for each language, and a rendered clip for each.

A language is a folder of ``clips/``: ``phrases.toml`` and a WAV file for each text.
"""

import wave
from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from monitor.model.errors import SoundError
from monitor.model.events import Cue
from monitor.sound.cues import Sound

CLIPS: Final = Path(__file__).parent / "clips"
TABLE: Final = "phrases.toml"
MOST: Final = 60  # the largest number that can be said
_PAUSE_S: Final = 0.06  # between the parts of an utterance


class Word(StrEnum):
    """Parts of what is said of a set."""

    TWO_LEFT = "two_left"
    LAST_ONE = "last_one"
    REP = "rep"
    REPS = "reps"
    SCORED = "scored"
    PAST_LIMIT = "past_limit"


Phrase = Cue | Word | int


class Phrasebook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is said in a language.

    Attributes:
        voice: Of espeak-ng.
        words_per_minute: How fast it speaks.
        cues: Three words at most for each.
        words: The parts of longer utterances.
        numbers: 0 to ``MOST``.
    """

    voice: str
    words_per_minute: int
    cues: dict[Cue, str]
    words: dict[Word, str]
    numbers: dict[int, str]

    def texts(self) -> dict[Phrase, str]:
        """Return every text."""
        tables = (self.cues.items(), self.words.items(), self.numbers.items())
        return dict(chain[tuple[Phrase, str]](*tables))


def languages() -> list[str]:
    """Return the languages there are clips for."""
    return sorted(path.parent.name for path in CLIPS.glob(f"*/{TABLE}"))


def read_phrasebook(language: str) -> Phrasebook:
    """Read a language's table.

    Raises:
        SoundError: There is none, or something in it is missing or unknown.
    """
    path = CLIPS / language / TABLE
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Phrasebook)
    except OSError as error:
        msg = f"there are no spoken clips for the language '{language}'"
        raise SoundError(msg) from error
    except msgspec.DecodeError as error:
        msg = f"{language}/{TABLE}: {error}"
        raise SoundError(msg) from error


def clip_path(language: str, phrase: Phrase) -> Path:
    """Return where a phrase's clip lies."""
    return CLIPS / language / f"{phrase}.wav"


class Clips:
    """The clips of a language, in memory."""

    def __init__(self, language: str) -> None:
        """Read them all, about 2 MB.

        Raises:
            SoundError: The language is not there, or a clip is missing or damaged.
        """
        self.phrasebook = read_phrasebook(language)
        self._clips = {
            phrase: _read(clip_path(language, phrase))
            for phrase in self.phrasebook.texts()
        }
        self._ready: dict[tuple[Phrase, float], Sound] = {}

    def prepare(self, rate_hz: float) -> None:
        """Have every clip ready at a rate (any thread); takes some tenths of a s."""
        for phrase in self._clips:
            self._at(phrase, rate_hz)

    def spoken(self, phrases: Sequence[Phrase], rate_hz: float) -> Sound:
        """Return an utterance; empty if a part of it can't be said.

        Args:
            phrases: Its parts.
            rate_hz: Sampling rate wanted.

        Returns:
            Shape (n,), within -1 and 1.
        """
        if not all(phrase in self._clips for phrase in phrases):
            return np.zeros(0, np.float32)
        pause = np.zeros(round(_PAUSE_S * rate_hz), np.float32)
        parts = [part for p in phrases for part in (self._at(p, rate_hz), pause)]
        return np.concatenate(parts) if parts else pause[:0]

    def _at(self, phrase: Phrase, rate_hz: float) -> Sound:
        sound = self._ready.get((phrase, rate_hz))
        if sound is None:
            sound = resampled(*self._clips[phrase], rate_hz)
            self._ready[phrase, rate_hz] = sound
        return sound


def resampled(sound: Sound, rate_hz: float, wanted_hz: float) -> Sound:
    """Return a sound at another sampling rate; nothing above half of either is left.

    Args:
        sound: Shape (n,), silent at both ends.
        rate_hz: Its rate.
        wanted_hz: The rate wanted.
    """
    n = round(len(sound) * wanted_hz / rate_hz)
    spectrum = np.fft.rfft(sound)[: n // 2 + 1]
    other = np.fft.irfft(spectrum, n) * (n / len(sound))
    return np.clip(other, -1.0, 1.0).astype(np.float32)


def _read(path: Path) -> tuple[Sound, float]:
    try:
        with wave.open(str(path)) as file:
            rate_hz = float(file.getframerate())
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (OSError, EOFError, wave.Error, ValueError) as error:
        msg = f"{path.parent.name}/{path.name}: this spoken clip can't be read"
        raise SoundError(msg) from error
    return (samples / 32768).astype(np.float32), rate_hz
