"""A really running server: it comes back, and cuts off who may no longer be there."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import nats.errors
import nats.js.errors
import pytest
from nats.aio.client import Client

from monitor.net.serve.configuration import Listening, server_configuration
from monitor.net.serve.credentials import new_key_pair
from monitor.net.serve.errors import ServeError
from monitor.net.serve.program import ending_with_us
from monitor.net.serve.supervision import (
    RunningServer,
    free_port,
    running_server,
)
from monitor.net.serve.users import Kind
from monitor.net.subjects import Branch, subject

GYM = "iron"


async def quiet(_: Exception) -> None:
    pass


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  it is another process that changes
            await asyncio.sleep(0.02)


async def cut_off(server: RunningServer, seed: str, cause: Awaitable[None]) -> bool:
    """Whether a station's running connection is closed by a cause, and stays out."""
    closed = asyncio.Event()

    async def noted() -> None:
        closed.set()

    client = await server.connect(
        "rack-3", seed, allow_reconnect=False, error_cb=quiet, closed_cb=noted
    )
    await client.flush()
    await cause
    async with asyncio.timeout(10):
        await closed.wait()
    with pytest.raises((nats.errors.Error, OSError)):
        await server.connect("rack-3", seed, allow_reconnect=False, error_cb=quiet)
    return True


def pause_reading(client: Client) -> None:
    """Let a client read nothing more, as a tablet does that has fallen asleep."""
    reading = client._reading_task  # noqa: SLF001  there is no other way
    assert reading is not None
    reading.cancel()


async def nothing() -> None:
    pass


def test_a_revoked_users_connection_is_cut(tmp_path: Path) -> None:
    async def story() -> bool:
        async with running_server(tmp_path, GYM) as server:
            seed = server.credentials.new("rack-3", Kind.STATION).seed
            await server.refresh()

            async def revoked() -> None:
                server.credentials.revoke("rack-3")

            return await cut_off(server, seed, revoked())

    assert asyncio.run(story())


def test_an_expired_users_connection_is_cut(tmp_path: Path) -> None:
    async def story() -> bool:
        async with running_server(tmp_path, GYM) as server:
            end = time.time() + 1.5
            seed = server.credentials.new("rack-3", Kind.STATION, end).seed
            await server.refresh()
            return await cut_off(server, seed, nothing())

    assert asyncio.run(story())


def test_a_killed_server_comes_back_with_what_it_had_acknowledged(
    tmp_path: Path,
) -> None:
    async def story() -> tuple[int, int]:
        async with running_server(tmp_path, GYM) as server:
            seed = server.credentials.new("rack-3", Kind.STATION).seed
            await server.refresh()
            client = await server.connect(
                "rack-3", seed, error_cb=quiet, reconnect_time_wait=0.1
            )
            told = subject(GYM, "rack-3", Branch.EVENT)
            await client.jetstream().publish(told, b"1")
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            await until(lambda: server.restarts > 0 and client.is_connected)
            async with asyncio.timeout(10):
                while True:
                    try:
                        answer = await client.jetstream().publish(told, b"2")
                        break
                    except nats.errors.Error:
                        await asyncio.sleep(0.05)
            await client.close()
            return answer.seq, server.restarts

    assert asyncio.run(story()) == (2, 1)


def test_no_process_is_left_at_the_end(tmp_path: Path) -> None:
    async def story() -> int:
        async with running_server(tmp_path, GYM) as server:
            assert server.pid is not None
            return server.pid

    pid = asyncio.run(story())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_port_in_use_is_told_in_a_sentence(
    tmp_path: Path, one_line: Callable[[str], bool]
) -> None:
    async def story() -> None:
        port = free_port()
        first = running_server(tmp_path / "a", GYM, Listening("127.0.0.1", port))
        second = running_server(tmp_path / "b", GYM, Listening("127.0.0.1", port))
        async with first, second:
            pass

    with pytest.raises(ServeError, match="in use") as told:
        asyncio.run(story())
    assert one_line(str(told.value))
    assert "[" not in str(told.value)  # nothing of the log's own marks


def test_other_machines_are_never_served_without_tls(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="TLS"):
        server_configuration(GYM, Listening("0.0.0.0", 4222), (), tmp_path)
    with pytest.raises(ServeError, match="TLS"):
        server_configuration(GYM, Listening("gym.local", 4222), (), tmp_path)


def test_a_key_pairs_seed_is_not_shown() -> None:
    pair = new_key_pair()
    assert pair.seed not in repr(pair)


