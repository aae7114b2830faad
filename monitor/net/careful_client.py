"""NATS' client, kept alive whatever somebody else writes into a message.

A server passes on the headers and the reply subject of a message as they were written.
nats-py stops reading at what it can't parse, and takes some headers for orders of the
server: a single message of one station, kept in a stream, would leave every coach blind
for a day. What this program reads stands in the body.
"""

from collections.abc import Callable

from nats.aio.client import Client

_INBOX = b"_INBOX."


class CarefulClient(Client):
    """A client that reads no headers but those in answers to itself."""

    def __init__(self, on_spoiled: Callable[[str], None] = lambda _: None) -> None:
        """Do nothing yet.

        Args:
            on_spoiled: Told the subject of a message that can't be read at all.
        """
        super().__init__()
        self._on_spoiled = on_spoiled

    async def close(self) -> None:
        """Close; nothing if it was never connected."""
        if self._flush_queue is not None:
            await super().close()

    async def _process_msg(
        self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes
    ) -> None:
        is_answer = subject.startswith(_INBOX)
        try:
            await super()._process_msg(
                sid, subject, reply, data, headers if is_answer else b""
            )
        except (ValueError, LookupError):  # of its parser, which would end its reading
            self._on_spoiled(subject.decode(errors="replace"))
