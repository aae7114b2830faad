"""Removing one of two lifters on a machine."""

from pathlib import Path

import pytest

from monitor.history.files import LOGS
from monitor.history.store import History
from monitor.model.errors import HistoryError
from monitor.recording.journal import journal_path
from tests.history.made import made_session


@pytest.fixture
def shared(history: History) -> History:
    """A history of two, with their files; recordings' contents don't matter here."""
    for day in (0, 1):
        for lifter in ("Ann", "Bob"):
            facts = made_session(day, lifter, notes=(f"secret of {lifter}",))
            path = history.folder / facts.name
            path.write_bytes(b"recording")
            path.with_suffix(".latency.json").write_text("{}")
            journal_path(path).write_text("")
            history.keep(facts)
    odd = made_session(0, "Bob").name.replace("_Bob", "_Ann.evening")
    (history.folder / odd).write_bytes(b"Bob's")
    history.keep(made_session(0, "Bob", name=odd))
    return history


def test_all_of_one_goes_and_nothing_of_the_other(shared: History) -> None:
    before = {path.name for path in shared.folder.iterdir()}
    bobs = shared.summaries("Bob")
    aside = shared.folder / "history.damaged-1.sqlite3"
    aside.write_bytes(b"Ann was here")

    what = shared.removal("Ann")
    done = shared.delete_lifter(what)

    assert (len(what.sessions), what.sets, len(what.files)) == (2, 4, 6)
    assert what.histories == (aside,)
    assert (done.files, done.left) == (7, ())
    gone = before - {path.name for path in shared.folder.iterdir()}
    assert gone == {path.name for path in what.files}
    assert all("_Ann.evening" not in name for name in gone)
    assert shared.lifters() == ["Bob"]
    assert shared.summaries("Bob") == bobs
    for path in shared.folder.iterdir():
        assert b"Ann was here" not in path.read_bytes()
        assert b"secret of Ann" not in path.read_bytes()
    assert b"secret of Bob" in b"".join(
        path.read_bytes() for path in shared.folder.iterdir()
    )


def test_who_is_not_known_is_said(shared: History) -> None:
    with pytest.raises(HistoryError, match="Eve: the history knows no such lifter"):
        shared.removal("Eve")


def test_recordings_that_nobody_can_read_are_named_and_stay(shared: History) -> None:
    broken = shared.folder / "broken.mcap"
    broken.write_bytes(b"x")

    what = shared.removal("Ann")
    shared.delete_lifter(what)

    assert what.unread == (broken,)
    assert broken.exists()


def test_what_can_not_be_removed_keeps_its_rows(
    shared: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = shared.removal("Ann")

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        done = shared.delete_lifter(what)

    assert len(done.left) == 6
    assert len(shared.summaries("Ann")) == 4


def test_the_kept_workouts_of_a_log_go_too(shared: History) -> None:
    logs = shared.folder / LOGS
    logs.mkdir()
    (logs / "strong_1.json").write_text("{}")
    shared.keep(made_session(5, "Ann", name="strong_1.json", sensors=()))

    what = shared.removal("Ann")
    shared.delete_lifter(what)

    assert logs / "strong_1.json" in what.files
    assert list(logs.iterdir()) == []


def test_a_path_within_a_name_reaches_nothing(shared: History) -> None:
    outside = f"../{shared.folder.name}/{made_session(0, 'Bob').name}"
    shared.keep(made_session(6, "Ann", name=outside))

    with pytest.raises(HistoryError, match="there is nothing to edit"):
        shared.edit(outside, "set/1/rpe", 8)
