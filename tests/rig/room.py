"""Two lifters with two sensors each at one adapter, and the file that says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.records import TRUNK
from monitor.profiles import find_profiles
from tests.rig.bluez import BlueZ, bluez
from tests.rig.peripheral import Peripheral, lines

SENSORS = {
    "rack-1": ("C0:00:00:00:00:01", "C0:00:00:00:00:02"),
    "rack-2": ("C0:00:00:00:00:03", "C0:00:00:00:00:04"),
}
IMPATIENT = "found_within_s = 1\n"
NAMES = {"rack-1": "Ann", "rack-2": "Bob"}


@contextmanager
def room_on_air(session: SimulatedSession) -> Iterator[BlueZ]:
    """Yield a BlueZ that hears the sensors of both."""
    profile = find_profiles()["reference"]
    sensors = [
        Peripheral(address, profile, lines(session, placement, profile))
        for pair in SENSORS.values()
        for placement, address in zip(TRUNK, pair, strict=True)
    ]
    with bluez(sensors) as rig:
        yield rig


def room_file(folder: Path, bob: str = "") -> Path:
    """Write who trains where with which sensors; return the file.

    Args:
        folder: Where.
        bob: What is said of Bob besides.
    """
    text = ""
    for station, pair in SENSORS.items():
        text += f'[[lifter]]\nstation = "{station}"\nname = "{NAMES[station]}"\n'
        text += 'profile = "reference"\nload_kg = 40\nexercise = "glute_bridge"\n'
        for placement, address in zip(TRUNK, pair, strict=True):
            text += f'{placement.value} = "{address}"\n'
    path = folder / "room.toml"
    path.write_text(text + bob, encoding="utf-8")
    return path
