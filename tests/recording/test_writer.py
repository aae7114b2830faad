import errno
import io
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from monitor.model.blocks import Samples
from monitor.model.errors import RecordingError
from monitor.model.events import NeutralDrift, RecordingStopped
from monitor.model.records import Note, Notification, Placement, Record, Tick
from monitor.recording import writer as module
from monitor.recording.file_records import FileRecords, stored_outputs
from monitor.recording.mcap_reader import contents
from monitor.recording.writer import RecordingWriter

METADATA = {"format": "1"}


class FullDisk(io.FileIO):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, path: Path, room: int) -> None:
        super().__init__(path, "xb")
        self._room = room

    def write(self, data: object, /) -> int:
        size = len(memoryview(data))  # type: ignore[arg-type]
        if size > self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= size
        return super().write(data)  # type: ignore[arg-type]


def full_disk(room: int) -> Callable[[Path], IO[bytes]]:
    return lambda path: io.BufferedWriter(FullDisk(path, room))


def read(path: Path) -> list[Record]:
    return list(FileRecords(contents(path)))


def noise(count: int) -> list[Record]:
    rng = np.random.default_rng(1)
    return [
        Notification(n * 0.01, Placement.PELVIS, "imu", rng.bytes(1000))
        for n in range(count)
    ]


def test_a_session_is_written_and_closed(
    tmp_path: Path, some_records: list[Record]
) -> None:
    path = tmp_path / "a.mcap"

    with RecordingWriter(path, METADATA) as writer:
        for record in some_records:
            writer.keep(record)

    assert contents(path).notice is None
    assert read(path) == some_records
    assert writer.reports() == []


def test_closing_twice_or_keeping_after_it_does_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    writer = RecordingWriter(path, METADATA)
    writer.keep(Tick(0.0))

    writer.close()
    writer.keep(Tick(1.0))
    writer.close()

    assert read(path) == [Tick(0.0)]


def test_outputs_are_written_for_other_tools_and_samples_left_to_the_records(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.mcap"
    one, three, six = np.zeros(1), np.zeros((1, 3)), np.zeros((1, 6))

    with RecordingWriter(path, METADATA) as writer:
        writer.put(Samples(Placement.PELVIS, one, three, three, six, one > 0))
        writer.put(NeutralDrift(2.0, 1.5))

    assert list(stored_outputs(path)) == [
        ("/events", {"event": "NeutralDrift", "t": 2.0, "drift_deg": 1.5})
    ]


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"precious")

    with pytest.raises(RecordingError, match=r"^a\.mcap: exists already"):
        RecordingWriter(path, METADATA)

    assert path.read_bytes() == b"precious"


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"^a\.mcap: can't be created: No such"):
        RecordingWriter(tmp_path / "no" / "a.mcap", METADATA)


def test_a_disk_full_from_the_start_is_said_at_once_and_leaves_no_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.mcap"

    with pytest.raises(RecordingError, match=r"^a\.mcap: can't be written: No space"):
        RecordingWriter(path, METADATA, full_disk(50))

    assert not path.exists()


def test_a_disk_that_fills_up_stops_the_recording_and_not_the_session(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.mcap"
    records = noise(4000)

    with RecordingWriter(path, METADATA, full_disk(2 << 20)) as writer:
        for record in records:
            writer.keep(record)
    (stopped,) = writer.reports()

    assert isinstance(stopped, RecordingStopped)
    assert stopped.reason.startswith("a.mcap could not be written further (No space")
    assert writer.reports() == []
    found = contents(path)
    kept = list(FileRecords(found))
    assert found.notice is not None
    assert kept == records[: len(kept)]
    assert len(kept) > 500


def test_a_disk_that_fills_up_at_the_very_end_is_said_too(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"

    with RecordingWriter(path, METADATA, full_disk(500)) as writer:
        writer.keep(Tick(3.0))
        writer.keep(Tick(4.0))

    (stopped,) = writer.reports()
    assert stopped.t == 4.0
    assert contents(path).notice is not None


def test_a_text_that_no_file_can_hold_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"

    with RecordingWriter(path, METADATA) as writer:
        writer.keep(Note(1.0, "\ud800"))

    (stopped,) = writer.reports()
    assert "not valid Unicode" in stopped.reason


def test_a_disk_that_does_not_keep_up_stops_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 0)
    path = tmp_path / "a.mcap"

    with RecordingWriter(path, METADATA) as writer:
        writer.keep(Tick(1.0))
        writer.keep(Tick(2.0))

    (stopped,) = writer.reports()
    assert stopped.t == 1.0
    assert "the disk does not keep up" in stopped.reason
    assert contents(path).notice is None
    assert read(path) == []
