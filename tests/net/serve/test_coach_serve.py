"""``rep-monitor coach serve`` as a person starts it: what it opens, and to whom."""

import http.client
import json
import os
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from monitor.net.serve.reached import trusting
from monitor.net.serve.supervision import free_port
from monitor.net.serve.users import Kind, read_users

HERE = "127.0.0.1"


@dataclass
class Served:
    process: subprocess.Popen[str]
    ports: dict[str, int]
    folder: Path
    said: list[str]

    def tls(self, port: int) -> ssl.SSLSocket:
        plain = socket.create_connection((HERE, port), timeout=5)
        return self.secured(plain)

    def secured(self, plain: socket.socket) -> ssl.SSLSocket:
        context = trusting(self.folder / "ca.pem")
        return context.wrap_socket(plain, server_hostname=HERE)

    def asked(self, method: str, path: str, body: object = None) -> int:
        asking = http.client.HTTPSConnection(
            HERE, self.ports["page"], context=trusting(self.folder / "ca.pem")
        )
        headers = {"Content-Type": "application/json"}
        asking.request(method, path, json.dumps(body) if body else None, headers)
        status = asking.getresponse().status
        asking.close()
        return status


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / "iron"
    ports = {name: free_port() for name in ("nats", "websocket", "page")}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "monitor", "coach", "serve", "--gym", "iron"),
            *("--folder", str(folder), "--host", HERE, "--port", str(ports["nats"])),
            *("--websocket-port", str(ports["websocket"])),
            *("--page-port", str(ports["page"]), "--pin", "123456"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "A tablet for today" in line:
            break
    try:
        yield Served(process, ports, folder, said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_three_ports_are_open_and_told(served: Served) -> None:
    tree = psutil.Process(served.process.pid)
    found = {
        (each.laddr.ip, each.laddr.port)
        for process in (tree, *tree.children(recursive=True))
        for each in process.net_connections()
        if each.status == psutil.CONN_LISTEN
    }
    assert found == {(HERE, port) for port in served.ports.values()}
    text = "".join(served.said)
    assert all(str(port) in text for port in served.ports.values())
    assert re.search(r"lasts until 20\d\d-\d\d-\d\d; start it anew before", text)


def test_a_second_server_of_a_gym_is_refused(served: Served) -> None:
    again = command(served, "serve", "--gym", "iron", "--folder", str(served.folder))
    assert again.stderr == "rep-monitor: iron is being served already\n"
    assert again.returncode == 1


def test_nats_refuses_who_has_no_key(served: Served) -> None:
    with socket.create_connection((HERE, served.ports["nats"]), timeout=5) as plain:
        assert plain.recv(4096).startswith(b"INFO")
        with served.secured(plain) as secure:
            secure.sendall(b'CONNECT {"verbose":false}\r\nPING\r\n')
            assert b"Authorization Violation" in secure.recv(4096)


def test_nats_refuses_who_speaks_without_tls(served: Served) -> None:
    with socket.create_connection((HERE, served.ports["nats"]), timeout=5) as plain:
        plain.recv(4096)
        plain.sendall(b'CONNECT {"verbose":false}\r\nPING\r\n')
        try:
            left = plain.recv(4096)
        except ConnectionResetError:
            left = b""
    assert b"PONG" not in left


def upgraded(served: Served, origin: str) -> tuple[ssl.SSLSocket, bytes]:
    port = served.ports["websocket"]
    connection = served.tls(port)
    connection.sendall(
        f"GET / HTTP/1.1\r\nHost: {HERE}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Origin: {origin}\r\n\r\n".encode()
    )
    return connection, connection.recv(4096)


def test_the_websocket_refuses_who_has_no_key(served: Served) -> None:
    page = f"https://{HERE}:{served.ports['page']}"
    connection, answer = upgraded(served, page)
    with connection:
        assert b" 101 " in answer
        words = b"CONNECT {}\r\nPING\r\n"
        mask = secrets.token_bytes(4)
        masked = bytes(each ^ mask[i % 4] for i, each in enumerate(words))
        connection.sendall(bytes([0x82, 0x80 | len(words)]) + mask + masked)
        left = b""
        while part := connection.recv(4096):
            left += part
    assert b"Authorization Violation" in left
    assert b"PONG" not in left


def test_the_websocket_refuses_a_page_of_another_site(served: Served) -> None:
    connection, answer = upgraded(served, "https://elsewhere.example")
    connection.close()
    assert b" 403 " in answer


def test_the_page_gives_nothing_away_without_pin_or_code(served: Served) -> None:
    key = "U" + "A" * 55
    wrong = {"name": "rack-3", "secret": "00" * 20, "key": key}
    assert served.asked("GET", "/") == 200
    assert served.asked("POST", "/pin", {"pin": "000000"}) == 403
    assert served.asked("POST", "/enrol", wrong) == 403
    assert served.asked("POST", "/enrol", {"name": "x" * 2000}) == 400
    for path in ("/users.json", "/ca.key", "/../ca.key", "/admin.seed"):
        assert served.asked("GET", path) == 404


def test_the_pin_enters_a_tablet_that_expires(served: Served) -> None:
    def tablets() -> list[float | None]:
        every = read_users(served.folder / "users.json")
        return [each.expires for each in every if each.kind is Kind.TABLET]

    before = len(tablets())
    assert served.asked("POST", "/pin", {"pin": "123456"}) == 200
    assert len(tablets()) == before + 1
    assert None not in tablets()


def command(served: Served, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", "coach", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env=os.environ
        | {"XDG_CONFIG_HOME": str(served.folder), "PYTHONIOENCODING": "utf-8"},
    )


def test_a_person_enrols_lists_and_revokes_a_station(served: Served) -> None:
    where = ("--gym", "iron", "--folder", str(served.folder))
    shown = command(served, "enrol", "station", "rack-3", *where)
    assert shown.returncode == 0, shown.stderr
    code = shown.stdout.split()[-1]
    assert code.startswith("rep-monitor:")
    assert "station of iron" not in shown.stdout
    joined = command(served, "join", code)
    assert joined.stdout == "This machine is rack-3 of iron.\n", joined.stderr
    assert "rack-3" in command(served, "users", *where).stdout
    assert command(served, "revoke", "rack-3", *where).returncode == 0
    again = command(served, "revoke", "rack-3", *where)
    assert again.returncode == 1
    assert again.stderr == "rep-monitor: rack-3: there is no such user\n"
