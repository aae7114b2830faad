"""What has been judged so far: kept beside the output, so that a run can go on.

An SQLite file holds an outcome for each key. A key is written with its outcome in one
transaction: after a crash it is there or it is not.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock, Timeout

from monitor.archive.outcome import Outcome
from monitor.model.errors import RecordingError

_FORMAT: Final = 1  # raised when an outcome's fields change
_DECODER: Final = msgspec.msgpack.Decoder(Outcome)


def state_path(out: Path) -> Path:
    """Return where the state of an output is: ``OUT.state.sqlite``."""
    return out.with_name(f"{out.name}.state.sqlite")


@contextmanager
def opened_state(out: Path) -> Iterator["State"]:
    """Open the state of an output, for one run at a time.

    Raises:
        RecordingError: Another run has it, or it can't be read or written.
    """
    path = state_path(out)
    if not out.parent.is_dir():
        msg = f"{out}: can't be written: there is no folder {out.parent}"
        raise RecordingError(msg)
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        msg = f"{out.name}: another run is writing it; wait for it, or name another -o"
        raise RecordingError(msg) from None
    try:
        with lock, sqlite_errors(path):
            connection = sqlite3.connect(path)
            try:
                yield State(connection)
            finally:
                connection.close()
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Say in one sentence what is wrong with a state."""
    try:
        yield
    except (sqlite3.Error, msgspec.DecodeError) as error:
        msg = f"{path.name}: can't be used ({error}); delete it to judge all again"
        raise RecordingError(msg) from error


class State:
    """The outcomes known so far, by key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over a connection, and forget what an older version left."""
        self._connection = connection
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        with connection:
            if found != _FORMAT:
                connection.execute("DROP TABLE IF EXISTS outcome")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS outcome"
                " (key TEXT PRIMARY KEY, content BLOB NOT NULL)"
            )
            connection.execute(f"PRAGMA user_version = {_FORMAT}")

    def __contains__(self, key: str) -> bool:
        asked = "SELECT 1 FROM outcome WHERE key = ?"
        return self._connection.execute(asked, (key,)).fetchone() is not None

    def keep(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome; the disk has it when the call returns."""
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO outcome VALUES (?, ?)",
                (key, msgspec.msgpack.encode(outcome)),
            )

    def outcome(self, key: str) -> Outcome:
        """Return what was kept.

        Raises:
            KeyError: Nothing was.
        """
        asked = "SELECT content FROM outcome WHERE key = ?"
        row = self._connection.execute(asked, (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        found: Outcome = _DECODER.decode(row[0])
        return found
