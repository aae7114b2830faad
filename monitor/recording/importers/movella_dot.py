"""Exports of Movella (Xsens) DOT: the app's, of all firmwares, and the PC's logs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from monitor.model.blocks import FloatArray
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.motion import (
    Groups,
    Motion,
    Names,
    motion,
    read_groups,
)
from monitor.recording.importers.stamps import unix_seconds
from monitor.recording.importers.tables import Numbers, read_texts, table_at
from monitor.recording.importers.tracks import (
    LIMIT_S,
    IntArray,
    Track,
    first_fall,
    unwrapped,
)

SYNCED = "dot"
PERHAPS_SYNCED = "dot?"
TICK_S = 1e-6
WRAP = 2.0**32
COUNTER_WRAP = 2.0**16
COUNTER_LIMIT = 1e15
DPS = np.pi / 180


def _xyz(prefix: str, axes: str = "XYZ") -> tuple[str, ...]:
    return tuple(f"{prefix}_{axis}" for axis in axes)


COLUMNS: Names = {
    "time": [("SampleTimeFine",), ("Timestamp",)],
    "counter": [("PacketCounter",)],
    "acc": [_xyz("Acc")],
    "gyr": [_xyz("Gyr")],
    "dv": [("dv[1]", "dv[2]", "dv[3]"), _xyz("dv")],
    "dq": [_xyz("dq", "WXYZ")],
    "quat": [_xyz("Quat", "WXYZ"), _xyz("Quaternion", "WXYZ")],
    "euler": [_xyz("Euler")],
    "free": [_xyz("FreeAcc")],
}


def recognises(file: ForeignFile) -> bool:
    """Tell a DOT export by its header: the columns, or the maker's lines before."""
    return _header_line(file) is not None


def _header_line(file: ForeignFile) -> int | None:
    for line, text in enumerate(file.head(), start=1):
        folded = text.casefold()
        if text.startswith("//"):
            return None  # MT Manager's
        if "sampletimefine" in folded or ("timestamp" in folded and "quat" in folded):
            return line if "_x" in folded or "[1]" in folded else None
    return None


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per sensor.

    Raises:
        ImportFileError: A file lacks columns that tell the motion, or is damaged.
    """
    return [track for file in files for track in _read_one(file)]


def _read_one(file: ForeignFile) -> Iterator[Track]:
    line = _header_line(file)
    assert line is not None
    about = _about(file, line)
    table = table_at(file, line)
    groups, numbers = read_groups(table, COLUMNS)
    if "time" not in groups:
        file.refuse("the column SampleTimeFine is missing", line)
    for names, rows in _sensors(numbers):
        track = _track(numbers, {k: v[rows] for k, v in groups.items()}, rows)
        yield replace(
            track,
            names=(*names, *_names(about, file)),
            clock=_clock(about, track),
            started_s=unix_seconds(about.get("starttime", "")),
        )


def _track(numbers: Numbers, groups: Groups, rows: IntArray) -> Track:
    file = numbers.table.file
    t = _times(groups["time"][:, 0])
    found = motion(groups, t, DPS)
    if found is None:
        problem = (
            "no columns tell acceleration and turning; export acceleration and"
            " angular velocity, or quaternion and free acceleration"
        )
        file.refuse(problem, numbers.table.header_line)
    fall = first_fall(t[found.rows])
    if fall is not None:
        line = numbers.line(int(rows[found.rows][fall]))
        file.refuse("the sensor's time runs backwards", line)
    cut = ("last line was cut off",) if numbers.cut else ()
    return Track(
        path=file.path,
        names=(),
        t=t[found.rows],
        accel=found.accel,
        gyro=found.gyro,
        counter=counts(groups.get("counter"), found),
        notes=(*found.notes, *cut),
    )


def _times(micros: FloatArray) -> FloatArray:
    """Return seconds from microseconds of 32 bits; NaN where the cell is empty."""
    t = np.full(len(micros), np.nan)
    known = np.abs(micros) < LIMIT_S / TICK_S
    t[known] = unwrapped(micros[known], WRAP) * TICK_S
    return t


def counts(column: FloatArray | None, found: Motion) -> IntArray | None:
    """Return the packet counter, of 16 bits or more, of the rows with motion."""
    if column is None:
        return None
    kept = column[found.rows, 0]
    if not (np.abs(kept) < COUNTER_LIMIT).all():
        return None
    return unwrapped(kept, COUNTER_WRAP).astype(np.int64)


def _about(file: ForeignFile, header_line: int) -> dict[str, str]:
    """Return the lines above the header: ``DeviceTag:,LF`` and the like."""
    about = {}
    for text in file.head()[: header_line - 1]:
        key, _, value = text.replace(";", ",").replace("\t", ",").partition(",")
        if not value and ":" in key:
            key, _, value = text.partition(":")
        about[key.strip(' :"').casefold()] = value.strip(' ,"')
    return about


def _names(about: dict[str, str], file: ForeignFile) -> tuple[str, ...]:
    tag = about.get("devicetag", "")
    return (tag, file.path.stem) if tag else (file.path.stem,)


def _clock(about: dict[str, str], track: Track) -> str:
    status = about.get("syncstatus", "").casefold()
    if not status:
        return PERHAPS_SYNCED
    return SYNCED if status == "synced" else f"dot {track.path}"


def _sensors(numbers: Numbers) -> Iterator[tuple[tuple[str, ...], IntArray]]:
    """Yield the names and the rows of each sensor in a table."""
    address = numbers.table.columns(("Address",))
    if address is None:
        yield (), np.arange(len(numbers.values))
        return
    who = np.array(read_texts(numbers, address[0]))
    for name in dict.fromkeys(who.tolist()):
        yield (name,), np.flatnonzero(who == name)
