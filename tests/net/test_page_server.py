"""The page's server: a PIN for a credential, headers, and nothing else."""

import asyncio
import hashlib
import re
import ssl
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from monitor.model.errors import LinkError
from monitor.net.page_server import STATIC, Credential, page_app, serve_page
from tests.net.own_certificate import own_certificate

SEED = "SU" + "A" * 56


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Made:
    """Counts the credentials that were made."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Credential:
        self.count += 1
        return Credential(f"tablet-{self.count}", SEED, 3600.0)


def app_of(made: Made | None = None, clock: Clock | None = None) -> Starlette:
    return page_app(
        STATIC,
        gym="iron",
        websocket_url="wss://{host}:9222",
        pin="4711",
        make_tablet=made or Made(),
        clock=clock or Clock(),
    )


def asked(
    app: Starlette, *requests: httpx.Request, address: str = "10.0.0.1"
) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport) as client:
            return [await client.send(each) for each in requests]

    return asyncio.run(ask())


def pin(given: str) -> httpx.Request:
    return httpx.Request("POST", "https://gym.local/pin", json={"pin": given})


def get(path: str, host: str = "gym.local:8443") -> httpx.Request:
    url = f"https://gym.local{path}"
    return httpx.Request("GET", url, headers={"Host": host})


def test_the_right_pin_gives_a_credential() -> None:
    made = Made()

    (answer,) = asked(app_of(made), pin("4711"))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "gym": "iron",
        "user": "tablet-1",
        "seed": SEED,
        "expires_s": 3600.0,
    }


def test_five_wrong_pins_lock_even_the_right_one_and_time_opens_it() -> None:
    made, clock = Made(), Clock()
    app = app_of(made, clock)

    wrong = asked(app, *[pin("0000")] * 5)
    (locked,) = asked(app, pin("4711"))
    (elsewhere,) = asked(app, pin("4711"), address="10.0.0.2")
    clock.now += 30.0
    (later,) = asked(app, pin("4711"))

    assert [each.status_code for each in wrong] == [403, 403, 403, 403, 429]
    assert [each.json().get("left") for each in wrong[:4]] == [4, 3, 2, 1]
    assert locked.status_code == 429
    assert locked.headers["retry-after"] == "30"
    assert elsewhere.status_code == 200
    assert later.status_code == 200
    assert made.count == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"pin":"4711"}', "application/x-www-form-urlencoded"),
        (b'{"pin":"4711"}', "text/plain"),
        (b'{"pin":4711}', "application/json"),
        (b'{"pin":"4711","more":1}', "application/json"),
        (b'{"pin":"' + b"1" * 300 + b'"}', "application/json"),
        (b"\xff", "application/json"),
        (b"", "application/json"),
    ],
)
def test_a_body_that_is_no_pin_is_refused_and_makes_nothing(
    body: bytes, kind: str
) -> None:
    made = Made()
    headers = {"Content-Type": kind}
    request = httpx.Request(
        "POST", "https://gym.local/pin", content=body, headers=headers
    )

    (answer,) = asked(app_of(made), request)

    assert answer.status_code == 400
    assert made.count == 0


def test_a_server_that_takes_no_tablet_is_told_without_a_traceback() -> None:
    def refusing() -> Credential:
        msg = "the server is gone"
        raise LinkError(msg)

    app = page_app(
        STATIC,
        gym="iron",
        websocket_url="wss://{host}:9222",
        pin="4711",
        make_tablet=refusing,
    )

    (answer,) = asked(app, pin("4711"))

    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})


def test_the_page_is_told_where_the_server_is_by_the_name_it_was_asked_by() -> None:
    app = app_of()
    hosts = ("10.1.2.3:8443", "[fe80::1]:8443", 'x"><script>:1', "a b")

    first, second, bad, worse = asked(app, *[get("/", host) for host in hosts])

    assert 'content="wss://10.1.2.3:9222"' in first.text
    assert 'content="wss://[fe80::1]:9222"' in second.text
    assert "connect-src 'self' wss://10.1.2.3:9222;" in _policy(first)
    assert 'content="wss://localhost:9222"' in bad.text
    assert 'content="wss://localhost:9222"' in worse.text
    assert "@" not in re.sub(r"@media", "", first.text)


def test_every_answer_keeps_the_browser_from_others() -> None:
    paths = ("/", "/js/app.js", "/vendor/nats.js", "/style/page.css", "/nothing")

    answers = asked(app_of(), *[get(path) for path in paths])

    assert [each.status_code for each in answers] == [200, 200, 200, 200, 404]
    for each in answers:
        assert _policy(each).startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in _policy(each)
        assert each.headers["x-content-type-options"] == "nosniff"
        assert each.headers["referrer-policy"] == "no-referrer"


def test_nothing_but_the_page_is_served(tmp_path: Path) -> None:
    paths = ("/pin", "/index.html", "/js/../index.html", "/ca.pem", "/openapi.json")
    odd = ("/js/%2e%2e/%2e%2e/page_server.py", "/vendor/%2e%2e/%2e%2e/subjects.py")

    answers = asked(app_of(), *[get(path) for path in (*paths, *odd)])

    assert {each.status_code for each in answers} <= {404, 405}


def test_the_page_has_no_script_or_style_of_its_own_and_asks_no_other_host() -> None:
    html = (STATIC / "index.html").read_text()
    own = [*STATIC.glob("js/*.js"), *STATIC.glob("style/*")]

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", html)
    assert not re.search(r"(src|href)=\"(?!/(js|vendor|style)/|#)", html)
    assert "No medical advice." in html
    for each in own:
        text = each.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://", text), each
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML", text), each


def test_libraries_are_what_their_list_says() -> None:
    told = (STATIC / "vendor" / "README.md").read_text()
    listed = dict(re.findall(r"^([0-9a-f]{64})  (\S+)$", told, re.MULTILINE))
    names = {each: key for key, each in listed.items()}

    assert set(names) == {"nats.js", "uPlot.js", "uPlot.css"}
    for name, digest in names.items():
        found = hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest()
        assert found == digest, name


def test_it_is_served_over_tls_until_cancelled(
    tmp_path: Path, unused_port: int
) -> None:
    certificate, key = own_certificate(tmp_path)
    trusted = ssl.create_default_context(cafile=str(certificate))

    async def serve() -> int:
        async with AsyncExitStack() as stack:
            serving = asyncio.create_task(
                serve_page(
                    app_of(),
                    host="127.0.0.1",
                    port=unused_port,
                    certificate=certificate,
                    key=key,
                )
            )
            client = await stack.enter_async_context(
                httpx.AsyncClient(verify=trusted, trust_env=False)
            )
            answer = await _answered(client, f"https://localhost:{unused_port}/")
            serving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await serving
        return answer.status_code

    assert asyncio.run(serve()) == 200


def test_a_certificate_that_is_none_is_one_sentence(
    tmp_path: Path, unused_port: int
) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate")

    serving = serve_page(
        app_of(), host="127.0.0.1", port=unused_port, certificate=bad, key=bad
    )
    with pytest.raises(LinkError, match="can't be used"):
        asyncio.run(serving)


async def _answered(client: httpx.AsyncClient, url: str) -> httpx.Response:
    async with asyncio.timeout(10.0):
        while True:
            try:
                return await client.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.02)


def _policy(answer: httpx.Response) -> str:
    return answer.headers["content-security-policy"]
