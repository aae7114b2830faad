"""The code by which a station is enrolled once: a text, and what stands in it."""

import base64
import binascii
from typing import Annotated, Final

import msgspec

from monitor.model.errors import MonitorError

PREFIX: Final = "rep-monitor:"
SECRET_BYTES: Final = 20  # 160 bits
_MOST_TEXT: Final = 2000


class EnrolError(MonitorError):
    """A code can't be used; one sentence."""


class Code(msgspec.Struct, frozen=True, array_like=True):
    """What a station needs to know once.

    Attributes:
        hosts: Names and addresses of the server, the best first.
        port: NATS.
        page_port: Where the code is exchanged, HTTPS.
        gym: Its gym.
        name: The station's name.
        kind: A ``users.Kind``'s value.
        ca: SHA-256 of the authority's certificate, 32 bytes; empty if the usual
            authorities vouch for the server.
        secret: Used once.
    """

    hosts: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=16)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    page_port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    gym: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
    kind: Annotated[str, msgspec.Meta(max_length=16)]
    ca: Annotated[bytes, msgspec.Meta(max_length=32)]
    secret: Annotated[bytes, msgspec.Meta(min_length=16, max_length=64)]


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a station sends: its public key, and the code's secret in hex."""

    name: Annotated[str, msgspec.Meta(max_length=32)]
    secret: Annotated[str, msgspec.Meta(max_length=128)]
    key: Annotated[str, msgspec.Meta(pattern=r"^U[A-Z2-7]{55}$")]


def code_text(code: Code) -> str:
    """Return a code as text; it is secret until it has been used."""
    data = base64.urlsafe_b64encode(msgspec.msgpack.encode(code))
    return PREFIX + data.decode().rstrip("=")


def parse_code(text: str) -> Code:
    """Read a code.

    Raises:
        EnrolError: The text is none.
    """
    text = "".join(text.split())
    if not text.startswith(PREFIX) or len(text) > _MOST_TEXT:
        msg = f"this is no code: one begins with {PREFIX}"
        raise EnrolError(msg)
    body = text.removeprefix(PREFIX)
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), b"-_", validate=True)
        return msgspec.msgpack.decode(data, type=Code)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        msg = "the code is damaged: copy it whole, or have a new one made"
        raise EnrolError(msg) from error
