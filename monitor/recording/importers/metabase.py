"""Exports of MbientLab MetaBase: the accelerometer's file and the gyroscope's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.model.blocks import GRAVITY, BoolArray, FloatArray
from monitor.model.errors import ImportFileError
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.motion import read_groups
from monitor.recording.importers.tables import table_at
from monitor.recording.importers.tracks import LIMIT_S, Track, first_fall, measurable

CLOCK = "unix"
GAP_STEPS = 2.5  # an accelerometer step longer than this many usual ones is a gap

_EPOCH = [("epoch (ms)",), ("epoc (ms)",)]
_KINDS = {
    "accelerometer": (tuple(f"{axis}-axis (g)" for axis in "xyz"), GRAVITY),
    "gyroscope": (tuple(f"{axis}-axis (deg/s)" for axis in "xyz"), np.pi / 180),
}
_NAME = re.compile(
    r"(?P<session>.*_(?P<mac>[0-9A-F]{12}))_(?:Accelerometer|Gyroscope)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """One of the two files, in SI units."""

    file: ForeignFile
    kind: str
    t: FloatArray
    values: FloatArray


def recognises(file: ForeignFile) -> bool:
    """Tell a MetaBase export by its header."""
    first = file.head()[0].casefold()
    return first.startswith(("epoch (ms)", "epoc (ms)")) and "x-axis" in first


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per pair of files.

    Raises:
        ImportFileError: A file lacks its partner, or is damaged.
    """
    pairs: dict[str, list[_Half]] = {}
    lone_pair = len(files) == 2  # then the names do not matter
    for file in files:
        session = "" if lone_pair else _session(file)
        pairs.setdefault(session, []).append(_half(file))
    return [_track(halves) for halves in pairs.values()]


def _session(file: ForeignFile) -> str:
    match = _NAME.match(file.path.name)
    return match["session"] if match else file.path.stem


def _half(file: ForeignFile) -> _Half:
    table = table_at(file, 1)
    kind = next((k for k, (names, _) in _KINDS.items() if table.columns(names)), None)
    if kind is None:
        problem = "expected columns x-axis (g) or x-axis (deg/s), and those of y and z"
        file.refuse(problem, 1)
    names, unit = _KINDS[kind]
    groups, numbers = read_groups(table, {"time": _EPOCH, "values": [names]})
    if "time" not in groups:
        file.refuse("the column epoch (ms) is missing", 1)
    t = groups["time"][:, 0] / 1000
    sound = measurable(groups["values"]) & (np.abs(t) < LIMIT_S)
    if np.count_nonzero(sound) < 2:
        file.refuse("there are no two sound rows")
    fall = first_fall(t[sound])
    if fall is not None:
        line = numbers.line(int(np.flatnonzero(sound)[fall]))
        file.refuse("epoch (ms) runs backwards", line)
    return _Half(file, kind, t[sound], groups["values"][sound] * unit)


def _track(halves: Sequence[_Half]) -> Track:
    kinds = {half.kind: half for half in halves}
    for kind in _KINDS:
        if kind not in kinds:
            problem = f"the {kind} file of the same recording is missing; give both"
            raise ImportFileError(halves[0].file.path, problem)
    if len(halves) != 2:
        problem = "there are several files of the same sensor and recording"
        raise ImportFileError(halves[0].file.path, problem)
    return _joined(kinds["accelerometer"], kinds["gyroscope"])


def _joined(accel: _Half, gyro: _Half) -> Track:
    """Put the accelerometer onto the gyroscope's times, where both measured."""
    covered = _covered(accel.t, gyro.t)
    if np.count_nonzero(covered) < 2:
        problem = f"it has no time in common with {accel.file.path.name}"
        raise ImportFileError(gyro.file.path, problem)
    t = gyro.t[covered]
    columns = [np.interp(t, accel.t, accel.values[:, axis]) for axis in range(3)]
    return Track(
        path=gyro.file.path,
        names=_names(gyro.file),
        t=t,
        accel=np.column_stack(columns),
        gyro=gyro.values[covered],
        clock=CLOCK,
        started_s=float(t[0]),
        notes=("acceleration interpolated to the gyroscope's times",),
    )


def _covered(accel_t: FloatArray, t: FloatArray) -> BoolArray:
    """Return at which times the accelerometer measured just before and just after."""
    after = np.searchsorted(accel_t, t, side="left")
    inside: BoolArray = (t >= accel_t[0]) & (t <= accel_t[-1])
    after = np.clip(after, 1, len(accel_t) - 1)
    step = np.diff(accel_t)
    usual = float(np.median(step))
    close = step[after - 1] <= max(GAP_STEPS * usual, 1e-3)
    inside &= close | (accel_t[after] == t)
    return inside


def _names(file: ForeignFile) -> tuple[str, ...]:
    match = _NAME.match(file.path.name)
    return (match["mac"], match["session"]) if match else (file.path.stem,)
