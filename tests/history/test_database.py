"""The file, in whatever state it is found."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.history.database import connected, in_memory, migrate, opened
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


def test_a_history_of_each_older_version_keeps_all_that_is_in_it(
    tmp_path: Path,
) -> None:
    facts = made_session(notes=("a good day",))
    facts = replace(
        facts, sets=(replace(facts.sets[0], notes=("slow",)), *facts.sets[1:])
    )
    new = tmp_path / "new.sqlite3"
    first = History(new)
    first.keep(facts)
    first.close()
    for version in VERSIONS:
        old = tmp_path / f"{version}.sqlite3"
        _made_as_of(version, old, new)

        history = History(old)

        assert history.notice is None
        assert history.facts(facts.name) == facts
        assert len(history.summaries("Ann")) == 2
        with closing(sqlite3.connect(old)) as file:
            (notes,) = file.execute("SELECT notes FROM sets WHERE set_index = 1")
            assert notes == ('["slow"]',)
        history.close()


def _made_as_of(version: str, path: Path, source: Path) -> None:
    """Make a history of an older version with the rows of one of today's."""
    migrate(connected(path), version)
    with closing(sqlite3.connect(path)) as file:
        file.execute("ATTACH ? AS today", (str(source),))
        for table in METADATA.sorted_tables:
            columns = [
                row[1] for row in file.execute(f"PRAGMA table_info({table.name})")
            ]
            names = ", ".join(columns)
            file.execute(
                f"INSERT INTO main.{table.name} ({names})"
                f" SELECT {names} FROM today.{table.name}"
            )
        file.commit()


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


def test_several_write_and_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    writers, each = 3, 15

    def write(n: int) -> None:
        history = History(path)
        for count in range(each):
            facts = made_session(count, f"lifter {n}")
            (tmp_path / facts.name).touch()
            history.keep(facts)
            history.edit(facts.name, "set/1/rpe", 8)
            assert history.facts(facts.name).sets[0].rpe == 8.0
        history.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))  # raises what a writer raised

    history = History(path)
    assert len(history.sessions()) == writers * each
    assert sum(summary.rpe == 8.0 for summary in history.summaries()) == writers * each
    history.close()


def test_a_folder_that_can_not_be_written_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.sqlite3"
    first = History(path)
    first.keep(made_session())
    first.close()
    monkeypatch.setattr("os.access", lambda *_: False)

    reader = History(path, to_read=True)

    assert len(reader.summaries()) == 2
    assert {each.name for each in tmp_path.iterdir()} == {
        path.name,
        f"{path.name}.lock",
    }
    reader.close()
