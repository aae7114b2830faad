"""Reads and writes notifications that are packets each, by a table."""

from monitor.decoding.decoder import MAIN_PART
from monitor.decoding.layout import PacketLayout
from monitor.model.blocks import Packet


class TableDecoder:
    """Reads notifications that are packets each."""

    def __init__(
        self, layout: PacketLayout, passed_over: tuple[bytes, ...] = ()
    ) -> None:
        self._layout = layout
        self._passed_over = passed_over

    def feed(self, part: str, payload: bytes) -> list[Packet]:  # noqa: ARG002
        """Return the one packet that a notification is, if it is one.

        Raises:
            DecodeError: The payload does not fit the table.
        """
        if self._passed_over and payload.startswith(self._passed_over):
            return []
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
