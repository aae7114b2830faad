"""Between what is remembered and the rows of the tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy import Table

from monitor.history.schema import REPS, SESSIONS, SETS
from monitor.model.body import Sites
from monitor.model.history import (
    KeptRep,
    Pain,
    SessionFacts,
    SessionSummary,
    SetFacts,
    SetSummary,
)
from monitor.recording.journal import Edit
from monitor.training.summary import session_summary, set_summary

Value = str | float | int | bool | bytes | None
Row = dict[str, Value]

_SESSION: Final = msgspec.json.Decoder(SessionFacts)
_SET: Final = msgspec.json.Decoder(SetFacts)
_SUMMARIES: Final = msgspec.json.Decoder(list[SetSummary])
_SESSIONS: Final = msgspec.json.Decoder(list[SessionSummary])
_RENAMED: Final = {"set_index": "index", "left_reps": "left", "right_reps": "right"}


def unix_s(utc: str) -> float:
    """Return an ISO 8601 time as Unix time, s; 0 if it is none.

    A time without a zone counts as UTC.
    """
    try:
        moment = datetime.fromisoformat(utc)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def is_measured(facts: SessionFacts) -> bool:
    """Whether sensors were there: an imported log has none."""
    return bool(facts.sensors)


def summary_of(session: SessionFacts, facts: SetFacts) -> SetSummary:
    """Return a set's figures; of a log nothing is said that only sensors tell."""
    summary = set_summary(session, facts)
    if is_measured(session):
        return summary
    return replace(summary, limit_deg=None, clean_s=None, sites=None)


def _session_summary(facts: SessionFacts) -> SessionSummary:
    summary = session_summary(facts)
    return summary if is_measured(facts) else replace(summary, sites=None)


def session_row(recorded: SessionFacts, facts: SessionFacts) -> Row:
    """Return a session's row.

    Args:
        recorded: As the recording tells it.
        facts: With the edits.
    """
    summary = _session_summary(facts)
    flags = facts.red_flags
    row: Row = {
        "name": facts.name,
        "utc": facts.started_utc,
        "utc_s": unix_s(facts.started_utc),
        "measured": is_measured(facts),
        "sets": len(facts.sets),
        "morning_told": facts.morning_worse,
        "red_flags": None if flags is None else ",".join(flags),
        "pain": summary.pain,
        "notes": _texts(facts.notes),
        "summary": msgspec.json.encode(summary),
        "facts": msgspec.json.encode(replace(recorded, sets=())),
        **_site_columns(summary.sites),
    }
    return row | _columns(SESSIONS, facts, row)


def set_rows(recorded: SessionFacts, facts: SessionFacts) -> Iterator[Row]:
    """Yield the rows of a session's sets; the arguments are ``session_row``'s."""
    for before, after in zip(recorded.sets, facts.sets, strict=True):
        summary = summary_of(facts, after)
        row: Row = {
            "utc_s": unix_s(summary.utc),
            **_pain_columns(summary.pain),
            **_site_columns(summary.sites),
            "notes": _texts(after.notes),
            "summary": msgspec.json.encode(summary),
            "facts": msgspec.json.encode(before),
        }
        yield row | _columns(SETS, summary, row)


def rep_rows(facts: SessionFacts) -> Iterator[Row]:
    """Yield the rows of a session's reps."""
    for each in facts.sets:
        for kept in each.reps:
            row: Row = {
                "session": facts.name,
                "set_index": each.index,
                **_columns_of_rep(kept),
            }
            yield row | _columns(REPS, kept.rep, row)


def edit_rows(session: str, edits: Sequence[Edit]) -> list[Row]:
    """Return the rows of a session's edits."""
    return [
        {
            "session": session,
            "line": line,
            "utc": edit.utc,
            "id": edit.id,
            "edit": msgspec.json.encode(edit),
        }
        for line, edit in enumerate(edits, 1)
    ]


def _columns_of_rep(kept: KeptRep) -> Row:
    return {
        "struck": kept.struck,
        "side": kept.side,
        "roll_range_deg": kept.roll_range_deg,
        "roll_at_top_deg": kept.roll_at_top_deg,
    }


def _columns(table: Table, what: object, known: Row) -> Row:
    """Return the columns that are named as the fields of ``what``."""
    names = (column.name for column in table.columns if column.name not in known)
    return {name: getattr(what, _RENAMED.get(name, name)) for name in names}


def _texts(notes: Sequence[str]) -> str | None:
    return msgspec.json.encode(notes).decode() if notes else None


def _pain_columns(pain: Pain | None) -> Row:
    return {
        "pain": pain.score if pain else None,
        "pain_place": pain.place if pain else None,
    }


def _site_columns(sites: Sites | None) -> Row:
    return {
        "pelvis_site": sites.pelvis if sites else None,
        "lumbar_site": sites.lumbar if sites else None,
        "belt": sites.belt if sites else None,
    }


def session_from(content: bytes, sets: list[bytes]) -> SessionFacts:
    """Return a session as recorded from its JSON and its sets'."""
    return replace(_SESSION.decode(content), sets=tuple(map(_SET.decode, sets)))


def set_summaries_from(contents: list[bytes]) -> list[SetSummary]:
    """Return figures from their JSON; many at once are quicker."""
    return _SUMMARIES.decode(b"[%b]" % b",".join(contents))


def session_summaries_from(contents: list[bytes]) -> list[SessionSummary]:
    """Return sessions' own words from their JSON."""
    return _SESSIONS.decode(b"[%b]" % b",".join(contents))
