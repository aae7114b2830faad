"""A gym's server that runs as long as a module's tests."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.net.serve.supervision import RunningServer, running_server
from monitor.net.serve.users import Kind

GYM = "iron"
USERS = {
    "rack-3": Kind.STATION,
    "rack-4": Kind.STATION,
    "ann": Kind.COACH,
    "bob": Kind.COACH,
    "wall": Kind.TABLET,
}


@dataclass
class Gym:
    """A running server and the seeds of its users."""

    server: RunningServer
    seeds: dict[str, str]


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gym]:
    """A server with two stations, a coach and a tablet, in a thread of its own."""
    ready, done = threading.Event(), threading.Event()
    made: list[Gym] = []

    async def serve(folder: Path) -> None:
        async with running_server(folder, GYM) as server:
            seeds = {
                name: server.credentials.new(name, kind).seed
                for name, kind in USERS.items()
            }
            seeds["admin"] = server.credentials.admin().seed
            await server.refresh()
            made.append(Gym(server, seeds))
            ready.set()
            await asyncio.to_thread(done.wait)

    folder = tmp_path_factory.mktemp("gym")
    thread = threading.Thread(target=lambda: asyncio.run(serve(folder)))
    thread.start()
    try:
        assert ready.wait(20)
        yield made[0]
    finally:
        done.set()
        thread.join()
