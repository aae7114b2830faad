"""Reads Polar's PMD: acc and gyro come as separate frames and are paired by time.

The control point's answers are part of the stream: the answer to a start may hold a
factor that all compressed samples of that measurement are multiplied by. Samples that
are counts are not read before that answer is known: a factor is never guessed.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Final, Literal

import numpy as np
from msgspec import Meta, Struct

from monitor.decoding.decoder import MAIN_PART, StreamFormat, TickClock
from monitor.decoding.pmd_frames import (
    ACC,
    CHANNELS,
    COMPRESSED,
    GYRO,
    Frame,
    read_frame,
)
from monitor.decoding.scale import DEGREE
from monitor.model.blocks import GRAVITY, BoolArray, FloatArray, Packet
from monitor.model.errors import DecodeError

CONTROL: Final = "control"
ANSWER, STOPPED, START = 0xF0, 0x01, 0x02
FACTOR_SETTING: Final = 5
SETTING_BYTES: Final = {0: 2, 1: 2, 2: 2, 3: 4, 4: 1, 5: 4}
TICK_HZ: Final = 1e6  # nanoseconds as µs: a float64 counts them over centuries
MOST_WAITING: Final = 512  # samples of one kind that may wait for the other
SPARSE: Final = 1.15  # of the nominal spacing; more, and a frame was lost between
DENSE: Final = 0.5  # of the nominal spacing; less, and the stamp is nonsense
RESTART_S: Final = 10.0  # a frame spans up to 2 s: one that comes late is no restart


class PolarText(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Acceleration and angular rate by PMD.

    Attributes:
        characteristic: UUID of the data.
        control: UUID of the control point.
        rate_hz: As started.
        range_g: As started; where the accelerometer saturates.
        range_dps: As started; where the gyroscope saturates.
        samples: How many a frame usually holds.
    """

    decoder: Literal["polar_pmd"] = "polar_pmd"
    characteristic: str
    control: str
    rate_hz: Annotated[float, Meta(ge=10, le=1000)]
    range_g: Annotated[float, Meta(ge=1, le=64)]
    range_dps: Annotated[float, Meta(ge=100, le=4000)]
    samples: Annotated[int, Meta(ge=1, le=100)] = 18

    def stream_format(self, clock: TickClock | None) -> StreamFormat:  # noqa: ARG002
        """Return the format; the clock is the protocol's own."""
        return StreamFormat(
            characteristics={
                MAIN_PART: self.characteristic.lower(),
                CONTROL: self.control.lower(),
            },
            decoder=partial(PolarDecoder, self.rate_hz),
            encoder=PolarEncoder,
            rate_hz=self.rate_hz,
            clock=TickClock(TICK_HZ),
            samples_per_notification=self.samples,
            payload_bytes=10 + 12 + 2 + 12 * (self.samples - 1),
            accel_range=self.range_g * GRAVITY,
            gyro_range=self.range_dps * DEGREE,
            composition="frames of acc and of gyro",
        )


@dataclass(slots=True, eq=False)
class _Row:
    """Samples of one measurement that wait: times in µs, values in its unit."""

    factor: float | None = None
    last_us: float = -np.inf
    t: FloatArray = field(default_factory=lambda: np.empty(0))
    values: FloatArray = field(default_factory=lambda: np.empty((0, CHANNELS)))


