"""A connection to a gym's server, the same way for stations, archives and coaches.

It never reconnects by itself: who uses it begins anew, after a growing pause.
"""

import asyncio
import logging
import os
import random
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import nats.errors
import nats.js.errors
from nats.aio.client import Client

from monitor.net.address import Address
from monitor.net.subjects import inbox

CONNECT_S: Final = 4
PING_S: Final = 5
LOOK_S: Final = 1.0
AGAIN_S: Final = 0.2
TRIES: Final = 60
FIRST_PAUSE_S: Final = 0.25
LONGEST_PAUSE_S: Final = 15.0
UNKNOWN: Final = "it does not know this computer's key: enrol it again"
FAILURES: Final = (
    nats.errors.Error,
    nats.js.errors.Error,
    OSError,
    asyncio.TimeoutError,
)
_NO_EFFECT: Final = "returning true from eof_received() has no effect"


async def connect(  # noqa: PLR0913, PLR0917  who, where, and whom to tell
    client: Client,
    address: Address,
    name: str,
    lost: asyncio.Event,
    refused: Callable[[str], None],
    tries: int = TRIES,
) -> None:
    """Connect; ``client`` is to be closed also if this fails.

    Args:
        client: Not used before.
        address: Where, and as whom.
        name: What the server's own lists call it.
        lost: Set when the connection is gone.
        refused: Told in a sentence what the server refuses.
        tries: How often each server is tried again that doesn't answer.

    Raises:
        Error: One of ``FAILURES``.
    """
    logging.getLogger("asyncio").addFilter(_is_news)

    async def on_closed() -> None:
        lost.set()

    async def on_error(error: Exception) -> None:
        if isinstance(error, OSError):
            said = f"can't be reached, is it running? ({why(error)})"
        else:
            said = f"refuses: {why(error)}"
        refused(f"the gym's server {said}")

    await client.connect(
        servers=list(address.servers),
        name=name,
        allow_reconnect=False,
        connect_timeout=CONNECT_S,
        max_reconnect_attempts=tries,
        ping_interval=PING_S,
        nkeys_seed_str=address.seed or None,
        tls=address.tls(),
        inbox_prefix=inbox(address.user),
        closed_cb=on_closed,
        error_cb=on_error,
    )


async def until_lost(client: Client, lost: asyncio.Event) -> None:
    """Wait until a connection is gone.

    The client tells so, except where it breaks while something was to be sent.
    """
    while not (lost.is_set() or client.is_closed):
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(lost.wait(), LOOK_S)


async def ended(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel tasks until they are over; how they have ended is not told.

    NATS' client, when it sends, may swallow a cancellation: once is not enough.
    """
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)  # else Python tells of them


class Pauses:
    """Pauses between attempts: each twice the one before, each a little random."""

    def __init__(
        self, first_s: float = FIRST_PAUSE_S, longest_s: float = LONGEST_PAUSE_S
    ) -> None:
        """Begin with the shortest."""
        self._first_s, self._longest_s = first_s, longest_s
        self._next_s = first_s

    def begin_anew(self) -> None:
        """Go back to the shortest: something has got through."""
        self._next_s = self._first_s

    async def wait(self) -> None:
        """Wait; who lost one server together doesn't come back all at once."""
        await asyncio.sleep(self._next_s * random.uniform(0.5, 1.0))
        self._next_s = min(2 * self._next_s, self._longest_s)


def why(error: BaseException) -> str:
    """Return an error of the client as part of a sentence."""
    if isinstance(error, ConnectionError | socket.gaierror):
        return _system_words(error)
    said = str(error) or type(error).__name__
    return UNKNOWN if "authorization violation" in said.lower() else said


def _system_words(error: OSError) -> str:
    """Return what the system says of a connection; asyncio adds its own to it."""
    if error.errno is not None and isinstance(error, ConnectionError):
        return os.strerror(error.errno)
    return error.strerror or str(error)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a log line of asyncio is worth a look.

    The client turns a connection into one with TLS in a way that has asyncio warn at
    each end, where nothing is wrong.
    """
    return not record.getMessage().startswith(_NO_EFFECT)
