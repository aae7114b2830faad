"""Writes all of the history for other programs: a CSV file a table, and JSON."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TextIO

import msgspec
from sqlalchemy import Engine, select

from monitor.history import rows, untold
from monitor.history.edits import applied
from monitor.history.schema import EDITS, LIFTERS, REPS, SESSIONS, SETS
from monitor.history.tables import edits_of, known_facts
from monitor.model.errors import HistoryError
from monitor.model.history import SetSummary

SCHEMA: Final = 1
_TABLES: Final = {
    "lifters": LIFTERS,
    "sessions": SESSIONS,
    "sets": SETS,
    "reps": REPS,
    "edits": EDITS,
}
_FOR_US: Final = frozenset({"facts", "summary"})  # JSON beside the columns


def export_all(reading: Engine, out: Path, *, pain: bool = False) -> list[Path]:
    """Write everything: into a folder, or a ``.json`` file.

    Args:
        reading: The tables.
        out: A folder, made if it isn't there, or a file that ends in ``.json``.
        pain: Whether pain, warning signs and notes are in it.

    Returns:
        The files that were written.

    Raises:
        HistoryError: One can't be written.
    """
    try:
        if out.suffix.lower() == ".json":
            out.write_bytes(_json(reading, pain=pain))
            return [out]
        out.mkdir(parents=True, exist_ok=True)
        written = [_csv(reading, out, name, pain=pain) for name in _TABLES]
        whole = out / "history.json"
        whole.write_bytes(_json(reading, pain=pain))
    except OSError as error:
        msg = f"{error.filename or out}: can't be written ({error.strerror})"
        raise HistoryError(msg) from error
    return [*written, whole]


def _csv(reading: Engine, folder: Path, name: str, *, pain: bool) -> Path:
    table = _TABLES[name]
    hidden = _FOR_US if pain else _FOR_US | untold.COLUMNS
    columns = [column for column in table.columns if column.name not in hidden]
    path = folder / f"{name}.csv"
    query = select(*columns).order_by(*table.primary_key)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        with reading.connect() as connection:
            for row in connection.execute(query):
                if pain or table is not EDITS or not untold.is_untold(row.id):
                    writer.writerow([_text(value) for value in row])
    return path


def _text(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value


def _json(reading: Engine, *, pain: bool) -> bytes:
    with reading.connect() as connection:
        names = select(SESSIONS.c.name).order_by(SESSIONS.c.utc_s, SESSIONS.c.name)
        sessions = []
        for name in connection.scalars(names).all():
            edits = edits_of(connection, name)
            facts = applied(known_facts(connection, name), edits)
            if not pain:
                facts = untold.facts_untold(facts)
                edits = [each for each in edits if not untold.is_untold(each.id)]
            figures = [rows.summary_of(facts, each) for each in facts.sets]
            sessions.append({"facts": facts, "figures": figures, "edits": edits})
    told = {"schema": SCHEMA, "sessions": sessions}
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def write_sets(
    summaries: Iterable[SetSummary], out: TextIO, *, pain: bool = False
) -> None:
    """Write sets' figures as CSV, a row a set; what isn't known is left empty.

    Args:
        summaries: The sets.
        out: Where to.
        pain: Whether pain has columns.
    """
    columns = [name for name in _COLUMNS if pain or name not in untold.COLUMNS]
    writer = csv.writer(out)
    writer.writerow(columns)
    for summary in summaries:
        flat = _flat(summary)
        writer.writerow([flat[name] for name in columns])


def _flat(summary: SetSummary) -> dict[str, object]:
    flat = {name: getattr(summary, name) for name in SetSummary.__slots__}
    pain, sites = flat.pop("pain"), flat.pop("sites")
    flat["pain"] = pain.score if pain else None
    flat["pain_place"] = pain.place if pain else None
    for name in ("pelvis", "lumbar", "belt"):
        flat[f"{name}_site" if name != "belt" else name] = getattr(sites, name, None)
    return flat


_COLUMNS: Final = list(
    _flat(SetSummary(session="", utc="", lifter="", index=0, exercise=""))
)
