"""``rep-monitor coach`` by itself, and what it sends to a running station."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.cli import coach_watch
from monitor.net.address import Address, addresses_path, write_address
from tests.cli.conftest import HOMES, Ran
from tests.net.server import ADMIN, COACH, GYM, STATIONS, Server, connected, prepare

STATION = STATIONS[0]
PLAN = '[[sets]]\nexercise = "hip_thrust"\nsets = 3\nreps = 8\nload_kg = 60.0\n'


Command = Callable[..., Ran]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Yield a running server with a gym."""
    made = Server(tmp_path / "server")
    made.start()

    async def ready() -> None:
        async with connected(made, ADMIN) as client:
            await prepare(client, made.stations)

    try:
        asyncio.run(ready())
        yield made
    finally:
        made.stop()


@contextmanager
def station(home: Path) -> "Iterator[subprocess.Popen[str]]":
    """Run a virtual lifter at a station, as a program of its own."""
    arguments = ["station", "--demo", "--gym", GYM, "--share", "history"]
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **dict.fromkeys(HOMES, str(home)), "COLUMNS": "200"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_a_running_station_answers_words_marks_and_plans(
    home: Path, server: Server, command: Command
) -> None:
    gyms = addresses_path()
    write_address(server.address(STATION), gyms / f"{GYM}-station.toml")
    write_address(server.address(COACH), gyms / f"{GYM}-coach.toml")
    plan = home / "plan.toml"
    plan.write_text(PLAN)
    gym = ("--gym", GYM)
    with station(home) as lifter:
        until_there(lambda: command("coach", "say", STATION, "hello", *gym))

        said = command("coach", "say", STATION, "lighter", "--now", *gym)
        time.sleep(0.3)  # more than five commands a second are refused
        marked = command("coach", "mark", STATION, "knees", *gym)
        time.sleep(0.3)
        planned = command("coach", "plan", plan, STATION, STATIONS[1], *gym)

        lifter.send_signal(signal.SIGINT)
        told = lifter.communicate(timeout=60)[0]

    assert (said.code, said.out) == (0, f"{STATION}: shown\n")
    assert (marked.code, marked.out) == (0, f"{STATION}: taken\n")
    assert planned.out == f"{STATION}: shown\n"  # the one that is there
    assert planned.code == 1
    assert f"nobody answers at {STATIONS[1]}" in planned.err
    assert f"{COACH}: lighter" in told
    assert f"{COACH} proposes: hip thrust 3 x 8, 60 kg" in told


def until_there(ask: Callable[[], Ran]) -> None:
    for _ in range(100):
        if ask().code == 0:
            time.sleep(0.3)
            return
        time.sleep(0.1)
    pytest.fail("the station did not come")


@pytest.mark.parametrize("words", ["", "x" * 201])
@pytest.mark.parametrize("kind", ["say", "mark"])
def test_words_that_can_not_be_are_refused(
    home: Path, command: Command, kind: str, words: str
) -> None:
    write_address(
        Address(("nats://127.0.0.1:1",), GYM, COACH),
        addresses_path() / f"{GYM}-coach.toml",
    )

    ran = command("coach", kind, STATION, words, "--gym", GYM)

    assert ran.code == 2
    assert "1 to 200 characters" in ran.err


@pytest.mark.parametrize("by_itself", [True, False])
def test_with_options_alone_it_is_watch(
    home: Path, command: Command, monkeypatch: pytest.MonkeyPatch, by_itself: bool
) -> None:
    watched: list[Address] = []
    monkeypatch.setattr(coach_watch, "print_room", watched.append)
    options = ("--server", "nats://127.0.0.1:4222", "--gym", GYM, "--headless")

    ran = command("coach", *(() if by_itself else ("watch",)), *options)

    assert ran.code == 0
    assert watched == [Address(("nats://127.0.0.1:4222",), GYM, "coach")]


def test_with_nothing_it_shows_help(home: Path, command: Command) -> None:
    ran = command("coach")

    assert "Usage" in ran.out + ran.err
    assert "watch" in ran.out + ran.err


def test_options_before_a_command_are_not_swallowed(
    home: Path, command: Command
) -> None:
    ran = command("coach", "--gym", GYM, "say", STATION, "hello")

    assert ran.code == 2
    assert "options go behind the command" in ran.err
