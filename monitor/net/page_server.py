"""Serves the page for tablets: static files, and a PIN's exchange for a credential.

There is nothing else: what lifters do comes to the page from NATS, not from here. Needs
the extra ``coach``.
"""

import asyncio
import html
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.model.errors import LinkError, MonitorError
from monitor.net.pin_lock import PinLock

_log = logging.getLogger(__name__)

STATIC: Final = Path(__file__).with_name("page")
HOST: Final = "{host}"  # in a WebSocket's URL: the name that the page was asked by
MOST_BODY: Final = 256  # bytes of a request
BODY_S: Final = 5.0  # a body that takes longer is given up
MOST_CONNECTIONS: Final = 256
CLOSE_S: Final = 2
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Credential:
    """What a tablet signs in with at the NATS server.

    Attributes:
        user: Its name there, which its inbox prefix is made of.
        seed: Its nkey's seed, 256 bits, as text.
        expires_s: Seconds until the server takes it no longer.
    """

    user: str
    seed: str = field(repr=False)
    expires_s: float


class _Pin(msgspec.Struct, forbid_unknown_fields=True):
    pin: str


class _BadBodyError(Exception):
    """A request's body that is too long, too slow or no PIN."""


def page_app(  # noqa: PLR0913  each is the gym's own
    static: Path,
    *,
    gym: str,
    websocket_url: str,
    pin: str,
    make_tablet: Callable[[], Credential],
    ca: Path | None = None,
    extra_routes: Sequence[BaseRoute] = (),
    clock: Callable[[], float] = time.monotonic,
) -> Starlette:
    """Return the page's server.

    Args:
        static: Folder of the page, ``STATIC``.
        gym: Whose lifters are shown.
        websocket_url: The NATS server's; ``{host}`` in it stands for the name by which
            a browser asked for the page.
        pin: Exchanged for a credential.
        make_tablet: Makes a tablet's credential known to the NATS server; called in
            another thread, so it may take a while; its ``MonitorError`` or
            ``TimeoutError`` is told to the page as "unavailable".
        ca: The certificate by which a tablet trusts the page, for ``/ca.pem``.
        extra_routes: Served before the page's own.
        clock: Monotonic s.
    """
    page = _Page(static, gym, websocket_url)
    exchange = _Exchange(PinLock(pin), gym, make_tablet, clock)
    routes = [
        *extra_routes,
        Route("/", page.answer, methods=["GET"]),
        Route("/pin", exchange.answer, methods=["POST"]),
    ]
    if ca is not None:
        routes.append(Route("/ca.pem", _certificate(ca), methods=["GET"]))
    folders = ("js", "vendor", "style")
    routes += [
        Mount(f"/{each}", StaticFiles(directory=static / each)) for each in folders
    ]
    app = Starlette(routes=routes)
    app.add_middleware(_Safe, websocket_url=websocket_url)
    return app


async def serve_page(
    app: ASGIApp, *, host: str, port: int, certificate: Path, key: Path
) -> None:
    """Serve over TLS until cancelled.

    Args:
        app: See ``page_app``.
        host: Address to listen at.
        port: Its port.
        certificate: Path of the chain, PEM.
        key: Path of its private key, PEM.

    Raises:
        LinkError: The address is taken, or the certificate can't be used.
    """
    config = uvicorn.Config(
        app,
        ssl_certfile=str(certificate),
        ssl_keyfile=str(key),
        log_config=None,
        access_log=False,
        proxy_headers=False,  # an address that a header tells is anybody's word
        server_header=False,
        lifespan="off",
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=CLOSE_S,
    )
    with _one_sentence(port):
        config.load()
        listening = socket.create_server((host, port))
    with listening:
        await _served(_Server(config), listening)


