"""The file, in whatever state it is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.history.database import connected, in_memory, opened
from monitor.history.schema import HEAD, METADATA, VERSIONS
from monitor.history.store import History
from monitor.model.errors import HistoryError
from tests.history.made import made_session


def test_the_steps_lead_to_the_tables_that_the_program_knows() -> None:
    engine = in_memory()

    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), METADATA)

    assert found == []


def test_every_step_is_packaged_and_known() -> None:
    config = Config()
    config.set_main_option("script_location", "monitor.history:migrations")
    script = ScriptDirectory.from_config(config)

    assert script.get_current_head() == HEAD
    steps = [step.revision for step in script.walk_revisions()]
    assert tuple(reversed(steps)) == VERSIONS


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0"])
def test_a_damaged_file_is_moved_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(content)

    history = History(path)

    assert history.notice is not None
    assert (
        "is damaged: it was moved aside as history.damaged-1.sqlite3" in history.notice
    )
    assert (tmp_path / "history.damaged-1.sqlite3").read_bytes() == content
    assert history.summaries() == []
    history.close()


def test_a_file_of_a_newer_program_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    first = History(path)
    first.keep(made_session())
    first.close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE alembic_version SET version_num = 'v9999'")
        file.commit()

    with pytest.raises(HistoryError, match="is no history that can be read"):
        History(path, to_read=True)
    second = History(path)

    assert second.notice is not None
    assert "newer version of the program" in second.notice
    assert second.summaries() == []
    assert (tmp_path / "history.newer-1.sqlite3").exists()
    second.close()


def test_a_file_that_is_damaged_within_is_moved_aside_and_made_anew(
    tmp_path: Path,
) -> None:
    path = tmp_path / "history.sqlite3"
    first = History(path)
    for day in range(40):
        first.keep(made_session(day))
    first.close()
    content = bytearray(path.read_bytes())
    for page in range(60, len(content) // 4096):
        content[page * 4096 : page * 4096 + 2000] = b"\xff" * 2000
    path.write_bytes(content)

    second = History(path)
    done = second.sync()

    assert done.notices == (
        "history.sqlite3 is damaged: it was moved aside as history.damaged-1.sqlite3, "
        "and the history is made anew from the recordings",
    )
    assert second.summaries() == []
    second.keep(made_session())
    assert second.sync().notices == ()
    second.close()


def test_a_usual_file_is_opened_as_it_is_and_readers_change_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "history.sqlite3"
    writer = History(path)
    writer.keep(made_session(0))
    reader = History(path, to_read=True)

    writer.keep(made_session(1))

    assert (writer.notice, reader.notice) == (None, None)
    assert len(reader.sessions()) == 2
    with pytest.raises(HistoryError):
        reader.keep(made_session(2))
    reader.close()
    writer.close()


def test_a_writer_that_finds_it_busy_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.history.database.BUSY_S", 0.0)
    path = tmp_path / "history.sqlite3"
    history = History(path)

    with connected(path).begin(), pytest.raises(HistoryError, match="another program"):
        history.keep(made_session())
    history.close()


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(HistoryError, match="can't be opened"):
        opened(tmp_path / "file" / "history.sqlite3")
