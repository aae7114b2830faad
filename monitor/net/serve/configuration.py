"""The server's configuration, written out: who may do what, and how much of it.

The text is JSON, which nats-server reads as its own; so nothing is quoted by hand.
"""

import ipaddress
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from monitor.net.address import in_url
from monitor.net.serve import server_log
from monitor.net.serve.accounts import gym_accounts
from monitor.net.serve.errors import ServeError
from monitor.net.serve.users import User, checked_name

MOST_PAYLOAD: Final = 262_144  # bytes; a chunk of a recording is half of it
MOST_SUBSCRIPTIONS: Final = 200  # of one connection
MOST_PENDING: Final = 8 << 20  # bytes a connection may be behind; then it is cut
MOST_CONNECTIONS: Final = 4096
MOST_MEMORY: Final = 256 << 20  # bytes of last states
MOST_QUEUED: Final = 500  # messages a stream has not yet written; more are refused
MOST_STORE: Final = 1 << 42  # bytes; each stream has a limit of its own, and the disk
SYSTEM: Final = "SYS"  # account of the server's own affairs; no gym's name has capitals
LOG_BYTES: Final = 10 << 20


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of a server's certificate: its chain, and its private key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a gym's server listens.

    Attributes:
        host: Address of the interface; loopback may do without TLS.
        port: Of stations and coaches.
        websocket_port: Of tablets; None opens none.
        origins: Web origins that may use it; empty for the server's own alone.
        tls: None only on loopback.
    """

    host: str
    port: int
    websocket_port: int | None = None
    origins: tuple[str, ...] = ()
    tls: Tls | None = None


def reached_at(host: str) -> str:
    """Return the address by which this machine reaches what listens at one."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def server_configuration(  # noqa: PLR0913  where, who, and what it has besides
    gym: str,
    listening: Listening,
    users: Iterable[User],
    folder: Path,
    leaf: Mapping[str, Any] | None = None,
    *,
    waiting: Container[str] = (),
    watcher: str = "",
) -> str:
    """Return the text of nats-server's configuration file.

    Args:
        gym: Name of the gym; its streams' account.
        listening: Where.
        users: Who may connect; nobody else, and nobody without a key.
        folder: Where the store, the log and the process id go.
        leaf: Makes it a leaf node of a hub; see ``leaf.leaf_blocks``.
        watcher: Public key of who may ask the server about its connections.
        waiting: Names of users who may not connect yet; see ``accounts``.

    Raises:
        ServeError: It would serve other machines without TLS.
    """
    if listening.tls is None and not is_loopback(listening.host):
        msg = f"{listening.host}: other machines are served with TLS only"
        raise ServeError(msg)
    whole: dict[str, Any] = {
        "server_name": f"rep-monitor-{checked_name(gym)}",
        "listen": f"{in_url(listening.host)}:{listening.port}",
        **_limits(),
        **_files(folder),
        "jetstream": {
            "store_dir": str(folder / "store"),
            "max_file": MOST_STORE,
            "max_mem": MOST_MEMORY,
            # A stream writes all that waits before it acknowledges or delivers again:
            # one station that floods would have all others wait for a minute.
            "max_buffered_msgs": MOST_QUEUED,
            # An acknowledged event must outlive a power cut: the station forgets it.
            "sync_interval": "always",
        },
        "accounts": gym_accounts(gym, users, waiting),
    }
    if watcher:
        whole["accounts"][SYSTEM] = {"users": [{"nkey": watcher}]}
        whole["system_account"] = SYSTEM
    if leaf is not None:
        whole["jetstream"]["domain"] = gym
        whole["leafnodes"] = leaf
    if listening.tls is not None:
        whole["tls"] = _tls(listening.tls)
    if listening.websocket_port is not None:
        whole["websocket"] = _websocket(listening, listening.websocket_port)
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


def _limits() -> dict[str, Any]:
    return {
        "max_payload": MOST_PAYLOAD,
        "max_connections": MOST_CONNECTIONS,
        "max_control_line": 4096,
        "max_subscriptions": MOST_SUBSCRIPTIONS,
        # Who reads too slowly is cut off; nobody waits for it.
        "max_pending": MOST_PENDING,
        "write_deadline": "2s",
        "ping_interval": "20s",
        "ping_max": 2,
        "authorization": {"timeout": 5},
    }


def _files(folder: Path) -> dict[str, Any]:
    return {
        "log_file": str(folder / server_log.NAME),
        "logtime": True,
        "logfile_size_limit": LOG_BYTES,
        "logfile_max_num": 3,
        "pid_file": str(folder / "nats.pid"),
    }


def _tls(tls: Tls) -> dict[str, Any]:
    return {
        "cert_file": str(tls.certificate),
        "key_file": str(tls.key),
        "min_version": "1.3",
        "timeout": 5,
    }


def _websocket(listening: Listening, port: int) -> dict[str, Any]:
    block: dict[str, Any] = {
        "listen": f"{in_url(listening.host)}:{port}",
        "handshake_timeout": "5s",
        "compression": False,
    }
    if listening.origins:
        block["allowed_origins"] = list(listening.origins)
    else:
        block["same_origin"] = True
    if listening.tls is None:
        block["no_tls"] = True
    else:
        block["tls"] = _tls(listening.tls)
    return block
