"""What every decoder has in common, whether a table or code states its format.

A stream is what one sensor sends of accel and gyro. Its notifications come from one
characteristic or from several: *parts*, named by the profile. The part ``""`` is the
stream's own characteristic.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from monitor.model.blocks import Packet

MAIN_PART = ""


class StreamDecoder(Protocol):
    """Turns the notifications of one stream of one sensor, in order, into packets."""

    def feed(self, part: str, payload: bytes) -> list[Packet]:
        """Return the packets that this notification completes; often one, or none.

        Raises:
            DecodeError: The payload does not fit the format; what came before it and
                what comes after it can still be read.
        """

    def reset(self) -> None:
        """Forget half a message, as after the link was made anew."""


class StreamEncoder(Protocol):
    """The inverse, for simulated sensors: packets to notifications."""

    def encode(self, packet: Packet) -> list[tuple[str, bytes]]:
        """Return the notifications that carry a packet: part and payload of each.

        Raises:
            ValueError: The format can't hold this packet.
        """


class TickKind(StrEnum):
    """What a stream's ticks are, and so how they are mapped to session time."""

    CLOCK = "clock"  # a clock of the sensor's, of known tick length
    MEASURED = "measured"  # a clock of the sensor's whose tick length is not known
    COUNTED = "counted"  # no clock: a counter of what was sent, or nothing at all


@dataclass(frozen=True, slots=True)
class TickClock:
    """What the ticks of a stream's packets count.

    Attributes:
        tick_hz: Counts a second; a first guess where it is measured.
        bits: At how many bits the count wraps; None if it never does.
        kind: How far the count can be trusted.
    """

    tick_hz: float
    bits: int | None = None
    kind: TickKind = TickKind.CLOCK


@dataclass(frozen=True)
class StreamFormat:
    """A stream's format, ready to be used.

    Attributes:
        characteristics: UUID, in lower case, by part; empty without Bluetooth.
        decoder: Makes a decoder for one sensor.
        encoder: Makes an encoder for one simulated sensor.
        rate_hz: Nominal samples a second.
        clock: What the packets' ticks count.
        counter_bits: Width of the packets' sequence number; None without one.
        counts_samples: The sequence number is that of the packet's first sample.
        samples_per_notification: How many samples a packet normally holds.
        payload_bytes: How long the longest usual notification is.
        accel_range: Where the accelerometer saturates, m/s²; None if unknown.
        gyro_range: Where the gyroscope saturates, rad/s; None if unknown.
        composition: What the bytes of a notification are made of, for people.
    """

    characteristics: Mapping[str, str]
    decoder: Callable[[], StreamDecoder]
    encoder: Callable[[], StreamEncoder]
    rate_hz: float
    clock: TickClock
    counter_bits: int | None = None
    counts_samples: bool = False
    samples_per_notification: int = 1
    payload_bytes: int = 20
    accel_range: float | None = None
    gyro_range: float | None = None
    composition: str = ""


class FormatText(Protocol):
    """What a profile states of a stream: one struct per decoder, read from TOML."""

    def stream_format(self, clock: TickClock | None) -> StreamFormat:
        """Return the format.

        Args:
            clock: The profile's ``[clock]``; None without one.

        Raises:
            ValueError: The statements contradict each other; the text begins with the
                key.
        """
