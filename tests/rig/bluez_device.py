"""A sensor and its knobs, as the scripted org.bluez shows it on the bus."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from dbus_fast import Variant

from tests.rig.peripheral import Peripheral

ADAPTER: Final = "org.bluez.Adapter1"
DEVICE: Final = "org.bluez.Device1"
SERVICE: Final = "org.bluez.GattService1"
CHARACTERISTIC: Final = "org.bluez.GattCharacteristic1"
GATT: Final = "00001801-0000-1000-8000-00805f9b34fb"
SOME_SERVICE: Final = "0000fff0-0000-1000-8000-00805f9b34fb"
MTU: Final = 247

Objects = dict[str, dict[str, dict[str, Variant]]]


class BusyError(Exception):
    """An error to answer with: name, and words."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(name, text)
        self.name, self.text = name, text


def failed(text: str) -> BusyError:
    return BusyError("org.bluez.Error.Failed", text)


@dataclass
class Faults:
    """Knobs of one sensor.

    Attributes:
        refusal: Error of Connect.
        connect_s: How long Connect takes; one that waits ends when this is turned down.
        stuck: A Connect that begins now never ends.
        disconnect_s: How long Disconnect takes.
        resolve_s: From the link to the services; None: they never come.
        no_services: The services are not there.
        drop_while_resolving: The link goes down before the services are known.
        cached: The services stay known while there is no link, as of a bonded sensor;
            so do the subscriptions of every client that is still there.
        gatt_error: Error of whatever is asked of a characteristic.
    """

    refusal: BusyError | None = None
    connect_s: float = 0.05
    stuck: bool = False
    disconnect_s: float = 0.0
    resolve_s: float | None = 0.02
    no_services: bool = False
    drop_while_resolving: bool = False
    cached: bool = False
    gatt_error: BusyError | None = None


def att_error(code: int) -> BusyError:
    """Return what BlueZ makes of an error of the sensor's ATT server."""
    return failed(f"Operation failed with ATT error: 0x{code:02x} (Unknown)")


@dataclass
class Device:
    """A sensor as BlueZ knows it."""

    peripheral: Peripheral
    adapter: str
    faults: Faults = field(default_factory=Faults)
    near: bool = True
    known: bool = False
    connected: bool = False
    resolved: bool = False
    wiggle: int = 0
    connecting: asyncio.Task[None] | None = None
    sessions: dict[str, Counter[str]] = field(default_factory=dict)
    exported: Objects = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{self.adapter}/dev_{self.peripheral.address.replace(':', '_')}"

    def services(self) -> dict[str, str]:
        """UUID by path."""
        uuids = dict.fromkeys(
            _service(each) for each in self.characteristics().values()
        )
        return {self._service_path(uuid): uuid for uuid in uuids}

    def characteristics(self) -> dict[str, str]:
        """UUID, or service/UUID, by path."""
        if self.faults.no_services:
            return {}
        return {
            f"{self._service_path(_service(each))}/char{0x1001 + 2 * k:04x}": each
            for k, each in enumerate(self.peripheral.characteristics)
        }

    def _service_path(self, uuid: str) -> str:
        uuids = [*dict.fromkeys(map(_service, self.peripheral.characteristics))]
        return f"{self.path}/service{0x10 * (1 + uuids.index(uuid)):04x}"

    def properties(self) -> dict[str, Variant]:
        match = self.peripheral.profile.match
        services = [GATT, match.service] if match and match.service else [GATT]
        found = {
            "Address": Variant("s", self.peripheral.address),
            "AddressType": Variant("s", "random"),
            "Name": Variant("s", self.peripheral.name),
            "Alias": Variant("s", self.peripheral.name),
            "Paired": Variant("b", False),
            "Trusted": Variant("b", False),
            "Blocked": Variant("b", False),
            "LegacyPairing": Variant("b", False),
            "Connected": Variant("b", self.connected),
            "ServicesResolved": Variant("b", self.resolved),
            "UUIDs": Variant("as", services),
            "Adapter": Variant("o", self.adapter),
            "RSSI": Variant("n", self.peripheral.rssi_dbm),
        }
        if match and match.company_id is not None:
            data = {match.company_id: Variant("ay", b"\x00")}
            found["ManufacturerData"] = Variant("a{qv}", data)
        return found

    def gatt(self) -> Objects:
        found: Objects = {
            path: {
                SERVICE: {
                    "UUID": Variant("s", uuid),
                    "Primary": Variant("b", True),
                    "Device": Variant("o", self.path),
                    "Includes": Variant("ao", []),
                }
            }
            for path, uuid in self.services().items()
        }
        flags = self.peripheral.characteristics
        for path, each in self.characteristics().items():
            found[path] = {
                CHARACTERISTIC: {
                    "UUID": Variant("s", each.rpartition("/")[2]),
                    "Service": Variant("o", path.rpartition("/")[0]),
                    "Value": Variant("ay", b""),
                    "Notifying": Variant("b", False),
                    "Flags": Variant("as", flags[each]),
                    "MTU": Variant("q", MTU),
                }
            }
        return found


def _service(characteristic: str) -> str:
    return characteristic.rpartition("/")[0] or SOME_SERVICE
