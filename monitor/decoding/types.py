"""The number formats that a firmware profile can name, and how they lie in bytes."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

RawArray = npt.NDArray[np.generic]


class ByteOrder(StrEnum):
    """Which byte of a number comes first."""

    LITTLE = "little"
    BIG = "big"


class FieldType(StrEnum):
    """A number format: signed, unsigned or floating, and its width in bits."""

    I8 = "i8"
    U8 = "u8"
    I16 = "i16"
    U16 = "u16"
    I24 = "i24"
    U24 = "u24"
    I32 = "i32"
    U32 = "u32"
    U64 = "u64"
    F32 = "f32"
    F64 = "f64"

    @property
    def bits(self) -> int:
        """Width in bits."""
        return int(self.value[1:])

    @property
    def size(self) -> int:
        """Width in bytes."""
        return self.bits // 8

    @property
    def is_float(self) -> bool:
        """A floating-point format."""
        return self.value.startswith("f")

    @property
    def is_signed(self) -> bool:
        """An integer format that holds negative numbers."""
        return self.value.startswith("i")

    @property
    def is_unsigned(self) -> bool:
        """An integer format without negative numbers."""
        return self.value.startswith("u")

    @property
    def highest(self) -> int:
        """The largest integer that it holds."""
        return (1 << (self.bits - self.is_signed)) - 1

    @property
    def lowest(self) -> int:
        """The smallest integer that it holds."""
        return -self.highest - 1 if self.is_signed else 0


def numpy_format(kind: FieldType, order: ByteOrder, axes: int) -> np.dtype[np.generic]:
    """Return the dtype of one field: a number, or ``axes`` of them (0: no axis).

    NumPy has no 24 bit numbers: they are three bytes in the last axis.
    """
    shape = (axes,) if axes else ()
    if kind.bits == 24:
        return np.dtype((np.uint8, (*shape, 3)))
    letter = {"i": "i", "u": "u", "f": "f"}[kind.value[0]]
    base = f"{'<' if order is ByteOrder.LITTLE else '>'}{letter}{kind.size}"
    return np.dtype((base, shape))


def from_bytes24(raw: RawArray, kind: FieldType, order: ByteOrder) -> RawArray:
    """Return the 24 bit numbers whose bytes lie in the last axis of ``raw``."""
    wide = raw.astype(np.int32)
    low, middle, high = np.moveaxis(
        wide if order is ByteOrder.LITTLE else wide[..., ::-1], -1, 0
    )
    value = low + (middle << 8) + (high << 16)
    if kind.is_signed:
        value -= (value & 0x800000) << 1
    return np.asarray(value)


def to_bytes24(value: RawArray, order: ByteOrder) -> RawArray:
    """Return integers as three bytes each, in a new last axis."""
    little = np.stack([(value.astype(np.int64) >> s) & 0xFF for s in (0, 8, 16)], -1)
    ordered = little if order is ByteOrder.LITTLE else little[..., ::-1]
    return np.asarray(ordered.astype(np.uint8))
