"""Writes records and outputs into an MCAP file, in the order they come."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

import msgspec
from mcap.writer import CompressionType, Writer

from monitor.model.events import Output
from monitor.model.records import Record
from monitor.recording import schemas
from monitor.recording.seal import sealed
from monitor.recording.topics import RECORDS, record_topic

METADATA_NAME: Final = "rep_monitor"
PROFILE: Final = "rep-monitor"
CHUNK_BYTES: Final = 1 << 20
LATEST_NS: Final = 1 << 63


def log_time_ns(t: float) -> int:
    """Return MCAP's time of a session time; what it can't hold is clamped.

    Args:
        t: Session s, any float.
    """
    if not t > 0.0:  # NaN as well
        return 0
    ns = t * 1e9
    return int(ns) if ns < LATEST_NS else LATEST_NS


class McapFile:
    """An MCAP file being written. Every call may raise OSError.

    The file can be read up to the last ``sync``, whatever happens after it.
    """

    def __init__(self, file: IO[bytes], metadata: Mapping[str, str]) -> None:
        self._file = file
        self._writer = Writer(
            file, chunk_size=CHUNK_BYTES, compression=CompressionType.ZSTD
        )
        self._channels: dict[str, int] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self._writer.start(profile=PROFILE)
        self._writer.add_metadata(METADATA_NAME, sealed(metadata))
        self.sync()

    def write_record(self, record: Record) -> None:
        """Add what enters the pipeline.

        Raises:
            UnicodeEncodeError: A text holds half a surrogate pair.
        """
        data = self._encoder.encode(record)
        self.add(record_topic(record), log_time_ns(record.t), data)

    def write_output(self, output: Output) -> None:
        """Add what an output tells other tools.

        Raises:
            UnicodeEncodeError: A text holds half a surrogate pair.
        """
        for topic, t, data in schemas.messages(output):
            self.add(topic, log_time_ns(t), data)

    def add(self, topic: str, log_time: int, data: bytes) -> None:
        """Add a message as it is."""
        if topic not in self._channels:
            self._channels[topic] = self._register(topic)
        self._writer.add_message(self._channels[topic], log_time, data, log_time)

    def _register(self, topic: str) -> int:
        if topic.startswith(RECORDS):
            return self._writer.register_channel(topic, "msgpack", schema_id=0)
        schema = self._writer.register_schema(
            topic.strip("/"), "jsonschema", msgspec.json.encode(schemas.SCHEMAS[topic])
        )
        return self._writer.register_channel(topic, "json", schema)

    def sync(self) -> None:
        """Close the chunk and have the disk keep all that was written."""
        self._writer.flush()  # type: ignore[no-untyped-call]
        os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Write index and footer and have the disk keep them."""
        self._writer.finish()  # type: ignore[no-untyped-call]
        self._file.flush()
        os.fsync(self._file.fileno())


def create(path: Path) -> IO[bytes]:
    """Open a file that must not exist yet, and have its name kept by the disk.

    Raises:
        OSError: FileExistsError or whatever else prevents it.
    """
    file = path.open("xb")
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return file
