"""Many gyms: each keeps its own server, and a hub gathers what they tell.

A gym's server is a leaf node of the hub, in an account of its own there: no gym sees
another. The gym dials out, works on when the hub is gone, and the hub's stream catches
up from the gym's when it is back. Pain, last states, recordings and commands stay in
the gym: the leaf takes no request for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import nats.errors
import tomlkit
from nats.aio.client import Client
from nats.js import api

from monitor.net.serve.configuration import Tls, is_loopback
from monitor.net.serve.credentials import KeyPair, new_key_pair
from monitor.net.serve.errors import ServeError
from monitor.net.serve.streams import one_line
from monitor.net.serve.users import checked_name, write_private
from monitor.net.subjects import pain_stream, state_bucket, stream

HUB_FILE: Final = "hub.toml"
HUB_KEPT_S: Final = 400 * 24 * 3600.0
RECONNECT: Final = "2s"  # how long a gym waits before it dials a lost hub again


class Hub(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gym's way to its hub, as the hub's owner hands it over.

    Attributes:
        url: Where the hub takes leaves: ``tls://host:7422``.
        seed: The gym's secret nkey there.
        ca: Certificate of the hub's authority, PEM; empty for the usual ones.
    """

    url: str
    seed: str
    ca: str = ""


@dataclass(frozen=True, slots=True)
class HubListening:
    """Where a hub listens.

    Attributes:
        host: Address of the interface; loopback may do without TLS.
        port: Of those who read there.
        leaf_port: Of gyms.
        tls: None only on loopback.
    """

    host: str
    port: int
    leaf_port: int
    tls: Tls | None = None


@dataclass(frozen=True, slots=True)
class GymKeys:
    """A gym's keys at the hub: its leaf's, and that of whoever reads there."""

    leaf: KeyPair
    reader: KeyPair


def new_gym_keys() -> GymKeys:
    """Return the keys of a new gym."""
    return GymKeys(new_key_pair(), new_key_pair())


def hub_configuration(
    listening: HubListening, gyms: Mapping[str, GymKeys], folder: Path
) -> str:
    """Return the text of the hub's configuration file.

    Args:
        listening: Where.
        gyms: Each an account of its own.
        folder: Where its store and its log go.

    Raises:
        ServeError: It would serve other machines without TLS, or a name is none.
    """
    if listening.tls is None and not is_loopback(listening.host):
        msg = f"{listening.host}: other machines are served with TLS only"
        raise ServeError(msg)
    leaves: dict[str, Any] = {"listen": f"{listening.host}:{listening.leaf_port}"}
    whole: dict[str, Any] = {
        "server_name": "rep-monitor-hub",
        "listen": f"{listening.host}:{listening.port}",
        "log_file": str(folder / "hub.log"),
        "jetstream": {"store_dir": str(folder / "store"), "domain": "hub"},
        "leafnodes": leaves,
        "accounts": {
            checked_name(name): {
                "jetstream": "enabled",
                # A leaf signs in as a user of its account, and is nothing elsewhere.
                "users": [{"nkey": keys.leaf.public}, {"nkey": keys.reader.public}],
            }
            for name, keys in gyms.items()
        },
    }
    if listening.tls is not None:
        files = {
            "cert_file": str(listening.tls.certificate),
            "key_file": str(listening.tls.key),
            "min_version": "1.3",
        }
        whole["tls"] = leaves["tls"] = files
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


def leaf_blocks(gym: str, hub: Hub, folder: Path) -> dict[str, Any]:
    """Return what a gym's own configuration has besides when it has a hub.

    Args:
        gym: Name of the gym; its account, here and there.
        hub: Where the hub is.
        folder: Where the authority's certificate is kept.
    """
    remote: dict[str, Any] = {
        "urls": [hub.url],
        "nkey": hub.seed,
        "account": gym,
        "deny_imports": list(_kept_from_the_hub(gym)),
        "deny_exports": list(_never_told(gym)),
    }
    if hub.ca:
        authority = folder / "hub-ca.pem"
        authority.write_text(hub.ca)
        remote["tls"] = {"ca_file": str(authority)}
    return {"remotes": [remote], "reconnect": RECONNECT}


def _kept_from_the_hub(gym: str) -> Iterable[str]:
    """Yield the requests that a gym takes from nobody outside."""
    api_of = (f"$JS.{gym}.API", "$JS.API")
    others = (pain_stream(gym), f"KV_{state_bucket(gym)}")
    for prefix in api_of:
        for name in others:
            yield f"{prefix}.CONSUMER.CREATE.{name}"
            yield f"{prefix}.CONSUMER.CREATE.{name}.>"
            yield f"{prefix}.CONSUMER.DURABLE.CREATE.{name}.>"
            yield f"{prefix}.CONSUMER.MSG.NEXT.{name}.>"
        for verb in ("CREATE", "UPDATE", "DELETE", "PURGE", "SNAPSHOT", "RESTORE"):
            yield f"{prefix}.STREAM.{verb}.>"
        yield f"{prefix}.STREAM.MSG.>"
        yield f"{prefix}.DIRECT.>"
    yield f"rm.v1.{gym}.>"  # nobody outside speaks for a station, or commands one
    yield "$KV.>"
    yield "$O.>"


def _never_told(gym: str) -> Iterable[str]:
    """Yield what never leaves a gym as it is said."""
    yield f"rm.v1.{gym}.*.pain"
    yield f"rm.v1.{gym}.*.command"
    yield f"rm.v1.{gym}.*.state"
    yield "$KV.>"
    yield "$O.>"


def read_hub(folder: Path) -> Hub | None:
    """Return a gym's way to its hub; None if it has none.

    Raises:
        ServeError: The file is none of that kind.
    """
    path = folder / HUB_FILE
    return read_hub_file(path) if path.exists() else None


def read_hub_file(path: Path) -> Hub:
    """Read a way to a hub.

    Raises:
        ServeError: The file is none of that kind.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Hub)
    except OSError as error:
        msg = f"{path}: can't be read ({error.strerror})"
        raise ServeError(msg) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: is no way to a hub ({one_line(error)})"
        raise ServeError(msg) from error


def write_hub(hub: Hub, path: Path) -> None:
    """Write a gym's way to its hub so that only its owner can read it."""
    write_private(path, tomlkit.dumps(msgspec.to_builtins(hub)).encode())


async def gather(client: Client, gym: str) -> None:
    """Have the hub keep what a gym tells; it catches up after any cut.

    Args:
        client: A connection to the hub, in the gym's account.
        gym: Name of the gym.

    Raises:
        ServeError: The hub refuses.
    """
    source = api.StreamSource(
        name=stream(gym),
        external=api.ExternalStream(api=f"$JS.{gym}.API", deliver=""),
    )
    config = api.StreamConfig(
        name=stream(gym),
        sources=[source],
        storage=api.StorageType.FILE,
        max_age=HUB_KEPT_S,
    )
    try:
        await client.jetstream(timeout=10.0).add_stream(config)
    except nats.errors.Error as error:
        msg = f"the hub can't gather {gym}: {one_line(error)}"
        raise ServeError(msg) from error
