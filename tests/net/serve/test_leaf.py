"""Two gyms and a hub: each works alone, the hub catches up, nobody sees another."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import nats
import nats.errors
import nats.js.errors
import pytest
from nats.aio.client import Client
from typer.testing import CliRunner

from monitor.cli.app import commands
from monitor.net.messages import EventKind, EventTold, decode_told, encode
from monitor.net.serve.errors import ServeError
from monitor.net.serve.hub import read_gym_keys
from monitor.net.serve.leaf import (
    HUB_FILE,
    GymKeys,
    Hub,
    HubListening,
    gather,
    hub_configuration,
    new_gym_keys,
    read_hub,
    write_hub,
)
from monitor.net.serve.program import found_server
from monitor.net.serve.supervision import RunningServer, free_port, running_server
from monitor.net.serve.users import Kind
from monitor.net.subjects import Branch, inbox, pain_stream, stream, subject

GYMS = ("iron", "steel")
STATION = "rack-1"


class HubProcess:
    """A hub that can be killed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.keys = {name: new_gym_keys() for name in GYMS}
        self.at = HubListening("127.0.0.1", free_port(), free_port())
        self._conf = folder / "hub.conf"
        self._conf.write_text(hub_configuration(self.at, self.keys, folder))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([found_server(), "-c", str(self._conf)])

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def way(self, gym: str) -> Hub:
        url = f"nats-leaf://127.0.0.1:{self.at.leaf_port}"
        return Hub(url, self.keys[gym].leaf.seed)

    @asynccontextmanager
    async def reader(self, gym: str) -> AsyncIterator[Client]:
        """Yield a connection to the hub in a gym's account."""
        client = await connected(self.at.port, self.keys[gym])
        try:
            yield client
        finally:
            await client.close()


async def connected(port: int, keys: GymKeys) -> Client:
    async with asyncio.timeout(20):
        while True:
            try:
                return await nats.connect(
                    f"nats://127.0.0.1:{port}",
                    nkeys_seed_str=keys.reader.seed,
                    allow_reconnect=False,
                )
            except (nats.errors.Error, OSError):
                await asyncio.sleep(0.1)


@asynccontextmanager
async def world(
    tmp_path: Path,
) -> AsyncIterator[tuple[HubProcess, dict[str, RunningServer]]]:
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    try:
        async with AsyncExitStack() as stack:
            gyms = {}
            for name in GYMS:
                folder = tmp_path / name
                folder.mkdir()
                write_hub(hub.way(name), folder / HUB_FILE)
                server = await stack.enter_async_context(running_server(folder, name))
                gyms[name] = server
            yield hub, gyms
    finally:
        hub.kill()


async def tell(server: RunningServer, seed: str, first: int, last: int) -> None:
    """Tell events of a station, each acknowledged by its gym."""
    client = await server.connect(STATION, seed)
    try:
        for n in range(first, last + 1):
            kind, gym = EventKind.REP, server.gym
            event = EventTold(f"{gym}-{n:06}", STATION, "s", n, 1.0, "", kind, "A")
            where = subject(gym, STATION, Branch.EVENT)
            headers = {"Nats-Msg-Id": event.id}
            await client.jetstream().publish(where, encode(event), headers=headers)
    finally:
        await client.close()


async def gathered(hub: HubProcess, gym: str, count: int) -> list[str]:
    """Return the ids that the hub has of a gym, once there are so many."""
    async with asyncio.timeout(100), hub.reader(gym) as client:
        js = client.jetstream()
        while True:
            try:
                last = (await js.stream_info(stream(gym))).state.last_seq
            except (nats.errors.Error, nats.js.errors.Error):
                last = 0
            if last >= count:
                break
            await asyncio.sleep(0.1)
        found = [await js.get_msg(stream(gym), n) for n in range(1, last + 1)]
    return [decode_told(each.data or b"").id for each in found]


