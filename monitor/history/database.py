"""Opens the history's SQLite file, whatever state it is in.

A file that is damaged, or of a newer version of the program, is moved aside and never
deleted: everything in it can be made anew from the recordings.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool, StaticPool

from monitor.history.schema import HEAD, VERSIONS
from monitor.model.errors import HistoryError

BUSY_S: Final = 10.0  # so long one process waits for another's writing
READS: Final = "reads_only"  # execution option of a connection
WITH_IT: Final = ("", "-wal", "-shm")  # what a database consists of


@dataclass(frozen=True, slots=True)
class Opened:
    """A history that can be used.

    Attributes:
        engine: Its connections.
        notice: One sentence for people if the file had to be moved aside; then the
            history is empty and has to be made anew.
    """

    engine: Engine
    notice: str | None = None


def opened(path: Path) -> Opened:
    """Open the history for reading and writing; make it if it isn't there.

    Raises:
        HistoryError: It can't be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with told(path):
            return _opened(path)
    except OSError as error:
        msg = f"{path}: can't be opened ({error.strerror or error})"
        raise HistoryError(msg) from error


def _opened(path: Path) -> Opened:
    version, notice = _version(path), None
    if version != HEAD:
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=BUSY_S):
            version = _version(path)
            if version is None or version not in ("", *VERSIONS):
                notice = _moved_aside(path, version)
            engine = connected(path)
            migrate(engine)
            return Opened(engine, notice)
    return Opened(connected(path))


def opened_anew(path: Path) -> Opened | None:
    """Move a history aside if it is damaged within, and begin an empty one.

    Returns:
        The new one; None if the file is sound.

    Raises:
        HistoryError: It can't be opened.
    """
    with told(path), FileLock(path.with_name(f"{path.name}.lock"), timeout=BUSY_S):
        if _is_sound(path):
            return None
        notice = _moved_aside(path, None)
        engine = connected(path)
        migrate(engine)
        return Opened(engine, notice)


def _is_sound(path: Path) -> bool:
    """Look all pages through: 0.1 s for 10 000 sets."""
    try:
        with closing(_connect(f"{_uri(path)}?mode=rw", writes=False)) as file:
            return bool(file.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def opened_to_read(path: Path) -> Opened:
    """Open a history that is there and as it should be, without changing it.

    Raises:
        HistoryError: It isn't, or can't be opened.
    """
    with told(path):
        version = _version(path) if path.is_file() else ""
        if version == HEAD:
            # Readers of a log ahead need a file beside it; nobody writes here anyway.
            fixed = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
            return Opened(_engine(f"{_uri(path)}?mode=ro{fixed}", writes=False))
    msg = f"{path}: is no history that can be read: 'rep-monitor history rebuild'"
    raise HistoryError(msg)


def in_memory() -> Engine:
    """Return a new history that is on no disk."""
    engine = _prepared(
        create_engine(
            "sqlite://",
            poolclass=StaticPool,
            creator=lambda: _connect("file::memory:", writes=False),
        )
    )
    migrate(engine)
    return engine


def connected(path: Path) -> Engine:
    """Return connections to a file; what is in it isn't looked at."""
    return _engine(_uri(path), writes=True)


def _uri(path: Path) -> str:
    return path.absolute().as_uri()


def _engine(uri: str, *, writes: bool) -> Engine:
    return _prepared(
        create_engine(
            "sqlite://",
            poolclass=QueuePool,
            creator=lambda: _connect(uri, writes=writes),
        )
    )


def _connect(uri: str, *, writes: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, BUSY_S, isolation_level=None, check_same_thread=False, uri=True
    )
    connection.execute("PRAGMA foreign_keys = ON")
    if writes:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _prepared(engine: Engine) -> Engine:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Whoever will write says so at once: a reader that turns writer can't wait.
        reads = connection.get_execution_options().get(READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def migrate(engine: Engine, version: str = HEAD) -> None:
    """Bring the tables to a version, in one transaction."""
    from alembic.command import upgrade  # noqa: PLC0415  0.1 s, and hardly ever needed
    from alembic.config import Config  # noqa: PLC0415

    with engine.connect() as connection:
        # A step may make a table anew, which must not take its rows' rows along.
        connection.connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            config = Config()
            config.set_main_option("script_location", "monitor.history:migrations")
            config.attributes["connection"] = connection
            upgrade(config, version)
        connection.connection.execute("PRAGMA foreign_keys = ON")


def _version(path: Path) -> str | None:
    """Return a file's version; empty if it holds nothing yet, None if it is damaged."""
    if not path.exists() or path.stat().st_size == 0:
        return ""
    fixed = "rw" if os.access(path.parent, os.W_OK) else "ro&immutable=1"
    uri = f"{_uri(path)}?mode={fixed}"
    try:
        with closing(sqlite3.connect(uri, BUSY_S, uri=True)) as file:
            return _version_in(file)
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    except sqlite3.DatabaseError:
        return None


def _version_in(file: sqlite3.Connection) -> str | None:
    if not file.execute("SELECT 1 FROM sqlite_master").fetchone():
        return ""
    found = file.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else None


def _moved_aside(path: Path, version: str | None) -> str:
    """Rename a database that can't be used; return the sentence that says so."""
    why = "damaged" if version is None else "newer"
    stem, suffix = path.stem, path.suffix
    aside = next(
        name
        for n in count(1)
        if not (name := path.with_name(f"{stem}.{why}-{n}{suffix}")).exists()
    )
    for end in reversed(WITH_IT):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    reason = "is damaged" if version is None else "is of a newer version of the program"
    return (
        f"{path.name} {reason}: it was moved aside as {aside.name}, and the history is "
        "made anew from the recordings"
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence for people.

    Raises:
        HistoryError: The file can't be read or written.
    """
    try:
        yield
    except (DatabaseError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        msg = f"{path.name}: {_sentence(str(cause))}"
        raise HistoryError(msg) from error
    except msgspec.DecodeError as error:
        msg = f"{path.name}: holds what another version of the program has written: "
        msg += "'rep-monitor history rebuild' makes it anew"
        raise HistoryError(msg) from error
    except UnicodeEncodeError as error:
        msg = f"{path.name}: can't keep a text that is not valid Unicode"
        raise HistoryError(msg) from error


def _sentence(said: str) -> str:
    if "locked" in said or "busy" in said:
        return "another program is writing to it; try again"
    if "malformed" in said or "not a database" in said:
        return "is damaged: 'rep-monitor history rebuild' makes it anew"
    return f"can't be used ({said.splitlines()[0]})"
