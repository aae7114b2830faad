"""A station and a coach, as commands, at a real server."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.app import commands
from monitor.net.address import write_address
from monitor.net.messages import SetTold, Told, decode_told
from monitor.net.subjects import stream
from tests.cli.conftest import HOMES, Ran
from tests.net.server import ADMIN, COACH, GYM, STATIONS, Server, connected, gym

Command = Callable[..., Ran]


def enrolled(server: Server, home: Path) -> None:
    gyms = home / "rep-monitor" / "gyms"
    write_address(server.address(STATIONS[0]), gyms / f"{GYM}-station.toml")
    write_address(server.address(COACH), gyms / f"{GYM}-coach.toml")


async def kept(server: Server) -> list[Told]:
    """Return what the gym's stream holds, in its order."""
    async with connected(server, ADMIN) as client:
        js = client.jetstream()
        last = (await js.stream_info(stream(GYM))).state.last_seq
        got = [await js.get_msg(stream(GYM), seq) for seq in range(1, last + 1)]
    return [decode_told(each.data or b"") for each in got]


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **dict.fromkeys(HOMES, str(home))}
    command = [sys.executable, "-m", "monitor", *arguments]
    return subprocess.run(
        command,
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_demo_at_a_station_reaches_the_gym(tmp_path: Path) -> None:
    async def evening() -> tuple[str, list[SetTold]]:
        async with gym(tmp_path / "server") as server:
            enrolled(server, tmp_path)
            done = await asyncio.to_thread(
                run,
                tmp_path,
                *("station", "--demo", "--gym", GYM, "--share", "history"),
                *("--speed", "20"),
            )
            told = [m for m in await kept(server) if isinstance(m, SetTold)]
            return done.stdout + done.stderr, told

    output, sets = asyncio.run(evening())

    assert [each.reps for each in sets] == [8], output
    assert sets[0].lifter.startswith("Lifter ")


@pytest.fixture
def at_home(command: Command, home: Path) -> Command:
    """Run a command in this process, in a home of its own."""
    del home
    return command


def test_without_consent_nothing_is_told_and_it_is_said(at_home: Command) -> None:
    done = at_home(
        "station", "--demo", "--gym", GYM, "--speed", "max", "--duration", "9"
    )

    assert done.code == 0, done.err
    assert "Nothing is shared" in done.out


def test_a_gym_that_nobody_enrolled_in_is_one_sentence(at_home: Command) -> None:
    watch = at_home("coach", "watch", "--gym", "nowhere", "--headless")
    station = at_home("station", "--demo", "--gym", "nowhere", "--share", "state")

    for done in (watch, station):
        assert done.code == 1
        assert "not enrolled" in done.err
        assert done.err.count("\n") == 1


def test_words_for_a_station_where_nobody_is(tmp_path: Path) -> None:
    async def asked() -> "subprocess.CompletedProcess[str]":
        async with gym(tmp_path / "server") as server:
            enrolled(server, tmp_path)
            return await asyncio.to_thread(
                run, tmp_path, "coach", "say", "rack-1", "lighter", "--gym", GYM
            )

    done = asyncio.run(asked())

    assert done.returncode == 1
    assert "nobody answers at rack-1" in done.stderr


def test_names_that_can_not_be_are_refused() -> None:
    result = CliRunner().invoke(
        commands(), ["station", "--demo", "--gym", "Iron Gym", "--share", "state"]
    )

    assert result.exit_code == 2


WITHOUT = """
import contextlib, io, json, sys
for name in ("nats", "nkeys", "nacl", "starlette", "uvicorn", "segno", "cryptography"):
    sys.modules[name] = None
from monitor.__main__ import main
for arguments in sys.argv[1:]:
    sys.argv = ["rep-monitor", "coach", *arguments.split()]
    said, code = io.StringIO(), None
    try:
        with contextlib.redirect_stderr(said):
            main()
    except SystemExit as exit_:
        code = exit_.code
    print(json.dumps([code, said.getvalue()]))
"""


def test_without_the_extra_every_command_says_so() -> None:
    tried = (
        "serve",
        "users",
        "revoke rack-1",
        "enrol station rack-1",
        "join CODE",
        "hub-config --gym iron --folder hub --url tls://x:1",
        "hub-gather --folder hub --server nats://x:1",
        "leaf-config FILE",
        "watch --headless --server nats://x:1 --gym iron",
    )

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *tried],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    for arguments, (code, said) in zip(tried, results, strict=True):
        assert code == 1, arguments
        assert "rep-monitor[coach]" in said, arguments
        assert len(said.strip().splitlines()) == 1, arguments


def test_a_hub_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    hub = ["--folder", str(tmp_path / "hub")]
    url = "nats-leaf://127.0.0.1:1"
    run(tmp_path, "coach", "hub-config", "--gym", "iron", "--url", url, *hub)

    done = run(tmp_path, "coach", "hub-gather", *hub, "--server", "nats://127.0.0.1:1")

    assert done.returncode == 1
    assert "can't be reached" in done.stderr
