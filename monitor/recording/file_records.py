"""What a file's channels hold: what a replay reads, and what was told on the day."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from mcap.records import Channel

from monitor.model.errors import RecordingError
from monitor.model.records import Record
from monitor.recording import topics
from monitor.recording.mcap_frames import Malformed
from monitor.recording.mcap_reader import Contents, Messages, contents

# What msgspec raises on bytes from anywhere; nesting without end is a RecursionError.
UNDECODABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

LIMIT_S = 1e10  # no clock in seconds reads more; Unix time is 1.8e9


class FileRecords:
    """The records of a file, in file order, read anew each time they are iterated."""

    def __init__(self, found: Contents) -> None:
        self._contents = found

    def __iter__(self) -> Iterator[Record]:
        name = self._contents.path.name
        for decoder, message in Messages(self._contents, _Decoders()):
            try:
                record = decoder.decode(message.data)
            except UNDECODABLE as error:
                msg = f"{name}: holds a record that can't be understood: {error}"
                raise RecordingError(msg) from error
            if not abs(record.t) <= LIMIT_S:  # nor if it is NaN
                msg = f"{name}: holds a record whose time is no session time"
                raise RecordingError(msg)
            yield record


class _Decoders:
    """Finds a channel's decoder in the closed table of topics."""

    def __init__(self) -> None:
        self._table = topics.record_decoders()

    def __call__(self, channel: Channel) -> topics.RecordDecoder | None:
        if not channel.topic.startswith(topics.RECORDS):
            return None
        if channel.topic not in self._table or channel.message_encoding != "msgpack":
            msg = f"it holds records of an unknown kind ({channel.topic[:80]!r})"
            raise Malformed(msg)
        return self._table[channel.topic]


def stored_outputs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield topic and content of what was told when the session was recorded.

    Fields that were not measured are missing. Topics are ``topics.OUTPUT_TOPICS``.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    decoder = msgspec.json.Decoder(dict[str, Any])
    for topic, content in stored_messages(path):
        try:
            yield topic, decoder.decode(content)
        except UNDECODABLE as error:
            msg = f"{path.name}: holds an output that can't be understood: {error}"
            raise RecordingError(msg) from error


def stored_messages(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield topic and JSON of what was told when the session was recorded.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    for topic, message in Messages(contents(path), _output_topic):
        yield topic, message.data


def _output_topic(channel: Channel) -> str | None:
    return channel.topic if channel.topic in topics.OUTPUT_TOPICS else None
