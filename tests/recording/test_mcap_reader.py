import re
import struct
import tempfile
import tracemalloc
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import Metadata
from mcap.writer import MCAP0_MAGIC, CompressionType, Writer

from monitor.model.errors import RecordingError
from monitor.model.records import Record, Tick
from monitor.recording import mcap_frames
from monitor.recording.file_records import FileRecords
from monitor.recording.mcap_reader import contents
from monitor.recording.mcap_writer import METADATA_NAME, McapFile, create
from monitor.recording.seal import sealed

Write = Callable[[Path, Iterable[Record]], Path]

MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def read(path: Path) -> tuple[list[Record], str | None]:
    found = contents(path)
    return list(FileRecords(found)), found.notice


def read_bytes(data: bytes) -> tuple[list[Record], str | None]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.mcap"
        path.write_bytes(data)
        return read(path)


@pytest.fixture(scope="session")
def closed(
    tmp_path_factory: pytest.TempPathFactory, write: Write, some_records: list[Record]
) -> bytes:
    path = tmp_path_factory.mktemp("closed") / "a.mcap"
    return write(path, some_records).read_bytes()


def test_a_closed_file_is_read_whole_and_without_notice(
    closed: bytes, some_records: list[Record]
) -> None:
    assert read_bytes(closed) == (some_records, None)


@MANY
@given(data=st.data())
def test_a_cut_anywhere_leaves_the_records_before_it_or_an_error(
    data: st.DataObject, closed: bytes, some_records: list[Record]
) -> None:
    cut = data.draw(st.integers(0, len(closed) - 1))

    try:
        records, said = read_bytes(closed[:cut])
    except RecordingError as error:
        records, said = [], str(error)

    assert records == some_records[: len(records)]
    assert said is not None
    assert re.match(r"a\.mcap(: | was not closed properly)", said)


@MANY
@given(data=st.data())
def test_a_flipped_bit_never_changes_a_record(
    data: st.DataObject, closed: bytes, some_records: list[Record]
) -> None:
    position = data.draw(st.integers(0, 8 * len(closed) - 1))
    flipped = bytearray(closed)
    flipped[position // 8] ^= 1 << position % 8

    try:
        records, _ = read_bytes(bytes(flipped))
    except RecordingError:
        return

    assert records == some_records[: len(records)]


@MANY
@given(junk=st.binary(max_size=200))
def test_any_bytes_are_no_recording_rather_than_a_crash(junk: bytes) -> None:
    with pytest.raises(RecordingError):
        read_bytes(junk)
    with pytest.raises(RecordingError):
        read_bytes(MCAP0_MAGIC + junk)


@pytest.mark.parametrize("tail", [b"\0" * 5000, b"\0", b"\x06\xff\xff", b"\xff" * 100])
def test_what_a_power_cut_leaves_behind_the_last_chunk_is_ignored(
    tmp_path: Path, some_records: list[Record], tail: bytes
) -> None:
    path = tmp_path / "a.mcap"
    with create(path) as file:
        mcap = McapFile(file, {"format": "1"})
        for record in some_records:
            mcap.write_record(record)
        mcap.sync()
        file.write(tail)

    records, notice = read(path)

    assert records == some_records
    assert notice is not None


def test_a_chunk_that_never_reached_the_disk_whole_is_left_out(
    tmp_path: Path, some_records: list[Record]
) -> None:
    path = tmp_path / "a.mcap"
    with create(path) as file:
        mcap = McapFile(file, {"format": "1"})
        mcap.write_record(some_records[0])
        mcap.sync()
        good = file.tell()
        for record in some_records[1:]:
            mcap.write_record(record)
        mcap.sync()
        end = file.tell()
    data = path.read_bytes()
    path.write_bytes(data[: good + 100] + bytes(end - good - 100))

    records, notice = read(path)

    assert records == some_records[:1]
    assert notice is not None


def test_a_file_that_is_closed_but_damaged_is_refused(closed: bytes) -> None:
    middle = closed.index(b"zstd") + 40
    damaged = closed[:middle] + bytes(20) + closed[middle + 20 :]

    with pytest.raises(RecordingError, match=r"^a\.mcap: is damaged: "):
        read_bytes(damaged)


def test_a_file_cut_in_its_middle_but_with_its_end_is_refused(closed: bytes) -> None:
    with pytest.raises(RecordingError, match=r"^a\.mcap: is damaged: "):
        read_bytes(closed[:400] + closed[900:])


def test_a_file_that_is_missing_or_a_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"^no\.mcap: can't be read: No such file"):
        contents(tmp_path / "no.mcap")
    with pytest.raises(RecordingError, match=r": can't be read: Is a directory$"):
        contents(tmp_path)


def test_mcap_of_another_program_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "robot.mcap"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        writer.add_metadata("robot", {"name": "R2"})
        writer.finish()  # type: ignore[no-untyped-call]

    with pytest.raises(RecordingError, match=r"^robot\.mcap: is MCAP, but not a "):
        contents(path)


