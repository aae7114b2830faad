"""Edits go to the journal beside the recording first, to the tables second."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from monitor.history.edits import applied, redo, to_redo, to_undo, undo
from monitor.history.files import source_path
from monitor.history.source_rows import see_own_edit
from monitor.history.tables import all_edits, known_facts, put_session
from monitor.model.history import SessionFacts
from monitor.recording.journal import Edit, append_edit, read_journal

Make = Callable[[SessionFacts, Sequence[Edit], str], Edit | None]


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was made, and of which session."""

    session: str
    edit: Edit


def edit_session(
    connection: Connection, folder: Path, name: str, make: Make
) -> Edited | None:
    """Have an edit made, and keep it.

    Args:
        connection: In a transaction that writes, which keeps other processes out.
        folder: Of the recordings.
        name: Which session.
        make: Given the facts as edited, all edits, and the time, makes the new edit;
            None to change nothing.

    Raises:
        HistoryError: There is no such session, or ``make`` says so.
        RecordingError: The journal can't be read or written.
    """
    recorded = known_facts(connection, name)
    path = source_path(folder, name)
    edits = read_journal(path).edits
    utc = datetime.now(UTC).isoformat(timespec="microseconds")
    edit = make(applied(recorded, edits), edits, utc)
    if edit is None:
        return None
    append_edit(path, edit)
    put_session(connection, recorded, [*edits, edit])
    see_own_edit(connection, folder, path)
    return Edited(name, edit)


def undo_last(connection: Connection, folder: Path, name: str | None) -> Edited | None:
    """Take the last edit of a session back; None for the one edited last.

    Raises:
        HistoryError: There is no such session.
        RecordingError: The journal can't be read or written.
    """
    of = name or _latest(connection, to_undo)
    if of is None:
        return None
    return edit_session(connection, folder, of, lambda _, edits, utc: undo(edits, utc))


def redo_last(connection: Connection, folder: Path, name: str | None) -> Edited | None:
    """Do again what was undone last; like ``undo_last``."""
    of = name or _latest(connection, to_redo)
    if of is None:
        return None
    return edit_session(connection, folder, of, lambda _, edits, utc: redo(edits, utc))


def _latest(
    connection: Connection, which: Callable[[Sequence[Edit]], Edit | None]
) -> str | None:
    """Return the session of which ``which`` picks the latest edit."""
    found = [
        (edit.utc, name)
        for name, edits in all_edits(connection).items()
        if (edit := which(edits)) is not None
    ]
    return max(found)[1] if found else None
