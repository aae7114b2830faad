"""A sound card for machines without one: PulseAudio with a null sink.

A program started with ``PulseRig.env`` finds one output. What it plays comes back from
``PulseRig.recording()`` as samples; ``onsets`` finds the cues in them by their
pitch. The device can be taken away and given back.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import pytest
from numpy.typing import NDArray

RATE_HZ: Final = 48_000
SINK: Final = "probe"
PATIENCE_S: Final = 20.0  # for a daemon on a busy machine
_CHUNK: Final = 256  # samples read at once
_FRAME: Final = 960  # samples that a known pitch is looked for in: 20 ms
_HOP: Final = 240  # ... every 5 ms
_QUIET: Final = 0.01  # below is silence
_ASOUNDRC: Final = """
</usr/share/alsa/alsa.conf>
pcm.!default {{ type pulse server "unix:{socket}" }}
ctl.!default {{ type pulse server "unix:{socket}" }}
"""

Heard = NDArray[np.float32]  # (n,) mono, full scale is 1


@dataclass(frozen=True, slots=True)
class Onset:
    """A tone's first sample in a recording.

    Attributes:
        at_s: Seconds from the recording's start.
        frequency_hz: The pitch of its loudest part.
    """

    at_s: float
    frequency_hz: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """What came from the recorder at once.

    Attributes:
        arrived_s: ``time.monotonic`` when it was read.
        first: Index of its first sample.
        samples: The samples.
    """

    arrived_s: float
    first: int
    samples: Heard


class Recording:
    """What the sink played, as it comes."""

    def __init__(self, env: Mapping[str, str]) -> None:
        """Start the recorder; it runs when this returns."""
        self.rate_hz = RATE_HZ
        self.chunks: list[Chunk] = []
        self._recorder = subprocess.Popen(
            [
                "parec",
                f"--device={SINK}.monitor",
                "--format=float32le",
                f"--rate={RATE_HZ}",
                "--channels=1",
                "--latency-msec=5",
                "--raw",
            ],
            env=dict(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        wait(lambda: bool(self.chunks), "the recorder")

    @property
    def samples(self) -> Heard:
        """All so far."""
        return np.concatenate(
            [np.zeros(0, np.float32)] + [c.samples for c in self.chunks]
        )

    def arrival_s(self, at_s: float) -> float:
        """Return when a moment of the recording was read, ``time.monotonic``."""
        index = int(at_s * self.rate_hz)
        later = (c for c in self.chunks if index < c.first + len(c.samples))
        return next(later).arrived_s

    def wait_for(self, duration_s: float) -> None:
        """Wait until so much more was recorded."""
        until = len(self.samples) + duration_s * self.rate_hz
        wait(lambda: len(self.samples) >= until, "the recording", duration_s)

    def stop(self) -> None:
        """End the recorder."""
        self._recorder.kill()
        self._recorder.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self._recorder.stdout is not None
        first = 0
        with self._recorder.stdout as pipe:
            while piece := pipe.read(_CHUNK * 4):
                samples = np.frombuffer(piece[: len(piece) // 4 * 4], np.float32)
                self.chunks.append(Chunk(time.monotonic(), first, samples))
                first += len(samples)


class PulseRig:
    """A PulseAudio daemon of one's own, with one null sink."""

    def __init__(self) -> None:
        """Skip the test where there is no PulseAudio; nothing is started yet."""
        _skip_without_pulse()
        self.folder = Path(tempfile.mkdtemp(prefix="pulse"))
        self._socket = self.folder / "native"
        self._daemon: subprocess.Popen[bytes] | None = None
        self._write_alsa()

    @property
    def env(self) -> dict[str, str]:
        """Environment in which a program finds this sound card and no other."""
        mine = {
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "ALSA_CONFIG_PATH": str(self.folder / "asound.conf"),
        }
        return os.environ | mine

    def __enter__(self) -> Self:
        """Start the daemon."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the daemon; leave nothing behind."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the daemon; it can be played to when this returns."""
        where = self._socket
        where.unlink(missing_ok=True)
        self._daemon = subprocess.Popen(
            [
                "pulseaudio",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disable-shm=yes",
                "-n",
                f"--load=module-native-protocol-unix auth-anonymous=1 socket={where}",
                f"--load=module-null-sink sink_name={SINK} rate={RATE_HZ}",
            ],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait(lambda: SINK in self._control("list", "short", "sinks"), "PulseAudio")

    def kill(self) -> None:
        """End the daemon without a word, as a crash would."""
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGKILL)
            self._daemon.wait()
            self._daemon = None

    def freeze(self) -> None:
        """Let the daemon hang, as a driver may."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the daemon go on."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGCONT)

    def unplug(self) -> None:
        """Take the sink away; the daemon goes on without any."""
        self._control("unload-module", "module-null-sink")

    def plug(self) -> None:
        """Give the sink back."""
        self._control("load-module", "module-null-sink", f"sink_name={SINK}")

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        """Record what is played for as long as the context lasts."""
        recording = Recording(self.env)
        try:
            yield recording
        finally:
            recording.stop()

    def _control(self, *words: str) -> str:
        command = ["pactl", *words]
        ran = subprocess.run(
            command, env=self.env, capture_output=True, text=True, check=False
        )
        return ran.stdout

    def _write_alsa(self) -> None:
        text = _ASOUNDRC.format(socket=self._socket)
        (self.folder / "asound.conf").write_text(text)


def onsets(samples: Heard, rate_hz: float = RATE_HZ, gap_s: float = 0.3) -> list[Onset]:
    """Return where tones begin.

    Args:
        samples: A recording, shape (n,).
        rate_hz: Its sampling rate.
        gap_s: A pause as long parts two tones; a shorter one is the tone's rhythm.
    """
    loud = _loud(samples)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > gap_s * rate_hz) + 1
    parts = np.split(loud, breaks)
    return [
        Onset(part[0] / rate_hz, _pitch_hz(samples[part[0] : part[-1] + 1], rate_hz))
        for part in parts
    ]


def bursts(
    samples: Heard, frequency_hz: float, least: float, rate_hz: float = RATE_HZ
) -> list[float]:
    """Return when a tone of a known pitch begins, whatever else sounds with it.

    Args:
        samples: A recording, shape (n,): tones over one another, words between them.
        frequency_hz: The pitch looked for; others count from 10 % off.
        least: Peak amplitude from which it is there; half of the tone's own is fine.
        rate_hz: Sampling rate.

    Returns:
        Seconds from the recording's start, to 5 ms; pulses less than 0.1 s apart are
        one tone.
    """
    if len(samples) < _FRAME:
        return []
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP]
    window = np.hanning(_FRAME)
    t = np.arange(_FRAME) / rate_hz
    probe = window * np.exp(-2j * np.pi * frequency_hz * t) * 2 / window.sum()
    there = np.flatnonzero(np.abs(frames @ probe) > least)
    if not len(there):
        return []
    is_new = np.diff(there, prepend=-_FRAME) > 0.1 * rate_hz / _HOP
    return [float(i * _HOP / rate_hz) for i in there[is_new]]


def heard(
    samples: Heard,
    pitches_hz: list[float],
    rate_hz: float = RATE_HZ,
    within: float = 0.03,
) -> str:
    """Compare a recording with what should be in it.

    Args:
        samples: A recording, shape (n,).
        pitches_hz: Of each tone, in order; nothing else may be heard.
        rate_hz: Sampling rate.
        within: A pitch may be off by this share.

    Returns:
        What is wrong; empty if nothing is.
    """
    found = [onset.frequency_hz for onset in onsets(samples, rate_hz)]
    if len(found) != len(pitches_hz):
        return f"{len(found)} tones, expected {len(pitches_hz)}: {_listed(found)} Hz"
    pairs = zip(found, pitches_hz, strict=True)
    wrong = [f"{f:.0f} for {p:.0f}" for f, p in pairs if abs(f - p) > within * p]
    return f"wrong pitch: {', '.join(wrong)} Hz" if wrong else ""


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:.0f}" for value in values)


def _loud(samples: Heard) -> NDArray[np.intp]:
    return np.flatnonzero(np.abs(samples) > _QUIET)


def _pitch_hz(samples: Heard, rate_hz: float) -> float:
    n = 1 << 16
    window = np.hanning(len(samples))
    spectrum = np.abs(np.fft.rfft(samples[:n] * window[:n], n))
    return float(np.argmax(spectrum)) * rate_hz / n


def _skip_without_pulse() -> None:
    if sys.platform != "linux":
        pytest.skip("the rig is PulseAudio on Linux")
    for program in ("pulseaudio", "parec", "pactl"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program}")


def wait(done: Callable[[], bool], what: str, more_s: float = 0.0) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: It is not so within a patience far beyond what is usual.
    """
    until = time.monotonic() + PATIENCE_S + more_s
    while not done():
        if time.monotonic() > until:
            msg = f"{what} did not come in {PATIENCE_S + more_s:.0f} s"
            raise TimeoutError(msg)
        time.sleep(0.01)
