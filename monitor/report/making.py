"""Gathers what a report needs, and writes it."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from monitor.history.edits import outcome
from monitor.history.recorded import facts_of
from monitor.history.store import History
from monitor.model.errors import HistoryError, RecordingError
from monitor.model.history import SessionFacts, SetSummary
from monitor.recording.journal import read_journal
from monitor.recording.whole_file import not_written
from monitor.report.month_report import Month, month_report
from monitor.report.session_report import Making, SessionSource, session_report
from monitor.training.summary import set_summary
from monitor.training.words import Line, after_session

_AT_ONCE: Final = 1 << 20


def making(*, shows_pain: bool) -> Making:
    """Return who makes a report, now."""
    program = f"rep-monitor {version('rep-monitor')}"
    return Making(program, datetime.now(UTC), shows_pain)


def report_of(recording: Path, made: Making, past: Sequence[SetSummary] = ()) -> str:
    """Return the report of a recording's session, as HTML.

    Args:
        recording: A recording of this program.
        made: See ``making``.
        past: The lifter's sets, to compare with.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    edits = read_journal(recording).edits
    facts = outcome(facts_of(recording), edits).facts
    compared = [line.text for line in _compared(facts, past)]
    source = SessionSource(facts, edits, recording, sha256_of(recording), compared)
    return session_report(source, made)


def _compared(facts: SessionFacts, past: Sequence[SetSummary]) -> list[Line]:
    by_index = {each.index: each for each in facts.sets}
    mine = [set_summary(facts, each) for each in facts.sets]
    return after_session(mine, past, lambda summary: by_index[summary.index])


def month_of(history: History, name: str, lifter: str, made: Making) -> str:
    """Return the report of a month, as HTML.

    Args:
        history: What is remembered.
        name: The month, "2026-11".
        lifter: Whose.
        made: See ``making``.

    Raises:
        HistoryError: It is no month, or the history can't be read.
    """
    first, after = month_span(name)
    sets = history.summaries(lifter, first, after)
    sessions = history.sessions(lifter, first, after)
    return month_report(Month(name, lifter, sets, sessions), made)


def month_span(name: str) -> tuple[datetime, datetime]:
    """Return when a month begins and ends, UTC.

    Raises:
        HistoryError: It is no month.
    """
    try:
        first = datetime.strptime(name, "%Y-%m").replace(tzinfo=UTC)
        next_month = (first.year + first.month // 12, first.month % 12 + 1)
        return first, first.replace(year=next_month[0], month=next_month[1])
    except ValueError:
        msg = f"{name!r} is no month: write it as 2026-11"
        raise HistoryError(msg) from None


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256.

    Raises:
        RecordingError: It can't be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while content := file.read(_AT_ONCE):
                digest.update(content)
    except OSError as error:
        msg = f"{path.name}: can't be read ({error.strerror})"
        raise RecordingError(msg) from error
    return digest.hexdigest()


def write_report(html: str, path: Path) -> None:
    """Write a report in place of an earlier one.

    Raises:
        RecordingError: It can't be written.
    """
    try:
        path.write_text(html, encoding="utf-8", errors="replace")
    except OSError as error:
        raise not_written(path, error) from error
