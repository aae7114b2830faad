"""Stations that are a burden: a crowd with large states, and one that floods."""

import asyncio
import time
from contextlib import suppress
from multiprocessing.connection import Connection

from nats.aio.client import Client

from monitor.net.address import Address
from monitor.net.connection import FAILURES
from monitor.net.messages import State, encode
from monitor.net.serve.configuration import MOST_PAYLOAD
from monitor.net.subjects import Branch, inbox, subject

CROWD_HZ = 40.0
_TRACE = tuple(-100.123456789 - n for n in range(64))  # as long as a trace may be


def crowd(addresses: list[Address], pipe: Connection) -> None:
    """Be many stations that publish large states, until told to end."""
    asyncio.run(_crowd(addresses, pipe))


async def _crowd(addresses: list[Address], pipe: Connection) -> None:
    ended = asyncio.create_task(asyncio.to_thread(pipe.recv))
    clients = [Client() for _ in addresses]
    for client, address in zip(clients, addresses, strict=True):
        await _connect(client, address)
    n, begun_s = 0, time.monotonic()
    while not ended.done():
        n += 1
        for address, client in zip(addresses, clients, strict=True):
            await client.publish(*_state(address, n))
        due_s = begun_s + n / CROWD_HZ
        await asyncio.sleep(max(0.001, due_s - time.monotonic()))
    pipe.send(n * len(addresses))
    for client in clients:
        await client.close()


def flood(address: Address, kind: str, pipe: Connection) -> None:
    """Be a station that publishes one kind of thing as fast as it can."""
    asyncio.run(_flood(address, kind, pipe))


async def _flood(address: Address, kind: str, pipe: Connection) -> None:
    ended = asyncio.create_task(asyncio.to_thread(pipe.recv))
    n = 0
    while not ended.done():
        client = Client()
        with suppress(*FAILURES):
            await _connect(client, address)
            while not ended.done():
                n += 1
                await client.publish(*_flooding(address, kind, n))
                if n % 100 == 0:
                    await client.flush(timeout=1)
        await client.close()
        await asyncio.sleep(0.05)
    pipe.send(n)


def _flooding(address: Address, kind: str, n: int) -> tuple[str, bytes]:
    if kind == "states":
        return _state(address, n)
    if kind == "huge":
        where = subject(address.gym, address.user, Branch.STATE)
        return where, bytes(MOST_PAYLOAD)
    return subject(address.gym, address.user, Branch.EVENT), b"{" + bytes(300)


def _state(address: Address, n: int) -> tuple[str, bytes]:
    where = subject(address.gym, address.user, Branch.STATE)
    t = time.monotonic()
    state = State(address.user, "noise-" + address.user, n, t, "Noise", trace=_TRACE)
    return where, encode(state)


async def _connect(client: Client, address: Address) -> None:
    await client.connect(
        servers=list(address.servers),
        nkeys_seed_str=address.seed,
        inbox_prefix=inbox(address.user),
        allow_reconnect=False,
        error_cb=_quiet,
    )


async def _quiet(_: Exception) -> None:
    """Nothing: it begins anew."""
