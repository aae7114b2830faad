"""A sink that lets alerts be heard at once, and says the few words there are."""

import asyncio
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Protocol

from monitor.model.errors import SoundError
from monitor.model.events import Alert, Cue, Level, Output
from monitor.sound.cues import Sound, tone
from monitor.sound.output import Output as SoundOutput
from monitor.sound.output import Report, on_a_thread
from monitor.sound.phrases import Clips
from monitor.sound.portaudio import is_bluetooth
from monitor.sound.settings import Bluetooth, SoundSettings
from monitor.sound.speech import Speech, Utterance

CHECK_S: Final = 1.0
_LEVELS: Final = {
    Cue.CAUTION: Level.CAUTION,
    Cue.DANGER: Level.DANGER,
    Cue.STOP: Level.STOP,
}


class Player(Protocol):
    """What sounds are played on: ``Output``."""

    @property
    def available(self) -> bool:
        """Whether sounds are heard."""

    @property
    def reason(self) -> str:
        """Why nothing is heard, one sentence; empty if it is."""

    @property
    def device(self) -> str:
        """Name of the device in use; empty without one."""

    @property
    def rate_hz(self) -> float:
        """Rate of the sounds to play."""

    def play(self, sound: Sound, *, at_once: bool) -> None:
        """Let a sound be heard, now or in turn."""

    def hush(self) -> None:
        """End what sounds and forget what waits."""

    def use(self, device: str) -> None:
        """Change to another device."""

    def check(self) -> None:
        """See whether the device still plays."""

    def wait(self, timeout_s: float) -> None:
        """Wait until opening has succeeded or failed."""

    def close(self) -> None:
        """Close the device."""


class SoundSink:
    """Alerts in, sounds out; never waits, never raises.

    All methods belong to one thread: the session's.
    """

    def __init__(
        self,
        settings: SoundSettings,
        report: Report,
        player: Player | None = None,
        planned_reps: int = 0,
    ) -> None:
        """Begin to open the device; read the clips.

        Args:
            settings: What is heard, how loud, and where.
            report: Told by ``check``, at first and whenever it changes, whether
                sounds are heard, and if not, why.
            player: What to play on; None for the device of the settings.
            planned_reps: Of each set; 0 if not planned.
        """
        self._player: Player = player or SoundOutput(report, settings.device)
        self._speech = Speech(settings, planned_reps)
        self._settings = settings
        self._clips, self._speech_problem = _clips(settings)
        self._is_muted = False
        self._ready: tuple[Clips | None, float, float] | None = None

    @property
    def available(self) -> bool:
        """Whether sounds are heard."""
        return self._player.available

    @property
    def reason(self) -> str:
        """Why nothing is heard, one sentence; empty if it is."""
        return self._player.reason

    @property
    def device(self) -> str:
        """Name of the device in use; empty without one."""
        return self._player.device

    @property
    def speech_problem(self) -> str:
        """Why no words are said, one sentence; empty if they are, or not wanted."""
        return self._speech_problem

    @property
    def wants_rep_end(self) -> bool:
        """Whether cues come so late (Bluetooth) that they belong at the rep's end.

        Told by the name of the device in use: ask once it is open, see ``wait``.
        """
        if self._settings.bluetooth is Bluetooth.AUTO:
            return is_bluetooth(self._player.device or self._settings.device)
        return self._settings.bluetooth is Bluetooth.YES

    def put(self, output: Output, /) -> None:
        """Take one output; an alert is heard at once."""
        if isinstance(output, Alert):
            self._sound(output)
        self._say(self._speech.feed(output))

    def test(self, cue: Cue) -> None:
        """Let a cue be heard as an alert would be."""
        t = time.monotonic()
        level = _LEVELS.get(cue, Level.INFO)
        self.put(Alert(t, t, level, cue, f"Test of the cue '{cue}'"))

    def mute(self, muted: bool) -> None:  # noqa: FBT001  the record's own flag
        """End all sound, or let what comes next be heard; a test is heard anyway."""
        self._is_muted = muted
        if muted:
            self._player.hush()

    def plan(self, reps: int) -> None:
        """Take how many reps a set is to have; 0 if not planned."""
        self._speech.planned_reps = reps

    def use(self, settings: SoundSettings) -> None:
        """Take other settings, another device included."""
        if settings.language != self._settings.language or not self._clips:
            self._clips, self._speech_problem = _clips(settings)
        self._settings = self._speech.settings = settings
        self._player.use(settings.device)

    def wait(self, timeout_s: float) -> None:
        """Wait until the device is open, or known not to open (any thread)."""
        self._player.wait(timeout_s)

    def check(self) -> None:
        """See whether the device still plays; to be called once a second."""
        self._player.check()
        ready = self._clips, self._player.rate_hz, self._gain
        if ready != self._ready and self._player.available:
            self._ready = ready
            on_a_thread(lambda: _prepare(*ready))

    async def watch(self) -> None:
        """Call ``check`` once a second, until cancelled."""
        while True:
            self.check()
            await asyncio.sleep(CHECK_S)

    def close(self) -> None:
        """Close the device; takes 2 s at most."""
        self._player.close()

    def _sound(self, alert: Alert) -> None:
        if alert.cue in self._settings.cues_off:
            return
        sound = _tone(alert.cue, self._player.rate_hz, self._gain)
        if len(sound):
            self._player.play(sound, at_once=True)

    @property
    def _gain(self) -> float:
        return self._settings.volume**2  # half way is half as loud to the ear

    def _say(self, utterances: Iterable[Utterance]) -> None:
        if self._clips is None or not self._settings.speech or self._is_muted:
            return
        for words in utterances:
            sound = self._clips.spoken(words, self._player.rate_hz)
            if len(sound) and self._gain:
                self._player.play(sound * self._gain, at_once=False)


def _clips(settings: SoundSettings) -> tuple[Clips | None, str]:
    if not settings.speech:
        return None, ""
    try:
        return Clips(settings.language), ""
    except SoundError as error:
        return None, str(error)


def _prepare(clips: Clips | None, rate_hz: float, gain: float) -> None:
    """Compute beforehand what an alert should not wait for."""
    for cue in Cue:
        _tone(cue, rate_hz, gain)
    if clips is not None:
        clips.prepare(rate_hz)


@lru_cache(maxsize=64)
def _tone(cue: Cue, rate_hz: float, gain: float) -> Sound:
    return tone(cue, rate_hz) * gain if gain else tone(Cue.NONE, rate_hz)
