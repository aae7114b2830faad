"""Finds, reads and checks the firmware profiles, firmware_profiles/*.toml.

A profile comes from a file or from inside a recording. Neither is trusted: it is data
alone, decoders are named out of a closed table, and every size has a bound.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from threading import Lock
from typing import Final

import tomlkit

from monitor.decoding.decoder import StreamFormat, TickClock
from monitor.decoding.examples import decode_example
from monitor.decoding.formats import format_text
from monitor.decoding.profile_text import (
    Battery,
    Example,
    Match,
    ProfileText,
    RadioLimits,
    Rate,
    check_whole,
)
from monitor.decoding.steps_text import Write
from monitor.decoding.strict import MAX_TEXT_BYTES, convert, located, read_tables
from monitor.dsp.clock import ClockKind, ClockSettings
from monitor.dsp.sensor_chain import SensorSetup, StreamSetup
from monitor.model.blocks import Packet
from monitor.model.errors import ConfigError, ProfileError

# msgspec learns a type at its first use; two threads that teach it the same one at
# once crash it (0.22).
_LEARNING: Final = Lock()

CHECKOUT = Path(__file__).parents[1] / "firmware_profiles"
INSTALLED = Path(__file__).parent / "_firmware_profiles"

IMPORTED_COUNTER = """
header = [{ field = "counter", type = "u32" }]
counter_counts = "samples\""""
IMPORTED = Template("""schema = 1
name = $name

[clock]
tick_hz = 1

[streams.imu]
rate_hz = $rate_hz$header
sample = [
    { field = "ticks", type = "f64" },
    { field = "accel", type = "f64" },
    { field = "gyro", type = "f64" },
]
accel = { unit = "m/s2" }
gyro = { unit = "rad/s" }
""")


@dataclass(frozen=True)
class Profile:
    """All that is known of one sensor firmware.

    Attributes:
        name: For people.
        text: The TOML it was read from; goes into recordings.
        path: Where from.
        evidence: How far the profile is proven.
        unfit: Why no session should use such a sensor; empty if it may.
        streams: Streams by name.
        match: How the sensor is known when it advertises; None if it doesn't.
        start: Written after subscribing, in order.
        stop: Written before leaving, in order.
        rates: Sampling rates on offer; empty if there is only the streams' own.
        battery: Where the charge is read.
        limits: What the radio must carry.
        examples: Payloads with what they hold.
    """

    name: str
    text: str
    path: Path
    evidence: str
    unfit: str
    streams: Mapping[str, StreamFormat]
    match: Match | None
    start: tuple[Write, ...]
    stop: tuple[Write, ...]
    rates: tuple[Rate, ...]
    battery: Battery | None
    limits: RadioLimits
    examples: tuple[Example, ...]

    def sensor_setup(self) -> SensorSetup:
        """Return what the pipeline needs of it."""
        streams = {name: _setup(stream) for name, stream in self.streams.items()}
        return SensorSetup(self.name, streams)


