"""Reads and writes notifications that are packets each, by a table."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from monitor.decoding.decoder import MAIN_PART
from monitor.decoding.layout import PacketLayout
from monitor.model.blocks import Packet
from monitor.model.errors import DecodeError


class TableDecoder:
    """Reads notifications that are packets each."""

    def __init__(
        self, layout: PacketLayout, passed_over: tuple[bytes, ...] = ()
    ) -> None:
        self._layout = layout
        self._passed_over = passed_over
        self._ahead: deque[tuple[bytes, Packet]] = deque()

    def look_ahead(self, payloads: Sequence[bytes]) -> None:
        """Decode at once what is fed next, where that can be done; it needs not be.

        Args:
            payloads: The next ones, in order.
        """
        self._ahead.clear()
        if len({len(each) for each in payloads}) == 1 and not self._passed_over:
            with suppress(DecodeError):  # which one it is shows when it is fed
                packets = self._layout.decode_many(payloads)
                self._ahead.extend(zip(payloads, packets, strict=True))

    def feed(self, part: str, payload: bytes) -> list[Packet]:  # noqa: ARG002
        """Return the one packet that a notification is, if it is one.

        Raises:
            DecodeError: The payload does not fit the table.
        """
        if self._passed_over and payload.startswith(self._passed_over):
            return []
        if self._ahead and self._ahead[0][0] is payload:
            return [self._ahead.popleft()[1]]
        return [self._layout.decode(payload)]

    def reset(self) -> None:
        """Do nothing: no message is ever cut in two."""


class TableEncoder:
    """Writes packets as notifications."""

    def __init__(self, layout: PacketLayout) -> None:
        self._layout = layout

    def encode(self, packet: Packet) -> list[tuple[str, bytes]]:
        """Return the one notification that a packet is.

        Raises:
            ValueError: The table can't hold this packet.
        """
        return [(MAIN_PART, self._layout.encode(packet))]
