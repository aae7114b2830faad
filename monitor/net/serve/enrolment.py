"""One-time codes: made on the server's machine, exchanged for a place among the users.

What is kept of a code is a hash of its secret; it is gone after its use, its time or
too many tries.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock
from starlette.requests import Request as WebRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.net.enrol_code import SECRET_BYTES, Code, Request
from monitor.net.serve.credentials import Credentials
from monitor.net.serve.errors import ServeError
from monitor.net.serve.users import Kind, checked_name, write_private

VALID_S: Final = 15 * 60.0
MOST_TRIES: Final = 5
_MOST_BODY: Final = 1024
_BODY_S: Final = 5.0
_MOST_PENDING: Final = 500
_LOCK_S: Final = 10.0


class Place(msgspec.Struct, frozen=True):
    """Where a gym's server is reached; kept so that codes can be made beside it.

    Attributes:
        gym: The gym.
        hosts: Names and addresses, the best first.
        port: NATS.
        page_port: HTTPS.
        ca: SHA-256 of the authority's certificate.
    """

    gym: str
    hosts: tuple[str, ...]
    port: int
    page_port: int
    ca: bytes


class _Pending(msgspec.Struct, frozen=True):
    name: str
    kind: Kind
    secret_hash: str
    expires: float
    tries: int = 0


class Enrolments:
    """The codes that wait to be used, in a file beside the users'."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Use a server's folder; ``clock`` tells Unix s."""
        self._path = folder / "codes.json"
        self._credentials = Credentials(folder)
        self._clock = clock

    def make(self, name: str, kind: Kind, place: Place) -> Code:
        """Return a new code for a user; a former one for its name is void.

        Raises:
            ServeError: The name is none or another kind's, or too many codes wait.
        """
        self._credentials.check_kind(name, kind)
        secret = secrets.token_bytes(SECRET_BYTES)
        pending = _Pending(
            checked_name(name), kind, _hash(secret), self._clock() + VALID_S
        )
        with self._changing():
            others = [each for each in self._waiting() if each.name != name]
            if len(others) >= _MOST_PENDING:
                msg = f"{len(others)} codes wait to be used: wait until some expire"
                raise ServeError(msg)
            self._write([*others, pending])
        return Code(
            hosts=place.hosts,
            port=place.port,
            page_port=place.page_port,
            gym=place.gym,
            name=name,
            kind=kind,
            ca=place.ca,
            secret=secret,
        )

    def use(self, request: Request) -> bool:
        """Enter who shows a code's secret; whether it was right.

        Raises:
            ServeError: A file can't be read or written, or the name is taken.
        """
        with self._changing():
            waiting = self._waiting()
            found = next((each for each in waiting if each.name == request.name), None)
            given = _hash(_bytes(request.secret))
            # Compared in any case, so that a name that waits for nothing shows no other
            # way of being refused.
            right = hmac.compare_digest(found.secret_hash if found else "-" * 64, given)
            if found is None:
                return False
            others = [each for each in waiting if each is not found]
            if right:
                self._credentials.add(found.name, found.kind, request.key)
            elif found.tries + 1 < MOST_TRIES:
                others.append(msgspec.structs.replace(found, tries=found.tries + 1))
            self._write(others)
        return right

    def _waiting(self) -> list[_Pending]:
        try:
            data = self._path.read_bytes()
            every = msgspec.json.decode(data, type=list[_Pending])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            msg = f"{self._path}: can't be read: remove it, and make new codes"
            raise ServeError(msg) from error
        return [each for each in every if self._clock() < each.expires]

    def _write(self, pending: list[_Pending]) -> None:
        write_private(self._path, msgspec.json.encode(pending))

    def _changing(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self._path.with_suffix(".lock"), timeout=_LOCK_S)


def write_place(place: Place, folder: Path) -> None:
    """Keep where a server is reached.

    Raises:
        ServeError: It can't be written.
    """
    write_private(folder / "place.json", msgspec.json.encode(place))


def read_place(folder: Path) -> Place:
    """Return where a server is reached.

    Raises:
        ServeError: It has never been started.
    """
    try:
        return msgspec.json.decode((folder / "place.json").read_bytes(), type=Place)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = "this gym has no server yet: start it with rep-monitor coach serve"
        raise ServeError(msg) from error


def enrolment_routes(enrolments: Enrolments) -> list[BaseRoute]:
    """Return the route ``/enrol``, to be served over HTTPS beside ``/ca.pem``."""

    async def enrol(request: WebRequest) -> Response:
        try:
            wish = msgspec.json.decode(await _body(request), type=Request)
            right = await asyncio.to_thread(enrolments.use, wish)
        except (msgspec.MsgspecError, UnicodeDecodeError, TimeoutError, ValueError):
            return JSONResponse({"error": "this is no request"}, 400)
        except ServeError as error:
            return JSONResponse({"error": str(error)}, 409)
        said = {"enrolled": wish.name} if right else {"error": "refused"}
        return JSONResponse(said, 200 if right else 403)

    return [Route("/enrol", enrol, methods=["POST"])]


async def _body(request: WebRequest) -> bytes:
    body = b""
    async with asyncio.timeout(_BODY_S):
        async for part in request.stream():
            body += part
            if len(body) > _MOST_BODY:
                msg = "too long"
                raise ValueError(msg)
    return body


def _hash(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
