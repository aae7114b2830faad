"""Puts sessions into the tables and takes them out, within a transaction."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, select

from monitor.history import rows
from monitor.history.edits import applied
from monitor.history.schema import EDITS, LIFTERS, REPS, SESSIONS, SETS
from monitor.model.errors import HistoryError
from monitor.model.history import SessionFacts
from monitor.recording.journal import Edit


def put_session(
    connection: Connection, recorded: SessionFacts, edits: Sequence[Edit]
) -> None:
    """Put a session into the tables in place of what was there of it.

    Args:
        connection: In a transaction that writes.
        recorded: As the recording tells it.
        edits: All of its journal's.
    """
    facts = applied(recorded, edits)
    connection.execute(delete(SESSIONS).where(SESSIONS.c.name == recorded.name))
    names = insert(LIFTERS).prefix_with("OR IGNORE")
    connection.execute(names, {"name": facts.lifter})
    connection.execute(insert(SESSIONS), rows.session_row(recorded, facts))
    for table, found in (
        (SETS, list(rows.set_rows(recorded, facts))),
        (REPS, list(rows.rep_rows(facts))),
        (EDITS, rows.edit_rows(recorded.name, edits)),
    ):
        if found:
            connection.execute(insert(table), found)
    forget_idle_lifters(connection)


def forget_idle_lifters(connection: Connection) -> None:
    """Forget names that no session has any more."""
    busy = select(SESSIONS.c.lifter)
    connection.execute(delete(LIFTERS).where(LIFTERS.c.name.not_in(busy)))


def known_facts(connection: Connection, name: str) -> SessionFacts:
    """Return a session as its recording tells it.

    Raises:
        HistoryError: It isn't known.
    """
    query = select(SESSIONS.c.facts).where(SESSIONS.c.name == name)
    session = connection.scalar(query)
    if session is None:
        msg = f"{name}: the history knows no such session"
        raise HistoryError(msg)
    of_it = select(SETS.c.facts).where(SETS.c.session == name)
    sets = list(connection.scalars(of_it.order_by(SETS.c.set_index)))
    return rows.session_from(session, sets)


def edits_of(connection: Connection, name: str) -> list[Edit]:
    """Return all edits of a session, oldest first."""
    query = select(EDITS.c.edit).where(EDITS.c.session == name)
    found = connection.scalars(query.order_by(EDITS.c.line))
    return [msgspec.json.decode(content, type=Edit) for content in found]


def all_edits(connection: Connection) -> dict[str, list[Edit]]:
    """Return all edits by session, oldest first."""
    query = select(EDITS.c.session, EDITS.c.edit)
    found: dict[str, list[Edit]] = {}
    for row in connection.execute(query.order_by(EDITS.c.session, EDITS.c.line)):
        edit = msgspec.json.decode(row.edit, type=Edit)
        found.setdefault(row.session, []).append(edit)
    return found


def everything(connection: Connection) -> list[list[tuple[object, ...]]]:
    """Return all rows of all tables, but for which files they were made of."""
    tables = (LIFTERS, SESSIONS, SETS, REPS, EDITS)
    queries = (select(table).order_by(*table.primary_key) for table in tables)
    return [list(map(tuple, connection.execute(query))) for query in queries]
