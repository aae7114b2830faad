"""Writes a recording's samples or notifications for other programs."""

import csv
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from monitor.model.blocks import FloatArray, Samples
from monitor.model.errors import RecordingError
from monitor.model.records import Notification, Placement
from monitor.recording.recording import Recording

Column = npt.NDArray[np.generic]

STDOUT = Path("-")
COLUMNS = (
    "t_s", "placement", "ax_ms2", "ay_ms2", "az_ms2",
    "gx_rad_s", "gy_rad_s", "gz_rad_s", "bridged",
)  # fmt: skip
NOTIFICATION_COLUMNS = ("t_s", "placement", "stream", "hex")
TIME_DECIMALS = 9  # the zero-based time is a difference: no digits that are not there

_COMPACT_AFTER = 1000  # blocks; most hold a sample or five
_ROWS_AT_ONCE = 65536


def export_csv(recording: Recording, out: Path) -> int:
    """Write every sample, as decoded and put on the session clock, as CSV.

    Time is zero at the first sample; rows are in order of time. Values are written
    with all digits that they have.

    Args:
        recording: What to export.
        out: File to write, ``-`` for standard output.

    Returns:
        How many samples were written.

    Raises:
        RecordingError: The recording can't be read or the file can't be written.
    """
    columns = sample_columns(recording)
    columns["bridged"] = columns["bridged"].astype(np.int8)
    with opened_to_write(out) as binary, as_text(binary) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for start in range(0, len(columns["t_s"]), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            lists = (columns[name][part].tolist() for name in COLUMNS)
            writer.writerows(zip(*lists, strict=True))
    return len(columns["t_s"])


def export_parquet(recording: Recording, out: Path) -> int:
    """Write the same table as ``export_csv`` as Parquet.

    Args:
        recording: What to export.
        out: File to write, ``-`` for standard output.

    Returns:
        How many samples were written.

    Raises:
        RecordingError: As ``export_csv``, or pyarrow is not installed.
    """
    with needs_pyarrow():
        import pyarrow as pa  # noqa: PLC0415  an optional extra
        from pyarrow import parquet  # noqa: PLC0415
    columns = sample_columns(recording)
    table = pa.table(columns)
    with opened_to_write(out) as binary:
        parquet.write_table(table, binary)
    return len(columns["t_s"])


@contextmanager
def needs_pyarrow() -> Iterator[None]:
    """Import pyarrow inside; a person is told what brings it.

    Raises:
        RecordingError: It is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        msg = (
            "Parquet needs pyarrow, which the extra 'archive' brings:"
            ' pip install "rep-monitor[archive]".'
        )
        raise RecordingError(msg) from error


def export_notifications(recording: Recording, out: Path) -> int:
    """Write every payload as it arrived, with the session time of its arrival.

    Args:
        recording: What to export.
        out: File to write, ``-`` for standard output.

    Returns:
        How many notifications were written.

    Raises:
        RecordingError: The recording can't be read or the file can't be written.
    """
    rows = 0
    with opened_to_write(out) as binary, as_text(binary) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(NOTIFICATION_COLUMNS)
        for record in recording.records:
            if isinstance(record, Notification):
                payload = record.payload.hex()
                writer.writerow((record.t, record.placement, record.stream, payload))
                rows += 1
    return rows


def sample_columns(recording: Recording) -> dict[str, Column]:
    """Return all samples of a recording, a column each, as ``COLUMNS`` names them.

    The recording's pipeline is run for it, so the samples are those that every other
    result rests on, bridged ones included.

    Raises:
        RecordingError: The recording can't be read.
    """
    tables = {placement: _Rows() for placement in Placement}
    pipeline = recording.pipeline()
    for _, outputs in pipeline.feed_many(recording.records):
        for output in outputs:
            if isinstance(output, Samples):
                tables[output.placement].add(output)
    rows = {placement: table.whole() for placement, table in tables.items()}
    return _by_column(rows)


def _by_column(rows: Mapping[Placement, FloatArray]) -> dict[str, Column]:
    whole = np.concatenate(list(rows.values()))
    who = np.repeat([str(placement) for placement in rows], [*map(len, rows.values())])
    order = np.argsort(whole[:, 0], kind="stable")
    whole, who = whole[order], who[order]
    t = whole[:, 0]
    zeroed = np.round(t - t[0], TIME_DECIMALS) if len(t) else t
    values = {name: whole[:, 1 + i] for i, name in enumerate(COLUMNS[2:-1])}
    bridged = whole[:, -1] > 0
    return {"t_s": zeroed, "placement": who, **values, "bridged": bridged}


class _Rows:
    """Blocks of samples as rows, compacted now and then: many hold one sample."""

    def __init__(self) -> None:
        self._parts: list[FloatArray] = []
        self._fresh: list[FloatArray] = [np.empty((0, 8))]

    def add(self, samples: Samples) -> None:
        """Take a block."""
        columns = (samples.t, samples.accel, samples.gyro, samples.bridged)
        self._fresh.append(np.column_stack(columns))
        if len(self._fresh) >= _COMPACT_AFTER:
            self._parts.append(np.concatenate(self._fresh))
            self._fresh = []

    def whole(self) -> FloatArray:
        """Return all rows: t, accel, gyro, bridged, shape (n, 8)."""
        return np.concatenate([*self._parts, *self._fresh])


@contextmanager
def opened_to_write(out: Path) -> Iterator[BinaryIO]:
    """Open a file, or standard output for ``-``.

    Raises:
        RecordingError: It can't be written.
    """
    if out == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with out.open("wb") as stream:
            yield stream
    except OSError as error:
        msg = f"{out.name}: can't be written ({error.strerror or error})"
        raise RecordingError(msg) from error


@contextmanager
def as_text(binary: BinaryIO) -> Iterator[TextIOWrapper]:
    """Write text into it, UTF-8, line ends as they are."""
    text = TextIOWrapper(binary, "utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()  # flushes, and leaves standard output open