@pytest.mark.parametrize("compression", [CompressionType.NONE, CompressionType.ZSTD])
@pytest.mark.parametrize("chunked", [True, False])
def test_files_that_other_tools_have_rewritten_are_read(
    tmp_path: Path, compression: CompressionType, chunked: bool
) -> None:
    path = tmp_path / "a.mcap"
    with path.open("wb") as file:
        writer = Writer(file, compression=compression, use_chunking=chunked)
        writer.start()
        writer.add_metadata(METADATA_NAME, sealed({"format": "1"}))
        channel = writer.register_channel("/records/tick", "msgpack", 0)
        writer.add_message(channel, 0, b"\x81\xa1t\xcb" + struct.pack(">d", 2.5), 0)
        writer.finish()  # type: ignore[no-untyped-call]

    assert read(path) == ([Tick(2.5)], None)


def frame(opcode: int, body: bytes) -> bytes:
    return struct.pack("<BQ", opcode, len(body)) + body


def chunk(data: bytes, size: int, compression: bytes = b"zstd", crc: int = 0) -> bytes:
    head = struct.pack("<QQQI", 0, 0, size, crc)
    name = struct.pack("<I", len(compression)) + compression
    return frame(Opcode.CHUNK, head + name + struct.pack("<Q", len(data)) + data)


def hostile(middle: bytes) -> bytes:
    described = RecordBuilder()
    Metadata(METADATA_NAME, sealed({})).write(described)
    description: bytes = described.end()  # type: ignore[no-untyped-call]
    return (
        MCAP0_MAGIC
        + frame(Opcode.HEADER, bytes(8))
        + description
        + middle
        + frame(Opcode.FOOTER, bytes(20))
        + MCAP0_MAGIC
    )


ZEROS = zstandard.compress(bytes(64 << 20), 19)
SMALL = zstandard.compress(b"", 1)
CONTENT = frame(Opcode.MESSAGE, bytes(22))


@pytest.mark.parametrize(
    "middle",
    [
        pytest.param(chunk(ZEROS, 64 << 20), id="bomb that says so"),
        pytest.param(chunk(ZEROS, 1000), id="bomb that says it is small"),
        pytest.param(chunk(ZEROS, 2**63), id="size past any memory"),
        pytest.param(
            chunk(
                zstandard.ZstdCompressor(write_content_size=False).compress(ZEROS), 9
            ),
            id="bomb without a size",
        ),
        pytest.param(chunk(b"\x28\xb5\x2f\xfd" + b"\xff" * 12, 9), id="huge window"),
        pytest.param(chunk(b"not zstd", 8), id="not compressed"),
        pytest.param(chunk(SMALL, 9), id="shorter than it says"),
        pytest.param(chunk(b"abc", 3, b"lz4"), id="another compression"),
        pytest.param(chunk(CONTENT, len(CONTENT), b""), id="message of no channel"),
        pytest.param(chunk(CONTENT, len(CONTENT), b"", 1), id="wrong checksum"),
        pytest.param(chunk(b"\x05", 1, b""), id="half a frame"),
        pytest.param(
            chunk(frame(Opcode.MESSAGE, b"\0"), 10, b""), id="message too short"
        ),
        pytest.param(
            chunk(struct.pack("<BQ", Opcode.MESSAGE, 2**63), 9, b""), id="endless frame"
        ),
        pytest.param(
            chunk(frame(Opcode.CHANNEL, b"\0" * 4 + b"\xff" * 4), 17, b""),
            id="channel of endless name",
        ),
        pytest.param(frame(Opcode.CHUNK, b"\xff" * 60), id="chunk of nonsense"),
        pytest.param(frame(Opcode.METADATA, b"\xff" * 9), id="metadata of nonsense"),
        pytest.param(struct.pack("<BQ", Opcode.CHUNK, 2**64 - 1), id="endless chunk"),
        pytest.param(frame(0, b""), id="opcode zero"),
    ],
)
def test_a_hostile_file_is_refused_with_little_memory(middle: bytes) -> None:
    data = hostile(middle)

    tracemalloc.start()
    with pytest.raises(RecordingError, match=r"^a\.mcap: is damaged: [^\n]+$"):
        read_bytes(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2 << 20


def test_the_hostile_frame_is_all_that_is_wrong_with_those_files() -> None:
    content = b""
    fine = chunk(zstandard.compress(content), 0, crc=zlib.crc32(content))

    assert read_bytes(hostile(fine)) == ([], None)


def test_a_record_larger_than_any_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    size = mcap_frames.MAX_BODY_BYTES + 1
    path.write_bytes(hostile(b"")[:-37])
    with path.open("r+b") as file:
        file.seek(0, 2)
        file.write(struct.pack("<BQ", Opcode.CHUNK, size))
        file.seek(size, 1)  # a hole: nothing is on the disk
        file.write(frame(Opcode.FOOTER, bytes(20)) + MCAP0_MAGIC)

    with pytest.raises(RecordingError, match=f"a record of {size} bytes"):
        read(path)
