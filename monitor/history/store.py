"""What is remembered of all sessions, in SQLite: an index of the recordings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from monitor.history import gathering, rows
from monitor.history.database import (
    READS,
    Opened,
    opened,
    opened_anew,
    opened_to_read,
    told,
)
from monitor.history.editing import Edited, edit_session, redo_last, undo_last
from monitor.history.edits import applied, made_edit
from monitor.history.export import export_all
from monitor.history.gathering import Gathered, Progress
from monitor.history.mornings import with_mornings
from monitor.history.removal import Removal, Removed, removal_of, remove
from monitor.history.schema import LIFTERS, SESSIONS, SETS
from monitor.history.tables import edits_of, everything, known_facts, put_session
from monitor.model.errors import HistoryError
from monitor.model.history import SessionFacts, SessionSummary, SetSummary
from monitor.recording.journal import Edit


class History:
    """Sessions, sets and reps over weeks. Any thread may use it, many at once.

    Attributes:
        notice: One sentence for people if the file had to be moved aside; then it
            begins empty, and ``sync`` fills it.
    """

    def __init__(
        self, path: Path, folder: Path | None = None, *, to_read: bool = False
    ) -> None:
        """Open a history, or make it.

        Args:
            path: The file.
            folder: Of the recordings; None if they are beside it.
            to_read: Change nothing; it must be there.

        Raises:
            HistoryError: It can't be opened.
        """
        self._use(opened_to_read(path) if to_read else opened(path))
        self.path: Final = path
        self.folder: Final = path.parent if folder is None else folder

    def _use(self, found: Opened) -> None:
        self._engine, self.notice = found.engine, found.notice
        self._reading = found.engine.execution_options(**{READS: True})

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def keep(self, facts: SessionFacts) -> None:
        """Store a session in place of what was known of it; edits stay in force.

        Raises:
            HistoryError: It can't be written.
        """
        with told(self.path), self._engine.begin() as connection:
            put_session(connection, facts, edits_of(connection, facts.name))

    def summaries(
        self,
        lifter: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        exercise: str | None = None,
        *,
        last: int | None = None,
    ) -> list[SetSummary]:
        """Return sets' figures in order of time.

        Args:
            lifter: Whose; None for all, empty for those of whom nobody said.
            since: From here on; with a time zone.
            until: Before this.
            exercise: Which; None for all.
            last: No more than so many, the newest ones; None for all.

        Raises:
            HistoryError: It can't be read.
        """
        newest_first = [
            column.desc() for column in (SETS.c.utc_s, SETS.c.session, SETS.c.set_index)
        ]
        query = select(SETS.c.summary).order_by(*newest_first).limit(last)
        if lifter is not None:
            query = query.where(SETS.c.lifter == lifter)
        if since is not None:
            query = query.where(SETS.c.utc_s >= since.timestamp())
        if until is not None:
            query = query.where(SETS.c.utc_s < until.timestamp())
        if exercise is not None:
            query = query.where(SETS.c.exercise == exercise)
        with told(self.path), self._reading.connect() as connection:
            found = list(connection.scalars(query))
            return rows.set_summaries_from(found[::-1])

    def sessions(
        self,
        lifter: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[SessionSummary]:
        """Return sessions' own words in order of time; arguments as ``summaries``.

        Raises:
            HistoryError: It can't be read.
        """
        table = SESSIONS.c
        query = select(
            table.utc_s, table.measured, table.sets, table.morning_told, table.summary
        ).order_by(table.utc_s, table.name)
        if lifter is not None:
            query = query.where(table.lifter == lifter)
        with told(self.path), self._reading.connect() as connection:
            found = connection.execute(query).all()
            summaries = rows.session_summaries_from([row.summary for row in found])
        told_later = with_mornings(
            summaries,
            [bool(row.measured and row.sets) for row in found],
            [row.morning_told for row in found],
        )
        first = since.timestamp() if since else -float("inf")
        end = until.timestamp() if until else float("inf")
        return [
            summary
            for row, summary in zip(found, told_later, strict=True)
            if first <= row.utc_s < end
        ]

    def facts(self, name: str) -> SessionFacts:
        """Return all that is known of a session, edits included.

        Raises:
            HistoryError: There is no such session, or it can't be read.
        """
        with told(self.path), self._reading.connect() as connection:
            found = known_facts(connection, name)
            return applied(found, edits_of(connection, name))

    def lifters(self) -> list[str]:
        """Return who has sessions, by name; an empty name is of those not told.

        Raises:
            HistoryError: It can't be read.
        """
        query = select(LIFTERS.c.name).order_by(func.lower(LIFTERS.c.name))
        with told(self.path), self._reading.connect() as connection:
            return list(connection.scalars(query))

    def edits(self, name: str) -> list[Edit]:
        """Return all edits of a session, oldest first.

        Raises:
            HistoryError: It can't be read.
        """
        with told(self.path), self._reading.connect() as connection:
            return edits_of(connection, name)

    def edit(self, name: str, field: str, value: object) -> Edited:
        """Give a field of a session another value: in its journal first, then here.

        Args:
            name: The session's.
            field: Such as "set/3/load_kg", see ``fields.names``.
            value: Its new value: a ``fields.Value``, or the plain form of one. A text
                for a field of notes is one more note.

        Raises:
            HistoryError: There is no such session, field, set or rep, the value makes
                no sense, or the field has it already.
            RecordingError: The journal can't be read or written.
        """

        def make(facts: SessionFacts, _: Sequence[Edit], utc: str) -> Edit:
            return made_edit(facts, field, value, utc)

        with told(self.path), self._engine.begin() as connection:
            made = edit_session(connection, self.folder, name, make)
        assert made is not None
        return made

    def undo(self, name: str | None = None) -> Edited | None:
        """Take the last edit back; again takes the one before back.

        Args:
            name: Of which session; None for the one that was edited last.

        Returns:
            What was done; None if there is nothing to take back.

        Raises:
            HistoryError: It can't be read or written.
            RecordingError: The journal can't be read or written.
        """
        with told(self.path), self._engine.begin() as connection:
            return undo_last(connection, self.folder, name)

    def redo(self, name: str | None = None) -> Edited | None:
        """Do again what was undone last; like ``undo``."""
        with told(self.path), self._engine.begin() as connection:
            return redo_last(connection, self.folder, name)

    def sync(self, progress: Progress | None = None) -> Gathered:
        """Read the recordings and logs that are new or were changed since.

        A history that is damaged within is moved aside first, and made anew.

        Args:
            progress: Told before each file that is read.

        Raises:
            HistoryError: The folder can't be read, or this can't be written.
        """
        healed = self._healed()
        with told(self.path):
            done = gathering.sync(self._engine, self.folder, progress)
        return replace(done, notices=(*healed, *done.notices))

    def rebuild(self, progress: Progress | None = None) -> Gathered:
        """Make all anew from the recordings and logs; it changes all at once.

        Sessions whose files are gone stay as they are known.

        Args:
            progress: Told before each file that is read.

        Raises:
            HistoryError: The folder can't be read, or this can't be written.
        """
        healed = self._healed()
        with told(self.path):
            done = gathering.rebuild(self._engine, self.folder, progress)
        return replace(done, notices=(*healed, *done.notices))

    def _healed(self) -> tuple[str, ...]:
        """Move the file aside if it is damaged within; return what is to be said."""
        found = opened_anew(self.path)
        if found is None or found.notice is None:
            return ()
        self._engine.dispose()
        self._use(found)
        return (found.notice,)

    def removal(self, lifter: str) -> Removal:
        """Return what goes if a lifter is removed; nothing is done yet.

        Args:
            lifter: Who; empty for sessions of which nobody said whose they are.

        Raises:
            HistoryError: Nobody of that name is known, or it can't be read.
        """
        with told(self.path), self._reading.connect() as connection:
            found = removal_of(connection, self.folder, self.path, lifter)
        if not found.sessions:
            msg = f"{lifter or 'nobody'}: the history knows no such lifter"
            raise HistoryError(msg)
        return found

    def delete_lifter(self, what: Removal) -> Removed:
        """Remove every trace of a lifter: rows, recordings, journals, ledgers, logs.

        Args:
            what: As ``removal`` has listed it, and a person has agreed to.

        Raises:
            HistoryError: This can't be written.
        """
        with told(self.path):
            return remove(self._engine, self.folder, what)

    def export(self, out: Path, *, pain: bool = False) -> list[Path]:
        """Write everything for other programs; see ``export.export_all``.

        Raises:
            HistoryError: It can't be read, or ``out`` can't be written.
        """
        with told(self.path):
            return export_all(self._reading, out, pain=pain)

    def equal(self, other: "History") -> bool:
        """Whether both know the same, of whatever files they were made."""
        with told(self.path), self._reading.connect() as mine:
            ours = everything(mine)
        with told(other.path), other._reading.connect() as others:  # noqa: SLF001
            return ours == everything(others)
