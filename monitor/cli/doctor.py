"""``rep-monitor doctor``: what this computer has of what a session needs."""

import asyncio
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.options import examples
from monitor.model.errors import LinkError, MonitorError

if TYPE_CHECKING:
    from monitor.acquisition.adapters import Adapter

NAME = "doctor"
EXAMPLES = examples("rep-monitor doctor", "rep-monitor doctor --json")
PACKAGES: Final = (
    "rep-monitor",
    "bleak",
    "numpy",
    "scipy",
    "vqf",
    "PySide6-Essentials",
)
ROOM_MB: Final = 500  # an hour of two sensors is about 30 MB
MANY_LINKS: Final = 5  # many adapters hold no more than seven


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's.

    Attributes:
        what: What was looked at.
        is_fine: Nothing has to be done.
        found: What was found.
        advice: What to do about it; empty if it is fine.
        needed: Without it no session can run at all.
    """

    what: str
    is_fine: bool
    found: str
    advice: str = ""
    needed: bool = False


def command(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs: one JSON object.")
    ] = False,
) -> None:
    """Check Bluetooth, sound, display, disk and versions; say what to do."""
    findings = [
        *bluetooth(),
        *_sound(),
        _display(),
        *_disk(),
        *_waiting(),
        *_versions(),
    ]
    if as_json:
        _print_json(findings)
    else:
        _print_lines(findings)
    missing = [each for each in findings if each.needed and not each.is_fine]
    if missing:
        msg = f"{missing[0].what}: {missing[0].found}: {missing[0].advice}"
        raise LinkError(msg)
    if not all(each.is_fine for each in findings):
        raise typer.Exit(1)


def _print_json(findings: list[Finding]) -> None:
    import msgspec

    told = {
        "schema": 1,
        "ok": all(each.is_fine for each in findings),
        "findings": [asdict(each) for each in findings],
    }
    typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())


def _print_lines(findings: list[Finding]) -> None:
    width = max(len(each.what) for each in findings)
    for each in findings:
        mark = "fine   " if each.is_fine else "PROBLEM"
        typer.echo(f"{mark}  {each.what:{width}}  {each.found}")
        if each.advice:
            typer.echo(f"{'':7}  {'':{width}}  -> {each.advice}")


def bluetooth() -> list[Finding]:
    """Look at the Bluetooth service and its adapters."""
    from monitor.acquisition.adapters import adapters

    try:
        reached = asyncio.run(_reached())
        known = asyncio.run(adapters()) if reached is None else None
    except LinkError as error:
        found, _, advice = str(error).partition(": ")
        advice = advice or "see to it and run this again"
        return [
            Finding("Bluetooth", is_fine=False, found=found, advice=advice, needed=True)
        ]
    if reached is not None:
        return [reached]
    return [_bluez(), *adapter_findings(known or [])]


async def _reached() -> Finding | None:
    """Return what can be told where the system keeps its adapters to itself."""
    if sys.platform == "linux":
        return None
    from monitor.acquisition.bleak_radio import BleakRadio

    async with BleakRadio().scanning(lambda _: None):
        return Finding("Bluetooth", is_fine=True, found="it can scan", needed=True)


def _bluez() -> Finding:
    """Tell BlueZ's version, which bleak wants to be 5.55 or newer."""
    tool = shutil.which("bluetoothctl")
    if tool is None:
        return Finding("BlueZ", is_fine=True, found="version unknown (no bluetoothctl)")
    said = subprocess.run(
        [tool, "--version"], capture_output=True, text=True, timeout=5, check=False
    ).stdout.strip()
    number = said.rpartition(" ")[2]
    is_new = number >= "5.55"
    advice = "" if is_new else "bring it to 5.55 or newer"
    return Finding("BlueZ", is_fine=is_new, found=f"version {number}", advice=advice)


def adapter_findings(adapters: "list[Adapter]") -> list[Finding]:
    """Judge the adapters."""
    if not adapters:
        return [
            Finding(
                "Bluetooth",
                is_fine=False,
                found="this computer has no Bluetooth adapter",
                advice="plug one in",
                needed=True,
            )
        ]
    usable = any(each.is_on and each.can_connect for each in adapters)
    return [_adapter_finding(each, needed=not usable) for each in adapters]


