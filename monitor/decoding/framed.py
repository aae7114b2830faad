"""Reads packets of fixed length out of a stream of bytes.

Notifications cut the stream anywhere: a packet may be split over two, or share one
with others. Where the bytes make no sense one is dropped and the search goes on, so
that a beginning which only looked like one costs no more than itself.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from monitor.decoding.decoder import StreamDecoder
from monitor.decoding.field_text import parse_hex
from monitor.decoding.fields import MAX_PAYLOAD_BYTES
from monitor.decoding.layout import PacketLayout
from monitor.decoding.steps_text import Hex
from monitor.decoding.table import LayoutText
from monitor.model.blocks import Packet
from monitor.model.errors import DecodeError


class OtherFrame(Struct, frozen=True, forbid_unknown_fields=True):
    """Something else in the stream, passed over: how it begins, how long it is."""

    begins: Hex
    bytes: Annotated[int, Meta(ge=1, le=512)]

    def __post_init__(self) -> None:
        if not 1 <= len(parse_hex(self.begins)) <= self.bytes:
            msg = "begins: is empty, or longer than the frame"
            raise ValueError(msg)


class FramedText(LayoutText, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stream of bytes whose packets are a table that begins with a marker.

    Attributes:
        others: What else the sensor sends in between.
    """

    decoder: Literal["framed"] = "framed"
    others: Annotated[list[OtherFrame], Meta(max_length=16)] = []  # noqa: RUF012

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.samples != 1:
            msg = "samples: must be 1 in a stream of bytes"
            raise ValueError(msg)
        first = self.header[0] if self.header else None
        if getattr(first, "hex", None) is None:
            msg = "header: must begin with a marker, or no packet can be found"
            raise ValueError(msg)

    def _decoder(self, layout: PacketLayout) -> Callable[[], StreamDecoder]:
        marker = layout.marker
        frames = {marker: layout.payload_bytes(1)}
        frames |= {parse_hex(each.begins): each.bytes for each in self.others}
        return partial(FramedDecoder, layout, marker, frames)


class FramedDecoder:
    """Keeps the rest of a notification until the next one completes it."""

    def __init__(
        self, layout: PacketLayout, marker: bytes, frames: dict[bytes, int]
    ) -> None:
        """Start with nothing.

        Args:
            layout: Of the packets.
            marker: How they begin.
            frames: Length of each kind of frame, by its beginning.
        """
        self._layout, self._marker, self._frames = layout, marker, frames
        self._rest = b""

    def feed(self, part: str, payload: bytes) -> list[Packet]:  # noqa: ARG002
        """Return one packet of all samples that this notification completes.

        Raises:
            DecodeError: Nothing was completed, and bytes had to be dropped.
        """
        if len(payload) > MAX_PAYLOAD_BYTES:
            msg = f"{len(payload)} bytes, expected {MAX_PAYLOAD_BYTES} at most"
            raise DecodeError(msg)
        data, at, dropped = self._continued(payload), 0, 0
        found: list[Packet] = []
        while at < len(data):
            beginning = self._beginning(data, at)
            if beginning is None:
                at, dropped = at + 1, dropped + 1
                continue
            end = at + self._frames[beginning]
            if end > len(data):
                break
            if beginning == self._marker:
                try:
                    found.append(self._layout.decode(data[at:end]))
                except DecodeError:
                    at, dropped = at + 1, dropped + 1
                    continue
            at = end
        self._rest = data[at:]
        if dropped and not found:
            msg = f"{dropped} bytes belong to no packet"
            raise DecodeError(msg)
        return _together(found)

    def reset(self) -> None:
        """Forget the rest of a packet."""
        self._rest = b""

    def _continued(self, payload: bytes) -> bytes:
        """Return a notification behind the rest of the one before, if it goes on there.

        One that begins as a packet does shows that the packet before was cut short:
        joined, the two would be a sample that never was. A marker of one byte is too
        common to tell.
        """
        begins_anew = len(self._marker) > 1 and payload.startswith(self._marker)
        return payload if begins_anew else self._rest + payload

    def _beginning(self, data: bytes, at: int) -> bytes | None:
        """Return what begins here, as far as can be seen; None if nothing can."""
        for beginning in self._frames:
            seen = data[at : at + len(beginning)]
            if beginning.startswith(seen):
                return beginning
        return None


def _together(found: list[Packet]) -> list[Packet]:
    """Return the samples as one packet, if their ticks allow it; no counters then."""
    if len(found) < 2 or found[0].counter is not None:
        return found
    ticks = np.concatenate([packet.ticks for packet in found])
    if (ticks == ticks[0]).all():  # there is no clock: they only count
        ticks = np.arange(float(len(found)))
    return [
        Packet(
            ticks,
            np.concatenate([packet.accel for packet in found]),
            np.concatenate([packet.gyro for packet in found]),
        )
    ]
