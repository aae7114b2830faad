from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from mcap.reader import make_reader

from monitor.model.errors import RecordingError
from monitor.model.events import NeutralDrift
from monitor.model.records import Record
from monitor.recording.file_records import FileRecords, stored_outputs
from monitor.recording.mcap_reader import contents
from monitor.recording.mcap_writer import McapFile, create
from monitor.recording.repair import Repaired, repair

Write = Callable[[Path, Iterable[Record]], Path]


@pytest.fixture
def cut(tmp_path: Path, some_records: list[Record]) -> Path:
    path = tmp_path / "cut.mcap"
    with create(path) as file:
        mcap = McapFile(file, {"format": "1", "wearer": "A"})
        for record in some_records:
            mcap.write_record(record)
        mcap.write_output(NeutralDrift(0.98, 1.5))
        mcap.sync()
        file.write(b"\x06\x10")
    return path


def test_a_repaired_file_is_closed_and_holds_all_that_was_whole(
    tmp_path: Path, cut: Path, some_records: list[Record]
) -> None:
    out = tmp_path / "out.mcap"

    saved = repair(cut, out)

    found = contents(out)
    count = len(some_records)
    assert saved == Repaired(messages=count + 1, records=count, duration_s=0.98)
    assert found.notice is None
    assert found.metadata == {"format": "1", "wearer": "A"}
    assert list(FileRecords(found)) == some_records
    assert list(stored_outputs(out)) == list(stored_outputs(cut))
    with out.open("rb") as file:
        summary = make_reader(file).get_summary()
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.message_count == count + 1


def test_the_original_stays_as_it_was(tmp_path: Path, cut: Path) -> None:
    before = cut.read_bytes()

    repair(cut, tmp_path / "out.mcap")

    assert cut.read_bytes() == before


def test_an_existing_file_is_not_overwritten(tmp_path: Path, cut: Path) -> None:
    out = tmp_path / "out.mcap"
    out.write_bytes(b"precious")

    with pytest.raises(RecordingError, match=r"^out\.mcap: exists already"):
        repair(cut, out)

    assert out.read_bytes() == b"precious"


def test_a_file_onto_itself_is_refused(cut: Path) -> None:
    with pytest.raises(RecordingError, match=r"^cut\.mcap: exists already"):
        repair(cut, cut)


def test_a_closed_file_needs_no_repair(
    tmp_path: Path, write: Write, some_records: list[Record]
) -> None:
    path = write(tmp_path / "fine.mcap", some_records)

    with pytest.raises(RecordingError, match=r"^fine\.mcap: was closed properly"):
        repair(path, tmp_path / "out.mcap")

    assert not (tmp_path / "out.mcap").exists()
