"""A group's summary on a terminal of 80 columns: figures, and words below them."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from monitor.net.group_summary import LifterSummary, plain, rows_of

_SHOWN: Final = {  # of a table's columns, and how they are called here
    "lifter": "lifter",
    "station": "station",
    "sets": "sets",
    "reps": "reps",
    "clean": "clean",
    "borderline": "near",
    "faults": "past",
    "heaviest kg": "max kg",
    "volume kg": "vol kg",
    "stops": "stops",
    "plan": "plan",
}
_LEFT: Final = frozenset({"lifter", "station"})
_GAP: Final = "  "


def table_lines(summaries: Sequence[LifterSummary], *, planned: bool) -> Iterator[str]:
    """Yield the lines of a table: the columns' names, then some for each lifter.

    Args:
        summaries: In order.
        planned: Whether a column tells of the plan.
    """
    head, *body = rows_of(summaries, planned=planned, pain=False)
    names = [name for name in head if name in _SHOWN]
    rows = [[_SHOWN[name] for name in names]]
    for summary, row in zip(summaries, body, strict=True):
        cells = dict(zip(head, row, strict=True), reps=str(summary.reps))
        rows.append([cells[name] for name in names])
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for index, row in enumerate(rows):
        columns = zip(names, row, widths, strict=True)
        yield _GAP.join(_padded(*column) for column in columns).rstrip()
        if index:
            yield from (f"{_GAP}{plain(text)}" for text in _words(summaries[index - 1]))


def _words(summary: LifterSummary) -> Iterator[str]:
    """Yield what is too long for a column."""
    words = [*summary.exercises]
    if summary.held_s is not None:
        words.append(f"held {summary.held_s:.0f} s at most")
    if words:
        yield ", ".join(words)
    yield from summary.pains


def _padded(column: str, text: str, width: int) -> str:
    space = " " * (width - cell_len(text))
    return text + space if column in _LEFT else space + text
