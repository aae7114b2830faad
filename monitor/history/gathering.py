"""Brings the tables in line with the recordings, and makes them anew from these."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, select

from monitor.history.database import in_memory
from monitor.history.edits import outcome
from monitor.history.files import LOG, sources
from monitor.history.kept_log import log_facts
from monitor.history.schema import SESSIONS
from monitor.history.source_rows import (
    Source,
    is_current,
    key_of,
    known_sources,
    layout,
    put_source,
    source_of,
)
from monitor.history.tables import edits_of, known_facts, put_session
from monitor.model.errors import HistoryError, MonitorError
from monitor.model.history import SessionFacts
from monitor.recording.journal import Edit, read_journal

Progress = Callable[[int, int, str], None]  # files read, files to read, this file

COPY_S: Final = 0.1  # between two tries while others write
COPY_TRIES: Final = 100


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was done.

    Attributes:
        read: Files that were read.
        unchanged: Files that were known already.
        gone: Sessions that are known and whose files are no longer there.
        notices: One sentence each for people: damaged files, edits left out.
    """

    read: int
    unchanged: int
    gone: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one file."""

    source: Source | None
    facts: SessionFacts | None = None
    edits: tuple[Edit, ...] = ()
    notices: tuple[str, ...] = ()


def sync(engine: Engine, folder: Path, progress: Progress | None = None) -> Gathered:
    """Read the recordings and logs that are new or were changed; leave the others.

    Args:
        engine: The tables.
        folder: Of the recordings.
        progress: Told before each file that is read.

    Raises:
        HistoryError: The folder can't be read.
    """
    found = sources(folder)
    files = [seen for seen in found if seen.path.name.isprintable()]
    unnamed = [seen for seen in found if not seen.path.name.isprintable()]
    with engine.connect() as connection:
        known = known_sources(connection)
        named = set(connection.scalars(select(SESSIONS.c.name)))
    now = layout()
    stale = [
        seen.path
        for seen in files
        if not is_current(known.get(key_of(folder, seen.path)), seen, now)
    ]
    notices = [f"{seen.path.name!r}: its name is no text" for seen in unnamed]
    for n, path in enumerate(stale):
        if progress is not None:
            progress(n, len(stale), path.name)
        read = _read(folder, path)
        notices += read.notices
        with engine.begin() as connection:
            _put(connection, read)
    gone = tuple(sorted(named - {seen.path.name for seen in files}))
    return Gathered(len(stale), len(files) - len(stale), gone, tuple(notices))


def _read(folder: Path, path: Path) -> _Read:
    """Read a file and its journal; what can't be is told, and the rest goes on."""
    try:
        source = source_of(folder, path)  # first: what is written from now on is new
    except OSError as error:
        problem = f"{path.name}: can't be read: {error.strerror or error}"
        return _Read(None, notices=(problem,))
    try:
        facts = _facts(path)
        journal = read_journal(path)
    except MonitorError as error:
        problem = str(error)
        return _Read(replace(source, problem=problem), notices=(problem,))
    said = outcome(facts, journal.edits).notices
    cut = (journal.notice,) if journal.notice else ()
    return _Read(source, facts, tuple(journal.edits), (*cut, *said))


def _facts(path: Path) -> SessionFacts:
    if path.suffix == LOG:
        return log_facts(path)
    # What reads recordings is slow to load, and mostly there is nothing new.
    from monitor.history.recorded import facts_of  # noqa: PLC0415

    return facts_of(path)


def _put(connection: Connection, found: _Read) -> None:
    if found.facts is not None:
        put_session(connection, found.facts, found.edits)
    if found.source is not None:
        put_source(connection, found.source)


def rebuild(engine: Engine, folder: Path, progress: Progress | None = None) -> Gathered:
    """Make the tables anew from all recordings and logs; they change all at once.

    Sessions whose files are gone stay as they are known.

    Args:
        engine: The tables.
        folder: Of the recordings.
        progress: Told before each file that is read.

    Raises:
        HistoryError: The folder can't be read, or others don't stop writing.
    """
    new = in_memory()
    done = sync(new, folder, progress)
    gone, lost = _carry_over(engine, new)
    _copy(new, engine)
    new.dispose()
    after = sync(engine, folder, progress)  # what was written meanwhile
    return replace(
        done,
        read=done.read + after.read,
        gone=gone,
        notices=(*done.notices, *lost, *after.notices),
    )


def _carry_over(old: Engine, new: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take over sessions whose files are gone; return these, and what was lost."""
    names = select(SESSIONS.c.name).order_by(SESSIONS.c.name)
    kept: list[str] = []
    lost: list[str] = []
    with old.connect() as before, new.begin() as after:
        found = set(after.scalars(names))
        for name in set(before.scalars(names)) - found:
            try:
                put_session(after, known_facts(before, name), edits_of(before, name))
                kept.append(name)
            except msgspec.DecodeError:
                lost.append(f"{name}: is gone, and was of another version: left out")
    return tuple(sorted(kept)), tuple(sorted(lost))


def _copy(source: Engine, target: Engine) -> None:
    """Put one database in another's place, in one transaction of SQLite's."""
    tries = 0

    def count(*_: int) -> None:
        nonlocal tries
        tries += 1
        if tries > COPY_TRIES:
            msg = "other programs don't stop writing to the history; try again"
            raise HistoryError(msg)

    with source.connect() as new, target.connect() as old:
        _sqlite(new).backup(_sqlite(old), progress=count, sleep=COPY_S)


def _sqlite(connection: Connection) -> sqlite3.Connection:
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found
