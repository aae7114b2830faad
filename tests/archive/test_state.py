"""What was judged is kept, whatever happens to the run or to the file."""

import sqlite3
from pathlib import Path

import pytest

from monitor.archive.outcome import Failed
from monitor.archive.state import opened_state, state_path
from monitor.model.errors import RecordingError

FAILED = Failed("a.mcap: is damaged")


def test_an_outcome_is_there_again_in_the_next_run(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    with opened_state(out) as state:
        state.keep("key", FAILED)
        state.keep("key", FAILED)

    with opened_state(out) as state:
        assert "key" in state
        assert "other" not in state
        assert state.outcome("key") == FAILED
        with pytest.raises(KeyError):
            state.outcome("other")


def test_what_another_version_kept_is_forgotten(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    with opened_state(out) as state:
        state.keep("key", FAILED)
    with sqlite3.connect(state_path(out)) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with opened_state(out) as state:
        assert "key" not in state


def test_two_runs_do_not_write_one_output(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"

    with (
        opened_state(out),
        pytest.raises(RecordingError, match="another run"),
        opened_state(out),
    ):
        pass


@pytest.mark.parametrize("content", [b"no database at all, but text" * 100, b"\0" * 99])
def test_a_damaged_state_is_told_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    state_path(out).write_bytes(content)

    with pytest.raises(RecordingError, match=r"delete it"), opened_state(out) as state:
        state.keep("key", FAILED)


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(RecordingError, match="no folder"),
        opened_state(tmp_path / "none" / "out.parquet"),
    ):
        pass
