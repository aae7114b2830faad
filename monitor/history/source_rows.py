"""Which files the tables were filled from, and whether these are still the same."""

from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from monitor.history.files import Look, Seen, head_sha256, look
from monitor.history.schema import SOURCES
from monitor.model.events import Rep
from monitor.model.history import (
    Hold,
    KeptRep,
    SensorLink,
    SessionFacts,
    SetFacts,
    SetSummary,
)

FOLD_VERSION: Final = 1  # raised when the same recording gives other facts

_SHAPES: Final = (SessionFacts, SetFacts, KeptRep, Rep, Hold, SensorLink, SetSummary)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was when it was read.

    Attributes:
        file: Its path within the recordings' folder.
        look: From outside.
        head_sha256: Of its beginning.
        layout: Of the facts that were read; see ``layout``.
        problem: Why it could not be read; None if it could.
    """

    file: str
    look: Look
    head_sha256: str
    layout: str
    problem: str | None = None


def layout() -> str:
    """Return what changes when the facts of a recording would be others than before."""
    shape = [(kind.__name__, [each.name for each in fields(kind)]) for kind in _SHAPES]
    return sha256(repr((FOLD_VERSION, shape)).encode()).hexdigest()[:16]


def key_of(folder: Path, path: Path) -> str:
    """Return a file's key among the sources: its path within the folder."""
    return path.name if path.parent == folder else f"{path.parent.name}/{path.name}"


def source_of(folder: Path, path: Path) -> Source:
    """Look at a file that is about to be read.

    Raises:
        OSError: It can't be read.
    """
    return Source(key_of(folder, path), look(path), head_sha256(path), layout())


def known_sources(connection: Connection) -> dict[str, Source]:
    """Return all sources by their keys."""
    return {
        row.file: Source(
            row.file,
            Look(row.size, row.mtime_ns, row.journal_size),
            row.head_sha256,
            row.layout,
            row.problem,
        )
        for row in connection.execute(select(SOURCES))
    }


def put_source(connection: Connection, source: Source) -> None:
    """Remember how a file was when it was read."""
    connection.execute(delete(SOURCES).where(SOURCES.c.file == source.file))
    row = {
        "file": source.file,
        "head_sha256": source.head_sha256,
        "layout": source.layout,
        "problem": source.problem,
    }
    connection.execute(insert(SOURCES), row | asdict(source.look))


def is_current(known: Source | None, seen: Seen, now_layout: str) -> bool:
    """Whether a file is as it was when it was read."""
    if known is None or known.layout != now_layout:
        return False
    if seen.look == known.look:
        return True
    sizes = (seen.look.size, seen.look.journal_size)
    if sizes != (known.look.size, known.look.journal_size):
        return False
    try:
        return head_sha256(seen.path) == known.head_sha256  # copied, or touched
    except OSError:
        return False


def see_own_edit(connection: Connection, folder: Path, path: Path) -> None:
    """Take note that a journal has grown by an edit that is in the tables already."""
    known = known_sources(connection).get(key_of(folder, path))
    now = source_of(folder, path)
    if known is not None and known.look.size == now.look.size:
        put_source(connection, now)
