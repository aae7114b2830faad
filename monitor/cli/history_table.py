"""The history as a table on a terminal.

A table of rich's takes 1 ms a row, so that years of sets would take ten seconds; its
measure of how wide a text is does for columns that are all short.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from monitor.model.history import SetSummary
from monitor.view.past import (
    KINDS,
    UNKNOWN,
    day_words,
    exercise_words,
    load_text,
    number,
    pain_words,
    reps_words,
)

_LEFT: Final = frozenset({"lifter", "date", "exercise", "kind", "pain"})
_COLUMNS: Final = (
    "date",
    "exercise",
    "set",
    "kind",
    "load",
    "reps",
    "scored",
    "clean",
    "faults",
    "margin",
    "RPE",
    "pain",
)
_GAP: Final = "  "


def table_lines(sets: Sequence[SetSummary], *, named: bool) -> Iterator[str]:
    """Yield the lines of a table: the columns' names, then a row a set.

    Args:
        sets: In order.
        named: Whether a column tells whose they are.
    """
    header = ["lifter", *_COLUMNS] if named else list(_COLUMNS)
    rows = [header, *(_cells(summary, named=named) for summary in sets)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        columns = zip(header, row, widths, strict=True)
        yield _GAP.join(_padded(*column) for column in columns).rstrip()


def _padded(column: str, text: str, width: int) -> str:
    space = " " * (width - cell_len(text))
    return text + space if column in _LEFT else space + text


def _cells(summary: SetSummary, *, named: bool) -> list[str]:
    judged = bool(summary.scored)
    cells = [
        day_words(summary.utc),
        exercise_words(summary.exercise),
        str(summary.index),
        KINDS[summary.kind] if summary.kind else UNKNOWN,
        load_text(summary),
        _reps(summary),
        str(summary.scored) if judged else UNKNOWN,
        str(summary.clean) if judged else UNKNOWN,
        str(summary.faults) if judged else UNKNOWN,
        number(summary.margin_deg, "°", 1),
        number(summary.rpe, decimals=1),
        pain_words(summary.pain),
    ]
    whole = [summary.lifter or UNKNOWN, *cells] if named else cells
    return [_plain(text) for text in whole]


def _reps(summary: SetSummary) -> str:
    """Return what was counted; of a logged hold nobody knows how clean it was."""
    if summary.held_s is not None and summary.clean_s is None:
        return f"{summary.held_s:.0f} s"
    return reps_words(summary)


def _plain(text: str) -> str:
    """Return a text from a person or a file without what would steer a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)
