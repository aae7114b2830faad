"""Renders a language's clips with espeak-ng, for those who change the texts.

    python -m monitor.sound.render_clips [LANGUAGE]

Each text goes through espeak-ng; silence is cut off, all clips are made equally loud.
"""

import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Final

import numpy as np

from monitor.model.errors import SoundError
from monitor.sound.cues import Sound
from monitor.sound.phrases import (
    Phrasebook,
    clip_path,
    languages,
    read_phrasebook,
    resampled,
)

RATE_HZ: Final = 16_000
LOUDNESS: Final = 0.11  # RMS where somebody speaks; a count's tone has 0.14
PEAK: Final = 0.6
_SILENT: Final = 0.02  # of the peak
_MARGIN_S: Final = 0.01  # kept before and after the voice, and faded


def main(arguments: list[str]) -> int:
    """Render the language that is named, or all; return the exit code."""
    try:
        for language in arguments or languages():
            _render(language)
    except (SoundError, OSError, subprocess.CalledProcessError) as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def finished(voice: Sound, rate_hz: float) -> Sound:
    """Return a clip as it is kept: trimmed, resampled, loud as the others.

    Args:
        voice: As rendered, shape (n,), not silent throughout.
        rate_hz: Its rate.

    Returns:
        At ``RATE_HZ``, from silence to silence.
    """
    loud = np.flatnonzero(np.abs(voice) > _SILENT * np.abs(voice).max())
    margin = round(_MARGIN_S * rate_hz)
    cut = np.pad(voice, margin)[loud[0] : loud[-1] + 2 * margin + 1].copy()
    cut[:margin] *= np.linspace(0.0, 1.0, margin, dtype=np.float32)
    cut[-margin:] *= np.linspace(1.0, 0.0, margin, dtype=np.float32)
    clip = resampled(cut, rate_hz, RATE_HZ)
    return clip * min(LOUDNESS / loudness(clip), PEAK / float(np.abs(clip).max()))


def loudness(clip: Sound) -> float:
    """Return the RMS of the samples in which somebody speaks."""
    spoken = clip[np.abs(clip) > _SILENT * np.abs(clip).max()]
    return float(np.sqrt(np.mean(spoken**2)))


def _render(language: str) -> None:
    phrasebook = read_phrasebook(language)
    for phrase, text in phrasebook.texts().items():
        clip = finished(*_said(text, phrasebook))
        _write(clip_path(language, phrase), clip)


def _said(text: str, phrasebook: Phrasebook) -> tuple[Sound, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        speed = str(phrasebook.words_per_minute)
        subprocess.run(
            ["espeak-ng", "-v", phrasebook.voice, "-s", speed, "--stdin", "-w", path],
            input=text.encode(),
            check=True,
        )
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            return (samples / 32768).astype(np.float32), file.getframerate()


def _write(path: Path, clip: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.round(clip * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
