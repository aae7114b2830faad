"""PortAudio through `sounddevice`: the one module that knows it, with its errors.

It is imported when it is first needed: the library may be missing, and looking for
devices takes a tenth of a second.
"""

import ctypes
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.model.errors import SoundError

Fill = Callable[[NDArray[np.float32]], None]  # writes the next block, (n, channels)

NO_DEVICE: Final = "no sound output found"
LATENCY_S: Final = 0.025  # with less, a busy window leaves holes in the sound
_WIRELESS = re.compile(
    r"bluez|bluetooth|airpods|\bbuds|headset|hands-?free|\ba2dp\b", re.IGNORECASE
)
_FORWARDS: Final = ("default", "pulse", "pipewire", "sysdefault")  # to another one
_BEST_API: Final = "Windows WASAPI"  # Windows lists its slowest first
_BUSY_S: Final = 2.0  # whoever only asks for devices waits no longer
_SAY_NOTHING: Final = ctypes.CFUNCTYPE(
    None,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_char_p,
)(lambda *_: None)
_lock = threading.Lock()  # of the library's list of devices and the count below
_open_streams = 0


class PortAudioStream:
    """An open stream; made by ``PortAudio.open``."""

    def __init__(self, stream: Any, device: str) -> None:  # noqa: ANN401  untyped library
        self._stream = stream
        self.device = device
        self.rate_hz = float(stream.samplerate)
        self.latency_s = float(stream.latency)

    def is_active(self) -> bool:
        """Whether it still asks for samples."""
        return bool(self._stream.active)

    def close(self) -> None:
        """Stop and close it; a device that is gone makes no difference."""
        global _open_streams  # noqa: PLW0603  the library itself is global
        sounddevice = _library()
        with suppress(sounddevice.PortAudioError):
            self._stream.close(ignore_errors=True)
        with _lock:
            _open_streams -= 1


class PortAudio:
    """Opens streams; looks for devices anew whenever no stream is open."""

    def open(self, device: str, fill: Fill) -> PortAudioStream:
        """Open a stream and start it; takes up to some seconds.

        Args:
            device: A name out of ``devices()``; empty for the system's own choice.
            fill: Is called with each block to write, on a thread of the stream.

        Raises:
            SoundError: There is no such device, or it can't be opened.
        """
        global _open_streams  # noqa: PLW0603
        sounddevice = _library()
        with _lock:
            if not _open_streams:
                _look_anew(sounddevice)
            stream, name = _opened(sounddevice, device, fill)
            _open_streams += 1
        return PortAudioStream(stream, _behind(name))


def devices() -> list[str]:
    """Return the names of the outputs there are; empty without any."""
    try:
        sounddevice = _library()
        with _locked(_BUSY_S):
            if not _open_streams:
                _look_anew(sounddevice)
            found = _outputs(sounddevice)
    except SoundError:
        return []
    return list(dict.fromkeys(each.name for each in found))


def is_bluetooth(name: str) -> bool:
    """Whether a device's name looks wireless."""
    return bool(_WIRELESS.search(name))


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """A device of the library's list.

    Attributes:
        index: Its place in the list.
        name: What people know it by.
        rate_hz: The rate it likes best.
        channels: How many it has.
        low_latency_s: The smallest buffer that it promises to keep filled.
    """

    index: int
    name: str
    rate_hz: float
    channels: int
    low_latency_s: float


def outputs(
    listed: Sequence[Mapping[str, Any]], apis: Sequence[Mapping[str, Any]]
) -> list[OutputDevice]:
    """Return the outputs of the best host API, its default first.

    Args:
        listed: The library's devices.
        apis: The library's host APIs; a system may have several for each device.
    """
    with_output = [api for api in apis if api["default_output_device"] >= 0]
    with_output.sort(key=lambda api: api["name"] != _BEST_API)
    if not with_output:
        return []
    best = with_output[0]
    indices = sorted(best["devices"], key=lambda i: i != best["default_output_device"])
    found = [(i, listed[i]) for i in indices if listed[i]["max_output_channels"] > 0]
    return [
        OutputDevice(
            i,
            str(each["name"]),
            float(each["default_samplerate"]),
            int(each["max_output_channels"]),
            float(each["default_low_output_latency"]),
        )
        for i, each in found
    ]


@contextmanager
def _locked(timeout_s: float) -> Iterator[None]:
    if not _lock.acquire(timeout=timeout_s):
        msg = "the sound output does not answer"
        raise SoundError(msg)
    try:
        yield
    finally:
        _lock.release()


def _library() -> ModuleType:
    try:
        import sounddevice  # noqa: PLC0415  may lack its PortAudio
    except OSError as error:
        msg = "PortAudio is missing (on Debian: install libportaudio2)"
        raise SoundError(msg) from error
    _silence_alsa()
    return sounddevice  # type: ignore[no-any-return]


def _silence_alsa() -> None:
    """Keep ALSA from writing into the terminal, which may be showing the session."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            alsa = ctypes.CDLL("libasound.so.2")
            alsa.snd_lib_error_set_handler(_SAY_NOTHING)


def _look_anew(sounddevice: ModuleType) -> None:
    try:
        sounddevice._terminate()  # noqa: SLF001  the only way to find new devices
        sounddevice._initialize()  # noqa: SLF001
    except sounddevice.PortAudioError as error:
        raise SoundError(NO_DEVICE) from error


def _outputs(sounddevice: ModuleType) -> list[OutputDevice]:
    return outputs(sounddevice.query_devices(), sounddevice.query_hostapis())


def _opened(sounddevice: ModuleType, wanted: str, fill: Fill) -> tuple[Any, str]:
    device = _chosen(_outputs(sounddevice), wanted)

    def callback(out: NDArray[np.float32], *_: object) -> None:
        fill(out)

    try:
        stream = sounddevice.OutputStream(
            device=device.index,
            samplerate=device.rate_hz,
            channels=min(2, device.channels),
            dtype="float32",
            latency=max(LATENCY_S, device.low_latency_s),
            callback=callback,
        )
        stream.start()
    except sounddevice.PortAudioError as error:
        msg = f"the sound output '{device.name}' can't be opened"
        raise SoundError(msg) from error
    return stream, device.name


def _chosen(found: Sequence[OutputDevice], wanted: str) -> OutputDevice:
    if not found:
        raise SoundError(NO_DEVICE)
    for device in found:
        if wanted in {"", device.name}:
            return device
    msg = f"the sound output '{wanted}' is not there"
    raise SoundError(msg)


def _behind(name: str) -> str:
    """Return the device that a name such as "default" stands for, if that is known."""
    pactl = shutil.which("pactl") if sys.platform == "linux" else None
    if pactl is None or name not in _FORWARDS:
        return name
    with suppress(OSError, subprocess.SubprocessError):
        ran = subprocess.run(
            [pactl, "get-default-sink"],
            capture_output=True,
            text=True,
            timeout=2.0,
            check=True,
        )
        return ran.stdout.strip() or name
    return name
