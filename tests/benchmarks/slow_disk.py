"""``rep-monitor`` on a disk that takes 50 ms for each write."""

import io
import time
from pathlib import Path
from typing import IO, Any

from monitor import live_session
from monitor.__main__ import main as rep_monitor
from monitor.recording.recording import Header, metadata_of
from monitor.recording.writer import RecordingWriter

WRITE_S = 0.05


class SlowFile(io.FileIO):
    """A file whose every write takes its time."""

    def write(self, data: Any, /) -> int:  # noqa: ANN401  as FileIO has it
        time.sleep(WRITE_S)
        return super().write(data)


def slow(path: Path) -> IO[bytes]:
    return io.BufferedWriter(SlowFile(path, "xb"))


def record_session(path: Path, header: Header) -> RecordingWriter:
    return RecordingWriter(path, metadata_of(header), slow)


def main() -> None:
    vars(live_session)["record_session"] = record_session
    rep_monitor()


if __name__ == "__main__":
    main()
