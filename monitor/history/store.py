"""What is remembered of all sessions, in SQLite: an index of the recordings."""

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Executable, delete, func, insert, select

from monitor.history import rows
from monitor.history.database import READS, Opened, opened, opened_to_read, told
from monitor.history.mornings import with_mornings
from monitor.history.schema import LIFTERS, REPS, SESSIONS, SETS
from monitor.model.errors import HistoryError
from monitor.model.history import SessionFacts, SessionSummary, SetSummary

FILE_NAME: Final = "history.sqlite3"


class History:
    """Sessions, sets and reps over weeks. Any thread may use it, many at once.

    Attributes:
        notice: One sentence for people if the file had to be moved aside; then it
            begins empty and ``gathering.rebuild`` fills it.
    """

    def __init__(self, path: Path, *, to_read: bool = False) -> None:
        """Open a history, or make it.

        Args:
            path: The file.
            to_read: Change nothing; it must be there.

        Raises:
            HistoryError: It can't be opened.
        """
        found: Opened = opened_to_read(path) if to_read else opened(path)
        self._engine, self.notice = found.engine, found.notice
        self._reading = found.engine.execution_options(**{READS: True})
        self.path: Final = path

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def keep(self, facts: SessionFacts) -> None:
        """Store a session in place of what was known of it; edits stay in force.

        Raises:
            HistoryError: It can't be written.
        """
        with told(self.path), self._engine.begin() as connection:
            put_session(connection, facts)

    def summaries(
        self,
        lifter: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        exercise: str | None = None,
    ) -> list[SetSummary]:
        """Return sets' figures in order of time.

        Args:
            lifter: Whose; None for all, empty for those of whom nobody said.
            since: From here on; with a time zone.
            until: Before this.
            exercise: Which; None for all.

        Raises:
            HistoryError: It can't be read.
        """
        query = select(SETS.c.summary).order_by(
            SETS.c.utc_s, SETS.c.session, SETS.c.set_index
        )
        if lifter is not None:
            query = query.where(SETS.c.lifter == lifter)
        if since is not None:
            query = query.where(SETS.c.utc_s >= since.timestamp())
        if until is not None:
            query = query.where(SETS.c.utc_s < until.timestamp())
        if exercise is not None:
            query = query.where(SETS.c.exercise == exercise)
        return rows.set_summaries_from(self._column(query))

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
        told_later = with_mornings(
            rows.session_summaries_from([row.summary for row in found]),
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
            found = recorded_facts(connection, name)
        if found is None:
            msg = f"{name}: the history knows no such session"
            raise HistoryError(msg)
        return found

    def lifters(self) -> list[str]:
        """Return who has sessions, by name; an empty name is of those not told.

        Raises:
            HistoryError: It can't be read.
        """
        query = select(LIFTERS.c.name).order_by(func.lower(LIFTERS.c.name))
        with told(self.path), self._reading.connect() as connection:
            return list(connection.scalars(query))

    def _column(self, query: Executable) -> list[bytes]:
        with told(self.path), self._reading.connect() as connection:
            return list(connection.scalars(query))


def put_session(connection: Connection, recorded: SessionFacts) -> None:
    """Put a session into the tables in place of what was there of it."""
    facts = recorded
    connection.execute(delete(SESSIONS).where(SESSIONS.c.name == recorded.name))
    names = insert(LIFTERS).prefix_with("OR IGNORE")
    connection.execute(names, {"name": facts.lifter})
    connection.execute(insert(SESSIONS), rows.session_row(recorded, facts))
    for table, found in (
        (SETS, list(rows.set_rows(recorded, facts))),
        (REPS, list(rows.rep_rows(facts))),
    ):
        if found:
            connection.execute(insert(table), found)
    forget_idle_lifters(connection)


def forget_idle_lifters(connection: Connection) -> None:
    """Forget names that no session has any more."""
    busy = select(SESSIONS.c.lifter)
    connection.execute(delete(LIFTERS).where(LIFTERS.c.name.not_in(busy)))


def recorded_facts(connection: Connection, name: str) -> SessionFacts | None:
    """Return a session as its recording tells it; None if it isn't known."""
    query = select(SESSIONS.c.facts).where(SESSIONS.c.name == name)
    session = connection.scalar(query)
    if session is None:
        return None
    of_it = select(SETS.c.facts).where(SETS.c.session == name)
    sets = list(connection.scalars(of_it.order_by(SETS.c.set_index)))
    return rows.session_from(session, sets)
