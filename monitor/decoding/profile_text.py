"""A firmware profile as it is written: all but its streams."""

import re
from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from monitor.decoding.battery import BatteryDecoder
from monitor.decoding.decoder import StreamFormat, TickClock, TickKind
from monitor.decoding.field_text import parse_hex
from monitor.decoding.scale import Positive
from monitor.decoding.steps_text import (
    NAME,
    Hex,
    Write,
    check_steps,
    check_uuid,
)

STREAM_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")

Text = Annotated[str, Meta(min_length=1, max_length=200)]


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """How a sensor is known when it advertises: whatever is given must fit.

    Attributes:
        local_name: Names, with ``*`` and ``?`` as wildcards; one of them fits.
        service: UUID of an advertised service.
        company_id: Of the manufacturer's data.
    """

    local_name: Annotated[list[Text], Meta(max_length=16)] = []
    service: str | None = None
    company_id: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None

    def __post_init__(self) -> None:
        if self.service is not None:
            check_uuid("service", self.service)
        if not self.local_name and self.service is None and self.company_id is None:
            msg = "local_name: give a name, a service or a company_id"
            raise ValueError(msg)


class Rate(Struct, frozen=True, forbid_unknown_fields=True):
    """A sampling rate on offer, and what sets it.

    Attributes:
        rate_hz: Samples a second.
        writes: Done before the start.
        values: Bytes, as hex, that the start may take as if they had been kept.
    """

    rate_hz: Annotated[float, Meta(ge=1, le=10000)]
    writes: Annotated[list[Write], Meta(max_length=16)] = []
    values: Annotated[dict[str, Hex], Meta(max_length=16)] = {}

    def __post_init__(self) -> None:
        for name, text in self.values.items():
            if not (NAME.fullmatch(name) and parse_hex(text)):
                msg = "values: names of small letters, digits and _, each with bytes"
                raise ValueError(msg)

    @property
    def given(self) -> dict[str, bytes]:
        """The values as bytes."""
        return {name: parse_hex(text) for name, text in self.values.items()}


