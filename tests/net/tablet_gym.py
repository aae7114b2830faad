"""A gym with its server, its page's server, and a tablet's credential; over TLS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client

from monitor.net.messages import SetTold, State, encode
from monitor.net.page_server import STATIC, Credential, page_app, serve_page
from monitor.net.serve.configuration import Listening, Tls
from monitor.net.serve.supervision import RunningServer, free_port, running_server
from monitor.net.serve.users import Kind
from monitor.net.subjects import Branch, state_bucket, subject
from tests.net.own_certificate import own_certificate

GYM = "iron"
PIN = "4711"


@dataclass
class TabletGym:
    """What a story needs.

    Attributes:
        server: The NATS server.
        page_url: The page's address.
        link: The page's address with a credential.
        station: A station's connection, by its name.
    """

    server: RunningServer
    page_url: str
    link: str
    station: dict[str, Client]

    async def connected(self, station: str) -> None:
        """Wait until a station's connection is there (again)."""
        async with asyncio.timeout(20.0):
            while not self.station[station].is_connected:  # noqa: ASYNC110  another's
                await asyncio.sleep(0.05)

    async def tell(self, state: State, *, keep: bool = False) -> None:
        """Publish a state, and keep it in the bucket if wanted."""
        line = self.station[state.station]
        data = encode(state)
        await line.publish(subject(GYM, state.station, Branch.STATE), data)
        if keep:
            kept = f"$KV.{state_bucket(GYM)}.{state.station}"
            await line.publish(kept, data)
        await line.flush()

    async def tell_raw(self, station: str, branch: Branch, data: bytes) -> None:
        """Publish bytes."""
        await self.station[station].publish(subject(GYM, station, branch), data)
        await self.station[station].flush()

    async def tell_set(self, told: SetTold) -> None:
        """Publish a set."""
        await self.tell_raw(told.station, Branch.SET, encode(told))

    async def withdraw(self, station: str) -> None:
        """Take a station's kept state away."""
        line = self.station[station]
        subject_ = f"$KV.{state_bucket(GYM)}.{station}"
        await line.publish(subject_, b"", headers={"KV-Operation": "DEL"})
        await line.flush()


@asynccontextmanager
async def tablet_gym(folder: Path, stations: list[str]) -> AsyncIterator[TabletGym]:
    """Yield a gym with connected stations."""
    certificate, key = own_certificate(folder)
    page_port = free_port()
    page_url = f"https://127.0.0.1:{page_port}"
    listening = Listening(
        "127.0.0.1",
        free_port(),
        websocket_port=free_port(),
        origins=(page_url,),
        tls=Tls(certificate, key),
    )
    home = folder / "server"
    async with running_server(home, GYM, listening, ca=certificate) as server:
        seeds = {each: server.credentials.new(each, Kind.STATION) for each in stations}
        tablet = server.credentials.new("tablet-1", Kind.TABLET)
        second = server.credentials.new("tablet-2", Kind.TABLET)
        await server.refresh()
        lines = {
            each: await server.connect(each, pair.seed) for each, pair in seeds.items()
        }
        app = page_app(
            STATIC,
            gym=GYM,
            websocket_url=str(server.websocket_url).replace("127.0.0.1", "{host}"),
            pin=PIN,
            make_tablet=lambda: Credential("tablet-2", second.seed, 3600.0),
        )
        serving = asyncio.create_task(
            serve_page(
                app,
                host="127.0.0.1",
                port=page_port,
                certificate=certificate,
                key=key,
            )
        )
        await _listens(page_port)
        link = f"{page_url}/#gym={GYM}&user=tablet-1&seed={tablet.seed}"
        yield TabletGym(server, page_url, link, lines)
        for line in lines.values():
            await line.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def _listens(port: int) -> None:
    async with asyncio.timeout(10.0):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return