def read_profile(path: Path) -> Profile:
    """Read a profile from its file.

    Raises:
        ProfileError: The file can't be read, or does not describe a sensor that we
            can read.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MAX_TEXT_BYTES + 1).decode()
    except OSError as error:
        raise ProfileError(path, "file", error.strerror or "unreadable") from None
    except UnicodeDecodeError:
        raise ProfileError(path, "file", "is not UTF-8 text") from None
    return parse_profile(text, path)


def parse_profile(text: str, path: Path) -> Profile:
    """Read a profile from its text; ``path`` is for error messages.

    Raises:
        ProfileError: The text does not describe a sensor that we can read.
    """
    tables = read_tables(text, path)
    with _LEARNING:
        written = convert(tables, ProfileText, "", path)
        clock = written.clock.ticks if written.clock else None
        streams = {
            name: _stream(table, name, clock, path)
            for name, table in written.streams.items()
        }
    try:
        check_whole(written, streams)
    except ValueError as error:
        raise located(str(error), "", path) from None
    return Profile(
        name=written.name,
        text=text,
        path=path,
        evidence=written.evidence,
        unfit=" ".join(written.unfit.split()),
        streams=streams,
        match=written.match,
        start=tuple(written.start),
        stop=tuple(written.stop),
        rates=tuple(written.rates),
        battery=written.battery,
        limits=written.limits,
        examples=tuple(written.examples),
    )


def at_rate(profile: Profile, rate_hz: float) -> Profile:
    """Return the profile for another of its rates; its text says so too.

    Raises:
        ProfileError: The firmware does not offer this rate.
    """
    if rate_hz not in {rate.rate_hz for rate in profile.rates}:
        problem = f"{rate_hz:g} Hz is not on offer"
        raise ProfileError(profile.path, "rates", problem)
    document = tomlkit.parse(profile.text)
    streams = document["streams"]
    assert isinstance(streams, Mapping)
    for name in profile.streams:
        streams[name]["rate_hz"] = float(rate_hz)
    return parse_profile(tomlkit.dumps(document), profile.path)


def find_profiles(extra: Path | None = None) -> dict[str, Profile]:
    """Return all profiles by key, the stem of the file's name.

    Of two files with one key the first place wins: ``extra``, the checkout, the
    installed package. ``shadowed_profiles`` tells which were passed over.

    Raises:
        ConfigError: ``extra`` is not a folder.
        ProfileError: A profile is wrong.
    """
    return {key: read_profile(paths[0]) for key, paths in _places(extra).items()}


def shadowed_profiles(extra: Path | None = None) -> list[str]:
    """Return a sentence for each profile that another one of its key hides."""
    return [
        f"{key}: {paths[0]} is used, {hidden} is not"
        for key, paths in _places(extra).items()
        for hidden in paths[1:]
        if not hidden.samefile(paths[0])
    ]


def check_profile(path: Path) -> list[str]:
    """Read a profile, decode its examples, and return what it says, line by line.

    Raises:
        ProfileError: The profile is wrong, or an example is not what it should be.
    """
    profile = read_profile(path)
    lines = [f"{profile.name} ({path.name})"]
    if profile.evidence:
        lines.append(f"evidence: {' '.join(profile.evidence.split())}")
    if profile.unfit:
        lines.append(f"unfit: {profile.unfit}")
    for name, stream in profile.streams.items():
        lines += _stream_lines(name, stream)
    if profile.rates:
        rates = ", ".join(f"{rate.rate_hz:g}" for rate in profile.rates)
        lines.append(f"rates on offer: {rates} Hz")
    for index in range(len(profile.examples)):
        lines += _example_lines(profile, index)
    if not profile.examples:
        lines.append("no examples: nothing shows that this profile is right")
    return lines


def imported_profile_text(rate_hz: float, name: str, *, counter: bool = True) -> str:
    """Return the profile of samples imported from a file, as TOML.

    A payload is a row of samples: time in s as the file has it, accel in m/s², gyro in
    rad/s, all float64, little-endian. With ``counter`` a u32 precedes them: the number
    of the payload's first sample, so that lost ones are known. The samples of one
    payload must follow each other without loss.

    Args:
        rate_hz: Nominal samples a second.
        name: What the data are, for people; shortened to 120 characters.
        counter: The file numbers its samples.

    Raises:
        ValueError: The rate is not a rate.
    """
    if not 1 <= rate_hz <= 10000:
        msg = f"a rate of {rate_hz:g} Hz can't be imported"
        raise ValueError(msg)
    printable = "".join(c if c.isprintable() else "?" for c in name[:120]) or "imported"
    header = IMPORTED_COUNTER if counter else ""
    quoted = json.dumps(printable, ensure_ascii=False)
    return IMPORTED.substitute(name=quoted, rate_hz=float(rate_hz), header=header)


def _stream(
    raw: object, name: str, clock: TickClock | None, path: Path
) -> StreamFormat:
    where = f"streams.{name}"
    try:
        text = convert(raw, format_text(raw), where, path)
    except ValueError as error:
        raise located(str(error), where, path) from None
    try:
        return text.stream_format(clock)
    except ValueError as error:
        raise located(str(error), "", path) from None


def _setup(stream: StreamFormat) -> StreamSetup:
    """Return what the pipeline needs of a stream."""
    return StreamSetup(
        decoder=stream.decoder,
        clock=_clock(stream.clock),
        rate_hz=stream.rate_hz,
        counter_bits=stream.counter_bits,
        counts_samples=stream.counts_samples,
        accel_range=stream.accel_range,
        gyro_range=stream.gyro_range,
    )


def _clock(clock: TickClock) -> ClockSettings:
    """Return what the stages of signals call a decoder's clock."""
    return ClockSettings(clock.tick_hz, clock.bits, ClockKind(clock.kind.value))


def _places(extra: Path | None) -> dict[str, list[Path]]:
    if extra is not None and not extra.is_dir():
        msg = f"{extra}: not a folder of firmware profiles"
        raise ConfigError(msg)
    places: dict[str, list[Path]] = {}
    for folder in (extra, CHECKOUT, INSTALLED):
        for path in sorted(folder.glob("*.toml")) if folder else []:
            places.setdefault(path.stem, []).append(path)
    return places


def _stream_lines(name: str, stream: StreamFormat) -> list[str]:
    made_of = f" = {stream.composition}" if stream.composition else ""
    wrap = stream.clock.bits
    clock = f"clock {stream.clock.tick_hz:g} Hz, " + (
        f"wraps at {wrap} bits" if wrap else "never wraps"
    )
    return [
        f"stream {name}: {stream.rate_hz:g} Hz,"
        f" {stream.samples_per_notification} sample(s) a notification,"
        f" {stream.payload_bytes} bytes{made_of}",
        f"stream {name}: {clock}; {_counter_text(stream)};"
        f" accel up to {_range_text(stream.accel_range)} m/s²,"
        f" gyro up to {_range_text(stream.gyro_range)} rad/s",
    ]


def _counter_text(stream: StreamFormat) -> str:
    if stream.counter_bits is None:
        return "no counter"
    counted = "samples" if stream.counts_samples else "packets"
    return f"counter of {counted}, {stream.counter_bits} bits"


def _range_text(limit: float | None) -> str:
    return "an unknown limit," if limit is None else f"{limit:.4g}"


def _example_lines(profile: Profile, index: int) -> list[str]:
    example, key = profile.examples[index], f"examples[{index}]"
    try:
        packet = decode_example(example, profile.streams[example.stream])
    except ValueError as error:
        raise located(str(error), key, profile.path) from None
    return [f"{key}, as stated: {_packet_text(packet)}"]


def _packet_text(packet: Packet) -> str:
    return (
        f"counter {packet.counter}, ticks {packet.ticks.tolist()},"
        f" accel {packet.accel.round(5).tolist()} m/s²,"
        f" gyro {packet.gyro.round(5).tolist()} rad/s"
    )
