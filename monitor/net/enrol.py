"""A station's side of enrolment: makes its own key, and hands in the public half."""

import hashlib
import http.client
import ssl
from pathlib import Path
from typing import Final

import msgspec

from monitor.net.address import Address, address_path, in_url, write_address
from monitor.net.enrol_code import Code, EnrolError, Request, parse_code
from monitor.net.serve.credentials import new_key_pair

_PATIENCE_S: Final = 10.0
_MOST_ANSWER: Final = 65_536


def enrol(text: str, path: Path | None = None) -> Address:
    """Exchange a code: the server learns a new public key, and the seed stays here.

    Args:
        text: The code.
        path: File for what is kept; ``address_path`` without.

    Raises:
        EnrolError: The code is damaged, used or expired, or the server is another's.
        ConfigError: The file can't be written.
    """
    code = parse_code(text)
    path = path or address_path(code.kind, code.gym)
    pair = new_key_pair()
    host, ca = _reached(code)
    hosts = dict.fromkeys((host, *code.hosts))
    address = Address(
        servers=tuple(f"tls://{in_url(each)}:{code.port}" for each in hosts)[:8],
        gym=code.gym,
        user=code.name,
        seed=pair.seed,
        ca=ca,
    )
    waiting = path.with_name(path.name + ".enrolling")
    write_address(address, waiting)  # first: a full disk must not use up the code
    try:
        _exchange(code, host, ca, pair.public)
        waiting.replace(path)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
        raise EnrolError(msg) from error
    finally:
        waiting.unlink(missing_ok=True)
    return address


def _reached(code: Code) -> tuple[str, str]:
    """Return the first host that shows the authority's certificate, and that, PEM.

    Nothing secret is sent yet: who answers is not known before the certificate is
    compared with the code's.
    """
    why = "nobody answers"
    for host in code.hosts:
        try:
            return host, _authority(code, host)
        except OSError as error:
            why = error.strerror or type(error).__name__
        except (ValueError, http.client.HTTPException):
            why = "its certificate is not the one of the code"
    msg = f"the server at {', '.join(code.hosts)} can't be used: {why}"
    raise EnrolError(msg)


def _authority(code: Code, host: str) -> str:
    """Return the authority's certificate, PEM; empty where the usual ones vouch.

    Raises:
        ValueError: It is another's.
    """
    if not code.ca:
        _asked((host, code.page_port), ssl.create_default_context(), "GET", "/")
        return ""
    unknown = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
    _, body = _asked((host, code.page_port), unknown, "GET", "/ca.pem")
    pem = body.decode("ascii")
    if hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest() != code.ca:
        msg = "another's"
        raise ValueError(msg)
    return pem


def _exchange(code: Code, host: str, ca: str, key: str) -> None:
    body = msgspec.json.encode(Request(code.name, code.secret.hex(), key))
    tls = ssl.create_default_context(cadata=ca or None)
    try:
        status, _ = _asked((host, code.page_port), tls, "POST", "/enrol", body)
    except (OSError, http.client.HTTPException) as error:
        msg = f"the server {host} can't be asked: {type(error).__name__}"
        raise EnrolError(msg) from error
    if status != 200:
        msg = "the server refuses the code: it is used, expired or tried too often"
        raise EnrolError(msg)


def _asked(
    at: tuple[str, int],
    tls: ssl.SSLContext,
    method: str,
    path: str,
    body: bytes | None = None,
) -> tuple[int, bytes]:
    asking = http.client.HTTPSConnection(*at, timeout=_PATIENCE_S, context=tls)
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        asking.request(method, path, body, headers)
        answer = asking.getresponse()
        return answer.status, answer.read(_MOST_ANSWER)
    finally:
        asking.close()
