"""From recordings and journals to the history, and again."""

import asyncio
import math
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.demo_session import DemoSession, demo_recording
from monitor.history.live import remembered
from monitor.history.recorded import facts_of
from monitor.history.store import History
from monitor.model.errors import HistoryError, RecordingError
from monitor.model.history import SessionFacts
from monitor.model.records import LoadUnit, Record, SetLoad
from monitor.pipeline import PipelineSettings
from monitor.recording.journal import Edit, append_edit, journal_path
from monitor.recording.recording import Recording, write_recording
from monitor.recording.roles import swap

NAMES = ("a.mcap", "b.mcap", "c.mcap")


@pytest.fixture(scope="module")
def session() -> Recording:
    made = demo_recording(PipelineSettings(), 1, 45.0)
    records: list[Record] = [SetLoad(0.0, 80.0, LoadUnit.LB), *made.records]
    return replace(made, records=records)


@pytest.fixture(scope="module")
def recorded(
    session: Recording, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, SessionFacts]:
    """A recording, and what was remembered of it while it was made."""
    path = tmp_path_factory.mktemp("recorded") / NAMES[0]
    kept = Kept()
    accompany = remembered(lambda: kept, path.parent)
    asyncio.run(DemoSession(session, math.inf, path, accompany).run([]))
    return path, kept.facts[-1]


class Kept:
    """Keeps all that it is given."""

    def __init__(self) -> None:
        self.facts: list[SessionFacts] = []

    def keep(self, facts: SessionFacts, /) -> None:
        self.facts.append(facts)

    def close(self) -> None:
        pass


@pytest.fixture
def folder(recorded: tuple[Path, SessionFacts], tmp_path: Path) -> Path:
    """Three recordings, in a folder of their own."""
    made = tmp_path / "recordings"
    made.mkdir()
    for name in NAMES:
        shutil.copy(recorded[0], made / name)
    return made


@pytest.fixture
def kept(folder: Path, recorded: tuple[Path, SessionFacts]) -> Iterator[History]:
    """A history that was told of the three sessions while they were recorded."""
    history = History(folder / "history.sqlite3")
    for name in NAMES:
        history.keep(replace(recorded[1], name=name))
    yield history
    history.close()


@pytest.fixture
def elsewhere(folder: Path, tmp_path: Path) -> Iterator[History]:
    """Another, empty history of the same recordings."""
    history = History(tmp_path / "other.sqlite3", folder)
    yield history
    history.close()


def test_a_recording_tells_what_was_remembered_as_it_was_made(
    recorded: tuple[Path, SessionFacts],
) -> None:
    path, live = recorded

    assert facts_of(path) == live
    assert live.sets[0].load_unit is LoadUnit.LB
    assert len(live.sets[0].reps) > 2


def test_records_without_outputs_are_computed(
    session: Recording, recorded: tuple[Path, SessionFacts], tmp_path: Path
) -> None:
    path = tmp_path / NAMES[0]
    write_recording(path, session.header, session.records)

    assert facts_of(path).sets == recorded[1].sets


def test_swapped_sensors_are_judged_anew(folder: Path) -> None:
    path = folder / NAMES[0]
    before = facts_of(path)
    swap(path)
    swapped = facts_of(path)
    swap(path)

    assert swapped.sets != before.sets
    assert facts_of(path) == before


def test_a_cut_recording_is_read_as_far_as_it_goes(
    folder: Path, recorded: tuple[Path, SessionFacts]
) -> None:
    path = folder / NAMES[0]
    path.write_bytes(path.read_bytes()[:-20])

    assert facts_of(path) == replace(recorded[1], cut=True)


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x89MCAP0\r\n" + bytes(50)])
def test_what_is_no_recording_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mcap"
    path.write_bytes(content)

    with pytest.raises(RecordingError, match=r"^x\.mcap"):
        facts_of(path)


def test_a_history_made_of_recordings_and_journals_is_the_live_one(
    kept: History, elsewhere: History
) -> None:
    kept.edit("a.mcap", "set/1/load_kg", 70)
    kept.edit("a.mcap", "rep/1/struck", True)
    kept.edit("c.mcap", "session/lifter", "Bob")
    kept.undo("a.mcap")
    kept.edit("c.mcap", "session/morning_worse", True)

    done = elsewhere.rebuild()

    assert (done.read, done.gone, done.notices) == (3, (), ())
    assert elsewhere.equal(kept)
    assert elsewhere.facts("a.mcap").sets[0].load_kg == 70.0
    assert elsewhere.lifters() == ["Bob", "Virtual lifter"]
    kept.rebuild()
    assert elsewhere.equal(kept)


