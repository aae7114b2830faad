"""Who sends more than any station does, so that others would wait: out for a while.

nats-server limits the size of a message, not how many come. So its own counts of each
connection are looked at every second. A user that is over the limit twice in a row is
left out of those who may connect, and let in again later: the supervision writes it so.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Final, NoReturn

import msgspec
import nats.errors
from nats.aio.client import Client

from monitor.net.serve.users import Kind, User

MOST_HZ: Final = 2000.0  # messages; a station has about 20, and while it catches up 500
LOOK_S: Final = 1.0
OUT_S: Final = 60.0
_ANSWER_S: Final = 2.0
_MOST: Final = 8192  # connections
_FAILURES: Final = (nats.errors.Error, OSError, TimeoutError, msgspec.MsgspecError)
_log = logging.getLogger(__name__)


class Counted(msgspec.Struct, frozen=True):
    """What the server has counted of a connection.

    Attributes:
        cid: Its number, never used again.
        authorized_user: Public key of its user.
        in_msgs: Messages that it has sent.
    """

    cid: int
    authorized_user: str = ""
    in_msgs: int = 0


class _Connections(msgspec.Struct, frozen=True):
    connections: tuple[Counted, ...] = ()


class _Answer(msgspec.Struct, frozen=True):
    data: _Connections


async def counted(client: Client) -> tuple[Counted, ...]:
    """Ask the server what it has counted; the client is of the system's account.

    Raises:
        Error: The client's, or ``TimeoutError``.
        ValidationError: The answer is none.
    """
    wish = msgspec.json.encode({"auth": True, "limit": _MOST})
    where = "$SYS.REQ.SERVER.PING.CONNZ"
    answer = await client.request(where, wish, timeout=_ANSWER_S)
    return msgspec.json.decode(answer.data, type=_Answer).data.connections


async def watched(
    found: "Floods", connect: Callable[[], Awaitable[Client]]
) -> NoReturn:
    """Look at a server's counts until cancelled; it may come and go.

    Args:
        found: Is told the counts.
        connect: Connects to the system's account.
    """
    while True:
        await asyncio.sleep(LOOK_S)
        with suppress(*_FAILURES):
            client = await connect()
            try:
                await _looked(found, client)
            finally:
                await client.close()


async def _looked(found: "Floods", client: Client) -> NoReturn:
    while True:
        connections = await counted(client)
        for name in found.look(connections, time.monotonic()):
            _log.warning("%s sends too much: it is out for a minute", name)
        await asyncio.sleep(LOOK_S)


class Floods:
    """Knows who is out, from counts that are told every second or so."""

    def __init__(self) -> None:
        """Begin with nobody out."""
        self._before: dict[int, int] = {}
        self._before_s = 0.0
        self._over: set[str] = set()
        self._until_s: dict[str, float] = {}
        self._names: dict[str, str] = {}

    def look(self, connections: Iterable[Counted], now_s: float) -> list[str]:
        """Take the counts of now; return who is out from now on, by name."""
        span_s, before = now_s - self._before_s, self._before
        sent: Counter[str] = Counter()
        self._before, self._before_s = {}, now_s
        for each in connections:
            self._before[each.cid] = each.in_msgs
            sent[each.authorized_user] += each.in_msgs - before.get(each.cid, 0)
        over = {key for key in self._names if sent[key] > MOST_HZ * span_s}
        again, self._over = over & self._over, over
        self._until_s |= dict.fromkeys(again, now_s + OUT_S)
        return sorted(self._names[key] for key in again)

    def welcome(self, users: Iterable[User], now_s: float) -> tuple[User, ...]:
        """Return who of the users may connect; the server's own program always."""
        users = tuple(users)
        self._names = {u.key: u.name for u in users if u.kind is not Kind.ADMIN}
        self._until_s = {k: end for k, end in self._until_s.items() if end > now_s}
        return tuple(each for each in users if each.key not in self._until_s)
