"""Text exports of Xsens MT Manager (MTw, MTi): acceleration and a rotation matrix."""

import re
from collections.abc import Sequence

import numpy as np

from monitor.model.blocks import FloatArray
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.motion import Names, motion, read_groups
from monitor.recording.importers.movella_dot import COLUMNS, counts
from monitor.recording.importers.tables import table_at
from monitor.recording.importers.tracks import (
    RATE_RANGE_HZ,
    Track,
    first_fall,
    unwrapped,
)

CLOCK = "mt manager"
COUNTER_WRAP = 2.0**16

_RATE = re.compile(r"//\s*Update Rate:\s*(\d+(?:\.\d*)?)\s*Hz", re.IGNORECASE)
_MATRIX = tuple(f"Mat[{row}][{column}]" for row in (1, 2, 3) for column in (1, 2, 3))
_COLUMNS: Names = {
    "counter": COLUMNS["counter"],
    "acc": COLUMNS["acc"],
    "gyr": COLUMNS["gyr"],
    "matrix": [_MATRIX],
    "quat": [("Quat_q0", "Quat_q1", "Quat_q2", "Quat_q3")],
    "euler": [("Roll", "Pitch", "Yaw")],
}


def recognises(file: ForeignFile) -> bool:
    """Tell an MT Manager export by its comments and its packet counter."""
    head = file.head()
    return head[0].startswith("//") and _header_line(file) is not None


def _header_line(file: ForeignFile) -> int | None:
    for line, text in enumerate(file.head(), start=1):
        if "packetcounter" in text.casefold():
            return line
    return None


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per file; the sensor's number ends the file's name.

    Raises:
        ImportFileError: A file lacks the update rate or the columns.
    """
    return [_read_one(file) for file in files]


def _read_one(file: ForeignFile) -> Track:
    line = _header_line(file)
    assert line is not None
    rate_hz = _rate(file)
    groups, numbers = read_groups(table_at(file, line), _COLUMNS)
    if "counter" not in groups:
        file.refuse("the column PacketCounter is missing", line)
    t = _times(groups["counter"][:, 0], rate_hz)
    found = motion(groups, t, dps=1.0)
    if found is None:
        problem = "no columns tell acceleration (Acc_X) and orientation (Mat[1][1])"
        file.refuse(problem, line)
    fall = first_fall(t[found.rows])
    if fall is not None:
        at = numbers.line(int(np.flatnonzero(found.rows)[fall]))
        file.refuse("the packet counter runs backwards", at)
    return Track(
        path=file.path,
        names=(file.path.stem.rpartition("_")[2], file.path.stem),
        t=t[found.rows],
        accel=found.accel,
        gyro=found.gyro,
        counter=counts(groups["counter"], found),
        rate_hz=rate_hz,
        clock=CLOCK,
        notes=found.notes,
    )


def _rate(file: ForeignFile) -> float:
    match = next(filter(None, map(_RATE.match, file.head())), None)
    rate_hz = float(match[1]) if match else 0.0
    low, high = RATE_RANGE_HZ
    if not low <= rate_hz <= high:
        file.refuse("the line // Update Rate is missing or wrong")
    return rate_hz


def _times(counter: FloatArray, rate_hz: float) -> FloatArray:
    t = np.full(len(counter), np.nan)
    known = np.isfinite(counter)
    t[known] = unwrapped(counter[known], COUNTER_WRAP) / rate_hz
    return t
