"""Reads Movesense's GATT SensorData protocol: IMU6, in one or two notifications.

A message is [2, reference, data], and [3, reference, rest] where the data are longer
than 150 bytes. The data of IMU6 are a u32 of milliseconds at the first sample, then all
samples' accel (f32, m/s²), then all samples' gyro (f32, deg/s); little-endian. Source:
the vendor's own sample application and client.
"""

from functools import partial
from typing import Annotated, Final, Literal

import numpy as np
from msgspec import Meta, Struct

from monitor.decoding.decoder import MAIN_PART, StreamFormat, TickClock
from monitor.decoding.quantity import MAX_MAGNITUDE
from monitor.decoding.scale import DEGREE
from monitor.model.blocks import FloatArray, Packet
from monitor.model.errors import DecodeError

ANSWER, DATA, REST = 1, 2, 3
PART_BYTES: Final = 150
SAMPLE_BYTES: Final = 24
STAMP_BYTES: Final = 4
MAX_SAMPLES: Final = 64  # far more than 300 bytes hold
TICK_HZ: Final = 1000.0


class MovesenseText(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A subscription to ``/Meas/IMU6/…``.

    Attributes:
        characteristic: UUID that notifies.
        rate_hz: As subscribed to.
        reference: The subscription's number, chosen in the start.
        samples: How many a message holds: 8 at 104 Hz, 4 at 52 Hz.
    """

    decoder: Literal["movesense_gsp"] = "movesense_gsp"
    characteristic: str
    rate_hz: Annotated[float, Meta(ge=1, le=2000)]
    reference: Annotated[int, Meta(ge=1, le=255)]
    samples: Annotated[int, Meta(ge=1, le=12)] = 8

    def stream_format(self, clock: TickClock | None) -> StreamFormat:  # noqa: ARG002
        """Return the format; the clock is the protocol's own."""
        whole = STAMP_BYTES + self.samples * SAMPLE_BYTES
        return StreamFormat(
            characteristics={MAIN_PART: self.characteristic.lower()},
            decoder=partial(MovesenseDecoder, self.reference, self.rate_hz),
            encoder=partial(MovesenseEncoder, self.reference),
            rate_hz=self.rate_hz,
            clock=TickClock(TICK_HZ, 32),
            samples_per_notification=self.samples,
            payload_bytes=2 + min(whole, PART_BYTES),
            composition=f"of {whole} bytes in all: 4 + {self.samples} x 24",
        )


class MovesenseDecoder:
    """Joins the two parts of a message."""

    def __init__(self, reference: int, rate_hz: float) -> None:
        self._reference, self._step = reference, TICK_HZ / rate_hz
        self._first = b""

    def feed(self, part: str, payload: bytes) -> list[Packet]:  # noqa: ARG002
        """Return the packet that a notification completes; answers hold none.

        Raises:
            DecodeError: It is no message of this subscription, or the first part of
                one is missing.
        """
        if len(payload) < 2 or payload[0] not in {ANSWER, DATA, REST}:
            msg = f"{payload[:2].hex() or 'no bytes'}: not a message of this protocol"
            raise DecodeError(msg)
        kind, reference, data = payload[0], payload[1], payload[2:]
        if kind == ANSWER:
            return []
        if reference != self._reference:
            msg = f"reference {reference}, expected {self._reference}"
            raise DecodeError(msg)
        first, self._first = self._first, b""
        if kind == REST:
            if not first:
                msg = "the first part of this message did not arrive"
                raise DecodeError(msg)
            return [self._packet(first + data)]
        if len(data) == PART_BYTES:
            self._first = data
            return []
        return [self._packet(data)]

    def reset(self) -> None:
        """Forget the first part of a message."""
        self._first = b""

    def _packet(self, data: bytes) -> Packet:
        n, rest = divmod(len(data) - STAMP_BYTES, SAMPLE_BYTES)
        if not 1 <= n <= MAX_SAMPLES or rest:
            msg = f"{len(data)} bytes of data, expected 4 + a multiple of 24"
            raise DecodeError(msg)
        first = int.from_bytes(data[:STAMP_BYTES], "little")
        sent = np.frombuffer(data, "<f4", 6 * n, STAMP_BYTES)
        if not np.abs(sent).max() <= MAX_MAGNITUDE:  # before any cast: it may signal
            msg = "a value is not a number, or far too large"
            raise DecodeError(msg)
        values: FloatArray = sent.astype(np.float64)
        accel, gyro = values.reshape(2, n, 3)
        ticks = first + np.arange(float(n)) * self._step
        return Packet(np.asarray(ticks), accel, gyro * DEGREE)


class MovesenseEncoder:
    """Writes packets as one notification, or two."""

    def __init__(self, reference: int) -> None:
        self._reference = reference

    def encode(self, packet: Packet) -> list[tuple[str, bytes]]:
        """Return the notifications that carry a packet."""
        stamp = int(round(float(packet.ticks[0])) % 2**32).to_bytes(4, "little")
        rows = (packet.accel, packet.gyro / DEGREE)
        data = stamp + b"".join(row.astype("<f4").tobytes() for row in rows)
        sent = [(MAIN_PART, bytes([DATA, self._reference]) + data[:PART_BYTES])]
        if len(data) >= PART_BYTES:
            rest = bytes([REST, self._reference]) + data[PART_BYTES:]
            sent.append((MAIN_PART, rest))
        return sent
