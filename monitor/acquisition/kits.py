"""Kits: pairs of sensors that belong together, remembered by name."""

from pathlib import Path
from typing import Annotated

import msgspec
import tomlkit

from monitor.model.errors import ConfigError

MAX_KITS = 200

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class KitSensor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sensor of a kit.

    Attributes:
        address: As the radio tells it: per-host id on macOS.
        profile: Key of its firmware profile.
        adapter: The Bluetooth adapter it is used with; empty for the usual one.
    """

    address: Name
    profile: Name
    adapter: str = ""


class Kit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two sensors and where each sits."""

    name: Name
    pelvis: KitSensor
    lumbar: KitSensor


class _Kits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kits: Annotated[list[Kit], msgspec.Meta(max_length=MAX_KITS)] = []


def read_kits(path: Path) -> list[Kit]:
    """Return the kits, the one used last at the end; none if there is no file.

    Raises:
        ConfigError: The file can't be read or is not one of kits.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        msg = f"{path}: can't be read ({error.strerror})"
        raise ConfigError(msg) from error
    try:
        return msgspec.toml.decode(text, type=_Kits).kits
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{path.name}: {error}: mend the file or remove it"
        raise ConfigError(msg) from error


def remember(kit: Kit, path: Path) -> None:
    """Keep a kit as the one used last; one of its name, or of its sensors, goes.

    Raises:
        ConfigError: The file can't be read or written.
    """
    addresses = {kit.pelvis.address, kit.lumbar.address}
    others = [
        each
        for each in read_kits(path)
        if each.name != kit.name
        and {each.pelvis.address, each.lumbar.address} != addresses
    ]
    kits = _Kits([*others, kit][-MAX_KITS:])
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(tomlkit.dumps(msgspec.to_builtins(kits)), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
        raise ConfigError(msg) from error
