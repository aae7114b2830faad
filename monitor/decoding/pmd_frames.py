"""The frames of Polar's measurement data (PMD), and their delta compression.

A frame is the type of measurement, a u64 of nanoseconds since 2000 at its last sample,
the frame's own type (0x80: compressed), and its samples. Compressed samples are a
reference, then blocks of differences to the sample before: how many bits, how many
samples, and the differences as a stream of bits, least significant first. Source: the
vendor's SDK and its tests.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.decoding.quantity import MAX_MAGNITUDE
from monitor.model.blocks import FloatArray
from monitor.model.errors import DecodeError

ACC, GYRO = 2, 5
HEADER_BYTES: Final = 10
COMPRESSED: Final = 0x80
CHANNELS: Final = 3
MAX_SAMPLES: Final = 1000  # an MTU of 512 holds a few hundred

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame.

    Attributes:
        kind: Type of measurement: ``ACC`` or ``GYRO``.
        last_ns: Sensor clock at its last sample, ns.
        values: Acc in g, gyro in deg/s, before the factor is applied; shape (n, 3).
        compressed: The factor applies; that of uncompressed samples is 1.
        counted: The values are bare counts, and mean nothing without the factor.
    """

    kind: int
    last_ns: int
    values: FloatArray
    compressed: bool
    counted: bool


def read_frame(payload: bytes) -> Frame:
    """Read a frame.

    Raises:
        DecodeError: It is cut, or of a type that isn't known.
    """
    if len(payload) <= HEADER_BYTES:
        msg = f"{len(payload)} bytes, too few for a frame"
        raise DecodeError(msg)
    kind = payload[0] & 0x3F
    last_ns = int.from_bytes(payload[1:9], "little")
    frame_type, content = payload[9], payload[HEADER_BYTES:]
    read = _READERS.get((kind, frame_type))
    if read is None:
        msg = f"measurement {kind} in frames of type {frame_type:#04x}: not known"
        raise DecodeError(msg)
    return Frame(
        kind,
        last_ns,
        read(content),
        compressed=bool(frame_type & COMPRESSED),
        counted=frame_type == COMPRESSED,
    )


def raw_integers(content: bytes, size: int) -> IntArray:
    """Read uncompressed samples: three integers of ``size`` bytes each, shape (n, 3).

    Raises:
        DecodeError: The bytes don't make whole samples.
    """
    n, rest = divmod(len(content), CHANNELS * size)
    if rest or not 1 <= n <= MAX_SAMPLES:
        msg = f"{len(content)} bytes, expected a multiple of {CHANNELS * size}"
        raise DecodeError(msg)
    return _signed(np.frombuffer(content, np.uint8).reshape(-1, size)).reshape(n, 3)


def delta_integers(content: bytes, bits: int) -> IntArray:
    """Read compressed samples of ``bits`` each, shape (n, 3).

    Raises:
        DecodeError: A block is cut, or there are too many samples.
    """
    size = math.ceil(bits / 8)
    start = CHANNELS * size
    if len(content) < start:
        msg = f"{len(content)} bytes, too few for a reference of {start}"
        raise DecodeError(msg)
    rows = [raw_integers(content[:start], size)]
    total = 1
    while start < len(content):
        block, start = _block(content, start)
        total += len(block)
        if total > MAX_SAMPLES:
            msg = f"more than {MAX_SAMPLES} samples"
            raise DecodeError(msg)
        rows.append(block)
    return _wrapped(np.cumsum(np.concatenate(rows), axis=0), bits)


def _block(content: bytes, start: int) -> tuple[IntArray, int]:
    """Read one block of differences; return it, shape (count, 3), and where it ends."""
    if start + 2 > len(content):
        msg = "a block of differences is cut"
        raise DecodeError(msg)
    bits, count = content[start], content[start + 1]
    start += 2
    end = start + math.ceil(bits * count * CHANNELS / 8)
    if end > len(content) or bits > 32:
        msg = "a block of differences is cut, or its numbers are too wide"
        raise DecodeError(msg)
    if not bits:
        return np.zeros((count, CHANNELS), np.int64), end
    stream = np.frombuffer(content, np.uint8, end - start, start)
    numbers = count * CHANNELS
    each = np.unpackbits(stream, bitorder="little")[: numbers * bits]
    powers = np.int64(1) << np.arange(bits, dtype=np.int64)
    unsigned = each.reshape(numbers, bits).astype(np.int64) @ powers
    signed = unsigned - ((unsigned >> (bits - 1)) << bits)
    return signed.reshape(count, CHANNELS), end


def _signed(rows: npt.NDArray[np.uint8]) -> IntArray:
    """Return little-endian two's complement of the bytes in the last axis."""
    size = rows.shape[-1]
    powers = np.int64(1) << (8 * np.arange(size, dtype=np.int64))
    return _wrapped(rows.astype(np.int64) @ powers, 8 * size)


def _wrapped(numbers: IntArray, bits: int) -> IntArray:
    """Return the numbers within two's complement of so many bits."""
    half = np.int64(1) << (bits - 1)
    wrapped: IntArray = ((numbers + half) & ((half << 1) - 1)) - half
    return wrapped


def _floats(numbers: IntArray) -> FloatArray:
    """Return floats whose bit patterns these integers are."""
    values = numbers.astype(np.int32).view(np.float32)
    if not np.abs(values).max() <= MAX_MAGNITUDE:  # before any cast: it may signal
        msg = "a value is not a number, or far too large"
        raise DecodeError(msg)
    return values.astype(np.float64)


def _milli(numbers: IntArray) -> FloatArray:
    return np.asarray(numbers / 1000.0)


def _whole(numbers: IntArray) -> FloatArray:
    return numbers.astype(np.float64)


_READERS: dict[tuple[int, int], Callable[[bytes], FloatArray]] = {
    (ACC, 0): lambda content: _milli(raw_integers(content, 1)),
    (ACC, 1): lambda content: _milli(raw_integers(content, 2)),
    (ACC, 2): lambda content: _milli(raw_integers(content, 3)),
    (ACC, COMPRESSED | 0): lambda content: _whole(delta_integers(content, 16)),
    (ACC, COMPRESSED | 1): lambda content: _milli(delta_integers(content, 16)),
    (GYRO, COMPRESSED | 0): lambda content: _whole(delta_integers(content, 16)),
    (GYRO, COMPRESSED | 1): lambda content: _floats(delta_integers(content, 32)),
}