class PolarDecoder:
    """Times the samples of frames, and interpolates acc at the times of gyro."""

    def __init__(self, rate_hz: float) -> None:
        self._step = TICK_HZ / rate_hz
        self._rows: dict[int, _Row] = {}
        self.reset()

    def reset(self) -> None:
        """Forget all frames and factors: measurements are started anew."""
        self._rows = {ACC: _Row(), GYRO: _Row()}

    def feed(self, part: str, payload: bytes) -> list[Packet]:
        """Return the samples for which both measurements are there now.

        Raises:
            DecodeError: It is no frame, or no answer, of this protocol.
        """
        if part == CONTROL:
            self._learn(payload)
            return []
        frame = read_frame(payload)
        row = self._rows.get(frame.kind)
        if row is None or not self._append(row, frame):
            return []
        return self._paired()

    def _learn(self, payload: bytes) -> None:
        """Take the factor out of the answer to a start."""
        if len(payload) < 2 or payload[0] not in {ANSWER, STOPPED}:
            msg = f"{payload[:2].hex() or 'no bytes'}: no answer of the control point"
            raise DecodeError(msg)
        if payload[0] == STOPPED or payload[1] != START or len(payload) < 5:
            return
        row = self._rows.get(payload[2])
        if row is not None and payload[3] == 0:
            row.factor = factor_of(payload[5:])

    def _append(self, row: _Row, frame: Frame) -> bool:
        """Add a frame's samples; False if they came before."""
        last_us, n = frame.last_ns / 1000.0, len(frame.values)
        values = frame.values * _factor(row, frame)
        if last_us <= row.last_us:
            if last_us > row.last_us - RESTART_S * TICK_HZ:
                return False
            row.last_us, row.t = -np.inf, np.empty(0)
            row.values = np.empty((0, CHANNELS))
        step = self._spacing(last_us - row.last_us, n)
        t = last_us - step * np.arange(n - 1, -1, -1.0)
        row.last_us = last_us
        row.t = np.concatenate((row.t, t))[-MOST_WAITING:]
        row.values = np.concatenate((row.values, values))[-MOST_WAITING:]
        return True

    def _spacing(self, since_us: float, n: int) -> float:
        """Return the time between a frame's samples, µs.

        Args:
            since_us: From the last sample of the frame before to the last of this.
            n: How many samples this frame holds.
        """
        step = since_us / n
        if step > SPARSE * self._step:
            return self._step  # the first frame, or one was lost before it
        if step < DENSE * self._step:
            msg = f"{n} samples stamped within {since_us / 1000.0:.1f} ms"
            raise DecodeError(msg)
        return step

    def _paired(self) -> list[Packet]:
        """Return gyro with acc at its times, as far as both reach."""
        acc, gyro = self._rows[ACC], self._rows[GYRO]
        if not (len(acc.t) and len(gyro.t)):
            return []
        ready = int(np.searchsorted(gyro.t, acc.t[-1], side="right"))
        t, rates = gyro.t[:ready], gyro.values[:ready]
        sound = self._between(acc.t, t)
        gyro.t, gyro.values = gyro.t[ready:], gyro.values[ready:]
        if not sound.any():
            return []
        t, rates = t[sound], rates[sound]
        at = [np.interp(t, acc.t, acc.values[:, axis]) for axis in range(CHANNELS)]
        used = max(int(np.searchsorted(acc.t, t[-1], side="right")) - 1, 0)
        acc.t, acc.values = acc.t[used:], acc.values[used:]
        return [Packet(t, np.stack(at, axis=1) * GRAVITY, rates * DEGREE)]

    def _between(self, known: FloatArray, t: FloatArray) -> BoolArray:
        """Tell which times are known, or lie between two that follow each other."""
        after = np.searchsorted(known, t)
        exact = known[np.minimum(after, len(known) - 1)] == t
        if len(known) < 2:
            return np.asarray(exact)
        after = np.clip(after, 1, len(known) - 1)
        before = known[after - 1]
        spaced = known[after] - before < 2.0 * self._step
        inside = (t >= before) & (t <= known[after])
        return np.asarray(exact | (spaced & inside))


def _factor(row: _Row, frame: Frame) -> float:
    """Return what a frame's values are multiplied by."""
    if not frame.compressed:
        return 1.0
    if row.factor is not None:
        return row.factor
    if frame.counted:
        msg = f"counts of measurement {frame.kind}, but no answer told their factor"
        raise DecodeError(msg)
    return 1.0


def factor_of(settings: bytes) -> float:
    """Return the factor among the settings of an answer; 1 if there is none.

    Args:
        settings: Each an identifier, how many values, and the values.
    """
    at = 0
    while at + 2 <= len(settings):
        identifier, count = settings[at], settings[at + 1]
        size = SETTING_BYTES.get(identifier)
        if size is None:
            break
        value = settings[at + 2 : at + 2 + size]
        if identifier == FACTOR_SETTING and len(value) == size:
            factor = float(np.frombuffer(value, "<f4")[0])
            return factor if 1e-9 < factor < 1e3 else 1.0
        at += 2 + size * count
    return 1.0


class PolarEncoder:
    """Writes a packet as a raw frame of acc and a compressed frame of gyro floats."""

    def encode(self, packet: Packet) -> list[tuple[str, bytes]]:
        """Return the two frames."""
        last_ns = round(float(packet.ticks[-1]) * 1000.0).to_bytes(8, "little")
        milli_g = np.clip(np.rint(packet.accel / GRAVITY * 1000.0), -32768, 32767)
        acc = bytes([ACC]) + last_ns + b"\x01" + milli_g.astype("<i2").tobytes()
        patterns = (packet.gyro / DEGREE).astype("<f4").view("<i4").astype(np.int64)
        deltas = np.diff(patterns, axis=0)
        # The next of 32 bits: a difference is taken modulo 2**32.
        body = patterns[:1].astype("<i4").tobytes()
        if len(deltas):
            body += bytes([32, len(deltas)])
            body += (deltas & 0xFFFFFFFF).astype("<u4").tobytes()
        gyro = bytes([GYRO]) + last_ns + bytes([COMPRESSED | 1]) + body
        return [(MAIN_PART, acc), (MAIN_PART, gyro)]
