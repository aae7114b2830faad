"""The history as a table on a terminal."""

from collections.abc import Sequence
from typing import Final, Literal

from rich.table import Table
from rich.text import Text

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

_COLUMNS: Final[tuple[tuple[str, Literal["left", "right"]], ...]] = (
    ("date", "left"),
    ("exercise", "left"),
    ("set", "right"),
    ("kind", "left"),
    ("load", "right"),
    ("reps", "right"),
    ("scored", "right"),
    ("clean", "right"),
    ("faults", "right"),
    ("margin", "right"),
    ("RPE", "right"),
    ("pain", "left"),
)


def sets_table(sets: Sequence[SetSummary], *, named: bool) -> Table:
    """Return a table, a row a set.

    Args:
        sets: In order.
        named: Whether a column tells whose they are.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    if named:
        table.add_column("lifter")
    for name, justify in _COLUMNS:
        wraps = name == "exercise"
        table.add_column(name, justify=justify, no_wrap=not wraps)
    for summary in sets:
        cells = [summary.lifter or UNKNOWN] if named else []
        # Names come from people and files: no markup is read in them.
        table.add_row(*map(Text, [*cells, *_cells(summary)]))
    return table


def _cells(summary: SetSummary) -> list[str]:
    judged = bool(summary.scored)
    return [
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


def _reps(summary: SetSummary) -> str:
    """Return what was counted; of a logged hold nobody knows how clean it was."""
    if summary.held_s is not None and summary.clean_s is None:
        return f"{summary.held_s:.0f} s"
    return reps_words(summary)
