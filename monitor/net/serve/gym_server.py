"""All that ``coach serve`` opens: NATS, its WebSocket, the tablets' page."""

import asyncio
import errno
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from filelock import FileLock, Timeout

from monitor.net.address import in_url
from monitor.net.page_server import HOST, STATIC, Credential, page_app, serve_page
from monitor.net.serve import server_log
from monitor.net.serve.certificates import (
    Certified,
    given_certificate,
    machine_names,
    own_certificate,
    shown_fingerprint,
)
from monitor.net.serve.configuration import Listening, reached_at
from monitor.net.serve.credentials import ADMIN, key_pair
from monitor.net.serve.enrolment import (
    Enrolments,
    Place,
    enrolment_routes,
    write_place,
)
from monitor.net.serve.errors import ServeError
from monitor.net.serve.reached import reached
from monitor.net.serve.streams import prepare
from monitor.net.serve.supervision import RunningServer, running_server
from monitor.net.serve.users import Kind, checked_name
from monitor.net.subjects import inbox

TABLET_S: Final = 12 * 3600.0  # a tablet's day
_REFRESH_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports: NATS, its WebSocket, the page."""

    nats: int
    websocket: int
    page: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants served.

    Attributes:
        gym: Name of the gym.
        folder: Of the server's files.
        host: Address to listen at.
        ports: Where there.
        pin: Opens the page.
        given: Certificate and key that exist; None for the gym's own.
        ca: Of the given one's authority; None for the usual ones.
        program: nats-server; None for the installed one.
    """

    gym: str
    folder: Path
    host: str
    ports: Ports
    pin: str
    given: tuple[Path, Path] | None = None
    ca: Path | None = None
    program: Path | None = None


