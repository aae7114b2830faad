"""Where the fields of a packet lie: the checked form of a profile's table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.decoding.quantity import Scaling
from monitor.decoding.types import ByteOrder, FieldType

MAX_PAYLOAD_BYTES = 65536  # far above what a radio carries; imported files come near


class Stamp(StrEnum):
    """Which sample of a payload a tick count belongs to."""

    FIRST = "first"
    LAST = "last"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Column:
    """Where one field lies, and in which format.

    Attributes:
        kind: Number format.
        offset: Bytes from the start of the header, or of the sample.
        axes: Numbers side by side; 0 for a single one.
    """

    kind: FieldType
    offset: int
    axes: int = 0

    @property
    def size(self) -> int:
        """Width in bytes."""
        return self.kind.size * max(self.axes, 1)


@dataclass(frozen=True, slots=True)
class Marker:
    """Bytes that every payload of this layout has at an offset."""

    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class LayoutTable:
    """What a profile says of one packet format, checked and in bytes.

    Attributes:
        header_bytes: Length of the header.
        header: Fields of the header: ``ticks``, ``counter``.
        markers: Fixed bytes of the header.
        sample_bytes: Length of a sample.
        sample: Fields of a sample: ``accel``, ``gyro``, ``ticks``.
        accel: To m/s².
        gyro: To rad/s.
        order: Byte order of all numbers.
        planar: All samples' first field, then all samples' second, and so on.
        samples: How many samples a payload holds; None if as many as fit.
        may_be_longer: What follows the last sample is passed over.
        stamp: Which sample the ticks belong to.
        tick_field: ``ticks``, or ``counter`` where that is the only clock; empty where
            there is none: ticks then count within the payload.
        tick_step: Ticks from one sample to the next.
        tick_bits: At how many bits the clock wraps; None if it never does.
        counter_bits: At how many bits the counter wraps; None without one.
    """

    header_bytes: int
    header: Mapping[str, Column]
    markers: tuple[Marker, ...]
    sample_bytes: int
    sample: Mapping[str, Column]
    accel: Scaling
    gyro: Scaling
    order: ByteOrder
    planar: bool
    samples: int | None
    may_be_longer: bool
    stamp: Stamp
    tick_field: str
    tick_step: float
    tick_bits: int | None
    counter_bits: int | None
