"""MATLAB files of the qmt toolbox: a struct per segment, with acc and gyr, and t."""

import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

import numpy as np
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from monitor.model.blocks import FloatArray
from monitor.recording.importers.foreign_file import ForeignFile
from monitor.recording.importers.tracks import LIMIT_S, Track, first_fall, measurable

MAX_UNPACKED = 2**30
PIECE_BYTES = 2**16
HEADER_BYTES = 128
COMPRESSED = 15  # element type miCOMPRESSED of MAT-file level 5

# What scipy's reader raises on damaged files.
_UNREADABLE = (
    MatReadError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OSError,
    AttributeError,
    OverflowError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    EOFError,
    zlib.error,
    struct.error,
)


def recognises(file: ForeignFile) -> bool:
    """Tell a MATLAB file by its first words, HDF5-based ones too."""
    return file.data.startswith((b"MATLAB 5.0 MAT-file", b"MATLAB 7.3 MAT-file"))


def read(files: Sequence[ForeignFile]) -> list[Track]:
    """Return a track per segment.

    Raises:
        ImportFileError: The file is damaged, or holds no such structs.
    """
    return [track for file in files for track in _read_one(file)]


def _read_one(file: ForeignFile) -> list[Track]:
    if file.data.startswith(b"MATLAB 7.3"):
        file.refuse("save it with -v7 in MATLAB, version 7.3 can't be read")
    _check_size(file)
    contents = _contents(file)
    shared = contents.get("t")
    found = [
        _track(file, name, segment, segment.get("t", shared))
        for name, segment in contents.items()
        if isinstance(segment, Mapping) and {"acc", "gyr"} <= segment.keys()
    ]
    if not found:
        file.refuse("no struct in it has the fields acc and gyr")
    return found


def _contents(file: ForeignFile) -> dict[str, object]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as of variables that are there twice
            found: dict[str, object] = loadmat(
                BytesIO(file.data),  # type: ignore[arg-type]
                simplify_cells=True,
            )
    except _UNREADABLE as error:
        file.refuse(f"not a readable MATLAB file ({_one_line(error)})")
    return found


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _track(
    file: ForeignFile, name: str, segment: Mapping[str, object], t: object
) -> Track:
    accel = _array(file, f"{name}.acc", segment["acc"], 3)
    gyro = _array(file, f"{name}.gyr", segment["gyr"], 3)
    times = _array(file, "t", t, 1)[:, 0]
    if not len(accel) == len(gyro) == len(times) >= 2:
        file.refuse(f"acc, gyr and t of {name} differ in length")
    if first_fall(times) is not None:
        file.refuse(f"t of {name} runs backwards")
    sound = measurable(accel) & measurable(gyro) & (np.abs(times) < LIMIT_S)
    if np.count_nonzero(sound) < 2:
        file.refuse(f"{name} has no two sound samples")
    dropped = len(sound) - int(np.count_nonzero(sound))
    notes = (f"{dropped} rows without values left out",) if dropped else ()
    return Track(
        path=file.path,
        names=(name,),
        t=times[sound],
        accel=accel[sound],
        gyro=gyro[sound],
        notes=notes,
    )


def _array(file: ForeignFile, name: str, value: object, width: int) -> FloatArray:
    """Return an array of shape (n, width) from whatever the file held."""
    try:
        array = np.asarray(value, dtype=np.float64)
    except (ValueError, TypeError):
        array = np.empty(0)
    if width == 1:
        array = array.reshape(-1, 1)
    if array.ndim != 2 or array.shape[1] != width or len(array) == 0:
        file.refuse(f"{name} is missing, or not a table of {width} columns")
    return array


def _check_size(file: ForeignFile) -> None:
    """Refuse what would unpack to more than fits into memory."""
    total = 0
    for packed in _packed(file.data):
        try:
            for size in _unpacked_sizes(packed):
                total += size
                if total > MAX_UNPACKED:
                    file.refuse(f"it unpacks to more than {MAX_UNPACKED >> 20} MiB")
        except zlib.error as error:
            file.refuse(f"it is damaged ({error})")


def _unpacked_sizes(packed: memoryview) -> Iterator[int]:
    """Yield the sizes of what comes out, piece by piece."""
    unpack = zlib.decompressobj()
    for start in range(0, len(packed), PIECE_BYTES):
        rest: bytes | memoryview = packed[start : start + PIECE_BYTES]
        while rest:
            yield len(unpack.decompress(rest, PIECE_BYTES))
            rest = unpack.unconsumed_tail


def _packed(data: bytes) -> Iterator[memoryview]:
    """Yield the compressed elements of a MAT-file, level 5."""
    view = memoryview(data)
    order = ">" if data[126:128] == b"MI" else "<"
    at = HEADER_BYTES
    while at + 8 <= len(data):
        kind, size = struct.unpack_from(order + "II", data, at)
        if kind == COMPRESSED:
            yield view[at + 8 : at + 8 + size]
        at += 8 + size