class Battery(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the charge is told, and how.

    Attributes:
        characteristic: UUID; it is read, unless something has to be asked.
        decoder: How the bytes tell it.
        ask: A step whose reply tells it.
    """

    characteristic: str
    decoder: BatteryDecoder = BatteryDecoder.PERCENT
    ask: Write | None = None

    def __post_init__(self) -> None:
        check_uuid("characteristic", self.characteristic)
        if self.ask is not None and self.ask.reply is None:
            msg = "ask.reply: missing, so nothing would tell the charge"
            raise ValueError(msg)


class ClockText(Struct, frozen=True, forbid_unknown_fields=True):
    """``[clock]``: the sensor's tick counter.

    Attributes:
        tick_hz: Counts a second; a first guess where the kind is ``measured``.
        bits: At how many bits it wraps; without them it never does.
        kind: How far the count can be trusted.
    """

    tick_hz: Positive
    bits: Annotated[int, Meta(ge=8, le=64)] | None = None
    kind: TickKind = TickKind.CLOCK

    def __post_init__(self) -> None:
        if self.kind is TickKind.COUNTED:
            msg = "kind: counted is what a decoder finds, not a profile"
            raise ValueError(msg)

    @property
    def ticks(self) -> TickClock:
        """What decoders call it."""
        return TickClock(self.tick_hz, self.bits, self.kind)


class RadioLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """What the radio must carry, and what it can.

    Attributes:
        payload_bytes: Bytes that a notification must be able to carry; the MTU is 3
            more. None if it is not a radio's.
        max_sensors: How many sensors one host can stream from; None if unknown.
    """

    payload_bytes: Annotated[int, Meta(ge=1, le=512)] | None = None
    max_sensors: Annotated[int, Meta(ge=1, le=100)] | None = None


class Earlier(Struct, frozen=True, forbid_unknown_fields=True):
    """A notification that comes before an example's, and of which part."""

    hex: Annotated[str, Meta(max_length=16384)]
    part: Annotated[str, Meta(max_length=32)] = ""

    def __post_init__(self) -> None:
        parse_hex(self.hex)


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A payload, and what it holds.

    Attributes:
        stream: Name of the stream.
        hex: The payload.
        ticks: Sensor clock at each sample.
        accel: m/s², a row per sample.
        gyro: rad/s, a row per sample.
        counter: The sequence number, if there is one.
        source: Where the bytes come from.
        part: Which part of the stream it is.
        before: Notifications that the payload needs before it, in order.
    """

    stream: str
    hex: Annotated[str, Meta(max_length=16384)]
    ticks: float | list[float]
    accel: list[tuple[float, float, float]]
    gyro: list[tuple[float, float, float]]
    counter: int | None = None
    source: str = ""
    part: Annotated[str, Meta(max_length=32)] = ""
    before: Annotated[list[Earlier], Meta(max_length=16)] = []

    def __post_init__(self) -> None:
        parse_hex(self.hex)
        if not 1 <= len(self.accel) == len(self.gyro):
            msg = "gyro: needs a row per sample, as many as accel"
            raise ValueError(msg)


class ProfileText(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A profile as written; its streams are read one by one, by their ``decoder``."""

    schema: int
    name: Text
    evidence: Annotated[str, Meta(max_length=2000)] = ""
    unfit: Annotated[str, Meta(max_length=400)] = ""
    match: Match | None = None
    clock: ClockText | None = None
    streams: Annotated[dict[str, object], Meta(min_length=1, max_length=8)]
    start: Annotated[list[Write], Meta(max_length=64)] = []
    stop: Annotated[list[Write], Meta(max_length=64)] = []
    rates: Annotated[list[Rate], Meta(max_length=32)] = []
    battery: Battery | None = None
    limits: RadioLimits = RadioLimits()
    examples: Annotated[list[Example], Meta(max_length=100)] = []

    def __post_init__(self) -> None:
        if not all(STREAM_NAME.fullmatch(name) for name in self.streams):
            msg = "streams: a name has 1 to 32 letters, digits, _ and -"
            raise ValueError(msg)
        if len({rate.rate_hz for rate in self.rates}) < len(self.rates):
            msg = "rates: one rate is given twice"
            raise ValueError(msg)
        for index, example in enumerate(self.examples):
            if example.stream not in self.streams:
                msg = f"examples[{index}].stream: there is no stream {example.stream}"
                raise ValueError(msg)


def check_whole(written: ProfileText, streams: Mapping[str, StreamFormat]) -> None:
    """Raise ValueError, naming the key, where parts contradict each other."""
    for name, stream in streams.items():
        if written.match is not None:
            for part, characteristic in stream.characteristics.items():
                key = f"streams.{name}.{part or 'characteristic'}"
                check_uuid(key, characteristic)
        carried = written.limits.payload_bytes
        if carried is not None and stream.payload_bytes > carried:
            msg = f"limits.payload_bytes: {name} needs {stream.payload_bytes}"
            raise ValueError(msg)
    clock = written.clock and written.clock.ticks
    if clock and all(stream.clock != clock for stream in streams.values()):
        msg = "clock: no stream has ticks"
        raise ValueError(msg)
    _check_all_steps(written)
    offered = {rate.rate_hz for rate in written.rates}
    if offered and not offered & {stream.rate_hz for stream in streams.values()}:
        msg = "rates: the streams' rate_hz is not among them"
        raise ValueError(msg)


def _check_all_steps(written: ProfileText) -> None:
    for index, rate in enumerate(written.rates):
        check_steps(f"rates[{index}].writes", rate.writes, list(rate.values))
    given = [set(rate.values) for rate in written.rates]
    check_steps("start", written.start, list(set.intersection(*given)) if given else [])
    check_steps("stop", written.stop)
    if written.battery is not None and written.battery.ask is not None:
        check_steps("battery.ask", [written.battery.ask])
