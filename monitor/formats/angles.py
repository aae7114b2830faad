"""Angles and events as tables: CSV, or Parquet."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import TextIOBase
from typing import BinaryIO, Final

import msgspec
import numpy as np

from monitor.formats.gathered import Gathered
from monitor.model.events import Alert, Event, Rep
from monitor.model.records import Marker
from monitor.recording.exporters import needs_pyarrow

ANGLE_COLUMNS: Final = (
    "t_s",
    "utc",
    "pelvis_pitch_deg",
    "lumbar_pitch_deg",
    "lumbar_flexion_deg",
    "valid",
    "doubtful",
)
EVENT_COLUMNS: Final = ("t_s", "utc", "event", "rep_id", "set_index", "text", "json")
_ROWS_AT_ONCE: Final = 65536


def write_angles_csv(content: Gathered, text: TextIOBase) -> int:
    """Write a row a grid point, empty where not valid; return the number of rows."""
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ANGLE_COLUMNS)
    t, utc, *angles = _columns(content)
    for start in range(0, len(t), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        columns = [
            t[part].tolist(),
            np.char.add(np.datetime_as_string(utc[part], "ms"), "Z").tolist(),
            *([_cell(value) for value in each[part].tolist()] for each in angles[:3]),
            *(each[part].astype(int).tolist() for each in angles[3:]),
        ]
        writer.writerows(zip(*columns, strict=True))
    return len(t)


def _cell(value: float) -> float | str:
    return value if value == value else ""  # noqa: PLR0124  NaN


def write_angles_parquet(content: Gathered, binary: BinaryIO) -> int:
    """Write the same as Parquet; what isn't valid is null. Return the number of rows.

    Raises:
        RecordingError: pyarrow is not installed.
    """
    with needs_pyarrow():
        import pyarrow as pa  # noqa: PLC0415  an optional extra
        from pyarrow import parquet  # noqa: PLC0415
    t, utc, *angles = _columns(content)
    arrays = [
        pa.array(t),
        pa.array(utc.astype("datetime64[us]"), pa.timestamp("us", "UTC")),
        *(pa.array(each, from_pandas=True) for each in angles[:3]),
        *(pa.array(each.astype(bool)) for each in angles[3:]),
    ]
    parquet.write_table(pa.table(arrays, list(ANGLE_COLUMNS)), binary)
    return len(t)


def _columns(content: Gathered) -> list[np.ndarray]:
    found = content.angles
    zeroed = np.round(found.t - content.start_s, 9)
    start = np.datetime64(_start(content).replace(tzinfo=None), "us")
    utc = start + np.round(found.t * 1e6).astype("timedelta64[us]")
    angles = (
        found.pelvis_pitch_deg,
        found.lumbar_pitch_deg,
        found.lumbar_flexion_deg,
        found.valid,
        found.doubtful,
    )
    return [zeroed, utc, *angles]


def _start(content: Gathered) -> datetime:
    """Return the wall clock at session time 0, UTC; 1970 where it isn't known."""
    try:
        moment = datetime.fromisoformat(content.header.started_utc)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def write_events_csv(content: Gathered, text: TextIOBase) -> int:
    """Write a row an event, alert, rep or marker; return the number of rows.

    ``json`` holds all of its fields; what isn't measured is null.
    """
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(EVENT_COLUMNS)
    start = _start(content)
    rows = sorted(_rows(content), key=lambda row: row[0])
    for t, name, what in rows:
        moment = (start + timedelta(seconds=t)).isoformat(timespec="milliseconds")
        plain = msgspec.to_builtins(what)
        writer.writerow(
            (
                round(t - content.start_s, 6),
                moment.replace("+00:00", "Z"),
                name,
                plain.get("rep_id") or "",
                plain.get("set_index") or plain.get("index") or "",
                plain.get("text") or plain.get("reason") or "",
                json.dumps(_finite(plain), ensure_ascii=False),
            )
        )
    return len(rows)


def _rows(
    content: Gathered,
) -> Iterator[tuple[float, str, Event | Alert | Rep | Marker]]:
    for event in content.events:
        yield event.t, type(event).__name__, event
    for alert in content.alerts:
        yield alert.t, "Alert", alert
    for rep in content.reps:
        yield rep.onset_s, "Rep", rep
    for marker in content.markers:
        yield marker.t, "Marker", marker


def _finite(value: object) -> object:
    """Return plain data without the numbers that JSON can't say."""
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return value
