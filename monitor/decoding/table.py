"""A stream as a firmware profile states it: the text of ``[streams.NAME]``."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import Annotated, Literal

from msgspec import Meta, Struct

from monitor.decoding.decoder import (
    MAIN_PART,
    StreamDecoder,
    StreamFormat,
    TickClock,
    TickKind,
)
from monitor.decoding.field_text import (
    MAX_TABLE_BYTES,
    AccelField,
    CounterField,
    Field,
    GyroField,
    HeaderField,
    MarkerField,
    SampleField,
    SkipField,
    TicksField,
    field_bytes,
    parse_hex,
    table_bytes,
)
from monitor.decoding.fields import (
    MAX_PAYLOAD_BYTES,
    Column,
    LayoutTable,
    Marker,
    Stamp,
)
from monitor.decoding.layout import PacketLayout
from monitor.decoding.scale import AccelText, GyroText, measuring_range, scaling
from monitor.decoding.steps_text import Hex
from monitor.decoding.table_packets import TableDecoder, TableEncoder
from monitor.decoding.types import ByteOrder, FieldType

MAX_FIELDS = 32


class Arrangement(StrEnum):
    """How the samples of a payload lie: one after the other, or field by field."""

    INTERLEAVED = "interleaved"
    PLANAR = "planar"


class Counts(StrEnum):
    """What a counter counts; of samples, it is the number of the payload's first."""

    PACKETS = "packets"
    SAMPLES = "samples"


class Losses(StrEnum):
    """Whether lost packets can be told; a profile must own up if they can't."""

    SEEN = "seen"
    UNSEEN = "unseen"


