"""Adds up what sounds at the moment, block by block; tones at once, words in turn."""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.sound.cues import Sound

VOICES: Final = 4  # tones that can sound together
WAITING: Final = 4  # utterances that can wait

Block = NDArray[np.float32]  # (n, channels), full scale is 1


@dataclass(slots=True)
class _Voice:
    sound: Sound
    at: int = 0

    def add_to(self, mono: NDArray[np.float32]) -> bool:
        """Add what comes next; False when that was the rest."""
        part = self.sound[self.at : self.at + len(mono)]
        mono[: len(part)] += part
        self.at += len(part)
        return self.at < len(self.sound)


class Mixer:
    """One thread plays, the audio stream's own thread fills; neither waits."""

    def __init__(self) -> None:
        self._new: deque[tuple[Sound, bool] | None] = deque()
        self._tones: list[_Voice] = []
        self._words: _Voice | None = None
        self._waiting: deque[Sound] = deque(maxlen=WAITING)

    def play(self, sound: Sound, *, at_once: bool) -> None:
        """Let a sound be heard (any thread).

        Args:
            sound: Samples at the stream's rate, shape (n,); not changed afterwards.
            at_once: Now, over whatever sounds; else after all tones and words
                before it.
        """
        self._new.append((sound, at_once))

    def hush(self) -> None:
        """Let everything that sounds or waits end (any thread)."""
        self._new.append(None)

    def fill(self, out: Block) -> None:
        """Write what is heard next (the stream's thread)."""
        out.fill(0.0)
        mono = out[:, 0]
        self._take(mono)
        self._say(mono)
        self._tones = [each for each in self._tones if each.add_to(mono)]
        np.clip(mono, -1.0, 1.0, out=mono)
        out[:, 1:] = out[:, :1]

    def _take(self, mono: NDArray[np.float32]) -> None:
        while self._new:
            asked = self._new.popleft()
            if asked is None:
                self._fade(mono)
            elif asked[1]:
                self._begin(asked[0])
            else:
                self._waiting.append(asked[0])

    def _begin(self, sound: Sound) -> None:
        if any(each.sound is sound and not each.at for each in self._tones):
            return  # twice at one time is louder, not more
        self._tones = [*self._tones[1 - VOICES :], _Voice(sound)]

    def _say(self, mono: NDArray[np.float32]) -> None:
        if self._words is None and self._waiting and not self._tones:
            self._words = _Voice(self._waiting.popleft())
        if self._words is not None and not self._words.add_to(mono):
            self._words = None

    def _fade(self, mono: NDArray[np.float32]) -> None:
        for each in [*self._tones, self._words]:
            if each is not None:
                each.add_to(mono)
        mono *= np.linspace(1.0, 0.0, len(mono), dtype=np.float32)
        self._tones, self._words = [], None
        self._waiting.clear()