def test_only_what_is_new_or_changed_is_read(
    kept: History, folder: Path, recorded: tuple[Path, SessionFacts]
) -> None:
    assert kept.sync().read == 3  # it was only told of them
    assert kept.sync().read == 0
    kept.edit("b.mcap", "set/1/rpe", 8)
    assert kept.sync().read == 0  # its own edit
    append_edit(folder / "c.mcap", Edit("set/1/rpe", "2026-01-01", None, 9.5))
    (folder / "a.mcap").touch()
    shutil.copy(recorded[0], folder / "d.mcap")

    done = kept.sync()

    assert (done.read, done.unchanged) == (2, 2)
    assert kept.facts("b.mcap").sets[0].rpe == 8.0
    assert kept.facts("c.mcap").sets[0].rpe == 9.5
    assert len(kept.sessions()) == 4


def test_damage_is_told_and_ends_nothing(kept: History, folder: Path) -> None:
    (folder / "0.mcap").write_bytes(b"\x89MCAP0\r\n" + b"\xff" * 5000)
    content = bytearray((folder / "c.mcap").read_bytes())
    content[12_000:12_500] = bytes(500)  # the first records; 9 kB describe them
    (folder / "c.mcap").write_bytes(content)
    journal_path(folder / "a.mcap").write_text('{"id":"set/1/rpe","ut\n{}\n')
    append_edit(folder / "a.mcap", Edit("set/1/rpe", "2026", None, 99))

    done = kept.rebuild()

    said = "\n".join(done.notices)
    assert "0.mcap" in said
    assert "c.mcap: is damaged" in said
    assert "a.edits.jsonl: 2 line(s) could not be read" in said
    assert "set/1/rpe must be 1 to 10, or unknown; 99 is not" in said
    assert [each.session for each in kept.sessions()] == ["a.mcap", "b.mcap", "c.mcap"]
    assert kept.sync().read == 0  # damage that was told isn't read again and again


def test_a_session_whose_recording_is_gone_stays(kept: History, folder: Path) -> None:
    (folder / "b.mcap").unlink()

    assert kept.sync().gone == ("b.mcap",)
    assert kept.rebuild().gone == ("b.mcap",)

    assert len(kept.sessions()) == 3


def test_progress_names_each_file(elsewhere: History) -> None:
    told: list[tuple[int, int, str]] = []

    elsewhere.sync(lambda *step: told.append(step))

    assert told == [(n, 3, name) for n, name in enumerate(NAMES)]


def test_undo_without_a_name_takes_back_what_was_edited_last(kept: History) -> None:
    kept.edit("c.mcap", "set/1/rpe", 7)
    kept.edit("a.mcap", "set/1/rpe", 8)

    first, second = kept.undo(), kept.undo()

    assert first is not None
    assert second is not None
    assert (first.session, second.session) == ("a.mcap", "c.mcap")
    assert kept.undo() is None
    again = kept.redo()
    assert again is not None
    assert (again.session, kept.facts("c.mcap").sets[0].rpe) == ("c.mcap", 7.0)
    assert len(kept.edits("c.mcap")) == 3


def test_rows_of_another_version_are_said_and_made_anew(
    kept: History, folder: Path
) -> None:
    kept.sync()
    (folder / "b.mcap").unlink()
    with closing(sqlite3.connect(kept.path)) as file:
        file.execute("UPDATE sets SET summary = x'7B7D', facts = x'7B7D'")
        file.commit()

    with pytest.raises(HistoryError, match="another version of the program"):
        kept.summaries()
    done = kept.rebuild()

    assert done.notices == ("b.mcap: is gone, and was of another version: left out",)
    assert {each.session for each in kept.summaries()} == {"a.mcap", "c.mcap"}


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_recording_whose_name_is_no_text_is_told(
    elsewhere: History, folder: Path
) -> None:
    shutil.copy(folder / "a.mcap", os.fsdecode(bytes(folder) + b"/\xff.mcap"))

    done = elsewhere.sync()

    assert done.read == 3
    assert done.notices == (r"'\udcff.mcap': its name is no text",)
