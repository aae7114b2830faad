"""``rep-monitor devices``: which sensors are near."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import Adapters, examples

if TYPE_CHECKING:
    from monitor.acquisition.bleak_radio import BleakRadio
    from monitor.acquisition.kits import Kit
    from monitor.acquisition.scan import Found
    from monitor.profiles import Profile

NAME = "devices"
EXAMPLES = examples("rep-monitor devices", "rep-monitor devices --timeout 20 --json")


def command(
    *,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=1.0, max=600.0, metavar="S", help="How long."),
    ] = 6.0,
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs: one JSON object.")
    ] = False,
    adapter: Adapters = None,
) -> None:
    """Listen for sensors: signal, battery, firmware profile, who uses them."""
    from monitor.acquisition.bleak_radio import BleakRadio
    from monitor.acquisition.kits import read_kits
    from monitor.config import kits_path, read_settings
    from monitor.profiles import find_profiles

    profiles = find_profiles(read_settings().profiles_path)
    radio = BleakRadio(adapter[0] if adapter else "")
    found = asyncio.run(_listened(radio, profiles, timeout))
    kits = read_kits(kits_path())
    rows = [_row(each, battery, profiles, kits) for each, battery in found]
    if as_json:
        import msgspec

        told = {"schema": 1, "devices": rows}
        typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())
    else:
        _print(rows)


async def _listened(
    radio: "BleakRadio", profiles: "dict[str, Profile]", timeout_s: float
) -> "list[tuple[Found, float | None]]":
    """Scan, then ask each known sensor for its charge."""
    from monitor.acquisition.battery_check import battery_of
    from monitor.acquisition.scan import scan

    found = await scan(radio, profiles, timeout_s)
    return [
        (
            each,
            await battery_of(radio, each.sensor, profiles[each.profile])
            if each.profile and not each.is_linked
            else None,
        )
        for each in found
    ]


def _row(
    found: "Found",
    battery: float | None,
    profiles: "dict[str, Profile]",
    kits: "list[Kit]",
) -> dict[str, object]:
    from monitor.acquisition.locks import is_held
    from monitor.config import locks_path

    address = found.sensor.address
    kit = next(
        (k.name for k in kits if address in {k.pelvis.address, k.lumbar.address}), None
    )
    profile = profiles[found.profile] if found.profile else None
    return {
        "address": address,
        "name": found.sensor.name,
        "rssi_dbm": found.sensor.rssi_dbm,
        "profile": found.profile,
        "unfit": profile.unfit if profile else "",
        "battery_percent": battery,
        "linked": found.is_linked,
        "in_use": is_held(address, locks_path()),
        "kit": kit,
    }


def _print(rows: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not rows:
        typer.echo("No device was heard: turn the sensors on and bring them near.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Address", "Name", "Signal", "Battery", "Profile", ""):
        table.add_column(heading)
    for row in rows:
        signal = "linked" if row["rssi_dbm"] is None else f"{row['rssi_dbm']:.0f} dBm"
        battery = row["battery_percent"]
        charge = "-" if battery is None else f"{battery:.0f} %"
        marks = [
            "in use" if row["in_use"] else "",
            f"kit {row['kit']}" if row["kit"] else "",
            f"unfit: {row['unfit']}" if row["unfit"] else "",
        ]
        table.add_row(
            str(row["address"]),
            str(row["name"]) or "-",
            signal,
            charge,
            str(row["profile"] or "unknown"),
            ", ".join(filter(None, marks)),
        )
    Console(soft_wrap=True).print(table)
