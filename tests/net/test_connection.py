"""What is told of a connection that fails."""

import asyncio
import logging
import socket

import pytest

pytest.importorskip("nats")

from nats.aio.client import Client

from monitor.net.address import Address
from monitor.net.connection import FAILURES, connect, why


def test_a_server_that_is_off_is_not_said_to_refuse() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    said: list[str] = []

    async def tried() -> None:
        address = Address((f"nats://127.0.0.1:{port}",), "iron", "ann")
        client = Client()
        try:
            await connect(client, address, "a test", asyncio.Event(), said.append, 1)
        finally:
            await client.close()

    with pytest.raises(FAILURES):
        asyncio.run(tried())

    off = "the gym's server can't be reached, is it running? (Connection refused)"
    assert set(said) == {off}
    # asyncio's word about the end of a connection with TLS is not shown from then on
    shown = logging.getLogger("asyncio").filter
    end = "returning true from eof_received() has no effect when using ssl"
    assert not shown(logging.LogRecord("asyncio", 30, "", 0, end, None, None))
    assert shown(logging.LogRecord("asyncio", 30, "", 0, "other", None, None))


def test_what_the_system_says_of_a_connection_is_told_in_its_words() -> None:
    refused = ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 1)")

    assert why(refused) == "Connection refused"
    assert why(socket.gaierror(-2, "no such name")) == "no such name"
    assert why(TimeoutError()) == "TimeoutError"