def test_a_killed_hub_catches_up_and_each_gym_works_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A hub asks its sources some 0.1 s after its start; where no gym is back by then,
    # JetStream waits 40 s before it asks again.
    monkeypatch.setattr("monitor.net.serve.leaf.RECONNECT", "10ms")

    async def day() -> dict[str, list[str]]:
        async with world(tmp_path) as (hub, gyms):
            seeds = {}
            for name, server in gyms.items():
                pair = server.credentials.new(STATION, Kind.STATION)
                seeds[name] = pair.seed
                await server.refresh()
                async with hub.reader(name) as client:
                    await gather(client, name)
                await tell(server, pair.seed, 1, 5)
            await gathered(hub, GYMS[0], 5)
            hub.kill()
            for name, server in gyms.items():
                await tell(server, seeds[name], 6, 10)
            hub.start()
            return {name: await gathered(hub, name, 10) for name in GYMS}

    found = asyncio.run(day())

    for name in GYMS:
        assert found[name] == [f"{name}-{n:06}" for n in range(1, 11)]


def test_the_hub_reads_no_pain_and_rules_no_gym(tmp_path: Path) -> None:
    async def tried() -> list[bytes | str]:
        async with world(tmp_path) as (hub, gyms):
            name = GYMS[0]
            pair = gyms[name].credentials.new(STATION, Kind.STATION)
            await gyms[name].refresh()
            async with hub.reader(name) as client:
                await gather(client, name)
                await tell(gyms[name], pair.seed, 1, 1)
                await gathered(hub, name, 1)
                requests = (
                    f"$JS.{name}.API.STREAM.PURGE.{stream(name)}",
                    f"$JS.{name}.API.STREAM.DELETE.{stream(name)}",
                    f"$JS.{name}.API.STREAM.MSG.GET.{pain_stream(name)}",
                    f"$JS.{name}.API.CONSUMER.CREATE.{pain_stream(name)}",
                    f"rm.v1.{name}.{STATION}.command",
                )
                return [await asked(client, request) for request in requests]

    assert set(asyncio.run(tried())) == {"nobody answers"}


async def asked(client: Client, where: str) -> bytes | str:
    try:
        return (await client.request(where, b"{}", timeout=1.0)).data
    except (nats.errors.NoRespondersError, nats.errors.TimeoutError):
        return "nobody answers"


def test_a_gym_sees_nothing_of_another(tmp_path: Path) -> None:
    async def tried() -> list[bytes | str]:
        async with world(tmp_path) as (hub, gyms):
            for name in GYMS:
                async with hub.reader(name) as client:
                    await gather(client, name)
            admin = gyms[GYMS[0]].credentials.admin()
            client = await nats.connect(
                gyms[GYMS[0]].url,
                nkeys_seed_str=admin.seed,
                inbox_prefix=inbox("admin"),
                allow_reconnect=False,
            )
            try:
                other = f"$JS.API.STREAM.INFO.{stream(GYMS[1])}"
                return [await asked(client, other)]
            finally:
                await client.close()

    answer = asyncio.run(tried())[0]

    assert isinstance(answer, bytes)
    assert b"stream not found" in answer


def test_a_hub_for_others_needs_tls(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="TLS only"):
        hub_configuration(HubListening("0.0.0.0", 4222, 7422), {}, tmp_path)


def test_what_is_no_way_to_a_hub_is_one_sentence(tmp_path: Path) -> None:
    assert read_hub(tmp_path) is None
    (tmp_path / HUB_FILE).write_text("url = 3")

    with pytest.raises(ServeError, match="no way to a hub"):
        read_hub(tmp_path)


def test_the_commands_write_what_a_hub_and_a_gym_need(tmp_path: Path) -> None:
    hub, gym = tmp_path / "hub", tmp_path / "gym"
    url = "nats-leaf://127.0.0.1:7422"
    options = ["--folder", str(hub), "--url", url, "--gym", "iron"]
    run = CliRunner().invoke
    first = run(commands(), ["coach", "hub-config", *options])
    keys = read_gym_keys(hub)

    again = run(commands(), ["coach", "hub-config", *options, "--gym", "steel"])
    given = str(hub / "iron.hub.toml")
    leaf = ["coach", "leaf-config", given, "--gym", "iron", "--folder", str(gym)]
    joined = run(commands(), leaf)

    assert [each.exit_code for each in (first, again, joined)] == [0, 0, 0]
    assert read_gym_keys(hub)["iron"] == keys["iron"]
    assert read_hub(gym) == Hub(url, keys["iron"].leaf.seed)
    check = subprocess.run(
        [found_server(), "-t", "-c", str(hub / "hub.conf")],
        check=False,
        capture_output=True,
    )
    assert check.returncode == 0, check.stderr
