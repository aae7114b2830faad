"""Logs of WitMotion sensors: the vendor's program and scripts over Bluetooth."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from monitor.model.blocks import GRAVITY, FloatArray
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.motion import Motion, Names, motion, read_groups
from monitor.recording.importers.stamps import unix_seconds
from monitor.recording.importers.tables import (
    Column,
    Numbers,
    Table,
    number,
    read_texts,
    shown,
    table_at,
)
from monitor.recording.importers.tracks import (
    IntArray,
    Track,
    first_fall,
    measurable,
    snapped_rate,
)

CLOCK = "unix"
PAUSE_S = 0.5  # arrivals this far apart mean lost samples, not a burst
DPS = np.pi / 180

_UNIT = re.compile(r"\s*\(.*\)$")
_G_RANGE = (0.5, 2.0)  # of the median acceleration at rest and in exercise
_MS2_RANGE = (5.0, 20.0)


def _xyz(*prefixes: str) -> list[tuple[str, ...]]:
    return [tuple(prefix + axis for axis in "xyz") for prefix in prefixes]


_COLUMNS: Names = {
    "acc": _xyz("acc", "a"),
    "gyr": _xyz("as", "w", "gyro"),
    "euler": _xyz("angle", "ang"),
}
_TIMES = ("time", "timestamp", "chiptime")
_DEVICES = ("devicename", "device", "address", "mac")


def recognises(file: ForeignFile) -> bool:
    """Tell a WitMotion log by the names of its columns."""
    names = _plain(re.split(r"[,;\t]", file.head()[0]))
    angles = any(set(choice) <= set(names) for choice in _COLUMNS["euler"])
    return angles and bool(set(names) & set(_TIMES))


def _plain(header: Sequence[str]) -> tuple[str, ...]:
    """Return column names without units, blanks and case."""
    return tuple(_UNIT.sub("", name.strip().strip('"')).casefold() for name in header)


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per device.

    Raises:
        ImportFileError: A file lacks columns, or its stamps can't be read.
    """
    return [track for file in files for track in _read_one(file)]


def _read_one(file: ForeignFile) -> Iterator[Track]:
    original = table_at(file, 1)
    table, notes = _as_written(replace(original, header=_plain(original.header)))
    groups, numbers = read_groups(table, _COLUMNS)
    if "acc" in groups:
        unit, guessed = _accel_unit(original, groups["acc"])
        groups["acc"] = groups["acc"] * unit
        notes = (*notes, *guessed)
    stamps = _stamps(numbers)
    for device, rows in _devices(numbers):
        known = {name: values[rows] for name, values in groups.items()}
        rate_hz, index = _spaced(file, stamps[rows])
        found = motion(known, index / rate_hz, DPS)
        if found is None:
            file.refuse("no columns tell acceleration and turning", 1)
        track = _track(file, found, stamps[rows], index, rate_hz)
        names = (*device, file.path.stem)
        yield replace(track, names=names, notes=(*notes, *track.notes))


def _track(
    file: ForeignFile,
    found: Motion,
    stamps: FloatArray,
    index: IntArray,
    rate_hz: float,
) -> Track:
    return Track(
        path=file.path,
        names=(),
        t=index[found.rows] / rate_hz,
        accel=found.accel,
        gyro=found.gyro,
        arrival=stamps[found.rows],
        rate_hz=rate_hz,
        clock=CLOCK,
        started_s=float(stamps[found.rows][0]),
        notes=(*found.notes, "stamps taken as times of arrival"),
    )


def _as_written(table: Table) -> tuple[Table, tuple[str, ...]]:
    """Return the table with the columns that its rows have.

    One logger names AsX, AsY, AsZ in the header but never writes them.
    """
    short = len(table.header) - len(table.first_row()) == 3
    rates = next((c for c in _COLUMNS["gyr"] if set(c) <= set(table.header)), ())
    if not short or not rates:
        return table, ()
    header = tuple(name for name in table.header if name not in rates)
    return replace(table, header=header), ("the angular rate is not in the rows",)


def _accel_unit(table: Table, accel: FloatArray) -> tuple[float, tuple[str, ...]]:
    """Return m/s² of one unit, by the header or else by the size of gravity."""
    if any("(g)" in name.casefold() for name in table.header):
        return GRAVITY, ()
    sound = accel[measurable(accel)]
    usual = float(np.median(np.linalg.norm(sound, axis=1))) if len(sound) else 0.0
    if _MS2_RANGE[0] <= usual <= _MS2_RANGE[1]:
        return 1.0, ("acceleration guessed to be in m/s²",)
    if not _G_RANGE[0] <= usual <= _G_RANGE[1]:
        problem = f"the median acceleration is {usual:.3g}, neither 1 g nor 9.8 m/s²"
        table.file.refuse(problem)
    return GRAVITY, ("acceleration guessed to be in g",)


def _stamps(numbers: Numbers) -> FloatArray:
    """Return Unix time of each row, shape (n,)."""
    table = numbers.table
    name = next(name for name in _TIMES if name in table.header)
    texts = read_texts(numbers, Column(table.header.index(name), name))
    found = [_seconds(text) for text in texts]
    if None in found:
        row = found.index(None)
        problem = f"{name} is {shown(texts[row])}, not a date and time"
        table.file.refuse(problem, numbers.line(row))
    return np.array([value for value in found if value is not None])


def _seconds(text: str) -> float | None:
    value = number(text)
    return value if value is not None and abs(value) < 1e8 else unix_seconds(text)


def _devices(numbers: Numbers) -> Iterator[tuple[tuple[str, ...], IntArray]]:
    table = numbers.table
    name = next((name for name in _DEVICES if name in table.header), None)
    if name is None:
        yield (), np.arange(len(numbers.values))
        return
    column = Column(table.header.index(name), name)
    who = np.array(read_texts(numbers, column))
    for device in dict.fromkeys(who.tolist()):
        yield _device_names(device), np.flatnonzero(who == device)


def _device_names(device: str) -> tuple[str, ...]:
    """Return ``WT901(d5:2e:…)`` whole, and the address in it."""
    address = re.search(r"\(([0-9A-Fa-f:]{12,17})\)", device)
    return (device, address[1]) if address else (device,)


def _spaced(file: ForeignFile, stamps: FloatArray) -> tuple[float, IntArray]:
    """Return the rate and each sample's place at that rate.

    The stamps come in bursts, so samples are spaced evenly; a pause of the stamps
    leaves out as many places as fit.
    """
    if first_fall(stamps) is not None:
        file.refuse("the stamps of a sensor run backwards")
    steps = np.diff(stamps)
    pauses = steps > PAUSE_S
    running = float(steps[~pauses].sum())
    if running <= 0:
        file.refuse("the stamps do not advance")
    rate_hz = snapped_rate(np.count_nonzero(~pauses) / running)
    places = np.where(pauses, np.maximum(np.rint(steps * rate_hz), 1), 1)
    return rate_hz, np.concatenate([[0], np.cumsum(places)]).astype(np.int64)
