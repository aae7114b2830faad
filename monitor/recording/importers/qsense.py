"""Trials of QSense sensors: a folder of ``R/Back/Sensor N.csv``, row by row aligned."""

from collections.abc import Sequence

import numpy as np

from monitor.model.blocks import GRAVITY
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.motion import Names, motion, read_groups
from monitor.recording.importers.tables import table_at
from monitor.recording.importers.tracks import Track

RATE_HZ = 50.0  # the files do not tell it

_COLUMNS: Names = {"acc": [("ax", "ay", "az")], "gyr": [("gx", "gy", "gz")]}


def recognises(file: ForeignFile) -> bool:
    """Tell a sensor's file by the line that it begins with."""
    return file.head()[0].startswith("Sensor string:")


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per file, named as the file.

    Raises:
        ImportFileError: A file lacks the columns, or has no sound row.
    """
    return [_read_one(file) for file in files]


def _read_one(file: ForeignFile) -> Track:
    lines = [n for n, text in enumerate(file.head(), 1) if text.startswith("ax\t")]
    if not lines:
        file.refuse("the line of column names (ax, ay, …) is missing")
    groups, numbers = read_groups(table_at(file, lines[0]), _COLUMNS)
    t = np.arange(len(numbers.values)) / RATE_HZ
    if "acc" in groups:
        groups["acc"] = groups["acc"] * GRAVITY
    found = motion(groups, t, np.pi / 180)
    if found is None:
        problem = "no row has acceleration (ax, ay, az) and turning (gx, gy, gz)"
        file.refuse(problem, lines[0])
    return Track(
        path=file.path,
        names=(file.path.stem, str(file.path)),
        t=t[found.rows],
        accel=found.accel,
        gyro=found.gyro,
        rate_hz=RATE_HZ,
        notes=(*found.notes, "50 Hz assumed, as the files do not tell"),
    )
