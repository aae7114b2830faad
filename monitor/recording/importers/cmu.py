"""Exercise CSVs with many segments a file and a file a rep (three header lines)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from monitor.model.errors import ImportFileError
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.motion import Names, motion, read_groups
from monitor.recording.importers.tables import Table, table_at
from monitor.recording.importers.tracks import Track, first_fall

HEADER_LINES = 3

_REP = re.compile(r"(.*?)_?rep(\d+)$", re.IGNORECASE)


def recognises(file: ForeignFile) -> bool:
    """Tell such a file by the quantities in its second line."""
    second = ",".join(file.head()[1:2])
    return second.startswith(",") and "Accelerometer" in second and "Time" in second


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per segment, from all reps, which ``Time`` puts on one axis.

    Raises:
        ImportFileError: A file lacks the columns, or the files overlap in time.
    """
    parts: dict[str, list[Track]] = {}
    for file in sorted(files, key=_rep):
        for track in _read_one(file):
            parts.setdefault(track.names[0], []).append(track)
    return [_joined(tracks) for tracks in parts.values()]


def _rep(file: ForeignFile) -> tuple[str, int]:
    match = _REP.fullmatch(file.path.stem)
    trial = match[1] if match else file.path.stem
    return str(file.path.parent / trial), int(match[2]) if match else 0


def _read_one(file: ForeignFile) -> list[Track]:
    table = _flat(table_at(file, 1))
    segments = dict.fromkeys(name.partition(".")[0] for name in table.header[1:])
    return [_segment(table, segment) for segment in segments]


def _flat(table: Table) -> Table:
    """Join the three header lines: ``Pelvis.Accelerometer.X``."""
    rows = [table.header]
    for line, text in table.file.lines():
        if 1 < line <= HEADER_LINES:
            rows.append(tuple(text.strip("\n").split(table.delimiter)))
    if len({len(row) for row in rows}) != 1 or len(rows) != HEADER_LINES:
        table.file.refuse("the three header lines differ in length", HEADER_LINES)
    header = tuple(".".join(names).strip(".") for names in zip(*rows, strict=True))
    return replace(table, header=header, header_line=HEADER_LINES)


def _segment(table: Table, segment: str) -> Track:
    names: Names = {
        "time": [(f"{segment}.Time.S",)],
        "acc": [tuple(f"{segment}.Accelerometer.{axis}" for axis in "XYZ")],
        "gyr": [tuple(f"{segment}.Gyroscope.{axis}" for axis in "XYZ")],
    }
    if any(table.columns(choice[0]) is None for choice in names.values()):
        problem = f"{segment} lacks Time, Accelerometer or Gyroscope"
        table.file.refuse(problem, HEADER_LINES)
    groups, numbers = read_groups(table, names)
    t = groups["time"][:, 0]
    found = motion(groups, t, dps=1.0)
    if found is None:
        table.file.refuse(f"{segment} has no sound row", HEADER_LINES + 1)
    fall = first_fall(t[found.rows])
    if fall is not None:
        line = numbers.line(int(np.flatnonzero(found.rows)[fall]))
        table.file.refuse(f"Time of {segment} runs backwards", line)
    return Track(
        path=table.file.path,
        names=(segment,),
        t=t[found.rows],
        accel=found.accel,
        gyro=found.gyro,
        notes=found.notes,
    )


def _joined(tracks: Sequence[Track]) -> Track:
    for before, after in pairwise(tracks):
        if after.t[0] <= before.t[-1]:
            problem = f"its time overlaps that of {before.path.name}; give one exercise"
            raise ImportFileError(after.path, problem)
    if len(tracks) == 1:
        return tracks[0]
    notes = (*dict.fromkeys(note for track in tracks for note in track.notes),)
    return replace(
        tracks[0],
        t=np.concatenate([track.t for track in tracks]),
        accel=np.concatenate([track.accel for track in tracks]),
        gyro=np.concatenate([track.gyro for track in tracks]),
        notes=(*notes, f"{len(tracks)} files in a row, what lies between is missing"),
    )
