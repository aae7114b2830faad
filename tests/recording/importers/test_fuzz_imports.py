"""Damaged and random files of every format: a recording, or one sentence."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.errors import ImportFileError
from monitor.model.records import Notification
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import import_files
from monitor.recording.recording import Recording

FEEDABLE_S = 60.0
JUNK = (
    "", ",", "\n", ";", "\t", "-", "nan", "inf", "1e308", "-1e308", "9" * 400, "\0",
    '"', "é", "\ufeff", "{", "}", "[", "]", "null", ":", "0,0,0,0\n", "pelvis", ".",
    "\r", "0", "1e9", "lumbar", "\x1b[2J",
)  # fmt: skip


def damaged(text: str, rng: random.Random) -> bytes:
    """Put junk in up to four places of a sound file, in some encoding."""
    for _ in range(rng.randrange(5)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(JUNK) + text[at + rng.randrange(13) :]
    encoding = rng.choice(["utf-8", "utf-8", "utf-16", "latin-1"])
    return text.encode(encoding, "replace")


def noise(rng: random.Random) -> bytes:
    """Random bytes, or junk in a row."""
    if rng.random() < 0.5:
        return rng.randbytes(rng.randrange(300))
    return "".join(rng.choices(JUNK, k=rng.randrange(40))).encode()


def outcome(path: Path, one_line: Callable[[str], bool]) -> str:
    """Import it; an import must be sound, and go through the pipeline."""
    try:
        recording = import_files([path], path.name, None, PipelineSettings())
    except ImportFileError as error:
        return "refused" if one_line(str(error)) else str(error)
    check(recording)
    return "imported"


def check(recording: Recording) -> None:
    pipeline = recording.pipeline()
    told = [r for r in recording.records if isinstance(r, Notification)]
    assert [r.t for r in told] == sorted(r.t for r in told)
    if told[-1].t - told[0].t < FEEDABLE_S:
        for record in told:
            pipeline.feed(record)


def test_a_damaged_file_is_a_recording_or_one_sentence(
    tmp_path: Path,
    small_files: tuple[str, ...],
    fuzz: Callable[..., dict[str, int]],
    fuzz_cases: int,
    one_line: Callable[[str], bool],
) -> None:
    path = tmp_path / "any.csv"

    def case(rng: random.Random) -> str:
        path.write_bytes(damaged(rng.choice(small_files), rng))
        return outcome(path, one_line)

    seen = fuzz(case)

    assert set(seen) == {"imported", "refused"}
    assert min(seen.values()) > fuzz_cases // 10


def test_a_damaged_sensor_csv_is_a_recording_or_one_sentence(
    tmp_path: Path,
    small_files: tuple[str, ...],
    fuzz: Callable[..., dict[str, int]],
    one_line: Callable[[str], bool],
) -> None:
    path = tmp_path / "any.csv"

    def case(rng: random.Random) -> str:
        path.write_bytes(damaged(small_files[0], rng))
        return outcome(path, one_line)

    assert set(fuzz(case)) == {"imported", "refused"}


def test_noise_is_refused(
    tmp_path: Path,
    fuzz: Callable[..., dict[str, int]],
    fuzz_cases: int,
    one_line: Callable[[str], bool],
) -> None:
    path = tmp_path / "any.csv"

    def case(rng: random.Random) -> str:
        path.write_bytes(noise(rng))
        return outcome(path, one_line)

    assert fuzz(case)["refused"] == fuzz_cases


NO_DEVICE = b"time,DeviceName,;AngleX(),AngleY,AngleZ()"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\0", b"sep=,", b"\xff\xfe", NO_DEVICE]
)
def test_next_to_nothing_is_refused(
    tmp_path: Path, content: bytes, one_line: Callable[[str], bool]
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)

    assert outcome(path, one_line) == "refused"
