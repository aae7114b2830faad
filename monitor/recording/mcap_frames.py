"""Takes MCAP apart, frame by frame, whatever the bytes are.

A frame is an opcode, a length and a body; a file and the inside of a chunk are both
rows of frames. Lengths are checked against what is there before anything is read, and
sizes against a bound before anything is decompressed.
"""

import struct
import zlib
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final, TypeVar

import zstandard
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Channel, Chunk, Metadata
from mcap.writer import MCAP0_MAGIC

MAX_BODY_BYTES: Final = 32 << 20
MAX_CHUNK_BYTES: Final = 32 << 20  # uncompressed; our own chunks hold 1 MiB

_HEAD: Final = struct.Struct("<BQ")
_MESSAGE: Final = struct.Struct("<HIQQ")  # channel, sequence, log and publish time
_MESSAGE_FRAME: Final = struct.Struct("<BQHIQQ")  # both of them

Place = tuple[int, int, int, int]  # a message's channel, log time, data from and to

T = TypeVar("T", Channel, Chunk, Metadata)


class Malformed(Exception):  # noqa: N818  a finding, reported as RecordingError
    """The bytes are no MCAP; the text says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where one frame's body lies: in a file, or in a chunk's content."""

    opcode: int
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where the next frame begins."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Message:
    """One message, not yet decoded."""

    channel_id: int
    log_time: int
    data: bytes


def begins_as_mcap(file: IO[bytes]) -> bool:
    """Tell whether the file's first bytes are MCAP's."""
    file.seek(0)
    return file.read(len(MCAP0_MAGIC)) == MCAP0_MAGIC


def ends_as_mcap(file: IO[bytes], size: int) -> bool:
    """Tell whether the file was closed: its last bytes are MCAP's too."""
    if size < 2 * len(MCAP0_MAGIC):
        return False
    file.seek(size - len(MCAP0_MAGIC))
    return file.read(len(MCAP0_MAGIC)) == MCAP0_MAGIC


def file_frames(file: IO[bytes], end: int) -> Iterator[Frame]:
    """Yield the frames of a file, up to the footer or to ``end``.

    Raises:
        Malformed: A frame is no frame, or reaches past ``end``.
    """
    at = len(MCAP0_MAGIC)
    while at < end:
        file.seek(at)
        frame = _frame(file.read(_HEAD.size), 0, at + _HEAD.size, end)
        yield frame
        if frame.opcode == Opcode.FOOTER:
            return
        at = frame.end


def chunk_items(
    content: bytes, unwanted: Container[int] = ()
) -> Iterator[Frame | Place]:
    """Yield where each message of a chunk's content lies, and its other frames.

    A chunk holds thousands of messages, most of which are not wanted.

    Args:
        content: The chunk's.
        unwanted: Channels whose messages are passed over; may change meanwhile.

    Raises:
        Malformed: A frame is no frame, or reaches past the content.
    """
    at, end, head = 0, len(content), _HEAD.size
    unpack, least = _MESSAGE_FRAME.unpack_from, _MESSAGE_FRAME.size
    while at < end:
        if content[at] == Opcode.MESSAGE and end - at >= least:
            _, length, channel_id, _, log_time, _ = unpack(content, at)
            if least - head <= length <= end - at - head:
                stop = at + head + length
                if channel_id not in unwanted:
                    yield channel_id, log_time, at + least, stop
                at = stop
                continue
        frame = _frame(content, at, at + head, end)
        yield frame
        at = frame.end


def _frame(head: bytes, offset: int, start: int, end: int) -> Frame:
    if start > end or len(head) - offset < _HEAD.size:
        msg = "it ends in the middle of a record"
        raise Malformed(msg)
    opcode, length = _HEAD.unpack_from(head, offset)
    if opcode == 0:
        msg = "it holds zeros where a record should be"
        raise Malformed(msg)
    if length > end - start:
        msg = "it ends in the middle of a record"
        raise Malformed(msg)
    return Frame(opcode, start, length)


def read_body(file: IO[bytes], frame: Frame) -> bytes:
    """Read a frame's body.

    Raises:
        Malformed: It is larger than a recording's ever are, or the file has shrunk.
    """
    if frame.length > MAX_BODY_BYTES:
        msg = f"it holds a record of {frame.length} bytes, more than {MAX_BODY_BYTES}"
        raise Malformed(msg)
    file.seek(frame.start)
    body = file.read(frame.length)
    if len(body) < frame.length:
        msg = "it ends in the middle of a record"
        raise Malformed(msg)
    return body


def message(content: bytes, frame: Frame) -> Message:
    """Read a message frame of a chunk's content or of a body.

    Raises:
        Malformed: It is too short.
    """
    if frame.length < _MESSAGE.size:
        msg = "a message is too short"
        raise Malformed(msg)
    channel_id, _, log_time, _ = _MESSAGE.unpack_from(content, frame.start)
    return Message(
        channel_id, log_time, content[frame.start + _MESSAGE.size : frame.end]
    )


def channel(body: bytes) -> Channel:
    """Read a channel's description.

    Raises:
        Malformed: It is none.
    """
    found: Channel = _parsed(Channel.read, body, "a channel's description")
    return found


def metadata(body: bytes) -> Metadata:
    """Read a metadata record.

    Raises:
        Malformed: It is none.
    """
    found: Metadata = _parsed(Metadata.read, body, "the session's description")
    return found


def _parsed(read: Callable[[ReadDataStream], T], body: bytes, what: str) -> T:
    try:
        return read(ReadDataStream(BytesIO(body)))
    # struct and mcap on short bytes, text that is no UTF-8, a length past any buffer
    except (struct.error, McapError, UnicodeDecodeError, OverflowError):
        msg = f"{what} is damaged"
        raise Malformed(msg) from None


def chunk_content(body: bytes) -> bytes:
    """Decompress a chunk.

    Raises:
        Malformed: It is too large, damaged, or compressed in a way we don't read.
    """
    chunk = _parsed(Chunk.read, body, "a chunk of records")
    if chunk.uncompressed_size > MAX_CHUNK_BYTES:
        size = chunk.uncompressed_size
        msg = f"it holds a chunk of {size} bytes, more than {MAX_CHUNK_BYTES}"
        raise Malformed(msg)
    content = _decompressed(chunk)
    if len(content) != chunk.uncompressed_size:
        msg = "a chunk of records is not as long as it says"
        raise Malformed(msg)
    if chunk.uncompressed_crc and zlib.crc32(content) != chunk.uncompressed_crc:
        msg = "a chunk of records is damaged (its checksum does not fit)"
        raise Malformed(msg)
    return content


def _decompressed(chunk: Chunk) -> bytes:
    match chunk.compression:
        case "":
            return chunk.data
        case "zstd":
            return _unzstd(chunk.data, chunk.uncompressed_size)
        case _:
            msg = "it is compressed in a way that recordings never are"
            raise Malformed(msg)


def _unzstd(data: bytes, size: int) -> bytes:
    # zstandard believes the size in the data's own header, so that is checked first.
    try:
        if zstandard.frame_content_size(data) not in (-1, size):
            msg = "a chunk of records is not as long as it says"
            raise Malformed(msg)
        unzip = zstandard.ZstdDecompressor(max_window_size=MAX_CHUNK_BYTES)
        return unzip.decompress(data, max_output_size=size)
    except zstandard.ZstdError:
        msg = "a chunk of records is damaged (it can't be decompressed)"
        raise Malformed(msg) from None
