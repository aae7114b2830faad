"""Removes a lifter: every row, recording, journal and whatever lies beside them."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, delete, select

from monitor.history.files import LOG, LOGS, RECORDING, sources
from monitor.history.schema import SESSIONS, SETS, SOURCES
from monitor.history.source_rows import key_of
from monitor.history.tables import forget_idle_lifters

_ASIDE: Final = (".damaged-*", ".newer-*")


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes if a lifter is removed.

    Attributes:
        lifter: Who; empty for sessions of which nobody said whose they are.
        sessions: Names of their sessions.
        sets: How many sets these have.
        files: Recordings, journals, ledgers and kept logs of these sessions.
        histories: Set-aside histories: they hold traces of everybody, and nothing that
            the recordings don't hold.
        unread: Recordings that can't be read, so that nobody knows whose they are.
            They stay.
    """

    lifter: str
    sessions: tuple[str, ...]
    sets: int
    files: tuple[Path, ...]
    histories: tuple[Path, ...]
    unread: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What went.

    Attributes:
        files: How many files.
        left: One sentence for each file that could not be removed.
    """

    files: int
    left: tuple[str, ...]


def removal_of(
    connection: Connection, folder: Path, history: Path, lifter: str
) -> Removal:
    """Return what goes if a lifter is removed; nothing is done yet.

    Raises:
        HistoryError: The folder can't be read.
    """
    of_lifter = select(SESSIONS.c.name).where(SESSIONS.c.lifter == lifter)
    names = tuple(connection.scalars(of_lifter.order_by(SESSIONS.c.utc_s)))
    found = sources(folder) if folder.is_dir() else []
    known = set(connection.scalars(select(SESSIONS.c.name)))
    sets = connection.execute(select(SETS.c.session).where(SETS.c.lifter == lifter))
    return Removal(
        lifter=lifter,
        sessions=names,
        sets=len(sets.all()),
        files=tuple(sorted(_files_of(folder, names))),
        histories=tuple(sorted(_set_aside(history))),
        unread=tuple(seen.path for seen in found if seen.path.name not in known),
    )


def _files_of(folder: Path, names: tuple[str, ...]) -> set[Path]:
    mine = {_stem(name) for name in names}
    found: set[Path] = set()
    for place, suffix in ((folder, RECORDING), (folder / LOGS, LOG)):
        if not place.is_dir():
            continue
        files = [path for path in place.iterdir() if path.is_file()]
        stems = {_stem(path.name) for path in files if path.suffix == suffix}
        stems |= {_stem(name) for name in names if name.endswith(suffix)}
        found |= {path for path in files if _whose(path.name, stems) in mine}
    return found


def _whose(file: str, stems: set[str]) -> str | None:
    """Return the stem of the recording that a file lies beside: the longest one."""
    parts = file.split(".")
    for n in range(len(parts) - 1, 0, -1):
        stem = ".".join(parts[:n])
        if stem in stems:
            return stem
    return None


def _stem(name: str) -> str:
    return Path(name).stem


def _set_aside(history: Path) -> set[Path]:
    patterns = (f"{history.stem}{pattern}" for pattern in _ASIDE)
    return {path for pattern in patterns for path in history.parent.glob(pattern)}


def remove(engine: Engine, folder: Path, what: Removal) -> Removed:
    """Remove what was listed; a session whose files stay keeps its rows.

    Args:
        engine: The tables.
        folder: Of the recordings.
        what: As ``removal_of`` has listed it.
    """
    left: list[str] = []
    stuck: set[str] = set()
    files = (*what.files, *what.histories)
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            left.append(f"{path}: can't be removed ({error.strerror or error})")
            stuck.add(path.stem)
    gone = [name for name in what.sessions if _stem(name) not in stuck]
    keys = [key_of(folder, path) for path in what.files]
    with engine.begin() as connection:
        for name in gone:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.name == name))
        for key in keys:
            connection.execute(delete(SOURCES).where(SOURCES.c.file == key))
        forget_idle_lifters(connection)
    _wipe(engine)
    return Removed(len(files) - len(left), tuple(left))


def _wipe(engine: Engine) -> None:
    """Leave nothing of what was deleted in the file's free pages, nor in its log."""
    with engine.connect() as connection:
        sqlite = connection.connection.driver_connection
        assert isinstance(sqlite, sqlite3.Connection)
        sqlite.execute("VACUUM")
        sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
