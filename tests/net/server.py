"""A real NATS server for tests, that can be killed, and a cable that can be cut."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import nats
import nkeys
from nats.aio.client import Client
from nats.js.api import DiscardPolicy, KeyValueConfig, ObjectStoreConfig, StreamConfig

from monitor.net.address import Address
from monitor.net.serve.accounts import gym_accounts
from monitor.net.serve.users import Kind, User
from monitor.net.subjects import (
    Branch,
    archive_bucket,
    inbox,
    pain_stream,
    state_bucket,
    stream,
    stream_subjects,
    subject,
)

GYM = "iron"
STATIONS = ("rack-1", "rack-2")
COACH = "coach-1"
TABLET = "tablet-1"
ADMIN = "admin"


def new_seed() -> str:
    """Return the secret of a new user."""
    return bytes(nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)).decode()


def public_key(seed: str) -> str:
    """Return what the server knows of a user."""
    return bytes(nkeys.from_seed(seed.encode()).public_key).decode()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server with the gym's users and their permissions."""

    def __init__(self, folder: Path, stations: Iterable[str] = STATIONS) -> None:
        self.folder, self.port = folder, free_port()
        self.stations = tuple(stations)
        names = (*self.stations, COACH, TABLET, ADMIN)
        self.seeds = {name: new_seed() for name in names}
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._conf = folder / "server.conf"
        self._conf.write_text(self._configuration())

    def address(self, user: str, port: int = 0) -> Address:
        """Return how a user reaches it."""
        servers = (f"nats://127.0.0.1:{port or self.port}",)
        return Address(servers, GYM, user, self.seeds[user])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        program = Path(sys.executable).with_name("nats-server")
        found = program if program.exists() else shutil.which("nats-server")
        command = [str(found), "-c", str(self._conf), "-l", str(self.folder / "log")]
        self._process = subprocess.Popen(command)
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text())

    @property
    def pid(self) -> int:
        """The running server's process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut does."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._signal(signal.SIGTERM)

    def send(self, number: signal.Signals) -> None:
        """Send a signal that does not end it."""
        assert self._process is not None
        self._process.send_signal(number)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(10)
            self._process = None

    def _configuration(self) -> str:
        kinds = dict.fromkeys(self.stations, Kind.STATION)
        kinds |= {COACH: Kind.COACH, TABLET: Kind.TABLET}
        users = [User(n, kind, public_key(self.seeds[n])) for n, kind in kinds.items()]
        accounts = gym_accounts(GYM, users)
        accounts[GYM]["users"] = [{"nkey": public_key(self.seeds[ADMIN])}]
        whole = {
            "listen": f"127.0.0.1:{self.port}",
            "jetstream": {"store_dir": str(self.folder / "store")},
            "accounts": accounts,
        }
        return json.dumps(whole)


@asynccontextmanager
async def connected(server: Server, user: str) -> AsyncIterator[Client]:
    """Yield a connection as one of the users."""
    client = await nats.connect(
        f"nats://127.0.0.1:{server.port}",
        nkeys_seed_str=server.seeds[user],
        inbox_prefix=inbox(user),
        allow_reconnect=False,
    )
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def gym(folder: Path) -> AsyncIterator[Server]:
    """Yield a running server with the gym's streams and buckets."""
    server = Server(folder)
    server.start()
    try:
        async with connected(server, ADMIN) as client:
            await prepare(client, server.stations)
        yield server
    finally:
        server.stop()


async def prepare(client: Client, stations: Iterable[str]) -> None:
    """Make the streams and buckets."""
    js = client.jetstream()
    await js.add_stream(
        StreamConfig(
            name=stream(GYM),
            subjects=stream_subjects(GYM),
            duplicate_window=3600,
            discard=DiscardPolicy.NEW,
        )
    )
    pain = subject(GYM, "*", Branch.PAIN)
    await js.add_stream(StreamConfig(name=pain_stream(GYM), subjects=[pain]))
    await js.create_key_value(KeyValueConfig(bucket=state_bucket(GYM), history=1))
    for station in stations:
        bucket = archive_bucket(GYM, station)
        await js.create_object_store(bucket, ObjectStoreConfig(bucket=bucket))


class Cable:
    """A TCP proxy in front of a server that can be cut and mended."""

    def __init__(self, to_port: int) -> None:
        self.port, self._to = free_port(), to_port
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break all connections and let no new one through."""
        self._is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Cable"]:
        """Listen while this is entered."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield self
        finally:
            self.cut()
            server.close()
            await asyncio.sleep(0)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, there[1]}
        try:
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        finally:
            self._writers -= {writer, there[1]}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
