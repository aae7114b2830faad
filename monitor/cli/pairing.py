"""Which sensors a session uses, and where each sits: said, remembered, or asked."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import typer
from msgspec.structs import replace

from monitor.acquisition.bleak_radio import BleakRadio
from monitor.acquisition.kits import Kit, KitSensor, read_kits
from monitor.acquisition.scan import Found, scan
from monitor.config import kits_path
from monitor.model.errors import ConfigError, LinkError
from monitor.profiles import Profile

SCAN_S = 8.0
ASKED_SCAN_S = 4.0  # while a person waits to choose


@dataclass(frozen=True)
class Wish:
    """What a person said of the sensors; None and empty leave it open.

    Attributes:
        pelvis: Address of the pelvis sensor.
        lumbar: Address of the lumbar sensor.
        profile: Key of the firmware profile of both.
        adapters: The adapter; or that of the pelvis sensor, then of the lumbar one.
        kit: Name of a kit.
        may_ask: There is somebody to be asked.
    """

    pelvis: str | None = None
    lumbar: str | None = None
    profile: str | None = None
    adapters: Sequence[str] = ()
    kit: str | None = None
    may_ask: bool = False


def known(wish: Wish, profiles: Mapping[str, Profile]) -> Kit | None:
    """Return the pair to use if it was said or is remembered, else None.

    Raises:
        ConfigError: What was said contradicts itself or names what isn't there.
        LinkError: A sensor that was said can't be found.
    """
    is_said = wish.pelvis is not None or wish.lumbar is not None
    if is_said or (wish.profile is not None and wish.profile not in profiles):
        return chosen(wish, profiles)
    kit = _remembered(wish)
    if kit is None or kit.pelvis.profile not in profiles:
        return None
    return _adapted(kit, wish)


def chosen(wish: Wish, profiles: Mapping[str, Profile]) -> Kit:
    """Return the pair of sensors to use.

    Raises:
        ConfigError: What was said contradicts itself or names what isn't there.
        LinkError: A sensor can't be found, or it is unclear which is which.
    """
    if wish.profile is not None and wish.profile not in profiles:
        known = ", ".join(profiles)
        msg = f"--profile {wish.profile}: there is no such profile; there are {known}"
        raise ConfigError(msg)
    if (wish.pelvis is None) is not (wish.lumbar is None):
        msg = "say both: --pelvis ADDR and --lumbar ADDR ('rep-monitor devices' tells)"
        raise ConfigError(msg)
    if wish.pelvis is not None and wish.lumbar is not None:
        return _said(wish, wish.pelvis, wish.lumbar, profiles)
    kit = _remembered(wish)
    if kit is not None and kit.pelvis.profile in profiles:
        return _adapted(kit, wish)
    return _asked(wish, profiles)


def _said(wish: Wish, pelvis: str, lumbar: str, profiles: Mapping[str, Profile]) -> Kit:
    if pelvis.upper() == lumbar.upper():
        msg = f"{pelvis}: one sensor can't be both the pelvis and the lumbar one"
        raise ConfigError(msg)
    first, second = _adapters(wish)
    keys = [wish.profile, wish.profile]
    if wish.profile is None:
        known = _known_addresses()
        keys = [known.get(pelvis.upper()), known.get(lumbar.upper())]
    if None in keys:
        keys = _matched([pelvis, lumbar], first, profiles)
    return Kit(
        name=wish.kit or f"{pelvis} {lumbar}",
        pelvis=KitSensor(pelvis, keys[0] or "", first),
        lumbar=KitSensor(lumbar, keys[1] or "", second),
    )


def _matched(
    addresses: list[str], adapter: str, profiles: Mapping[str, Profile]
) -> list[str | None]:
    """Listen for sensors to learn which profile knows each."""
    wanted = {address.upper() for address in addresses}

    def enough(found: list[Found]) -> bool:
        return wanted <= {each.sensor.address.upper() for each in found if each.profile}

    heard = {
        each.sensor.address.upper(): each
        for each in _scan(adapter, profiles, SCAN_S, enough)
    }
    for address in addresses:
        found = heard.get(address.upper())
        if found is None:
            msg = (
                f"{address}: not heard; turn it on, or say its --profile to wait for it"
            )
            raise LinkError(msg)
        if found.profile is None:
            msg = f"{address} ({found.sensor.name}): no profile knows it; say --profile"
            raise LinkError(msg)
    return [heard[address.upper()].profile for address in addresses]


def _remembered(wish: Wish) -> Kit | None:
    kits = read_kits(kits_path())
    if wish.kit is None:
        return kits[-1] if kits else None
    return next((each for each in kits if each.name == wish.kit), None)


def _adapted(kit: Kit, wish: Wish) -> Kit:
    """Return a remembered kit with what is wished otherwise this time."""
    changes: list[dict[str, str]] = [{}, {}]
    for change, adapter in zip(changes, _adapters(wish), strict=True):
        if wish.adapters:
            change["adapter"] = adapter
        if wish.profile is not None:
            change["profile"] = wish.profile
    pelvis, lumbar = (
        replace(each, **change)
        for each, change in zip((kit.pelvis, kit.lumbar), changes, strict=True)
    )
    return Kit(kit.name, pelvis, lumbar)


def _known_addresses() -> dict[str, str]:
    """Return the profile of each sensor that a kit remembers."""
    return {
        each.address.upper(): each.profile
        for kit in read_kits(kits_path())
        for each in (kit.pelvis, kit.lumbar)
    }


def _asked(wish: Wish, profiles: Mapping[str, Profile]) -> Kit:
    first, second = _adapters(wish)
    typer.echo("Listening for sensors ...", err=True)
    found = [
        each
        for each in _scan(first, profiles, ASKED_SCAN_S)
        if each.profile is not None and not profiles[each.profile].unfit
    ]
    if len(found) < 2:
        msg = (
            f"{len(found)} sensors heard, two are needed: turn them on, bring them near"
        )
        raise LinkError(msg)
    for number, each in enumerate(found, start=1):
        name = each.sensor.name or "-"
        typer.echo(
            f"{number:3}  {each.sensor.address}  {name}  ({each.profile})", err=True
        )
    if not wish.may_ask:
        msg = "say which sensor is which: --pelvis ADDR --lumbar ADDR"
        raise LinkError(msg)
    pelvis = _choice("Which one is on the pelvis?", len(found), 1)
    others = [number for number in range(1, len(found) + 1) if number != pelvis]
    lumbar = _choice("Which one is on the lower back?", len(found), others[0])
    if pelvis == lumbar:
        msg = "one sensor can't be both the pelvis and the lumbar one"
        raise LinkError(msg)
    sensors = [
        KitSensor(found[n - 1].sensor.address, found[n - 1].profile or "", adapter)
        for n, adapter in ((pelvis, first), (lumbar, second))
    ]
    name = wish.kit or f"{sensors[0].address} {sensors[1].address}"
    return Kit(name, *sensors)


def _choice(question: str, count: int, usual: int) -> int:
    while True:
        said = typer.prompt(
            f"{question} (1 to {count})", default=usual, type=int, err=True
        )
        if 1 <= said <= count:
            return int(said)


def _scan(
    adapter: str,
    profiles: Mapping[str, Profile],
    timeout_s: float,
    enough: Callable[[list[Found]], bool] = lambda _: False,
) -> list[Found]:
    return asyncio.run(scan(BleakRadio(adapter), profiles, timeout_s, enough))


def _adapters(wish: Wish) -> tuple[str, str]:
    match list(wish.adapters):
        case []:
            return "", ""
        case [one]:
            return one, one
        case [one, two]:
            return one, two
        case _:
            msg = "--adapter: at most two, the pelvis sensor's and the lumbar sensor's"
            raise ConfigError(msg)
