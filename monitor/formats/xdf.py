"""XDF, the container of LabRecorder: samples, angles and events on one clock.

No maintained library writes it, so this does, by its specification
(github.com/sccn/xdf/wiki/Specifications, version 1.0): chunks of a length, a tag and
content, little-endian, and XML headers. Time stamps are session seconds; every stream
has a clock offset of 0, for all are on one clock already.
"""

import json
import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

import msgspec
import numpy as np

from monitor.formats.gathered import Gathered, Motion
from monitor.model.blocks import FloatArray
from monitor.model.records import Placement

_FILE_HEADER, _STREAM_HEADER, _SAMPLES, _CLOCK, _FOOTER = 1, 2, 3, 4, 6
_ROWS_A_CHUNK: Final = 4096
_MOTION: Final = (
    ("accel_x", "m/s^2"),
    ("accel_y", "m/s^2"),
    ("accel_z", "m/s^2"),
    ("gyro_x", "rad/s"),
    ("gyro_y", "rad/s"),
    ("gyro_z", "rad/s"),
)
_ANGLES: Final = (
    ("pelvis_pitch", "deg"),
    ("lumbar_pitch", "deg"),
    ("lumbar_flexion", "deg"),
)


@dataclass(frozen=True, slots=True)
class _Stream:
    """One stream.

    Attributes:
        number: From 1.
        name: For people and programs.
        kind: LSL's content type.
        channels: Label and unit of each.
        rate_hz: Nominal; 0 for events.
        is_text: Its samples are texts.
    """

    number: int
    name: str
    kind: str
    channels: tuple[tuple[str, str], ...]
    rate_hz: float
    is_text: bool = False


def write_xdf(content: Gathered, binary: BinaryIO) -> int:
    """Write a recording as XDF; return the number of samples of all streams.

    Streams: one for each sensor (type IMU), ``angles`` (NaN while not valid) and
    ``events`` (type Markers, a JSON text each).

    Args:
        content: The recording.
        binary: Where to write.
    """
    binary.write(b"XDF:")
    when = escape(content.header.started_utc)
    head = (
        '<?xml version="1.0"?><info><version>1.0</version>'
        f"<datetime>{when}</datetime></info>"
    )
    _chunk(binary, _FILE_HEADER, head.encode())
    count = 0
    number = 0
    for placement, motion in content.motions.items():
        number += 1
        count += _write_motion(binary, number, placement, motion)
    count += _write_angles(binary, number + 1, content)
    return count + _write_events(binary, number + 2, content)


def _write_motion(
    binary: BinaryIO, number: int, placement: Placement, motion: Motion
) -> int:
    rate = _rate_hz(motion.t)
    stream = _Stream(number, f"rep-monitor {placement}", "IMU", _MOTION, rate)
    values = np.column_stack((motion.accel, motion.gyro))
    return _write_numbers(binary, stream, motion.t, values)


def _write_angles(binary: BinaryIO, number: int, content: Gathered) -> int:
    found = content.angles
    values = np.column_stack(
        (found.pelvis_pitch_deg, found.lumbar_pitch_deg, found.lumbar_flexion_deg)
    )
    stream = _Stream(number, "rep-monitor angles", "MoCap", _ANGLES, _rate_hz(found.t))
    return _write_numbers(binary, stream, found.t, values)


def _rate_hz(t: FloatArray) -> float:
    return round(1.0 / float(np.median(np.diff(t))), 3) if len(t) > 1 else 0.0


def _write_numbers(
    binary: BinaryIO, stream: _Stream, t: FloatArray, values: FloatArray
) -> int:
    _begin(binary, stream, float(t[0]) if len(t) else 0.0)
    row = np.dtype([("has", "u1"), ("t", "<f8"), ("v", "<f8", (len(stream.channels),))])
    for start in range(0, len(t), _ROWS_A_CHUNK):
        part = slice(start, start + _ROWS_A_CHUNK)
        rows = np.empty(len(t[part]), row)
        rows["has"], rows["t"], rows["v"] = 8, t[part], values[part]
        _samples(binary, stream, len(rows), rows.tobytes())
    _end(binary, stream, t)
    return len(t)


def _write_events(binary: BinaryIO, number: int, content: Gathered) -> int:
    name, channels = "rep-monitor events", (("event", ""),)
    stream = _Stream(number, name, "Markers", channels, 0.0, is_text=True)
    told = sorted(_told(content), key=lambda pair: pair[0])
    t = np.array([each for each, _ in told])
    _begin(binary, stream, float(t[0]) if len(t) else 0.0)
    for moment, text in told:
        encoded = text.encode()
        sample = struct.pack("<Bd", 8, moment) + _length(len(encoded)) + encoded
        _samples(binary, stream, 1, sample)
    _end(binary, stream, t)
    return len(told)


def _told(content: Gathered) -> Iterator[tuple[float, str]]:
    groups: tuple[tuple[Iterable[object], str], ...] = (
        (content.events, "t"),
        (content.alerts, "t"),
        (content.markers, "t"),
        (content.reps, "onset_s"),
    )
    for group, time_of in groups:
        for each in group:
            plain = {"event": type(each).__name__, **msgspec.to_builtins(each)}
            yield float(plain[time_of]), json.dumps(_sayable(plain), ensure_ascii=False)


def _sayable(value: object) -> object:
    """Return plain data without the numbers that JSON can't say."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _sayable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sayable(each) for each in value]
    return value


def _begin(binary: BinaryIO, stream: _Stream, first_s: float) -> None:
    channels = "".join(
        f"<channel><label>{escape(label)}</label><unit>{escape(unit)}</unit></channel>"
        for label, unit in stream.channels
    )
    form = "string" if stream.is_text else "double64"
    head = (
        f'<?xml version="1.0"?><info><name>{escape(stream.name)}</name>'
        f"<type>{stream.kind}</type><channel_count>{len(stream.channels)}"
        f"</channel_count><nominal_srate>{stream.rate_hz}</nominal_srate>"
        f"<channel_format>{form}</channel_format>"
        f"<source_id>{escape(stream.name)}</source_id><created_at>{first_s}"
        f"</created_at><desc><channels>{channels}</channels></desc></info>"
    )
    _chunk(binary, _STREAM_HEADER, struct.pack("<I", stream.number) + head.encode())
    offset = struct.pack("<Idd", stream.number, first_s, 0.0)
    _chunk(binary, _CLOCK, offset)


def _samples(binary: BinaryIO, stream: _Stream, count: int, content: bytes) -> None:
    head = struct.pack("<I", stream.number) + _length(count)
    _chunk(binary, _SAMPLES, head + content)


def _end(binary: BinaryIO, stream: _Stream, t: FloatArray) -> None:
    first, last = (float(t[0]), float(t[-1])) if len(t) else (0.0, 0.0)
    _chunk(binary, _CLOCK, struct.pack("<Idd", stream.number, last, 0.0))
    foot = (
        f'<?xml version="1.0"?><info><first_timestamp>{first}</first_timestamp>'
        f"<last_timestamp>{last}</last_timestamp><sample_count>{len(t)}</sample_count>"
        "</info>"
    )
    _chunk(binary, _FOOTER, struct.pack("<I", stream.number) + foot.encode())


def _chunk(binary: BinaryIO, tag: int, content: bytes) -> None:
    binary.write(_length(len(content) + 2) + struct.pack("<H", tag) + content)


def _length(size: int) -> bytes:
    """Return a length as its own length in bytes and itself."""
    return struct.pack("<BI", 4, size)
