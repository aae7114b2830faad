"""JSON logs of Movesense sensors: blocks of samples with stamps in ms."""

from collections.abc import Sequence

import msgspec
import numpy as np

from monitor.model.blocks import FloatArray
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.tables import shown
from monitor.recording.importers.tracks import (
    LIMIT_S,
    LIMIT_SI,
    RATE_RANGE_HZ,
    Track,
    first_fall,
)

MAX_JSON_BYTES = 2**28
WRAP_S = 2.0**32 / 1000
DPS = np.pi / 180


class _Vector(msgspec.Struct):
    x: float
    y: float
    z: float


class _Block(msgspec.Struct):
    timestamp: float = msgspec.field(name="Timestamp")
    accel: list[_Vector] = msgspec.field(name="ArrayAcc")
    gyro: list[_Vector] = msgspec.field(name="ArrayGyro")


class _Log(msgspec.Struct):
    measured: dict[str, list[msgspec.Raw]] = msgspec.field(name="Meas")


def recognises(file: ForeignFile) -> bool:
    """Tell a Movesense log by its first key."""
    head = "".join(file.head())
    return head.lstrip().startswith("{") and '"Meas"' in head[:200]


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per file.

    Raises:
        ImportFileError: The JSON is damaged, or has no IMU6 or IMU9 measurement.
    """
    return [_read_one(file) for file in files]


def _read_one(file: ForeignFile) -> Track:
    if len(file.data) > MAX_JSON_BYTES:
        file.refuse(f"it is larger than {MAX_JSON_BYTES >> 20} MiB")
    blocks = _blocks(file)
    stamps = _stamps(file, blocks)
    sizes = np.array([len(block.accel) for block in blocks])
    rate_hz = _rate(file, stamps, sizes)
    within = np.concatenate([np.arange(size) for size in sizes]) / rate_hz
    ends = stamps + (sizes - 1) / rate_hz
    t = np.repeat(stamps, sizes) + within
    return Track(
        path=file.path,
        names=(file.path.stem,),
        t=np.maximum.accumulate(t),
        accel=_vectors(file, [v for block in blocks for v in block.accel]),
        gyro=_vectors(file, [v for block in blocks for v in block.gyro]) * DPS,
        arrival=np.maximum.accumulate(np.repeat(ends, sizes)),
        rate_hz=rate_hz,
        clock=f"movesense {file.path}",
    )


def _blocks(file: ForeignFile) -> list[_Block]:
    try:
        log = msgspec.json.decode(file.data, type=_Log)
        found = [key for key in log.measured if key.startswith("IMU")]
        if not found:
            listed = ", ".join(sorted(log.measured)[:8]) or "nothing"
            file.refuse(f"no IMU6 or IMU9 in it, only {listed!a}")
        raw = log.measured[found[0]]
        blocks = [msgspec.json.decode(block, type=_Block) for block in raw]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        file.refuse(f"not a Movesense log ({shown(str(error), 120)})")
    sound = [b for b in blocks if b.accel and len(b.accel) == len(b.gyro)]
    if len(sound) < 2:
        file.refuse("there are no two blocks with acceleration and turning")
    return sound


def _stamps(file: ForeignFile, blocks: Sequence[_Block]) -> FloatArray:
    """Return the time of each block's first sample, s, shape (blocks,)."""
    stamps = np.array([block.timestamp for block in blocks]) / 1000
    falls = first_fall(stamps)
    if falls is not None or float(np.abs(stamps).max()) > LIMIT_S:
        block = falls if falls is not None else int(np.abs(stamps).argmax())
        file.refuse(f"Timestamp of block {block + 1} runs backwards")
    return stamps


def _rate(file: ForeignFile, stamps: FloatArray, sizes: "np.ndarray") -> float:
    """Return samples a second from the usual step of equal blocks."""
    steps = np.diff(stamps)
    usual = steps <= 1.5 * np.median(steps)
    total = float(steps[usual].sum())
    rate_hz = float(sizes[:-1][usual].sum()) / total if total > 0 else 0.0
    low, high = RATE_RANGE_HZ
    if not low <= rate_hz <= high:
        file.refuse(f"the stamps give {rate_hz:.3g} samples a second")
    return rate_hz


def _vectors(file: ForeignFile, vectors: Sequence[_Vector]) -> FloatArray:
    values = np.array([(v.x, v.y, v.z) for v in vectors])
    if float(np.abs(values).max()) > LIMIT_SI:
        file.refuse("a value is larger than a sensor can measure")
    return values
