"""The Sensor CSV, this program's own text format; see docs/sensor_csv.md."""

from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from monitor.model.blocks import BoolArray, FloatArray
from monitor.model.records import TRUNK, Placement
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.tables import (
    Table,
    cells,
    delimiter_of,
    number,
    shown,
    table_at,
)
from monitor.recording.importers.tracks import LIMIT_S, LIMIT_SI, Track, first_fall

REQUIRED = ("placement", "t_s", "ax", "ay", "az", "gx", "gy", "gz")
OPTIONAL = ("t_arrival_s", "sample")
MAX_SAMPLE = 2.0**53  # the largest counter that a float holds exactly

_TELLING = 4  # so many of our column names make it a Sensor CSV
_PLAUSIBLE_MS2 = (5.0, 30.0)


def recognises(file: ForeignFile) -> bool:
    """Tell a Sensor CSV by its column names."""
    first = file.head()[0]
    names = {name.casefold() for name in cells(first, delimiter_of(first))}
    return len(names & {*REQUIRED, *OPTIONAL}) >= _TELLING


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per file and placement.

    Raises:
        ImportFileError: With the line of what does not keep to the format.
    """
    return [track for file in files for track in _read_one(file)]


def _read_one(file: ForeignFile) -> list[Track]:
    table = table_at(file, 1)
    _check_header(table)
    rows = _fast_rows(table)
    if rows is None or not _is_sound(rows):
        rows = _careful_rows(table)
    if len(rows) == 0:
        file.refuse("there is no row below the header", 1)
    _check_arrival(table, rows)
    tracks = [_track(table, rows, placement) for placement in TRUNK]
    return [track for track in tracks if track is not None]


def _check_header(table: Table) -> None:
    missing = [name for name in REQUIRED if name not in table.header]
    known = {*REQUIRED, *OPTIONAL}
    extra = [shown(name) for name in table.header if name not in known]
    twice = [name for name in table.header if table.header.count(name) > 1]
    for names, what in ((missing, "missing"), (extra, "unknown"), (twice, "doubled")):
        if names:
            listed = ", ".join(dict.fromkeys(names[:8]))
            problem = f"column {what}: {listed} (see docs/sensor_csv.md)"
            table.file.refuse(problem, 1)


Rows = np.ndarray[tuple[int], np.dtype[np.void]]


def _row_type(table: Table) -> np.dtype[np.void]:
    return np.dtype([(n, "S8" if n == "placement" else "f8") for n in table.header])


def _fast_rows(table: Table) -> Rows | None:
    """Read all rows at once; None if any line is out of order."""
    if not table.first_row():
        return None
    try:
        with table.file.text() as text:
            rows: Rows = np.loadtxt(
                text,
                dtype=_row_type(table),
                delimiter=table.delimiter,
                skiprows=1,
                comments=None,
                quotechar='"',
                ndmin=1,
                encoding="utf-8",
            )
    except ValueError:
        return None
    return rows


def _is_sound(rows: Rows) -> bool:
    who = rows["placement"]
    known = np.zeros(len(rows), dtype=np.bool_)
    for placement in TRUNK:
        known |= who == placement.encode()
    names = [name for name in rows.dtype.names or () if name != "placement"]
    if not known.all() or not all(np.isfinite(rows[name]).all() for name in names):
        return False
    if any(np.abs(rows[name]).max(initial=0) > _limit(name) for name in names):
        return False
    return "sample" not in names or _are_counts(rows["sample"])


def _limit(name: str) -> float:
    if name == "sample":
        return MAX_SAMPLE
    return LIMIT_S if name in {"t_s", "t_arrival_s"} else LIMIT_SI


def _are_counts(sample: FloatArray) -> bool:
    whole = (sample >= 0) & (sample < MAX_SAMPLE) & (sample == np.floor(sample))
    return bool(whole.all())


def _careful_rows(table: Table) -> Rows:
    """Read line by line, to read what is written oddly or to tell the line at fault."""
    rows = [
        tuple(
            _cell(table, name, text, line)
            for name, text in zip(table.header, row, strict=True)
        )
        for line, row in _lines(table)
    ]
    return np.array(rows, dtype=_row_type(table))


def _lines(table: Table) -> Iterator[tuple[int, list[str]]]:
    for line, text in table.file.lines():
        if line == 1 or not text.strip():
            continue
        row = cells(text, table.delimiter)
        if len(row) != len(table.header):
            problem = f"{len(row)} columns, expected {len(table.header)}"
            table.file.refuse(problem, line)
        yield line, row


def _cell(table: Table, name: str, text: str, line: int) -> bytes | float:
    if name == "placement":
        if text not in TRUNK:
            problem = f"placement is {shown(text)}, expected pelvis or lumbar"
            table.file.refuse(problem, line)
        return text.encode()
    value = number(text)
    problem = _problem(name, text, value)
    if problem or value is None:
        table.file.refuse(problem, line)
    return value


def _problem(name: str, text: str, value: float | None) -> str:
    if not text:
        return f"{name} is empty"
    if value is None:
        return f"{name} is {shown(text)}, not a number"
    if not np.isfinite(value):
        return f"{name} is {shown(text)}, expected a finite number"
    if abs(value) > _limit(name):
        return f"{name} is {shown(text)}, more than can be"
    if name == "sample" and not _are_counts(np.array([value])):
        return f"sample is {shown(text)}, expected a whole number from 0"
    return ""


def _check_arrival(table: Table, rows: Rows) -> None:
    if "t_arrival_s" not in table.header:
        return
    fall = first_fall(rows["t_arrival_s"])
    if fall is not None:
        before, after = rows["t_arrival_s"][fall - 1 : fall + 1].tolist()
        problem = f"t_arrival_s runs backwards, from {before} to {after}"
        table.file.refuse(problem, _line_of_row(table, fall))


def _track(table: Table, rows: Rows, placement: Placement) -> Track | None:
    mine: BoolArray = rows["placement"] == placement.encode()
    if not mine.any():
        return None
    kept = rows[mine]
    _check_own_time(table, kept["t_s"], mine, placement)
    with_arrival = "t_arrival_s" in table.header
    accel = np.column_stack([kept[name] for name in ("ax", "ay", "az")])
    return Track(
        path=table.file.path,
        names=(str(placement),),
        t=np.ascontiguousarray(kept["t_s"]),
        accel=accel,
        gyro=np.column_stack([kept[name] for name in ("gx", "gy", "gz")]),
        arrival=np.ascontiguousarray(kept["t_arrival_s" if with_arrival else "t_s"]),
        counter=kept["sample"].astype(np.int64) if "sample" in table.header else None,
        placement=placement,
        notes=_doubts(accel),
    )


def _check_own_time(
    table: Table, t: FloatArray, mine: BoolArray, placement: Placement
) -> None:
    fall = first_fall(t)
    if fall is not None:
        before, after = t[fall - 1 : fall + 1].tolist()
        problem = f"t_s of {placement} runs backwards, from {before} to {after}"
        row = int(np.flatnonzero(mine)[fall])
        table.file.refuse(problem, _line_of_row(table, row))


def _line_of_row(table: Table, row: int) -> int:
    rows = count()
    for line, text in table.file.lines():
        if line > 1 and text.strip() and next(rows) == row:
            return line
    raise AssertionError


def _doubts(accel: FloatArray) -> tuple[str, ...]:
    low, high = _PLAUSIBLE_MS2
    usual = float(np.median(np.linalg.norm(accel, axis=1)))
    if low <= usual <= high:
        return ()
    return (
        f"the median acceleration is {usual:.3g} m/s², at rest it is 9.81:"
        " are the units m/s², gravity included",
    )