@dataclass(frozen=True, slots=True)
class GymServer:
    """What is being served."""

    wish: Wish
    server: RunningServer
    certified: Certified
    _page: asyncio.Task[None]

    @property
    def page_url(self) -> str:
        """Where tablets go."""
        host = in_url(self.certified.names[0])
        return f"https://{host}:{self.wish.ports.page}/"

    def lines(self) -> list[str]:
        """Return what a person needs to know, one thing a line."""
        ports, host = self.wish.ports, self.wish.host
        lines = [
            f"{self.wish.gym} is served; Ctrl-C ends it.",
            f"Open at {host}: {ports.nats} (stations and coaches, NATS with TLS),"
            f" {ports.websocket} (tablets, NATS over WebSocket with TLS),"
            f" {ports.page} (the page, HTTPS). Nothing else.",
            f"Reached as: {', '.join(self.certified.names)}",
            f"Its certificate lasts until {self.certified.until:%Y-%m-%d};"
            " start it anew before.",
            f"Page for tablets: {self.page_url}  PIN {self.wish.pin}",
        ]
        if self.certified.fingerprint:
            shown = shown_fingerprint(self.certified.fingerprint)
            lines += [
                f"Its authority, for tablets to trust: {self.page_url}ca.pem",
                f"Compare its SHA-256: {shown}",
            ]
        return [
            *lines,
            f"Log: {self.wish.folder / server_log.NAME}",
            "A tablet for today:",
        ]

    async def tablet_link(self) -> str:
        """Return the page's address with a new tablet's credential in its fragment."""
        made = await _new_tablet(self.server)
        signing = {"gym": self.wish.gym, "user": made.user, "seed": made.seed}
        return f"{self.page_url}#{urlencode(signing)}"

    async def ended(self) -> None:
        """Wait until the page fails, or a signal says to end."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # on Windows, Ctrl-C alone
            loop.add_signal_handler(signal.SIGTERM, stop.set)
        waiting = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait(
                {waiting, self._page}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            waiting.cancel()
        if self._page.done():
            self._page.result()


@asynccontextmanager
async def serving(wish: Wish) -> AsyncIterator[GymServer]:
    """Serve a gym inside.

    Raises:
        LinkError: The page can't be served.
        ServeError: The server can't be configured or doesn't come up.
    """
    checked_name(wish.gym)
    wish.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(wish.folder / "serve.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        msg = f"{wish.gym} is being served already"
        raise ServeError(msg) from error
    try:
        _check_ports(wish)
        certified = _certified(wish)
        async with (
            running_server(
                wish.folder,
                wish.gym,
                _listening(wish, certified),
                ca=certified.ca,
                tls_name=certified.names[0],
                program=wish.program,
            ) as server,
            _page(wish, server, certified) as page,
        ):
            write_place(_place(wish, certified), wish.folder)
            yield GymServer(wish, server, certified, page)
    finally:
        lock.release()


async def prepare_existing(
    url: str, seed: Path, ca: Path | None, gym: str, stations: list[str]
) -> None:
    """Make a gym's streams and buckets at a server that somebody else runs.

    Raises:
        ServeError: It can't be reached, refuses, or a file can't be read.
    """
    pair = key_pair(await asyncio.to_thread(seed.read_text, "ascii", "replace"))
    names = [checked_name(each) for each in (gym, *stations)][1:]
    async with reached(url, pair.seed, ca, inbox(ADMIN)) as client:
        await prepare(client, gym, names)


def _check_ports(wish: Wish) -> None:
    """See to it that nobody else listens where this gym is to be served.

    Raises:
        ServeError: Somebody does, or the address is none of this computer's.
    """
    ports = wish.ports
    options = {
        "--port": ports.nats,
        "--websocket-port": ports.websocket,
        "--page-port": ports.page,
    }
    if len(set(options.values())) < len(options):
        msg = f"{', '.join(options)} must differ"
        raise ServeError(msg)
    for option, port in options.items():
        family = socket.AF_INET6 if ":" in wish.host else socket.AF_INET
        try:
            socket.create_server((wish.host, port), family=family).close()
        except OSError as error:
            raise ServeError(_why_closed(error, wish.host, port, option)) from error


def _why_closed(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is in use by another program: end that one, or choose"
            f" another port with {option}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} needs an administrator: choose another with {option}"
    return f"{host}: this computer has no such address: choose another with --host"


def _certified(wish: Wish) -> Certified:
    if wish.given is not None:
        return given_certificate(*wish.given, wish.ca)
    return own_certificate(wish.folder, machine_names(wish.host), datetime.now(UTC))


def _listening(wish: Wish, certified: Certified) -> Listening:
    port = wish.ports.page
    origins = tuple(
        f"https://{in_url(each)}:{port}"
        for each in dict.fromkeys((*certified.names, "localhost", "127.0.0.1"))
    )
    return Listening(
        wish.host, wish.ports.nats, wish.ports.websocket, origins, certified.tls
    )


def _place(wish: Wish, certified: Certified) -> Place:
    return Place(
        wish.gym,
        certified.names[:16],
        wish.ports.nats,
        wish.ports.page,
        certified.fingerprint,
    )


@asynccontextmanager
async def _page(
    wish: Wish, server: RunningServer, certified: Certified
) -> AsyncIterator[asyncio.Task[None]]:
    loop = asyncio.get_running_loop()

    def make_tablet() -> Credential:  # called in another thread
        made = asyncio.run_coroutine_threadsafe(_new_tablet(server), loop)
        return made.result(_REFRESH_S)

    app = page_app(
        STATIC,
        gym=wish.gym,
        websocket_url=f"wss://{HOST}:{wish.ports.websocket}",
        pin=wish.pin,
        make_tablet=make_tablet,
        ca=certified.ca if certified.fingerprint else None,
        extra_routes=enrolment_routes(Enrolments(wish.folder)),
    )
    task = asyncio.create_task(
        serve_page(
            app,
            host=wish.host,
            port=wish.ports.page,
            certificate=certified.tls.certificate,
            key=certified.tls.key,
        )
    )
    try:
        await _opened(task, wish)
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _opened(page: asyncio.Task[None], wish: Wish) -> None:
    """Wait until the page listens; raises its error if it won't."""
    host = reached_at(wish.host)
    while not page.done():
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, wish.ports.page)
            writer.close()
            return
        await asyncio.sleep(0.02)
    page.result()


async def _new_tablet(server: RunningServer) -> Credential:
    """Enter a tablet for a day, and return once the server knows it."""
    now = time.time()
    name = f"tablet-{secrets.token_hex(4)}"
    await asyncio.to_thread(server.credentials.forget_expired, now)
    pair = await asyncio.to_thread(
        server.credentials.new, name, Kind.TABLET, now + TABLET_S
    )
    await server.refresh()
    return Credential(name, pair.seed, TABLET_S)
