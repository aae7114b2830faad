"""One sound output for several lifters: no counts, and every cue carries a name."""

import threading
from typing import Final, Protocol

from msgspec.structs import replace

from monitor.model.events import Alert, Cue, Level, Output
from monitor.sound.engine import SpeechEngine
from monitor.sound.settings import SoundSettings

_URGENT: Final = (Level.DANGER, Level.STOP)
_WORDS: Final = {
    Cue.CAUTION: "caution",
    Cue.DANGER: "danger",
    Cue.STOP: "stop",
    Cue.SENSOR_LOST: "sensor lost",
}


class AlertPlayer(Protocol):
    """Plays tones at once: ``SoundSink``."""

    def put(self, output: Output, /) -> None:
        """Take an alert."""


def without_counts(settings: SoundSettings) -> SoundSettings:
    """Return settings for several lifters: nothing but the cues that carry names."""
    off = tuple(cue for cue in Cue if cue not in _WORDS and cue is not Cue.NONE)
    return replace(settings, cues_off=off, speech=False)


class SharedSound:
    """Lets the alerts of several lifters be heard; any thread may put them in."""

    def __init__(self, player: AlertPlayer, engine: SpeechEngine) -> None:
        """Share an output.

        Args:
            player: Plays tones, made with ``without_counts``.
            engine: Says the names.
        """
        self._player, self._engine = player, engine
        self._lock = threading.Lock()

    def alert(self, name: str, alert: Alert) -> None:
        """Let a lifter's alert be heard: its tone at once, then whose it is."""
        words = _WORDS.get(alert.cue)
        if words is None:
            return
        with self._lock:
            self._player.put(alert)
        self._engine.speak(f"{name}, {words}", urgent=alert.level in _URGENT)

    def call(self, text: str, cue: Cue, t: float) -> None:
        """Let a call for the coach be heard.

        Args:
            text: What is said; it begins with the name.
            cue: The tone before.
            t: Now, s.
        """
        with self._lock:
            self._player.put(Alert(t, t, Level.STOP, cue, text))
        self._engine.speak(text, urgent=True)