def _adapter_finding(adapter: "Adapter", *, needed: bool) -> Finding:
    what = f"adapter {adapter.name}"
    if not adapter.can_connect:
        found, advice = "can't do Bluetooth Low Energy", "use another adapter"
        return Finding(what, is_fine=False, found=found, advice=advice, needed=needed)
    if not adapter.is_on:
        found, advice = "is off", f"turn it on: bluetoothctl power on; {_blocked()}"
        return Finding(what, is_fine=False, found=found, advice=advice, needed=needed)
    names = f" ({', '.join(adapter.links)})" if adapter.links else ""
    found = f"on, holds {len(adapter.links)} links{names}"
    full = len(adapter.links) >= MANY_LINKS
    advice = "end links that aren't needed, or use a second adapter" if full else ""
    return Finding(what, is_fine=not full, found=found, advice=advice)


def _blocked() -> str:
    """Tell whether a switch of the computer keeps the radio off."""
    for state in Path("/sys/class/rfkill").glob("*/soft"):
        kind = state.with_name("type")
        if kind.read_text().strip() == "bluetooth" and state.read_text().strip() == "1":
            return "it is blocked: rfkill unblock bluetooth"
    return "a switch of the computer may keep it off"


def _sound() -> list[Finding]:
    try:
        import sounddevice
    except OSError:
        found, advice = "PortAudio is missing", "on Debian: install libportaudio2"
        return [Finding("sound", is_fine=False, found=found, advice=advice)]
    try:
        device = sounddevice.query_devices(kind="output")
    except (sounddevice.PortAudioError, ValueError):
        found, advice = "no output", "plug in a loudspeaker or headphones"
        return [Finding("sound", is_fine=False, found=found, advice=advice)]
    return [Finding("sound", is_fine=True, found=str(device["name"]))]


def _display() -> Finding:
    if sys.platform in {"win32", "darwin"}:
        return Finding("display", is_fine=True, found=platform.system())
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(name):
            return Finding("display", is_fine=True, found=f"{name}={os.environ[name]}")
    advice = "log in on a screen; 'rep-monitor live' works in a terminal without one"
    return Finding("display", is_fine=False, found="none", advice=advice)


def _disk() -> list[Finding]:
    from monitor.config import read_settings

    try:
        folder = read_settings().recordings_path
    except MonitorError as error:
        advice = "mend the settings file"
        return [Finding("settings", is_fine=False, found=str(error), advice=advice)]
    there = next(each for each in [folder, *folder.parents] if each.exists())
    free_mb = shutil.disk_usage(there).free // 2**20
    if not os.access(there, os.W_OK):
        found, advice = f"{there} can't be written", "choose another in the settings"
        return [Finding("recordings", is_fine=False, found=found, advice=advice)]
    is_fine = free_mb >= ROOM_MB
    advice = "" if is_fine else "make room: an hour is about 30 MB"
    found = f"{folder}, {free_mb} MB free"
    return [Finding("recordings", is_fine=is_fine, found=found, advice=advice)]


def _waiting() -> list[Finding]:
    """Tell what of this station waits for its gym's archive."""
    from monitor.alerts.wording import plural
    from monitor.config import read_settings
    from monitor.net.address import read_address
    from monitor.net.attached import archive_queue, enrolment_path

    try:
        gym = read_settings().coach.enrolment
        if not gym:
            return []
        count = len(archive_queue(read_address(enrolment_path(gym))).slips())
    except MonitorError as error:
        return [Finding("gym", is_fine=False, found=str(error), advice="enrol again")]
    advice = "'rep-monitor coach send' sends them" if count else ""
    found = f"{plural(count, 'recording')} waiting" if count else "none waits"
    return [Finding("gym's archive", is_fine=True, found=found, advice=advice)]


def _versions() -> list[Finding]:
    found = [f"Python {platform.python_version()}", f"{platform.platform(terse=True)}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            advice = "install the program anew"
            return [Finding(package, is_fine=False, found="missing", advice=advice)]
    return [Finding("versions", is_fine=True, found=", ".join(found))]
