"""A hub's files: its configuration, its gyms' keys, and what each gym is handed."""

from pathlib import Path
from typing import Final

import msgspec

from monitor.net.serve.credentials import key_pair
from monitor.net.serve.errors import ServeError
from monitor.net.serve.leaf import (
    GymKeys,
    Hub,
    HubListening,
    gather,
    hub_configuration,
    new_gym_keys,
    write_hub,
)
from monitor.net.serve.reached import reached
from monitor.net.serve.streams import one_line
from monitor.net.serve.users import checked_name, write_private

CONFIGURATION: Final = "hub.conf"
_KEYS: Final = "gyms.json"


class _Seeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    leaf: str
    reader: str


def write_hub_files(
    folder: Path, gyms: list[str], listening: HubListening, url: str, ca: str
) -> list[Path]:
    """Write a hub's configuration and each gym's way to it; known gyms keep their keys.

    Args:
        folder: Of the hub.
        gyms: Names; those that are known already stay.
        listening: Where the hub listens.
        url: Where gyms reach it.
        ca: Certificate of its authority, PEM; empty for the usual ones.

    Returns:
        The configuration, then a file for each gym, to be carried there.

    Raises:
        ServeError: A name is none, a file can't be written, or TLS is missing.
    """
    keys = read_gym_keys(folder)
    for name in gyms:
        keys.setdefault(checked_name(name), new_gym_keys())
    text = hub_configuration(listening, keys, folder)
    folder.mkdir(parents=True, exist_ok=True)
    seeds = {
        name: _Seeds(pair.leaf.seed, pair.reader.seed) for name, pair in keys.items()
    }
    write_private(folder / _KEYS, msgspec.json.encode(seeds))
    written = [folder / CONFIGURATION]
    write_private(written[0], text.encode())
    for name, pair in keys.items():
        path = folder / f"{name}.hub.toml"
        write_hub(Hub(url, pair.leaf.seed, ca), path)
        written.append(path)
    return written


def read_gym_keys(folder: Path) -> dict[str, GymKeys]:
    """Return the keys of a hub's gyms; none before the first.

    Raises:
        ServeError: The file is damaged.
    """
    path = folder / _KEYS
    try:
        seeds = msgspec.json.decode(path.read_bytes(), type=dict[str, _Seeds])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        msg = f"{path}: the keys of the hub's gyms can't be read ({one_line(error)})"
        raise ServeError(msg) from error
    return {
        name: GymKeys(key_pair(each.leaf), key_pair(each.reader))
        for name, each in seeds.items()
    }


async def gather_all(folder: Path, url: str, ca: Path | None = None) -> list[str]:
    """Have a running hub gather what its gyms tell; return their names.

    Args:
        folder: Of the hub.
        url: Where it is reached.
        ca: Certificate of its authority; None for the usual ones.

    Raises:
        ServeError: There is none, it isn't reached, or refuses.
    """
    keys = read_gym_keys(folder)
    if not keys:
        msg = f"{folder}: holds no hub: rep-monitor coach hub-config writes one"
        raise ServeError(msg)
    for name, pair in keys.items():
        async with reached(url, pair.reader.seed, ca) as client:
            await gather(client, name)
    return list(keys)
