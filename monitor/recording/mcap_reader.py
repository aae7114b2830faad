"""Reads the messages of an MCAP recording, closed or cut, in file order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Generic, TypeVar

from mcap.opcode import Opcode
from mcap.records import Channel

from monitor.model.errors import RecordingError
from monitor.recording import mcap_frames
from monitor.recording.mcap_frames import Frame, Malformed, Message
from monitor.recording.mcap_writer import METADATA_NAME
from monitor.recording.seal import unsealed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a look at a file's frames tells.

    Attributes:
        path: The file.
        metadata: The session's description, as text.
        end: Where the readable part ends, bytes from the file's start.
        notice: One sentence for people if the file was cut; else None.
    """

    path: Path
    metadata: dict[str, str]
    end: int
    notice: str | None


def contents(path: Path) -> Contents:
    """Look a file through.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    try:
        with path.open("rb") as file:
            return _contents(path, file)
    except Malformed as error:
        raise damaged(path, error) from None
    except OSError as error:
        raise unreadable(path, error) from error


def _contents(path: Path, file: IO[bytes]) -> Contents:
    size = file.seek(0, 2)
    if not mcap_frames.begins_as_mcap(file):
        msg = f"{path.name}: is not an MCAP recording"
        raise RecordingError(msg)
    closed = mcap_frames.ends_as_mcap(file, size)
    end = size if closed else _end_of_whole(file, size)
    description = _description(file, end, closed=closed)
    if description is None:
        cut = "was cut before its description was written" if not closed else None
        msg = f"{path.name}: {cut or 'is MCAP, but not a recording of rep-monitor'}"
        raise RecordingError(msg)
    return Contents(path, description, end, None if closed else _cut(path))


def _cut(path: Path) -> str:
    return (
        f"{path.name} was not closed properly (the program or the power went off) and "
        "is read up to its last whole second; 'rep-monitor repair' makes a closed copy"
    )


def _end_of_whole(file: IO[bytes], size: int) -> int:
    end = 0
    try:
        for frame in mcap_frames.file_frames(file, size):
            if frame.opcode == Opcode.CHUNK:
                mcap_frames.chunk_content(mcap_frames.read_body(file, frame))
            end = frame.end
    except Malformed:
        pass  # here it was cut
    return end


def _description(file: IO[bytes], end: int, *, closed: bool) -> dict[str, str] | None:
    found = None
    frame = None
    for frame in mcap_frames.file_frames(file, end):
        if frame.opcode == Opcode.METADATA:
            metadata = mcap_frames.metadata(mcap_frames.read_body(file, frame))
            if metadata.name == METADATA_NAME:
                found = unsealed(metadata.metadata)
                if found is None:
                    msg = "the session's description is damaged"
                    raise Malformed(msg)
    if closed and (frame is None or frame.opcode != Opcode.FOOTER):
        msg = "its footer is missing"
        raise Malformed(msg)
    return found


def damaged(path: Path, error: Malformed) -> RecordingError:
    """Say that a file's bytes are wrong."""
    return RecordingError(f"{path.name}: is damaged: {error}")


def unreadable(path: Path, error: OSError) -> RecordingError:
    """Say that the system won't let a file be read."""
    return RecordingError(f"{path.name}: can't be read: {error.strerror or error}")


class Messages(Generic[T]):
    """The messages of a file whose channels mean something to ``meaning``.

    Can be iterated again and again; each time reads the file anew, a chunk at a time.
    Iterating raises RecordingError where the file can't be read or is damaged.
    """

    def __init__(
        self, contents: Contents, meaning: Callable[[Channel], T | None]
    ) -> None:
        """Choose what to read.

        Args:
            contents: The file, looked through.
            meaning: What a channel's messages come with; None to leave them out.
        """
        self._contents = contents
        self._meaning = meaning

    def __iter__(self) -> Iterator[tuple[T, Message]]:
        path = self._contents.path
        try:
            with path.open("rb") as file:
                yield from self._of(file)
        except Malformed as error:
            raise damaged(path, error) from None
        except OSError as error:
            raise unreadable(path, error) from error

    def _of(self, file: IO[bytes]) -> Iterator[tuple[T, Message]]:
        channels = _Channels(self._meaning)
        for frame in mcap_frames.file_frames(file, self._contents.end):
            match frame.opcode:
                case Opcode.CHUNK:
                    body = mcap_frames.read_body(file, frame)
                    yield from self._inside(mcap_frames.chunk_content(body), channels)
                case Opcode.CHANNEL | Opcode.MESSAGE:
                    body = mcap_frames.read_body(file, frame)
                    whole = Frame(frame.opcode, 0, frame.length)
                    yield from self._at(body, whole, channels)
                case Opcode.DATA_END:
                    return  # what follows repeats what was said

    def _inside(
        self, content: bytes, channels: "_Channels[T]"
    ) -> Iterator[tuple[T, Message]]:
        for item in mcap_frames.chunk_items(content, channels.unwanted):
            if isinstance(item, Frame):
                yield from self._at(content, item, channels)
                continue
            channel_id, log_time, start, stop = item
            meaning = channels.meaning(channel_id)
            yield meaning, Message(channel_id, log_time, content[start:stop])

    def _at(
        self, content: bytes, frame: Frame, channels: "_Channels[T]"
    ) -> list[tuple[T, Message]]:
        if frame.opcode == Opcode.CHANNEL:
            channels.add(mcap_frames.channel(content[frame.start : frame.end]))
        if frame.opcode != Opcode.MESSAGE:
            return []
        message = mcap_frames.message(content, frame)
        if message.channel_id in channels.unwanted:
            return []
        return [(channels.meaning(message.channel_id), message)]


class _Channels(Generic[T]):
    """The channels seen so far.

    Attributes:
        unwanted: Ids of those whose messages are left out.
    """

    def __init__(self, meaning: Callable[[Channel], T | None]) -> None:
        self._meaning_of = meaning
        self._meanings: dict[int, T] = {}
        self.unwanted: set[int] = set()

    def add(self, channel: Channel) -> None:
        """Take a channel; one of the same id counts no longer."""
        meaning = self._meaning_of(channel)
        self._meanings.pop(channel.id, None)
        self.unwanted.discard(channel.id)
        if meaning is None:
            self.unwanted.add(channel.id)
        else:
            self._meanings[channel.id] = meaning

    def meaning(self, channel_id: int) -> T:
        """Return what a wanted channel's messages come with.

        Raises:
            Malformed: There is no such channel.
        """
        try:
            return self._meanings[channel_id]
        except KeyError:
            msg = "a message belongs to no channel"
            raise Malformed(msg) from None
