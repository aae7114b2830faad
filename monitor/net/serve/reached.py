"""A short connection to a server, to set something up there."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats.errors
from nats.aio.client import Client

from monitor.net.serve.errors import ServeError
from monitor.net.serve.streams import one_line


@asynccontextmanager
async def reached(
    url: str, seed: str, ca: Path | None, inbox_prefix: str = "_INBOX"
) -> AsyncIterator[Client]:
    """Yield a connection that is closed at the end, and never made anew.

    Args:
        url: Where the server is.
        seed: Of the user's nkey.
        ca: Certificate of its authority; None for the usual ones.
        inbox_prefix: Where the user may be answered.

    Raises:
        ServeError: The server isn't reached.
    """
    client = Client()
    try:
        await client.connect(
            url,
            nkeys_seed_str=seed,
            inbox_prefix=inbox_prefix,
            tls=None if ca is None else trusting(ca),
            allow_reconnect=False,
            max_reconnect_attempts=1,
            error_cb=quiet,
        )
    except (nats.errors.Error, OSError, TimeoutError) as error:
        await client.close()  # the client leaves its socket open
        msg = f"{url}: can't be reached ({one_line(error)})"
        raise ServeError(msg) from error
    try:
        yield client
    finally:
        await client.close()


async def quiet(_: Exception) -> None:
    """Leave a client's errors to whoever awaits: they are raised as well."""


def trusting(ca: Path) -> ssl.SSLContext:
    """Return TLS that trusts these certificates and no others.

    Raises:
        ServeError: The file holds none.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a server's own, if given
    try:
        context.load_verify_locations(ca)
    except OSError as error:
        msg = f"{ca}: holds no certificates"
        raise ServeError(msg) from error
    return context