class LayoutText(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A packet that is a table, as docs/firmware_profiles.md explains it."""

    characteristic: str = ""
    rate_hz: Annotated[float, Meta(ge=1, le=10000)]
    byte_order: ByteOrder = ByteOrder.LITTLE
    arrangement: Arrangement = Arrangement.INTERLEAVED
    header: Annotated[list[HeaderField], Meta(max_length=MAX_FIELDS)] = []
    sample: Annotated[list[SampleField], Meta(max_length=MAX_FIELDS)]
    samples: Annotated[int, Meta(ge=1, le=1000)] | None = None
    samples_per_notification: Annotated[int, Meta(ge=1, le=1000)] | None = None
    may_be_longer: bool = False
    stamp: Stamp | None = None
    counter_bits: Annotated[int, Meta(ge=2, le=64)] | None = None
    counter_counts: Counts | None = None
    losses: Losses = Losses.SEEN
    accel: AccelText
    gyro: GyroText

    def __post_init__(self) -> None:
        self._check_fields()
        self._check_counting()
        self._check_stamp()
        self._check_scales()

    def stream_format(self, clock: TickClock | None) -> StreamFormat:
        """Return the format.

        Raises:
            ValueError: The clock is missing, or does not fit the format of the ticks.
        """
        ticks = clock_of(self, clock)
        layout = PacketLayout(layout_table(self, ticks))
        n = self.usual_samples
        size = layout.payload_bytes(n)
        return StreamFormat(
            characteristics={MAIN_PART: self.characteristic.lower()},
            decoder=self._decoder(layout),
            encoder=partial(TableEncoder, layout),
            rate_hz=self.rate_hz,
            clock=ticks,
            counter_bits=self.counter_width,
            counts_samples=self.counter_counts is Counts.SAMPLES,
            samples_per_notification=n,
            payload_bytes=size,
            accel_range=measuring_range(self.accel, self.accel_kind),
            gyro_range=measuring_range(self.gyro, self.gyro_kind),
            composition=f"{layout.header_bytes} + {n} x {layout.sample_bytes}",
        )

    def _decoder(self, layout: PacketLayout) -> Callable[[], StreamDecoder]:
        raise NotImplementedError

    @property
    def usual_samples(self) -> int:
        """How many samples a notification normally holds."""
        return self.samples or self.samples_per_notification or 1

    @property
    def payload_bytes(self) -> int:
        """How long a notification normally is (at least)."""
        return table_bytes(self.header) + self.usual_samples * table_bytes(self.sample)

    @property
    def ticks(self) -> FieldType | None:
        """The clock's format; None where the counter is the only clock."""
        kinds = [f.type for f in self._all_fields if isinstance(f, TicksField)]
        return kinds[0] if kinds else None

    @property
    def counter(self) -> FieldType | None:
        """The counter's format; None without one."""
        kinds = [f.type for f in self.header if isinstance(f, CounterField)]
        return kinds[0] if kinds else None

    @property
    def counter_width(self) -> int | None:
        """At how many bits the counter wraps; None without one."""
        return self.counter_bits or (self.counter.bits if self.counter else None)

    @property
    def accel_kind(self) -> FieldType:
        """The format of the accelerometer's numbers."""
        return next(f.type for f in self.sample if isinstance(f, AccelField))

    @property
    def gyro_kind(self) -> FieldType:
        """The format of the gyroscope's numbers."""
        return next(f.type for f in self.sample if isinstance(f, GyroField))

    @property
    def _all_fields(self) -> list[Field]:
        return [*self.header, *self.sample]

    def _check_fields(self) -> None:
        for noun, kind in (("accel", AccelField), ("gyro", GyroField)):
            if sum(isinstance(field, kind) for field in self.sample) != 1:
                msg = f"sample: needs exactly one {noun} field"
                raise ValueError(msg)
        for noun, once in (("ticks", TicksField), ("counter", CounterField)):
            if sum(isinstance(field, once) for field in self._all_fields) > 1:
                msg = f"header: has more than one {noun} field"
                raise ValueError(msg)
        for where, fields in (("header", self.header), ("sample", self.sample)):
            if table_bytes(fields) > MAX_TABLE_BYTES:
                msg = f"{where}: is longer than {MAX_TABLE_BYTES} bytes"
                raise ValueError(msg)
        self._check_types()

    def _check_types(self) -> None:
        for noun, kind in (("accel", self.accel_kind), ("gyro", self.gyro_kind)):
            if kind.is_unsigned:
                msg = f"sample: {noun} is signed or a float, not {kind}"
                raise ValueError(msg)
        if self.counter is not None and not self.counter.is_unsigned:
            msg = f"header: a counter is unsigned, not {self.counter}"
            raise ValueError(msg)
        if self.ticks is not None and self.ticks.is_signed:
            msg = f"header: ticks are unsigned or a float, not {self.ticks}"
            raise ValueError(msg)

    def _check_counting(self) -> None:
        if self.counter is None and (self.counter_bits or self.counter_counts):
            key = "counter_bits" if self.counter_bits else "counter_counts"
            msg = f"{key}: there is no counter in the header"
            raise ValueError(msg)
        if self.counter and (self.counter_bits or 0) > self.counter.bits:
            msg = f"counter_bits: {self.counter} has no {self.counter_bits} bits"
            raise ValueError(msg)
        if self.may_be_longer and self.samples is None:
            msg = "may_be_longer: needs samples, or nothing tells where they end"
            raise ValueError(msg)
        if self.samples and self.samples_per_notification not in {None, self.samples}:
            msg = "samples_per_notification: contradicts samples"
            raise ValueError(msg)
        if self.payload_bytes > MAX_PAYLOAD_BYTES:
            msg = f"samples: {self.payload_bytes} bytes are too long for a payload"
            raise ValueError(msg)

    def _check_stamp(self) -> None:
        each = any(isinstance(field, TicksField) for field in self.sample)
        if self.stamp is not None and each != (self.stamp is Stamp.EACH):
            msg = "stamp: is each if ticks are in the sample, else first or last"
            raise ValueError(msg)
        if self.losses is Losses.UNSEEN and (self.ticks or self.counter):
            msg = "losses: are seen by the ticks or the counter"
            raise ValueError(msg)
        if self.ticks is not None:
            return
        if self.counter is None:
            if self.losses is not Losses.UNSEEN:
                msg = "header: needs ticks or a counter, or losses would go unnoticed"
                raise ValueError(msg)
            return
        if self.counter_counts is not Counts.SAMPLES and self.samples is None:
            msg = "samples: must be given where a counter of packets is the only clock"
            raise ValueError(msg)

    def _check_scales(self) -> None:
        try:
            key = "accel"
            scaling(self.accel, self.accel_kind)
            key = "gyro"
            scaling(self.gyro, self.gyro_kind)
        except ValueError as error:
            msg = f"{key}.{error}"
            raise ValueError(msg) from None


class TableText(LayoutText, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stream whose notifications are packets.

    Attributes:
        passed_over: Beginnings, as hex, of notifications that hold no samples, such
            as answers that come from the same characteristic.
    """

    decoder: Literal["table"] = "table"
    passed_over: Annotated[list[Hex], Meta(max_length=32)] = []

    def __post_init__(self) -> None:
        super().__post_init__()
        for text in self.passed_over:
            if not parse_hex(text):
                msg = "passed_over: every notification begins so"
                raise ValueError(msg)

    def _decoder(self, layout: PacketLayout) -> Callable[[], StreamDecoder]:
        passed_over = tuple(parse_hex(text) for text in self.passed_over)
        return partial(TableDecoder, layout, passed_over)


def clock_of(text: LayoutText, clock: TickClock | None) -> TickClock:
    """Return the clock that a stream's ticks count in.

    Raises:
        ValueError: The clock is missing, or does not fit the format of the ticks.
    """
    if text.ticks is None:
        per_count = 1 if text.counter_counts is Counts.SAMPLES else text.usual_samples
        tick_hz = text.rate_hz / per_count  # nominal: no sampling clock is so exact
        return TickClock(tick_hz, text.counter_width, TickKind.COUNTED)
    if clock is None:
        msg = "clock.tick_hz: missing, though the packets have ticks"
        raise ValueError(msg)
    if text.ticks.is_float and clock.bits is not None:
        msg = "clock.bits: a clock in floats does not wrap"
        raise ValueError(msg)
    if clock.bits is None and text.ticks.is_unsigned and text.ticks.bits < 64:
        msg = f"clock.bits: missing, and {text.ticks} wraps"
        raise ValueError(msg)
    if clock.bits is not None and clock.bits > text.ticks.bits:
        msg = f"clock.bits: {text.ticks} has no {clock.bits} bits"
        raise ValueError(msg)
    return clock


def layout_table(text: LayoutText, clock: TickClock) -> LayoutTable:
    """Return the layout, field by field; ``clock`` is that of ``clock_of``."""
    each = any(isinstance(field, TicksField) for field in text.sample)
    return LayoutTable(
        header_bytes=table_bytes(text.header),
        header=_columns(text.header),
        markers=_markers(text.header),
        sample_bytes=table_bytes(text.sample),
        sample=_columns(text.sample),
        accel=scaling(text.accel, text.accel_kind),
        gyro=scaling(text.gyro, text.gyro_kind),
        order=text.byte_order,
        planar=text.arrangement is Arrangement.PLANAR,
        samples=text.samples,
        may_be_longer=text.may_be_longer,
        stamp=Stamp.EACH if each else text.stamp or Stamp.FIRST,
        tick_field=_tick_field(text),
        tick_step=clock.tick_hz / text.rate_hz,
        tick_bits=clock.bits,
        counter_bits=text.counter_width,
    )


def _tick_field(text: LayoutText) -> str:
    if text.ticks is not None:
        return "ticks"
    return "counter" if text.counter is not None else ""


def _placed(fields: Sequence[Field]) -> Iterator[tuple[int, Field]]:
    offset = 0
    for field in fields:
        yield offset, field
        offset += field_bytes(field)


def _columns(fields: Sequence[Field]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for offset, field in _placed(fields):
        match field:
            case TicksField():
                columns["ticks"] = Column(field.type, offset)
            case CounterField():
                columns["counter"] = Column(field.type, offset)
            case AccelField():
                columns["accel"] = Column(field.type, offset, field.axes)
            case GyroField():
                columns["gyro"] = Column(field.type, offset, field.axes)
            case SkipField() | MarkerField():
                pass
    return columns


def _markers(fields: Sequence[Field]) -> tuple[Marker, ...]:
    return tuple(
        Marker(offset, parse_hex(field.hex))
        for offset, field in _placed(fields)
        if isinstance(field, MarkerField)
    )
