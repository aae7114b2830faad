"""Reads a laboratory's reference: angles and rep times in one CSV.

Columns by name, in any order: ``t_s``; ``lumbar_flexion_deg`` and ``pelvis_pitch_deg``
(at least one of them, or ``event``); optional ``event``, empty or one of ``sync``,
``onset``, ``reach``, ``leave``, ``end``. Empty angles are not measured. Further
columns are ignored. What ``--timeseries`` writes can be read as a reference.
"""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monitor.analysis.agreement import BOUNDARIES, RepTimes
from monitor.model.blocks import FloatArray
from monitor.model.errors import ImportFileError

ANGLES = ("lumbar_flexion_deg", "pelvis_pitch_deg")
SYNC = "sync"
MARKS = (SYNC, *BOUNDARIES)
Row = tuple[float, float, float, str]  # t, lumbar, pelvis, event


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What a reference system measured.

    Attributes:
        t: s, on the reference's own clock, shape (n,).
        lumbar_flexion_deg: Flexion positive; NaN where not measured, shape (n,).
        pelvis_pitch_deg: +90 bowed forward; NaN where not measured, shape (n,).
        reps: Rep times, in order.
        sync_s: Time of the first of three taps; None if not marked.
        has_reps: Whether rep times were given at all.
    """

    t: FloatArray
    lumbar_flexion_deg: FloatArray
    pelvis_pitch_deg: FloatArray
    reps: tuple[RepTimes, ...]
    sync_s: float | None
    has_reps: bool


def read_reference(path: Path) -> Reference:
    """Read a reference CSV.

    Raises:
        ImportFileError: A column is missing, a number is none, time runs backwards,
            or an event is unknown; names the line.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = _rows(path, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportFileError(path, f"can't be read as CSV ({error})") from error
    marks = [(t, event) for t, _, _, event in rows if event]
    samples = np.array([row[:3] for row in rows], dtype=float).reshape(-1, 3)
    return Reference(
        t=samples[:, 0],
        lumbar_flexion_deg=samples[:, 1],
        pelvis_pitch_deg=samples[:, 2],
        reps=tuple(_reps(marks)),
        sync_s=next((t for t, event in marks if event == SYNC), None),
        has_reps=any(event in BOUNDARIES for _, event in marks),
    )


def _rows(path: Path, lines: Iterable[list[str]]) -> list[Row]:
    numbered = enumerate(lines, start=1)
    _, header = next(numbered, (1, []))
    columns = _columns(path, header)
    rows: list[Row] = []
    for line, cells in numbered:
        if not any(cells):
            continue
        row = _row(path, line, columns, cells)
        if rows and row[0] < rows[-1][0]:
            problem = f"time runs backwards, from {rows[-1][0]} to {row[0]} s"
            raise ImportFileError(path, problem, line)
        rows.append(row)
    if not rows:
        raise ImportFileError(path, "holds no rows below its header")
    return rows


def _columns(path: Path, header: list[str]) -> dict[str, int]:
    columns = {name.strip(): index for index, name in enumerate(header)}
    if "t_s" not in columns:
        raise ImportFileError(path, "column t_s is missing", 1)
    if not columns.keys() & {*ANGLES, "event"}:
        problem = "needs a column lumbar_flexion_deg, pelvis_pitch_deg or event"
        raise ImportFileError(path, problem, 1)
    return columns


def _row(path: Path, line: int, columns: dict[str, int], cells: list[str]) -> Row:
    def text(name: str) -> str:
        index = columns.get(name, len(cells))
        return cells[index].strip() if index < len(cells) else ""

    def number(name: str) -> float:
        try:
            value = float(text(name))
        except ValueError:
            problem = f"{name} is {text(name)!r}, not a number"
            raise ImportFileError(path, problem, line) from None
        if not math.isfinite(value):
            raise ImportFileError(path, f"{name} is {text(name)}", line)
        return value

    event = text("event")
    if event and event not in MARKS:
        problem = f"event is {event!r}, not one of {', '.join(MARKS)}"
        raise ImportFileError(path, problem, line)
    lumbar, pelvis = (number(name) if text(name) else math.nan for name in ANGLES)
    return number("t_s"), lumbar, pelvis, event


def _reps(marks: list[tuple[float, str]]) -> list[RepTimes]:
    """Gather marks into reps: each begins with its ``onset``."""
    reps: list[dict[str, float]] = []
    for t, event in marks:
        if event == SYNC:
            continue
        if event == BOUNDARIES[0] or not reps:
            reps.append({})
        reps[-1][event] = t
    return [RepTimes(*(rep.get(name) for name in BOUNDARIES)) for rep in reps]
