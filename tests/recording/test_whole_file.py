from pathlib import Path

import pytest

from monitor.model.errors import ImportFileError, RecordingError
from monitor.model.records import Tick
from monitor.recording.mcap_reader import contents
from monitor.recording.whole_file import new_file

METADATA = {"format": "1"}


def test_a_file_is_closed_when_the_body_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"

    with new_file(path, METADATA) as mcap:
        mcap.write_record(Tick(0.0))

    assert contents(path).notice is None


def test_nothing_is_left_behind_when_the_body_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"

    def fail() -> None:
        with new_file(path, METADATA) as mcap:
            mcap.write_record(Tick(0.0))
            raise ImportFileError("b.csv", "no number", 3)

    with pytest.raises(ImportFileError, match=r"^b\.csv, line 3: no number"):
        fail()

    assert not path.exists()


def test_a_file_that_was_there_before_survives(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"precious")

    with pytest.raises(RecordingError, match="exists"), new_file(path, METADATA):
        pass

    assert path.read_bytes() == b"precious"
