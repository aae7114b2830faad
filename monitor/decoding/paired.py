"""Pairs the accelerometer's notifications with the gyroscope's, by their order.

For sensors that send each from a characteristic of its own, without any stamp. A lost
notification shifts one row against the other until the shift is found out, by at most
``MOST_WAITING`` samples.
"""

from collections import deque
from functools import partial
from typing import Annotated, Final, Literal

import numpy as np
from msgspec import Meta, Struct

from monitor.decoding.decoder import StreamFormat, TickClock, TickKind
from monitor.decoding.quantity import Quantity
from monitor.decoding.scale import AccelText, GyroText, measuring_range, scaling
from monitor.decoding.types import ByteOrder, FieldType, numpy_format
from monitor.model.blocks import FloatArray, Packet
from monitor.model.errors import DecodeError

ACCEL, GYRO = "accel", "gyro"
MOST_WAITING: Final = 2


class PairedText(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stream out of two characteristics, each with three numbers a notification.

    Attributes:
        accel_characteristic: UUID of the accelerometer's.
        gyro_characteristic: UUID of the gyroscope's.
        rate_hz: Samples a second of each.
        type: Format of the numbers.
        byte_order: Of the numbers.
        losses: Must be ``unseen``: nothing tells of a loss.
        accel: Scale, range and axes.
        gyro: Scale, range and axes.
    """

    decoder: Literal["paired"] = "paired"
    accel_characteristic: str
    gyro_characteristic: str
    rate_hz: Annotated[float, Meta(ge=1, le=10000)]
    type: FieldType
    byte_order: ByteOrder = ByteOrder.LITTLE
    losses: Literal["unseen"]
    accel: AccelText
    gyro: GyroText

    def stream_format(self, clock: TickClock | None) -> StreamFormat:  # noqa: ARG002
        """Return the format.

        Raises:
            ValueError: A scale does not fit the numbers' format.
        """
        vectors = {
            ACCEL: Quantity(self.type, self.byte_order, scaling(self.accel, self.type)),
            GYRO: Quantity(self.type, self.byte_order, scaling(self.gyro, self.type)),
        }
        size = 3 * self.type.size
        order = numpy_format(self.type, self.byte_order, 3)
        return StreamFormat(
            characteristics={
                ACCEL: self.accel_characteristic.lower(),
                GYRO: self.gyro_characteristic.lower(),
            },
            decoder=partial(PairedDecoder, vectors, order),
            encoder=partial(PairedEncoder, vectors, order),
            rate_hz=self.rate_hz,
            clock=TickClock(self.rate_hz, None, TickKind.COUNTED),
            payload_bytes=size,
            accel_range=measuring_range(self.accel, self.type),
            gyro_range=measuring_range(self.gyro, self.type),
            composition=f"{size} for each of accel and gyro",
        )


class PairedDecoder:
    """Holds what waits for its partner."""

    def __init__(
        self, vectors: dict[str, Quantity], order: np.dtype[np.generic]
    ) -> None:
        self._vectors, self._order = vectors, order
        self._waiting: dict[str, deque[FloatArray]] = {}
        self.reset()

    def feed(self, part: str, payload: bytes) -> list[Packet]:
        """Return the sample that this notification completes, if it does.

        Raises:
            DecodeError: The payload is not three numbers, or of no part of the stream.
        """
        if part not in self._vectors:
            msg = f"part {part!r}, expected {ACCEL} or {GYRO}"
            raise DecodeError(msg)
        size = self._order.itemsize
        if len(payload) != size:
            msg = f"{len(payload)} bytes, expected {size}"
            raise DecodeError(msg)
        raw = np.frombuffer(payload, self._order, 1)
        self._waiting[part].append(self._vectors[part].decode(raw))
        if not all(self._waiting.values()):
            return []
        accel, gyro = (self._waiting[each].popleft() for each in (ACCEL, GYRO))
        return [Packet(np.zeros(1), accel, gyro)]

    def reset(self) -> None:
        """Forget what waits."""
        self._waiting = {each: deque(maxlen=MOST_WAITING) for each in self._vectors}


class PairedEncoder:
    """Writes each sample as two notifications."""

    def __init__(
        self, vectors: dict[str, Quantity], order: np.dtype[np.generic]
    ) -> None:
        self._vectors, self._order = vectors, order

    def encode(self, packet: Packet) -> list[tuple[str, bytes]]:
        """Return the notifications of a packet of one sample.

        Raises:
            ValueError: There are more samples than one.
        """
        if len(packet.ticks) != 1:
            msg = f"{len(packet.ticks)} samples, but a notification holds one"
            raise ValueError(msg)
        rows = {ACCEL: packet.accel, GYRO: packet.gyro}
        return [(part, self._bytes(part, values)) for part, values in rows.items()]

    def _bytes(self, part: str, values: FloatArray) -> bytes:
        out = np.zeros(1, self._order)
        out[...] = self._vectors[part].encode(values)
        return out.tobytes()
