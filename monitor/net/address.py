"""Where a gym's server is, and as whom to sign in: a file that only its owner reads."""

import re
import ssl
from pathlib import Path
from typing import Annotated, Final

import msgspec
import tomlkit
from platformdirs import user_config_path

from monitor.model.errors import ConfigError
from monitor.net.private_file import put_private
from monitor.net.subjects import is_name

NO_EXTRA: Final = (
    "A gym's network needs more than is installed: pip install 'rep-monitor[coach]'"
)

STATION: Final = "station"
COACH: Final = "coach"
_SERVER: Final = re.compile(r"(nats|tls|ws|wss)://\S+")


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a gym's server is, and as whom to sign in.

    Attributes:
        servers: URLs, tried in turn.
        gym: Which gym.
        user: Who signs in: the station's, coach's or tablet's name on the wire.
        seed: Its secret nkey; empty for a server that asks for none.
        ca: Certificate of the gym's own authority, PEM; empty for the usual ones.
    """

    servers: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=8)]
    gym: str
    user: str
    seed: str = ""
    ca: str = ""

    def __post_init__(self) -> None:
        for server in self.servers:  # a constructor checks no annotation
            if _SERVER.fullmatch(server) is None:
                msg = f"'{server}' is no server: write nats://HOST:PORT, or tls://"
                raise ValueError(msg)
        for key, value in (("gym", self.gym), ("user", self.user)):
            if not is_name(value):
                msg = f"{key} must be 1 to 32 of a-z, 0-9 and '-', not '{value}'"
                raise ValueError(msg)

    def tls(self) -> ssl.SSLContext | None:
        """Return how to trust the server; None where no TLS is asked for.

        Raises:
            ConfigError: The authority's certificate is none.
        """
        is_asked = any(each.startswith(("tls:", "wss:")) for each in self.servers)
        if not (self.ca or is_asked):
            return None
        try:
            return ssl.create_default_context(cadata=self.ca or None)
        except ssl.SSLError as error:
            msg = f"the certificate of the gym '{self.gym}' is none: enrol again"
            raise ConfigError(msg) from error


def in_url(host: str) -> str:
    """Return a host as a URL has it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def addresses_path() -> Path:
    """Return the folder of the gyms that this computer is enrolled in."""
    return user_config_path("rep-monitor", appauthor=False) / "gyms"


def address_path(kind: str, gym: str) -> Path:
    """Return the file of a gym that this computer is enrolled in as a kind of user."""
    return addresses_path() / f"{gym}-{kind}.toml"


def read_address(path: Path) -> Address:
    """Read a gym's address.

    Raises:
        ConfigError: There is none, or it is no address; one sentence.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Address)
    except FileNotFoundError as error:
        gym, _, kind = path.stem.rpartition("-")
        msg = (
            f"this computer is not enrolled as a {kind} of {gym}: rep-monitor coach"
            f" join CODE, with a code that `coach enrol {kind}` shows at the server"
        )
        raise ConfigError(msg) from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        msg = f"{path.name}: is no address of a gym ({error})"
        raise ConfigError(msg) from error


def write_address(address: Address, path: Path) -> None:
    """Write a gym's address so that only its owner can read it.

    Raises:
        ConfigError: It can't be written.
    """
    text = tomlkit.dumps(msgspec.to_builtins(address))
    try:
        put_private(path, text.encode())
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
        raise ConfigError(msg) from error
