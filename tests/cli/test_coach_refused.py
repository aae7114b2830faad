"""What a gym can't do is told in one sentence, and leaves another code than 0."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

pytest.importorskip("nats")

from monitor.net.serve.credentials import Credentials
from monitor.net.serve.enrolment import Place, write_place
from monitor.net.serve.users import Kind


class Ran(Protocol):
    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def home(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that takes the place of a person's own, and is where we are."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nonsense.toml").write_text("nonsense")
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """Yield a port at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("say rack-1 hi --gym steel", "not enrolled as a coach of steel: rep-monitor"),
        ("watch --headless --gym i/../ron", "'i/../ron' is no name"),
        ("say Rack_1 hi --server nats://127.0.0.1:1", "'Rack_1' is no name"),
        ("mark rack-1 hi --server nonsense", "'nonsense' is no server"),
        ("send --gym steel", "not enrolled as a station of steel"),
        ("users --gym steel", "steel has no server on this computer"),
        ("revoke ann --gym steel", "steel has no server on this computer"),
        ("enrol coach ann --gym steel", "steel has no server on this computer"),
        ("join nonsense", "this is no code"),
        ("serve --pin abcd", "4 to 12 digits, please."),
        ("serve --pin 1", "4 to 12 digits, please."),
        ("serve --host 192.0.2.1", "no such address: choose another with --host"),
        ("serve --port 4711 --page-port 4711", "must differ"),
        ("hub-gather --folder none --server nats://127.0.0.1:1", "holds no hub"),
        ("leaf-config none.toml", "can't be read (No such file or directory)"),
        ("leaf-config nonsense.toml", "is no way to a hub"),
        (
            "hub-config --gym iron --folder hub --url tls://hub:7422"
            " --certificate none.pem --key none.pem",
            "none.pem: can't be read",
        ),
    ],
)
def test_what_can_not_be_is_told_in_a_sentence(
    home: Path, command: Command, words: str, said: str
) -> None:
    done = command("coach", *words.split())

    assert done.code != 0
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("option", ["--port", "--websocket-port", "--page-port"])
def test_a_port_in_use_is_told_before_anything_is_served(
    home: Path, command: Command, taken: int, option: str
) -> None:
    done = command("coach", "serve", "--host", "127.0.0.1", option, str(taken))

    assert (done.code, done.out) == (1, "")
    assert f"port {taken} is in use by another program" in done.err
    assert option in done.err


@pytest.mark.parametrize(
    "words", ["--server nats://127.0.0.1:1", "--seed 2", "--speed max"]
)
def test_what_is_a_demo_s_is_refused_without_one(
    home: Path, command: Command, words: str
) -> None:
    done = command("station", "--gym", "iron", *words.split())

    assert done.code == 2
    assert f"{words.split(maxsplit=1)[0]} goes with --demo" in done.err


def test_no_code_is_shown_for_a_name_that_another_kind_has(
    home: Path, command: Command
) -> None:
    folder = home / "gym"
    Credentials(folder).new("ann", Kind.COACH)
    write_place(Place("iron", ("127.0.0.1",), 1, 2, b"\0" * 32), folder)

    done = command("coach", "enrol", "station", "ann", "--folder", folder)
    right = command("coach", "enrol", "coach", "ann", "--folder", folder)

    assert (done.code, done.out) == (1, "")
    assert "ann: the name is taken by a coach: choose another" in done.err
    assert right.code == 0
    assert "coach join rep-monitor:" in right.out


def test_a_hub_s_next_step_can_be_copied(home: Path, command: Command) -> None:
    words = "--gym iron --folder hub --url nats://127.0.0.1:7422 --port 4333"

    done = command("coach", "hub-config", *words.split())

    step = "coach hub-gather --folder hub --server nats://127.0.0.1:4333"
    assert step in done.out


def test_a_room_of_virtual_lifters_makes_the_folder_of_its_recordings(
    home: Path, command: Command
) -> None:
    room = [
        "demo",
        "--lifters",
        "2",
        "--headless",
        "--duration",
        "5",
        "--speed",
        "max",
        "--record",
    ]

    done = command(*room, home / "new" / "room")
    (home / "file").touch()
    refused = command(*room, home / "file")

    assert done.code == 0
    names = sorted(each.name for each in (home / "new" / "room").glob("*.mcap"))
    assert names == ["rack-1.mcap", "rack-2.mcap"]
    assert refused.code == 1
    assert "this folder can't be made" in refused.err
