"""Reads and writes packets whose layout a firmware profile can state as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from monitor.decoding.fields import MAX_PAYLOAD_BYTES, Column, LayoutTable, Stamp
from monitor.decoding.quantity import Quantity
from monitor.decoding.types import (
    ByteOrder,
    FieldType,
    RawArray,
    from_bytes24,
    numpy_format,
    to_bytes24,
)
from monitor.model.blocks import FloatArray, Packet
from monitor.model.errors import DecodeError

MAX_FLOAT_TICK = 2.0**53  # beyond it a float64 no longer counts in ones


class PacketLayout:
    """Decodes and encodes the payloads of one stream.

    Header and samples are NumPy structured dtypes, so a payload is read by two
    ``np.frombuffer`` calls. Nothing in it is trusted.

    Attributes:
        header_bytes: Length of the header.
        sample_bytes: Length of one sample.
        max_samples: How many samples the longest accepted payload holds.
    """

    def __init__(self, table: LayoutTable) -> None:
        self._table = table
        self.header_bytes = table.header_bytes
        self.sample_bytes = table.sample_bytes
        self.max_samples = (MAX_PAYLOAD_BYTES - table.header_bytes) // self.sample_bytes
        self._header = _record(table.header, table.header_bytes, table.order)
        self._sample = _record(table.sample, table.sample_bytes, table.order)
        self._names = tuple(table.sample)
        self._formats = {
            name: numpy_format(column.kind, table.order, column.axes)
            for name, column in table.sample.items()
        }
        header = table.header.items()
        self._in_bytes = [name for name, column in header if column.kind.bits == 24]
        self._float_header = any(column.kind.is_float for _, column in header)
        self._accel = Quantity(table.sample["accel"].kind, table.order, table.accel)
        self._gyro = Quantity(table.sample["gyro"].kind, table.order, table.gyro)
        self._spacing = np.arange(self.max_samples) * table.tick_step

    def decode(self, payload: bytes) -> Packet:
        """Decode one notification.

        Ticks are as the payload has them; those between stamps are spaced evenly and
        so may lie beyond the clock's wrap, or below zero, by less than a payload.

        Raises:
            DecodeError: The payload's length, a marker, a stamp or a value does not
                fit.
        """
        n = self._count(len(payload))
        self._check_markers(payload)
        header = self._header_numbers(payload)
        columns = self._columns(payload, n)
        return Packet(
            ticks=self._ticks(header, columns, n),
            accel=self._accel.decode(columns["accel"]),
            gyro=self._gyro.decode(columns["gyro"]),
            counter=self._counter(header),
        )

    def decode_many(self, payloads: Sequence[bytes]) -> list[Packet]:
        """Decode several notifications of one length; the same as ``decode`` of each.

        Raises:
            DecodeError: One of them does not fit.
        """
        size = len(payloads[0])
        n = self._count(size)
        if self._table.planar:
            return [self.decode(payload) for payload in payloads]
        for payload in payloads:
            self._check_markers(payload)
        whole = np.frombuffer(b"".join(payloads), self._whole(n, size))
        columns = {name: _flat(whole["samples"][name]) for name in self._names}
        accel = self._accel.decode(columns["accel"])
        gyro = self._gyro.decode(columns["gyro"])
        packets: list[Packet] = []
        for i, values in enumerate(whole["header"].tolist()):
            rows = slice(i * n, (i + 1) * n)
            header = self._named(values)
            mine = {name: column[rows] for name, column in columns.items()}
            ticks = self._ticks(header, mine, n)
            packets.append(
                Packet(ticks, accel[rows], gyro[rows], self._counter(header))
            )
        return packets

    def encode(self, packet: Packet) -> bytes:
        """Encode a packet: the inverse of ``decode``.

        Integers are rounded to the nearest and saturate at their format's range;
        ticks and counter wrap. Bytes without meaning are zero.

        Raises:
            ValueError: A number of samples that the layout can't hold, values that
                are not finite, or no counter where the layout has one.
        """
        n = len(packet.ticks)
        self._check_encodable(packet, n)
        payload = bytearray(self.header_bytes + n * self.sample_bytes)
        for marker in self._table.markers:
            end = marker.offset + len(marker.content)
            payload[marker.offset : end] = marker.content
        self._put_header(payload, packet)
        columns = self._columns(payload, n)
        columns["accel"][...] = self._accel.encode(packet.accel)
        columns["gyro"][...] = self._gyro.encode(packet.gyro)
        if self._table.stamp is Stamp.EACH:
            columns["ticks"][...] = self._stamps(packet.ticks)
        return bytes(payload)

    def _count(self, size: int) -> int:
        """Return how many samples a payload of this size holds."""
        n, rest = divmod(size - self.header_bytes, self.sample_bytes)
        samples = self._table.samples
        if samples is None:
            fits = n >= 1 and rest == 0
        elif self._table.may_be_longer:
            fits = n >= samples
        else:
            fits = n == samples and rest == 0
        if not fits or size > MAX_PAYLOAD_BYTES:
            raise DecodeError(self._misfit(size))
        return samples or n

    def _misfit(self, size: int) -> str:
        if size > MAX_PAYLOAD_BYTES:
            return f"{size} bytes, expected {MAX_PAYLOAD_BYTES} at most"
        samples = self._table.samples
        if samples is None:
            return (
                f"{size} bytes, expected {self.header_bytes}"
                f" + a multiple of {self.sample_bytes}"
            )
        more = " or more" if self._table.may_be_longer else ""
        return f"{size} bytes, expected {self.payload_bytes(samples)}{more}"

    @property
    def marker(self) -> bytes:
        """How every payload begins, as far as markers tell it."""
        markers = self._table.markers
        return markers[0].content if markers and not markers[0].offset else b""

    def payload_bytes(self, samples: int) -> int:
        """Return how long a payload of so many samples is (at least)."""
        return self.header_bytes + samples * self.sample_bytes

    def _check_markers(self, payload: bytes) -> None:
        for marker in self._table.markers:
            if not payload.startswith(marker.content, marker.offset):
                found = payload[marker.offset :][: len(marker.content)].hex()
                msg = f"byte {marker.offset} begins {found}, not {marker.content.hex()}"
                raise DecodeError(msg)

    def _columns(self, payload: bytes | bytearray, n: int) -> dict[str, RawArray]:
        """Return views of the samples' fields, shape (n, ...)."""
        start = self.header_bytes
        if not self._table.planar:
            samples = np.frombuffer(payload, self._sample, n, start)
            return {name: samples[name] for name in self._names}
        return {
            name: np.frombuffer(
                payload, self._formats[name], n, start + n * column.offset
            )
            for name, column in self._table.sample.items()
        }

    def _whole(self, n: int, size: int) -> np.dtype[np.void]:
        """The type of a payload of this size."""
        return np.dtype(
            {
                "names": ["header", "samples"],
                "formats": [self._header, (self._sample, n)],
                "offsets": [0, self.header_bytes],
                "itemsize": size,
            }
        )

    def _header_numbers(self, payload: bytes) -> dict[str, float]:
        if not self._table.header:
            return {}
        return self._named(np.frombuffer(payload, self._header, 1).item())

    def _named(self, values: Sequence[Any]) -> dict[str, float]:
        """Name the numbers of a header, and check them."""
        numbers = dict(zip(self._table.header, values, strict=True))
        for name in self._in_bytes:
            numbers[name] = int.from_bytes(
                bytes(numbers[name]), self._table.order.value
            )
        if self._float_header and not abs(numbers["ticks"]) <= MAX_FLOAT_TICK:
            msg = "the time stamp is not a number, or far too large"
            raise DecodeError(msg)
        return numbers

    def _counter(self, header: dict[str, float]) -> int | None:
        if self._table.counter_bits is None:
            return None
        return int(header["counter"]) & ((1 << self._table.counter_bits) - 1)

    def _ticks(
        self, header: dict[str, float], columns: dict[str, RawArray], n: int
    ) -> FloatArray:
        if self._table.stamp is Stamp.EACH:
            return self._each_tick(columns["ticks"])
        tick = header[self._table.tick_field] if self._table.tick_field else 0.0
        if self._table.stamp is Stamp.LAST:
            tick -= float(self._spacing[n - 1])
        return np.asarray(self._spacing[:n] + float(tick))

    def _each_tick(self, raw: RawArray) -> FloatArray:
        kind = self._table.sample["ticks"].kind
        if kind.bits == 24:
            raw = from_bytes24(raw, kind, self._table.order)
        elif kind.is_float and not np.abs(raw).max() <= MAX_FLOAT_TICK:
            msg = "a time stamp is not a number, or far too large"
            raise DecodeError(msg)
        ticks = raw.astype(np.float64)
        if not self._rising(ticks):
            msg = "the time stamps within the payload do not rise"
            raise DecodeError(msg)
        return np.asarray(ticks)

    def _rising(self, ticks: FloatArray) -> bool:
        """Tell whether time goes forwards, by less than half a wrap each step."""
        bits = self._table.tick_bits
        if bits is None:
            return bool((ticks[1:] > ticks[:-1]).all())
        steps = (ticks[1:] - ticks[:-1]) % 2.0**bits
        return bool(((steps > 0) & (steps < 2.0 ** (bits - 1))).all())

    def _check_encodable(self, packet: Packet, n: int) -> None:
        samples = self._table.samples or n
        if n != samples or not 1 <= n <= self.max_samples:
            msg = f"{n} samples do not fit this layout"
            raise ValueError(msg)
        arrays = (packet.ticks, packet.accel, packet.gyro)
        if not all(np.isfinite(array).all() for array in arrays):
            msg = "only finite values can be encoded"
            raise ValueError(msg)
        if packet.counter is None and self._table.counter_bits is not None:
            msg = "this layout needs a counter"
            raise ValueError(msg)

    def _put_header(self, payload: bytearray, packet: Packet) -> None:
        if not self._table.header:
            return
        header = np.frombuffer(payload, self._header, 1)
        if "ticks" in self._table.header:
            last = self._table.stamp is Stamp.LAST
            header["ticks"] = self._stamps(
                packet.ticks[-1:] if last else packet.ticks[:1]
            )
        if "counter" in self._table.header:
            bits, kind = self._table.counter_bits, self._table.header["counter"].kind
            count = (packet.counter or 0) % (1 << (bits or kind.bits))
            header["counter"] = self._integers([count], kind)

    def _stamps(self, ticks: FloatArray) -> RawArray:
        fields = (*self._table.header.items(), *self._table.sample.items())
        kind = next(column.kind for name, column in fields if name == "ticks")
        if kind.is_float:
            return ticks
        modulus = 1 << (self._table.tick_bits or kind.bits)
        return self._integers([round(tick) % modulus for tick in ticks.tolist()], kind)

    def _integers(self, numbers: list[int], kind: FieldType) -> RawArray:
        array = np.array(numbers, dtype=np.uint64)
        return to_bytes24(array, self._table.order) if kind.bits == 24 else array


def _flat(column: RawArray) -> RawArray:
    """A column of all payloads, (k, n, ...), as one of all samples, (k * n, ...)."""
    return column.reshape(-1, *column.shape[2:])


def _record(
    columns: Mapping[str, Column], size: int, order: ByteOrder
) -> np.dtype[np.void]:
    return np.dtype(
        {
            "names": list(columns),
            "formats": [numpy_format(c.kind, order, c.axes) for c in columns.values()],
            "offsets": [column.offset for column in columns.values()],
            "itemsize": size,
        }
    )