def test_a_new_user_changes_nothing_for_those_who_are_there(tmp_path: Path) -> None:
    async def story() -> tuple[bool, int]:
        lost = asyncio.Event()

        async def noted() -> None:
            lost.set()

        async with running_server(tmp_path, GYM) as server:
            seed = server.credentials.new("rack-3", Kind.STATION).seed
            await server.refresh()
            client = await server.connect("rack-3", seed, disconnected_cb=noted)
            key = "$KV.rm-iron-state.rack-3"
            await client.jetstream().publish(key, b"{}")
            server.credentials.new("rack-4", Kind.STATION)
            await server.refresh()
            await client.flush()
            answer = await client.jetstream().publish(key, b"{}")
            cut = lost.is_set()
            await client.close()
            return cut, answer.seq

    assert asyncio.run(story()) == (False, 2)


def test_a_station_that_is_enrolled_again_is_heard_by_who_was_there(
    tmp_path: Path,
) -> None:
    """Its account goes and comes, while a coach and another station stay."""
    state = "rm.v1.iron.rack-3.state"

    async def told(server: RunningServer) -> int:
        seed = server.credentials.new("rack-3", Kind.STATION).seed
        await server.refresh()
        client = await server.connect("rack-3", seed)
        answer = await client.jetstream().publish("rm.v1.iron.rack-3.event", b"{}")
        await client.publish(state, b"{}")
        await client.flush()
        await client.close()
        return answer.seq

    async def story() -> tuple[list[int], list[str]]:
        async with running_server(tmp_path, GYM) as server:
            made = server.credentials.new
            seeds = made("ann", Kind.COACH).seed, made("rack-4", Kind.STATION).seed
            await server.refresh()
            coach = await server.connect("ann", seeds[0])
            other = await server.connect("rack-4", seeds[1])
            states = await coach.subscribe("rm.v1.iron.*.state")
            await coach.flush()
            seqs = [await told(server)]
            server.credentials.revoke("rack-3")
            await server.refresh()
            seqs.append(await told(server))
            last = await other.jetstream().publish("rm.v1.iron.rack-4.event", b"{}")
            heard = [(await states.next_msg(5)).subject for _ in range(2)]
            await coach.close()
            await other.close()
            return [*seqs, last.seq], heard

    assert asyncio.run(story()) == ([1, 2, 3], [state, state])


def test_a_coach_that_does_not_read_is_cut_off_and_no_station_waits(
    tmp_path: Path,
) -> None:
    """It asks for all states, and then stops reading its socket."""

    async def story() -> bool:
        async with running_server(tmp_path, GYM) as server:
            seeds = {
                "ann": server.credentials.new("ann", Kind.COACH).seed,
                "rack-3": server.credentials.new("rack-3", Kind.STATION).seed,
            }
            await server.refresh()
            coach = await server.connect("ann", seeds["ann"], error_cb=quiet)
            await coach.subscribe("rm.v1.iron.*.state")
            await coach.flush()
            station = await server.connect("rack-3", seeds["rack-3"])
            pause_reading(coach)
            state = bytes(200_000)
            for _ in range(200):  # 40 MB: more than sockets and the server hold
                await station.publish("rm.v1.iron.rack-3.state", state)
            await station.flush(timeout=20)
            log = tmp_path / "nats.log"
            await until(lambda: "Slow Consumer" in log.read_text())
            await coach.close()
            await station.close()
            return True

    assert asyncio.run(story())


def test_a_flood_of_events_never_holds_up_the_others_for_long(tmp_path: Path) -> None:
    """A stream writes all that waits before it acknowledges: little may wait."""
    flood = 20_000

    async def kept_at(client: Client) -> int:
        while True:
            try:
                answer = await client.jetstream().publish(
                    "rm.v1.iron.rack-4.event", b"{}"
                )
            except nats.js.errors.APIError:  # full: a station tries again
                await asyncio.sleep(0.01)
            else:
                return answer.seq

    async def story() -> tuple[str, int]:
        async with running_server(tmp_path, GYM) as server:
            names = ("rack-3", "rack-4")
            seeds = [server.credentials.new(n, Kind.STATION).seed for n in names]
            await server.refresh()
            loud = await server.connect(names[0], seeds[0], error_cb=quiet)
            calm = await server.connect(names[1], seeds[1])
            for _ in range(flood):
                await loud.publish("rm.v1.iron.rack-3.event", b"{}")
            async with asyncio.timeout(30):
                await loud.flush(timeout=20)
                seq = await kept_at(calm)
            await loud.close()
            await calm.close()
            return (tmp_path / "nats.log").read_text(), seq

    log, seq = asyncio.run(story())

    assert "excessive stream ingest rate" in log
    assert seq < flood


_SERVE = """
import asyncio, sys
from pathlib import Path
from monitor.net.serve.supervision import running_server

async def serve():
    async with running_server(Path(sys.argv[1]), "iron") as server:
        print(server.listening.port, flush=True)
        await asyncio.sleep(60)

asyncio.run(serve())
"""


def is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@pytest.mark.skipif(not ending_with_us(), reason="no way to tell the server of it")
def test_a_killed_program_leaves_no_server_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SERVE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        port = int(serving.stdout.readline())
        assert is_open(port)
        serving.kill()
    asyncio.run(until(lambda: not is_open(port)))
