"""The visible range of a session as CSV."""

import contextlib
from pathlib import Path
from typing import Final, TextIO

import numpy as np
import numpy.typing as npt

from monitor.gui.plots.data import PlotData, RawTrack
from monitor.model.blocks import GRAVITY, FloatArray
from monitor.model.errors import MonitorError, RecordingError
from monitor.model.records import TRUNK

IntArray = npt.NDArray[np.int64]

_ROWS_AT_ONCE: Final = 20_000
_AXES: Final = ("x", "y", "z")


def columns() -> tuple[str, ...]:
    """Return the header: the session's time, the rep, angles, then each sensor."""
    raw = [
        f"{placement}_{kind}_{axis}_{unit}"
        for placement in TRUNK
        for kind, unit in (("gyro", "dps"), ("accel", "g"))
        for axis in _AXES
    ]
    angles = ("lumbar_flexion_deg", "pelvis_pitch_deg", "lumbar_pitch_deg")
    return ("t_s", "set", "rep", *angles, *raw)


def export_csv(data: PlotData, first_s: float, last_s: float, out: Path) -> None:
    """Write the rows of a time range, a row for each time of the angles.

    Times are the session's own, not counted from the range's start. What isn't
    measured is empty. ``set`` and ``rep`` are empty outside reps; so is ``rep`` in a
    partial one. A sensor's values are those of the sample nearest to the row's time,
    empty where that is further away than a step of that sensor.

    Args:
        data: The session.
        first_s: From here, session s, inclusive.
        last_s: To here, inclusive.
        out: The file; replaced whole, or left as it was.

    Raises:
        MonitorError: There is nothing in the range, or the file can't be written.
    """
    first = int(np.searchsorted(data.t, first_s))
    last = int(np.searchsorted(data.t, last_s, side="right"))
    if first >= last:
        msg = "There is nothing measured in the visible range, so nothing was written."
        raise MonitorError(msg)
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            _write(data, slice(first, last), file)
        part.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        msg = f"{out.name} could not be written: {error.strerror or error}"
        raise RecordingError(msg) from error


def _write(data: PlotData, rows: slice, file: TextIO) -> None:
    file.write(",".join(columns()) + "\n")
    template = "%.6f,%s,%s" + ",%.4f" * (len(columns()) - 3) + "\n"
    for first in range(rows.start, rows.stop, _ROWS_AT_ONCE):
        part = slice(first, min(first + _ROWS_AT_ONCE, rows.stop))
        sets, reps = _numbers(data, data.t[part])
        cells = zip(
            data.t[part].tolist(), sets, reps, *_values(data, part).T.tolist(),
            strict=True,
        )  # fmt: skip
        file.write("".join(template % row for row in cells).replace("nan", ""))


def _numbers(data: PlotData, t: FloatArray) -> tuple[list[str], list[str]]:
    sets, reps = [""] * len(t), [""] * len(t)
    for rep in data.reps:
        first = int(np.searchsorted(t, rep.onset_s))
        last = int(np.searchsorted(t, rep.end_s, side="right"))
        for row in range(first, last):
            sets[row] = str(rep.set_index)
            reps[row] = str(rep.number) if rep.full else ""
    return sets, reps


def _values(data: PlotData, part: slice) -> FloatArray:
    t = data.t[part]
    angles = (data.lumbar_flexion_deg, data.pelvis_pitch_deg, data.lumbar_pitch_deg)
    sensors = [_nearest(data.raw.get(placement), t) for placement in TRUNK]
    return np.column_stack([*(angle[part] for angle in angles), *sensors])


def _nearest(track: RawTrack | None, t: FloatArray) -> FloatArray:
    """Gyro in deg/s and accel in g of the nearest samples, shape (n, 6)."""
    if track is None or not len(track.t):
        return np.full((len(t), 6), np.nan)
    rows = nearest_rows(track.t, t)
    values = np.column_stack(
        [np.degrees(track.gyro[rows]), track.accel[rows] / GRAVITY]
    )
    far = np.abs(track.t[rows] - t) > step_s(track.t)
    return np.where(far[:, None], np.nan, values)


def nearest_rows(times: FloatArray, t: FloatArray) -> IntArray:
    """Return for each time the row of the nearest of ``times`` (not empty).

    Args:
        times: Increasing, shape (m,).
        t: Wanted, shape (n,).
    """
    after = np.searchsorted(times, t).clip(1, max(1, len(times) - 1))
    after = np.minimum(after, len(times) - 1)
    before = np.maximum(after - 1, 0)
    rows: IntArray = np.where(t - times[before] <= times[after] - t, before, after)
    return rows


def step_s(times: FloatArray) -> float:
    """Return the usual step between samples, s; 0.01 if there are too few."""
    if len(times) < 2:
        return 0.01
    return float(np.median(np.diff(times[:2000]))) * 1.01
