"""One vector quantity of a packet, from the numbers sent to SI units and back."""

from dataclasses import dataclass

import numpy as np

from monitor.decoding.types import (
    ByteOrder,
    FieldType,
    RawArray,
    from_bytes24,
    to_bytes24,
)
from monitor.model.blocks import FloatArray
from monitor.model.errors import DecodeError

MAX_MAGNITUDE = 1e6  # of a float as sent; more means that the layout is not this one


@dataclass(frozen=True, slots=True)
class Scaling:
    """From the numbers sent to SI units on the sensor's right-handed axes.

    Attributes:
        factors: SI units per count for x, y and z; negative where the axis is turned.
        order: Which number of the packet is x, y and z.
    """

    factors: tuple[float, float, float]
    order: tuple[int, int, int] = (0, 1, 2)


class Quantity:
    """Decodes and encodes one vector quantity."""

    def __init__(self, kind: FieldType, order: ByteOrder, scaling: Scaling) -> None:
        self._kind = kind
        self._order = order
        self._in_bytes = kind.bits == 24
        self._is_float = kind.is_float
        self._factors = np.array(scaling.factors, dtype=np.float64)
        straight = scaling.order == (0, 1, 2)
        self._take = None if straight else list(scaling.order)

    def decode(self, raw: RawArray) -> FloatArray:
        """Return SI values of the numbers sent, shape (n, 3).

        Raises:
            DecodeError: A float is not finite, or far from anything physical.
        """
        if self._in_bytes:
            raw = from_bytes24(raw, self._kind, self._order)
        elif self._is_float and not np.abs(raw).max() <= MAX_MAGNITUDE:
            msg = "a value is not a number, or far too large"
            raise DecodeError(msg)
        if self._take is not None:
            raw = raw[:, self._take]
        return np.multiply(raw, self._factors, dtype=np.float64)

    def encode(self, values: FloatArray) -> RawArray:
        """Return the nearest numbers that can be sent."""
        raw = np.empty_like(values)
        raw[:, self._take or [0, 1, 2]] = values / self._factors
        if self._is_float:
            return raw
        raw = np.clip(np.rint(raw), self._kind.lowest, self._kind.highest)
        if self._in_bytes:
            return to_bytes24(raw, self._order)
        return np.asarray(raw.astype(np.int64))
