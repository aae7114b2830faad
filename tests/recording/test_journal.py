from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.errors import RecordingError
from monitor.recording import journal
from monitor.recording.journal import Edit, append_edit, journal_path, read_journal

FIRST = Edit("set/1/load_kg", "2026-11-22T09:00:00Z", None, 80.0)
SECOND = Edit("set/1/load_kg", "2026-11-22T09:01:00Z", 80.0, 85.0)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return tmp_path / "monday.mcap"


def test_a_journal_lies_beside_its_recording(recording: Path) -> None:
    assert journal_path(recording).name == "monday.edits.jsonl"


def test_a_recording_without_a_journal_has_no_edits(recording: Path) -> None:
    assert read_journal(recording).edits == []


def test_edits_are_read_in_the_order_in_which_they_were_made(recording: Path) -> None:
    append_edit(recording, FIRST)
    append_edit(recording, SECOND)

    found = read_journal(recording)

    assert found.edits == [FIRST, SECOND]
    assert found.notice is None


def test_a_line_cut_by_a_crash_is_left_out_and_spoils_no_later_one(
    recording: Path,
) -> None:
    append_edit(recording, FIRST)
    with journal_path(recording).open("ab") as file:
        file.write(b'{"id":"set/2/lo')
    append_edit(recording, SECOND)

    found = read_journal(recording)

    assert found.edits == [FIRST, SECOND]
    assert found.notice == "monday.edits.jsonl: 1 line(s) could not be read " + (
        "and are left out"
    )


@given(junk=st.binary(max_size=100))
def test_any_bytes_are_a_journal(
    junk: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    recording = tmp_path_factory.getbasetemp() / "any.mcap"
    journal_path(recording).write_bytes(junk)

    found = read_journal(recording)

    assert len(found.edits) <= junk.count(b"\n") + 1


def test_deep_nesting_is_a_line_that_could_not_be_read(recording: Path) -> None:
    journal_path(recording).write_bytes(b'{"id":' + b"[" * 100_000)

    assert read_journal(recording).edits == []


def test_a_journal_too_large_to_be_one_is_refused(
    recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 10)
    append_edit(recording, FIRST)

    with pytest.raises(RecordingError, match=r"^monday\.edits\.jsonl: is larger than"):
        read_journal(recording)


def test_a_journal_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"^b\.edits\.jsonl: can't be written: No"):
        append_edit(tmp_path / "no" / "b.mcap", FIRST)
