"""The fields of a packet as a firmware profile names them."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from monitor.decoding.types import FieldType

MAX_TABLE_BYTES = 4096  # of a header, and of a sample


class TicksField(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="field", tag="ticks"
):
    """The sensor's clock."""

    type: FieldType


class CounterField(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="field", tag="counter"
):
    """A sequence number."""

    type: FieldType


class AccelField(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="field", tag="accel"
):
    """Specific force, three numbers."""

    type: FieldType
    axes: Annotated[int, Meta(ge=3, le=3)] = 3


class GyroField(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="field", tag="gyro"
):
    """Angular rate, three numbers."""

    type: FieldType
    axes: Annotated[int, Meta(ge=3, le=3)] = 3


class SkipField(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="field", tag="skip"
):
    """Bytes that mean nothing here."""

    bytes: Annotated[int, Meta(ge=1, le=MAX_TABLE_BYTES)]


class MarkerField(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="field", tag="marker"
):
    """Bytes that every payload has; another payload is refused."""

    hex: Annotated[str, Meta(max_length=256)]

    def __post_init__(self) -> None:
        if not parse_hex(self.hex):
            msg = "hex: needs at least one byte"
            raise ValueError(msg)


HeaderField = TicksField | CounterField | SkipField | MarkerField
SampleField = TicksField | AccelField | GyroField | SkipField
Field = HeaderField | SampleField


def field_bytes(field: Field) -> int:
    """Return how many bytes a field takes."""
    match field:
        case TicksField() | CounterField():
            return field.type.size
        case AccelField() | GyroField():
            return field.axes * field.type.size
        case SkipField():
            return field.bytes
        case MarkerField():
            return len(parse_hex(field.hex))


def table_bytes(fields: Sequence[Field]) -> int:
    """Return how many bytes the fields of a header or a sample take together."""
    return sum(map(field_bytes, fields))


def parse_hex(text: str) -> bytes:
    """Return the bytes of a hexadecimal text, blanks allowed.

    Raises:
        ValueError: It is not hexadecimal; the text begins with the key ``hex``.
    """
    try:
        return bytes.fromhex(text)
    except ValueError:
        msg = "hex: is not a row of two-digit hexadecimal bytes"
        raise ValueError(msg) from None
