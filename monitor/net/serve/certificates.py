"""A gym's own certificate authority, and its server's certificate.

A gym has no public name, so no public authority vouches for its server. It makes one
of its own, whose certificate tablets and stations come to trust once; the server's own
is made anew before it expires, or when the machine's names or addresses change.
"""

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from monitor.net.serve.configuration import Tls
from monitor.net.serve.errors import ServeError
from monitor.net.serve.users import write_private

CA_DAYS: Final = 3650
SERVER_DAYS: Final = 397  # browsers and iPads take none that lasts longer
RENEW_DAYS: Final = 30
EARLIER: Final = timedelta(days=1)  # clocks of tablets differ
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Certified:
    """A server's certificate, and what its clients trust.

    Attributes:
        tls: Files for the server.
        ca: File of what is trusted: the authority's certificate, or the given one.
        fingerprint: SHA-256 of the authority's certificate, 32 bytes; empty if the
            usual authorities vouch for it.
        names: By which the server is reached, the best first.
        until: From when on nobody takes the server's certificate any more.
    """

    tls: Tls
    ca: Path
    fingerprint: bytes
    names: tuple[str, ...]
    until: datetime


def own_certificate(folder: Path, names: tuple[str, ...], now: datetime) -> Certified:
    """Return a certificate of the gym's own authority; made if there is no good one.

    Args:
        folder: Of the server; holds the authority's key, too.
        names: Names and addresses by which the server is reached.
        now: The time, with its zone.

    Raises:
        ServeError: A file is damaged or can't be written.
    """
    ca_file, ca_key_file = folder / "ca.pem", folder / "ca.key"
    file, key_file = folder / "server.pem", folder / "server.key"
    reached, names = names, tuple(dict.fromkeys((*names, *_LOCAL)))
    if not (ca_file.exists() and ca_key_file.exists()):
        _write(*_new_authority(folder.name, now), ca_file, ca_key_file)
    ca, ca_key = _read(ca_file), _read_key(ca_key_file)
    if not (file.exists() and key_file.exists() and _is_good(file, ca, names, now)):
        _write(*_new_server(names, ca, ca_key, now), file, key_file)
    fingerprint = ca.fingerprint(hashes.SHA256())
    until = _read(file).not_valid_after_utc
    return Certified(
        Tls(file, key_file), ca_file, fingerprint, reached or _LOCAL, until
    )


def given_certificate(certificate: Path, key: Path, ca: Path | None) -> Certified:
    """Return a certificate that exists; ``ca`` is of its authority, if a private one.

    Raises:
        ServeError: A file can't be read, names nothing, or the key is another's.
    """
    given = _read(certificate)
    if given.public_key() != _read_key(key).public_key():
        msg = f"{key.name} is not the key of {certificate.name}"
        raise ServeError(msg)
    names = _names_of(given)
    if not names:
        msg = f"{certificate.name}: names no host that it is for"
        raise ServeError(msg)
    fingerprint = _read(ca).fingerprint(hashes.SHA256()) if ca else b""
    return Certified(
        Tls(certificate, key),
        ca or certificate,
        fingerprint,
        names,
        given.not_valid_after_utc,
    )


def _names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        ).value
    except x509.ExtensionNotFound:
        return ()
    hosts = [
        each for each in found.get_values_for_type(x509.DNSName) if "*" not in each
    ]
    return (*hosts, *map(str, found.get_values_for_type(x509.IPAddress)))


def machine_names(host: str) -> tuple[str, ...]:
    """Return names and addresses by which others reach this machine, the best first."""
    name = socket.gethostname().lower()
    local = name if "." in name else f"{name}.local"
    addresses = [host] if host not in {"0.0.0.0", "::"} else _addresses(name)
    return tuple(dict.fromkeys((*addresses, local, name)))


def _addresses(name: str) -> list[str]:
    found = [_outward()]
    with suppress(OSError):  # a name that nobody knows
        found += [str(each[4][0]) for each in socket.getaddrinfo(name, None)]
    return [each for each in found if each and not _is_local(each)]


def _outward() -> str:
    """Return the address that packets leave from; none is sent for that."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _is_local(address: str) -> bool:
    plain = ipaddress.ip_address(address.partition("%")[0])
    return plain.is_loopback or plain.is_link_local


def shown_fingerprint(fingerprint: bytes) -> str:
    """Return a fingerprint as people compare it: pairs of digits with colons."""
    return fingerprint.hex(":").upper()


def _new_authority(
    name: str, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"rep-monitor {name}"[:64])
    made = (
        _builder(subject, subject, key.public_key(), now, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
    )
    return made.sign(key, hashes.SHA256()), key


def _new_server(
    names: tuple[str, ...],
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    made = (
        _builder(_name(names[0][:64]), ca.subject, key.public_key(), now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_others=False), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(_alternatives(names), critical=False)
        .add_extension(issuer, critical=False)
    )
    return made.sign(ca_key, hashes.SHA256()), key


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now - EARLIER + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        encipher_only=False,
        decipher_only=False,
    )


def _alternatives(names: tuple[str, ...]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_alternative(each) for each in names])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        return x509.DNSName(name)


def _is_good(
    file: Path, ca: x509.Certificate, names: tuple[str, ...], now: datetime
) -> bool:
    """Whether a certificate still lasts, is of this authority and names all."""
    made = _read(file)
    found = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        made.verify_directly_issued_by(ca)
    except (InvalidSignature, ValueError, TypeError):
        return False
    lasts = made.not_valid_after_utc - now.astimezone(UTC)
    return lasts > timedelta(days=RENEW_DAYS) and set(_alternatives(names)) <= set(
        found
    )


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        msg = f"{path}: can't be read as a certificate"
        raise ServeError(msg) from error


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        msg = f"{path}: can't be read as a key without a password"
        raise ServeError(msg) from error
    return key  # type: ignore[return-value]  # of a given certificate it may be RSA


def _write(
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    file: Path,
    key_file: Path,
) -> None:
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(key_file, private)
    write_private(file, certificate.public_bytes(serialization.Encoding.PEM))
