"""Damaged recordings: an error in one sentence or whole records, never a crash."""

import io
import math
import random
import re
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import Chunk
from mcap.writer import MCAP0_MAGIC

from monitor.model.errors import RecordingError
from monitor.model.events import NeutralDrift
from monitor.model.records import Placement, Record
from monitor.pipeline import PipelineSettings
from monitor.profiles import imported_profile_text
from monitor.recording import mcap_frames
from monitor.recording.file_records import stored_outputs
from monitor.recording.mcap_writer import McapFile, create
from monitor.recording.recording import Header, metadata_of, read_recording

MOST_MEMORY = 4 << 20

Case = Callable[[random.Random], bool]
Fuzz = Callable[[Case], dict[bool, int]]


def damage(data: bytes, rng: random.Random) -> bytes:
    """Cut, flip, overwrite, insert, leave out or double a piece."""
    at, n = rng.randrange(len(data)), rng.choice([1, 1, 2, 8, 40])
    junk = rng.choice([bytes(n), b"\xff" * n, rng.randbytes(n)])
    piece = data[rng.randrange(len(data)) :][: rng.randrange(1, 400)]
    return rng.choice(
        [
            data[:at],
            data[:at] + junk + data[at + n :],
            data[:at] + junk + data[at:],
            data[:at] + data[at + n :],
            data[:at] + piece + data[at:],
            data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :],
        ]
    )


def rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change what is inside a file's first chunk, sizes and checksum kept right."""
    frames = mcap_frames.file_frames(io.BytesIO(data), len(data))
    old = next(frame for frame in frames if frame.opcode == Opcode.CHUNK)
    content = change(mcap_frames.chunk_content(data[old.start : old.end]))
    chunk = Chunk(
        compression="zstd",
        data=zstandard.compress(content),
        message_end_time=0,
        message_start_time=0,
        uncompressed_crc=zlib.crc32(content),
        uncompressed_size=len(content),
    )
    builder = RecordBuilder()
    chunk.write(builder)
    new: bytes = builder.end()  # type: ignore[no-untyped-call]
    return data[: old.start - 9] + new + data[old.end :]


@pytest.fixture(scope="module")
def closed(
    tmp_path_factory: pytest.TempPathFactory, some_records: list[Record]
) -> bytes:
    path = tmp_path_factory.mktemp("fuzz") / "closed.mcap"
    profile = imported_profile_text(100.0, "short")
    header = Header("", "", {Placement.PELVIS: profile}, PipelineSettings())
    with create(path) as file:
        mcap = McapFile(file, metadata_of(header))
        for record in some_records:
            mcap.write_record(record)
        mcap.sync()
        for record in some_records:
            mcap.write_record(record)
            mcap.write_output(NeutralDrift(record.t, 1.0))
        mcap.finish()
    return path.read_bytes()


def survives(path: Path) -> bool:
    """Read all there is; tell whether it could be read. Any other error is a crash."""
    said = None
    try:
        recording = read_recording(path)
        for record in recording.records:
            assert math.isfinite(record.t)
        for _ in stored_outputs(path):
            pass
    except RecordingError as error:
        said = str(error)
    assert said is None or re.fullmatch(re.escape(path.name) + "[ :][^\n]+", said)
    return said is None


def tried(path: Path, damaged: Callable[[random.Random], bytes]) -> Case:
    """A case of the fuzz: a damaged file, read."""

    def case(rng: random.Random) -> bool:
        path.write_bytes(damaged(rng))
        return survives(path)

    return case


def test_damaged_files_are_told_from_whole_ones(
    tmp_path: Path, closed: bytes, fuzz: Fuzz, fuzz_cases: int
) -> None:
    survived = fuzz(tried(tmp_path / "a.mcap", lambda rng: damage(closed, rng)))

    assert survived[False] > fuzz_cases // 4


def test_damage_that_the_checksums_do_not_see_is_no_crash_either(
    tmp_path: Path, closed: bytes, fuzz: Fuzz, fuzz_cases: int
) -> None:
    def damaged(rng: random.Random) -> bytes:
        return rewritten(closed, lambda content: damage(content, rng))

    survived = fuzz(tried(tmp_path / "a.mcap", damaged))

    assert survived[False] > fuzz_cases // 4


def test_random_bytes_are_refused(tmp_path: Path, fuzz: Fuzz, fuzz_cases: int) -> None:
    def noise(rng: random.Random) -> bytes:
        frames = bytes([rng.randrange(1, 16)]) + struct.pack("<Q", rng.randrange(99))
        return (
            MCAP0_MAGIC
            + (frames + rng.randbytes(99)) * 3
            + rng.choice([b"", MCAP0_MAGIC])
        )

    assert fuzz(tried(tmp_path / "a.mcap", noise)) == {False: fuzz_cases}


def test_memory_stays_bounded(tmp_path: Path, closed: bytes) -> None:
    case = tried(tmp_path / "a.mcap", lambda rng: damage(closed, rng))
    case(random.Random(0))

    tracemalloc.start()
    for seed in range(60):
        case(random.Random(seed))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < MOST_MEMORY