class _Server(uvicorn.Server):
    """Leaves signals to the program it is a part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def _served(server: _Server, listening: socket.socket) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


@contextmanager
def _one_sentence(port: int) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        msg = f"The page's certificate and key can't be used: {error.reason}."
        raise LinkError(msg) from error
    except OSError as error:
        msg = f"The page can't be served at port {port}: {error.strerror}."
        raise LinkError(msg) from error


class _Page:
    """The page itself, which is told where the NATS server is."""

    def __init__(self, static: Path, gym: str, websocket_url: str) -> None:
        self._text = (static / "index.html").read_text(encoding="utf-8")
        self._gym, self._websocket_url = gym, websocket_url

    async def answer(self, request: Request) -> Response:
        host = _asked_host(request.headers.get("host", ""))
        told = {"@gym@": self._gym, "@websocket@": _at(self._websocket_url, host)}
        text = self._text
        for mark, word in told.items():
            text = text.replace(mark, html.escape(word))
        return Response(text, media_type="text/html")


class _Exchange:
    """A PIN for a credential."""

    def __init__(
        self,
        lock: PinLock,
        gym: str,
        make_tablet: Callable[[], Credential],
        clock: Callable[[], float],
    ) -> None:
        self._lock, self._gym = lock, gym
        self._make_tablet, self._clock = make_tablet, clock

    async def answer(self, request: Request) -> Response:
        try:
            pin = await _pin(request)
        except _BadBodyError:
            return JSONResponse({"error": "not a PIN"}, 400)
        address = request.client.host if request.client else ""
        tried = self._lock.tried(address, pin, self._clock())
        if tried.right:
            return await self._credential()
        if tried.wait_s > 0.0:
            wait_s = ceil(tried.wait_s)
            said = {"error": "locked", "wait_s": wait_s}
            return JSONResponse(said, 429, headers={"Retry-After": str(wait_s)})
        return JSONResponse({"error": "wrong", "left": tried.left}, 403)

    async def _credential(self) -> Response:
        try:
            made = await asyncio.to_thread(self._make_tablet)
        except (MonitorError, TimeoutError) as error:
            _log.warning("a tablet can't be signed in: %s", error)
            return JSONResponse({"error": "unavailable"}, 503)
        return JSONResponse(
            {
                "gym": self._gym,
                "user": made.user,
                "seed": made.seed,
                "expires_s": made.expires_s,
            }
        )


async def _pin(request: Request) -> str:
    """Return what a body gives as PIN.

    Only JSON is taken: a form of another site can't send it without being asked for.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _BadBodyError
    try:
        async with asyncio.timeout(BODY_S):
            body = await _body(request)
        return msgspec.json.decode(body, type=_Pin).pin
    except (TimeoutError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _BadBodyError from error


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            raise _BadBodyError
    return body


def _certificate(ca: Path) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return FileResponse(ca, media_type="application/x-pem-file", filename="ca.pem")

    return answer


def _asked_host(header: str) -> str:
    """Return the name of a Host header without its port; ``localhost`` if it's none."""
    found = _HOST.match(header)
    rest = header[found.end() :] if found else ""
    if found is None or not re.fullmatch(r"(:[0-9]{1,5})?", rest):
        return "localhost"
    return found.group()


def _at(url: str, host: str) -> str:
    return url.replace(HOST, host)


class _Safe:
    """Adds headers that keep a browser from all but the page's own."""

    def __init__(self, app: ASGIApp, websocket_url: str) -> None:
        self._app, self._websocket_url = app, websocket_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        websocket = _at(self._websocket_url, _asked_host(_header(scope, b"host")))

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_SAFE)
                headers["Content-Security-Policy"] = _policy(websocket)
                headers["Cache-Control"] = (
                    "no-store" if scope["path"] in {"/", "/pin"} else "no-cache"
                )
            await send(message)

        await self._app(scope, receive, send_safe)


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if found else ""


def _policy(websocket: str) -> str:
    origin = re.sub(r"^(wss?://[^/]+).*$", r"\1", websocket)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src 'self' {origin}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )
