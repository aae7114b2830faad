"""A sound output that is always open, and comes back when it was away.

Opening and closing a device may take seconds, or hang with its driver: both happen on
a thread of their own. Whoever plays never waits.
"""

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.model.errors import SoundError
from monitor.sound.cues import Sound
from monitor.sound.mixer import Mixer
from monitor.sound.portaudio import Fill, PortAudio

STALLED_S: Final = 1.0  # without asking for samples, a stream is dead
FIRST_S: Final = 4.0  # a stream that has just been opened may take its time
STEADY_S: Final = 10.0  # a stream that lasted so long is reopened without a pause
SLOW_S: Final = 5.0  # to open, until it is said
LONGEST_PAUSE_S: Final = 8.0
CLOSE_S: Final = 2.0
OPENING: Final = "the sound output is being opened"
_USUAL_RATE_HZ: Final = 48_000.0

Report = Callable[[bool, str], None]  # available, and if not, why: one sentence
Start = Callable[[Callable[[], None]], None]  # runs something, elsewhere


class Stream(Protocol):
    """An open stream."""

    device: str
    rate_hz: float
    latency_s: float

    def is_active(self) -> bool:
        """Whether it still asks for samples."""

    def close(self) -> None:
        """Stop and close it."""


class Audio(Protocol):
    """Opens streams."""

    def open(self, device: str, fill: Fill, /) -> Stream:
        """Open and start a stream; raises ``SoundError``."""


class _Line:
    """A stream, and what it plays."""

    def __init__(self, audio: Audio, device: str, clock: Callable[[], float]) -> None:
        self.mixer = Mixer()
        self.wanted = device
        self._clock = clock
        self._blocks = 0
        self._opened_s = self._block_s = clock()
        self.stream = audio.open(device, self._fill)

    @property
    def is_heard(self) -> bool:
        """Whether the stream has asked for samples."""
        return self._blocks > 0

    @property
    def age_s(self) -> float:
        return self._clock() - self._opened_s

    def is_dead(self) -> bool:
        patience_s = FIRST_S if self.age_s <= FIRST_S else STALLED_S
        silent_s = self._clock() - self._block_s
        return not self.stream.is_active() or silent_s > patience_s

    def _fill(self, out: NDArray[np.float32]) -> None:
        self._block_s = self._clock()
        self._blocks += 1
        self.mixer.fill(out)


def on_a_thread(job: Callable[[], None]) -> None:
    """Run something that may hang without keeping the program from its end."""
    threading.Thread(target=job, name="sound", daemon=True).start()


class Output:
    """Plays sounds on a device, as long as there is one.

    All methods belong to one thread, which calls ``check`` about once a second.
    """

    def __init__(
        self,
        report: Report,
        device: str = "",
        audio: Audio | None = None,
        clock: Callable[[], float] = time.monotonic,
        start: Start = on_a_thread,
    ) -> None:
        """Begin to open the device.

        Args:
            report: Told by ``check``, at first and whenever it changes, whether
                sounds are heard.
            device: A name out of ``devices()``; empty for the system's own choice.
            audio: What opens streams.
            clock: s, monotonic.
            start: What runs the opening.
        """
        self._report, self._wanted = report, device
        self._audio: Audio = audio or PortAudio()
        self._clock, self._start = clock, start
        self._line: _Line | None = None
        self._came: _Line | SoundError | None = None  # from the other thread
        self._busy_since_s: float | None = None  # cleared by the other thread
        self._try_at_s, self._pause_s = clock(), 0.0
        self._told: tuple[bool, str] | None = None
        self._reason = ""
        self._is_closed = False
        self._idle = threading.Event()
        self._open()

    @property
    def available(self) -> bool:
        """Whether sounds are heard."""
        return self._line is not None and self._line.is_heard

    @property
    def reason(self) -> str:
        """Why nothing is heard, one sentence; empty if it is."""
        return "" if self.available else self._reason or OPENING

    @property
    def rate_hz(self) -> float:
        """Rate of the sounds to play."""
        return self._line.stream.rate_hz if self._line else _USUAL_RATE_HZ

    @property
    def latency_s(self) -> float:
        """The stream's own estimate of its buffer; 0 without a stream."""
        return self._line.stream.latency_s if self._line else 0.0

    @property
    def device(self) -> str:
        """Name of the device in use; empty without one."""
        return self._line.stream.device if self._line else ""

    def play(self, sound: Sound, *, at_once: bool) -> None:
        """Let a sound be heard; without a device it is lost, not late.

        Args:
            sound: Samples at ``rate_hz``, shape (n,); not changed afterwards.
            at_once: Now, over whatever sounds; else in turn, after tones and words.
        """
        if self._line is not None:
            self._line.mixer.play(sound, at_once=at_once)

    def hush(self) -> None:
        """End what sounds and forget what waits."""
        if self._line is not None:
            self._line.mixer.hush()

    def use(self, device: str) -> None:
        """Change to another device; the next ``check`` opens it."""
        self._wanted = device

    def check(self) -> None:
        """See whether the device still plays; reopen it, and report what changed."""
        self._collect()
        line = self._line
        if line is not None and line.wanted != self._wanted:
            self._drop(line, "")
        elif line is not None and line.is_dead():
            self._drop(line, "the sound output has stopped")
        if self._line is None and self._clock() >= self._try_at_s:
            self._open()
        self._collect()
        self._say()

    def wait(self, timeout_s: float) -> None:
        """Wait until opening has succeeded or failed; ``check`` waits for nothing."""
        self._idle.wait(timeout_s)
        self._collect()

    def close(self) -> None:
        """Close the device; takes 2 s at most."""
        self._is_closed = True
        self._collect()
        line, self._line = self._line, None
        if line is None:
            return
        done = threading.Event()

        def job() -> None:
            line.stream.close()
            done.set()

        self._start(job)
        done.wait(CLOSE_S)

    def _open(self) -> None:
        wanted = self._wanted

        def job() -> None:
            try:
                line = _Line(self._audio, wanted, self._clock)
            except SoundError as error:
                self._came = error
                return
            if self._is_closed:
                line.stream.close()
            else:
                self._came = line

        if not self._is_closed:
            self._run(job)

    def _drop(self, line: _Line, reason: str) -> None:
        self._line, self._reason = None, reason
        if line.age_s > STEADY_S or line.wanted != self._wanted:
            self._try_at_s, self._pause_s = self._clock(), 0.0
        else:
            self._pause()
        self._run(line.stream.close)
        self._say()

    def _run(self, job: Callable[[], None]) -> None:
        """Have one job done at a time, elsewhere."""
        if self._busy_since_s is not None:
            return
        self._busy_since_s = self._clock()
        self._idle.clear()

        def run() -> None:
            job()
            self._busy_since_s = None
            self._idle.set()

        self._start(run)

    def _collect(self) -> None:
        came, self._came = self._came, None
        since_s = self._busy_since_s
        if isinstance(came, SoundError):
            self._reason = str(came)
            self._pause()
        elif came is not None:
            self._line = came
        elif since_s is not None and self._clock() - since_s > SLOW_S:
            self._reason = "the sound output does not answer"

    def _pause(self) -> None:
        self._pause_s = min(max(1.0, 2 * self._pause_s), LONGEST_PAUSE_S)
        self._try_at_s = self._clock() + self._pause_s

    def _say(self) -> None:
        now = (self.available, "" if self.available else self._reason)
        if now in (self._told, (False, "")):  # no news, or not known yet
            return
        self._told = now
        self._report(*now)
