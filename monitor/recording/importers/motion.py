"""Accelerometer and gyroscope from whatever columns an export has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from monitor.model.blocks import BoolArray, FloatArray
from monitor.recording.importers.rotations import (
    angular_rate,
    rotations,
    specific_force,
    usable,
)
from monitor.recording.importers.tables import Column, Numbers, Table, read_numbers
from monitor.recording.importers.tracks import LIMIT_SI, measurable, snapped_rate

Groups = Mapping[str, FloatArray]
Names = Mapping[str, Sequence[tuple[str, ...]]]

# Which columns give the specific force and which the angular rate, best first.
SOURCES = (
    ("acc", "gyr"),
    ("dv", "dq"),
    ("acc", "quat"),
    ("acc", "matrix"),
    ("acc", "euler"),
    ("free", "quat"),
    ("free", "matrix"),
    ("free", "euler"),
)
WITH_GRAVITY = frozenset({"acc", "dv"})
WORDS = {
    "dv": "acceleration from velocity increments",
    "dq": "angular rate from orientation increments",
    "free": "acceleration from free acceleration and orientation",
    "quat": "angular rate from the orientation's change",
    "matrix": "angular rate from the orientation's change",
    "euler": "angular rate from the orientation's change",
}


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What a sensor measured, at the rows that have it.

    Attributes:
        rows: Which rows of the table, shape (n,).
        accel: Specific force, m/s², shape (n, 3).
        gyro: Angular rate, rad/s, shape (n, 3).
        notes: How it was derived, and what was left out.
    """

    rows: BoolArray
    accel: FloatArray
    gyro: FloatArray
    notes: tuple[str, ...]


def read_groups(table: Table, names: Names) -> tuple[dict[str, FloatArray], Numbers]:
    """Read the groups of columns that a table has, each under one of several names.

    Raises:
        ImportFileError: The rows can't be read.
    """
    found: dict[str, tuple[Column, ...]] = {}
    for group, choices in names.items():
        columns = next(filter(None, map(table.columns, choices)), None)
        if columns is not None:
            found[group] = columns
    wanted = [column for columns in found.values() for column in columns]
    if not wanted:
        return {}, Numbers(table, np.empty((0, 0)))
    numbers = read_numbers(table, wanted)
    ends = np.cumsum([len(columns) for columns in found.values()])[:-1]
    parts = np.split(numbers.values, ends, axis=1)
    return dict(zip(found, parts, strict=True)), numbers


def source_of(groups: Groups) -> tuple[str, str] | None:
    """Return the best pair of groups that is in use, None if there is none."""
    for pair in SOURCES:
        if all(name in groups for name in pair) and _weighs(pair[0], groups[pair[0]]):
            return pair
    return None


def _weighs(name: str, values: FloatArray) -> bool:
    """Tell whether a column is in use: what gravity is part of is not zero for ever."""
    return name not in WITH_GRAVITY or bool(np.nan_to_num(values).any())


def motion(groups: Groups, t: FloatArray, dps: float) -> Motion | None:
    """Return accelerometer and gyroscope; None if the columns don't give them.

    Args:
        groups: Columns by group: ``acc``, ``free`` in m/s², ``gyr`` in units of
            ``dps``, ``dv`` in m/s, ``dq`` and ``quat`` scalar first, ``matrix`` row
            by row, ``euler`` roll, pitch, yaw in degrees (turned in the order ZYX).
        t: Times of the rows, s, shape (n,).
        dps: Rad/s of one unit of ``gyr``.
    """
    source = source_of(groups)
    if source is None:
        return None
    force, rate = groups[source[0]], groups[source[1]]
    rows = (
        measurable(force) & measurable(rate) & np.isfinite(t) & _turns(source[1], rate)
    )
    zeros = source[0] in WITH_GRAVITY and _first_row_is_zero(force, rows)
    if zeros:
        rows[int(np.argmax(rows))] = False
    if np.count_nonzero(rows) < 2:
        return None
    accel, gyro = _derived(source, force[rows], rate[rows], t[rows], dps)
    dropped = len(rows) - int(np.count_nonzero(rows)) - zeros
    return Motion(rows, accel, gyro, _notes(source, dropped, first_row_zero=zeros))


def _turns(name: str, values: FloatArray) -> BoolArray:
    """Return where values of this group are rotations, if they should be."""
    if name in {"quat", "dq"}:
        return usable(np.where(np.abs(values) < LIMIT_SI, values, 0.0))
    if name == "matrix":
        bounded = np.where(np.abs(values) < 2.0, values, 0.0)
        near: BoolArray = np.abs(np.linalg.det(bounded.reshape(-1, 3, 3)) - 1) < 0.1
        return near
    return np.ones(len(values), dtype=np.bool_)


def _first_row_is_zero(force: FloatArray, rows: BoolArray) -> bool:
    """Tell the row of zeros that some exports begin with: no sensor weighs nothing."""
    return bool(rows.any()) and not force[np.argmax(rows)].any()


def _derived(
    source: tuple[str, str],
    force: FloatArray,
    rate: FloatArray,
    t: FloatArray,
    dps: float,
) -> tuple[FloatArray, FloatArray]:
    if source == ("acc", "gyr"):
        return force, rate * dps
    if source == ("dv", "dq"):
        rate_hz = snapped_rate(1.0 / max(float(np.median(np.diff(t))), 1e-4))
        return force * rate_hz, rotations(rate).as_rotvec() * rate_hz
    orientation = _orientation(source[1], rate)
    accel = specific_force(orientation, force) if source[0] == "free" else force
    return accel, angular_rate(orientation, t)


def _orientation(name: str, values: FloatArray) -> Rotation:
    match name:
        case "quat":
            return rotations(values)
        case "matrix":
            return Rotation.from_matrix(values.reshape(-1, 3, 3))
        case _:
            return Rotation.from_euler("ZYX", values[:, ::-1], degrees=True)


def _notes(
    source: tuple[str, str], dropped: int, *, first_row_zero: bool
) -> tuple[str, ...]:
    notes = [WORDS[name] for name in source if name in WORDS]
    if first_row_zero:
        notes.append("first row of zeros left out")
    if dropped:
        notes.append(f"{dropped} rows without values left out")
    return tuple(dict.fromkeys(notes))
