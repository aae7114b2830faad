"""Starts nats-server for a gym, keeps it running and its users up to date."""

import asyncio
import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import nats.errors
from nats.aio.client import Client

from monitor.net.address import in_url
from monitor.net.connection import ended
from monitor.net.serve.accounts import account_of
from monitor.net.serve.configuration import (
    Listening,
    reached_at,
    server_configuration,
)
from monitor.net.serve.credentials import (
    ADMIN,
    Credentials,
    KeyPair,
    new_key_pair,
)
from monitor.net.serve.errors import ServeError
from monitor.net.serve.floods import Floods, watched
from monitor.net.serve.leaf import leaf_blocks, read_hub
from monitor.net.serve.program import ending_with_us, found_server
from monitor.net.serve.reached import quiet, trusting
from monitor.net.serve.server_log import ServerLog
from monitor.net.serve.streams import one_line, prepare
from monitor.net.serve.users import Kind, User, next_expiry, valid_at, write_private
from monitor.net.subjects import inbox

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 30.0
STEADY_S: Final = 60.0  # after which a crash is a first one again
READY_S: Final = 20.0
STOP_S: Final = 15.0
POLL_S: Final = 0.5  # how soon a revoked or expired user is cut off
WATCHER: Final = "watcher"
_log = logging.getLogger(__name__)


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port that is free now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningServer:
    """A gym's server as long as it is supervised.

    Attributes:
        folder: Its files.
        gym: Its gym.
        listening: Where it listens.
        program: nats-server's path.
        ca: Certificates to trust; None without TLS.
        tls_name: The name in the server's certificate; None for its address.
        credentials: Its users; a change is taken over within ``POLL_S``.
        restarts: How often it was started again.
    """

    folder: Path
    gym: str
    listening: Listening
    program: Path
    ca: Path | None = None
    tls_name: str | None = None
    restarts: int = 0
    credentials: Credentials = field(init=False)
    _process: asyncio.subprocess.Process | None = field(init=False, default=None)
    _served: tuple[User, ...] | None = field(init=False, default=None)
    _prepared: frozenset[str] | None = field(init=False, default=None)
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _floods: Floods = field(init=False, default_factory=Floods)
    _watcher: KeyPair = field(init=False, default_factory=new_key_pair)

    def __post_init__(self) -> None:
        self.credentials = Credentials(self.folder)

    @property
    def url(self) -> str:
        """Where programs connect."""
        scheme = "nats" if self.listening.tls is None else "tls"
        return f"{scheme}://{self._host_in_url}:{self.listening.port}"

    @property
    def websocket_url(self) -> str | None:
        """Where browsers connect; None if they can't."""
        if self.listening.websocket_port is None:
            return None
        scheme = "ws" if self.listening.tls is None else "wss"
        return f"{scheme}://{self._host_in_url}:{self.listening.websocket_port}"

    @property
    def pid(self) -> int | None:
        """Process id of nats-server; None while it isn't running."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    @property
    def _host_in_url(self) -> str:
        return in_url(reached_at(self.listening.host))

    async def connect(self, name: str, seed: str, **options: Any) -> Client:  # noqa: ANN401  the client's own
        """Return a connection as a user; options are of ``nats.connect``."""
        if self.ca is not None:
            options["tls"] = trusting(self.ca)
            options["tls_hostname"] = self.tls_name
        client = Client()
        try:
            await client.connect(
                self.url, nkeys_seed_str=seed, inbox_prefix=inbox(name), **options
            )
        except (nats.errors.Error, OSError, TimeoutError):
            await client.close()  # the client leaves its socket open
            raise
        return client

    async def refresh(self) -> None:
        """Take over who was added, revoked or has expired.

        Raises:
            ServeError: The configuration or the streams can't be made.
        """
        async with self._turn:
            users = self._welcome()
            if users == self._served or self.pid is None:
                return
            if new := _unknown(self._served or (), users, self.gym):
                # nats-server forgets what an account imports that comes by a reload,
                # and makes it up with the next one: nobody is let in before.
                self._write(users, waiting=new)
                await self._reload()
            self._write(users)
            await self._reload()
            await self._prepare(users)
            self._served = users

    async def start(self) -> None:
        """Start nats-server and prepare its streams.

        Raises:
            ServeError: It doesn't come up; the last line of its log says why.
        """
        async with self._turn:
            self.credentials.admin()
            users = self._welcome()
            self._prepared = None
            self._write(users)
            self._process = await asyncio.create_subprocess_exec(
                *ending_with_us(),
                str(self.program),
                "-c",
                str(self._configuration),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is ours; then we stop it
            )
            await self._prepare(users)
            self._served = users

    async def watch(self) -> None:
        """Keep the server running and its users up to date, until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            started = time.monotonic()
            await self._until_death()
            if time.monotonic() - started > STEADY_S:
                pause_s = FIRST_PAUSE_S
            _log.warning("nats-server has died; it is started again")
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            self.restarts += 1
            try:
                await self.start()
            except ServeError as error:
                _log.warning("nats-server: %s", error)

    async def watch_floods(self) -> None:
        """Leave out who floods, until cancelled."""
        if sys.platform == "win32":  # a running server there takes nobody out
            return

        def connect() -> Awaitable[Client]:
            seed = self._watcher.seed
            return self.connect(WATCHER, seed, allow_reconnect=False, error_cb=quiet)

        await watched(self._floods, connect)

    async def stop(self) -> None:
        """Stop the server in good order; kill it if it won't."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_S)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def _until_death(self) -> None:
        assert self._process is not None
        death = asyncio.ensure_future(self._process.wait())
        try:
            while not death.done():
                await asyncio.wait([death], timeout=self._sleep_s())
                try:
                    await self.refresh()
                except ServeError as error:  # tried again at the next turn
                    _log.warning("users: %s", error)
        finally:
            death.cancel()

    def _welcome(self) -> tuple[User, ...]:
        """Return who may connect now."""
        users = valid_at(self.credentials.users(), time.time())
        return self._floods.welcome(users, time.monotonic())

    def _sleep_s(self) -> float:
        now = time.time()
        expiry = next_expiry(self._served or (), now)
        return POLL_S if expiry is None else min(POLL_S, expiry - now + 0.001)

    @property
    def _configuration(self) -> Path:
        return self.folder / "nats-server.conf"

    def _write(
        self, users: tuple[User, ...], waiting: frozenset[str] = frozenset()
    ) -> None:
        hub = read_hub(self.folder)
        leaf = None if hub is None else leaf_blocks(self.gym, hub, self.folder)
        watcher = self._watcher.public
        text = server_configuration(
            self.gym,
            self.listening,
            users,
            self.folder,
            leaf,
            waiting=waiting,
            watcher=watcher,
        )
        write_private(self._configuration, text.encode())

    async def _reload(self) -> None:
        """Let the running server read its configuration; it cuts who isn't in it."""
        assert self._process is not None
        if sys.platform == "win32":  # no signal there: started anew by the watch
            await self.stop()
            return
        log = ServerLog(self.folder)
        before = log.size()
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGHUP)
        end = time.monotonic() + READY_S
        while time.monotonic() < end and self._process.returncode is None:
            if log.tells_reload(before):
                return
            await asyncio.sleep(0.02)
        msg = "nats-server doesn't take over its new configuration"
        raise ServeError(msg)

    async def _prepare(self, users: tuple[User, ...]) -> None:
        stations = frozenset(each.name for each in users if each.kind is Kind.STATION)
        if stations == self._prepared:
            return
        client = await self._reached()
        try:
            await prepare(
                client, self.gym, sorted(stations - (self._prepared or set()))
            )
        finally:
            await client.close()
        self._prepared = stations

    async def _reached(self) -> Client:
        """Connect as administrator as soon as the server answers."""
        assert self._process is not None
        seed = self.credentials.admin().seed
        end = time.monotonic() + READY_S
        why = ""
        while time.monotonic() < end and self._process.returncode is None:
            try:
                await self._probe()
                return await self.connect(
                    ADMIN, seed, allow_reconnect=False, error_cb=quiet
                )
            except (OSError, nats.errors.Error, TimeoutError) as error:
                why = one_line(error)
            await asyncio.sleep(0.05)
        said = ServerLog(self.folder).last_words() or why
        msg = f"nats-server doesn't come up: {said}"
        await self.stop()
        raise ServeError(msg)

    async def _probe(self) -> None:
        """Connect to the port: the client would pause 2 s if nobody listens yet."""
        host = reached_at(self.listening.host)
        _, writer = await asyncio.open_connection(host, self.listening.port)
        writer.close()


def _unknown(
    before: tuple[User, ...], users: tuple[User, ...], gym: str
) -> frozenset[str]:
    """Return whose account isn't there yet; that of tablets is there always."""
    known = {account_of(each, gym) for each in before}
    return frozenset(
        each.name
        for each in users
        if each.kind is not Kind.TABLET and account_of(each, gym) not in known
    )


@asynccontextmanager
async def running_server(  # noqa: PLR0913  all but two have a usual value
    folder: Path,
    gym: str,
    listening: Listening | None = None,
    *,
    ca: Path | None = None,
    tls_name: str | None = None,
    program: Path | None = None,
) -> AsyncIterator[RunningServer]:
    """Serve a gym inside: started, supervised, stopped at the end.

    Args:
        folder: For its files; keys and the store stay there.
        gym: Name of the gym.
        listening: Where; loopback at free ports without.
        ca: What connections trust, if ``listening`` has TLS.
        tls_name: The name in its certificate, if it isn't its address.
        program: nats-server's path; the installed one without.

    Raises:
        ServeError: It doesn't come up.
    """
    where = listening or Listening("127.0.0.1", free_port(), free_port())
    server = RunningServer(folder, gym, where, found_server(program), ca, tls_name)
    try:
        await server.start()
        watch = asyncio.create_task(server.watch())
        floods = asyncio.create_task(server.watch_floods())
        try:
            yield server
        finally:
            await ended(watch, floods)
    finally:
        await server.stop()
