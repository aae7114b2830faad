"""Sensors and an adapter on virtual controllers: real advertising, ATT and GATT.

It needs no system's Bluetooth, and knows no clock but the loop's.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from bleak.backends.device import BLEDevice
from bumble.att import Attribute, AttributeValue
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement as Report
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from monitor.acquisition.bleak_radio import BleakRadio
from monitor.acquisition.radio import Advertisement
from tests.rig.bumble_client import PROPERTIES, Adapter, BumbleClient, text
from tests.rig.peripheral import Peripheral, Sent

if TYPE_CHECKING:
    from bleak.assigned_numbers import CharacteristicPropertyName

CARRY_S: Final = 0.004
ADVERTISED_MS: Final = 100.0
OURS: Final = "F0:00:00:00:00:01"
SOME_SERVICE: Final = "0000fff0-0000-1000-8000-00805f9b34fb"


def _device(link: LocalLink, address: str) -> tuple[Controller, Device]:
    controller = Controller(address, link=link)
    host = Host(controller, AsyncPipeSink(controller))
    return controller, Device(address=Address(address), host=host)


class VirtualSensor:
    """A peripheral with a controller and a GATT server of its own."""

    def __init__(self, peripheral: Peripheral, link: LocalLink) -> None:
        self.peripheral = peripheral
        _, self.device = _device(link, peripheral.address)
        self.link: Connection | None = None
        self._served = {
            uuid: self._characteristic(uuid, uses)
            for uuid, uses in peripheral.characteristics.items()
        }
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Switch it on: it advertises whenever it has no link."""
        services: dict[str, list[Characteristic[bytes]]] = {}
        for uuid, each in self._served.items():
            services.setdefault(uuid.rpartition("/")[0] or SOME_SERVICE, []).append(
                each
            )
        self.device.add_services(
            [
                Service(uuid, characteristics)
                for uuid, characteristics in services.items()
            ]
        )
        self.device.on(Device.EVENT_CONNECTION, self._on_link)
        await self.device.power_on()
        self._tasks.append(asyncio.ensure_future(self._carry()))
        await self.come_back()

    async def come_back(self) -> None:
        """Advertise, now and after each link."""
        await self.device.start_advertising(
            advertising_data=bytes(AdvertisingData(self._advertised())),
            advertising_interval_min=ADVERTISED_MS,
            advertising_interval_max=ADVERTISED_MS,
            auto_restart=True,
        )

    async def leave(self) -> None:
        """Go out of range: no link, and nothing is heard."""
        await self.device.stop_advertising()
        await self.drop()

    async def drop(self) -> None:
        """Take the link down."""
        if self.link is not None:
            await self.link.disconnect()

    async def stop(self) -> None:
        """Switch it off."""
        await self.leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self.device.power_off()

    def _characteristic(self, uuid: str, uses: Sequence[str]) -> Characteristic[bytes]:
        properties = Characteristic.Properties(0)
        for use in uses:
            properties |= PROPERTIES[cast("CharacteristicPropertyName", use)]
        found: Characteristic[bytes] = Characteristic(
            uuid.rpartition("/")[2],
            properties,
            Attribute.Permissions.READABLE | Attribute.Permissions.WRITEABLE,
            AttributeValue(
                read=lambda _: self.peripheral.read(uuid),
                write=lambda _, content: self._write(uuid, content),
            ),
        )
        on_subscription = partial(self._on_subscription, uuid)
        found.on(Characteristic.EVENT_SUBSCRIPTION, on_subscription)
        return found

    def _advertised(self) -> list[tuple[int, bytes]]:
        found = [
            (AdvertisingData.COMPLETE_LOCAL_NAME, self.peripheral.name.encode()),
        ]
        match = self.peripheral.profile.match
        if match and match.service:
            kind = AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
            found.append((kind, UUID(match.service).to_bytes(force_128=True)))
        if match and match.company_id is not None:
            content = match.company_id.to_bytes(2, "little") + b"\x00"
            found.append((AdvertisingData.MANUFACTURER_SPECIFIC_DATA, content))
        return cast("list[tuple[int, bytes]]", found)

    def _on_link(self, link: Connection) -> None:
        self.link = link
        self.peripheral.skip(_now())
        link.on(Connection.EVENT_DISCONNECTION, self._on_no_link)

    def _on_subscription(
        self, uuid: str, _: Connection, notify: bool, _indicate: bool
    ) -> None:
        if notify:
            self.peripheral.subscribed(uuid, _now())

    def _on_no_link(self, _reason: int) -> None:
        self.link = None
        self.peripheral.left()

    async def _write(self, uuid: str, content: bytes) -> None:
        await self._notify(self.peripheral.write(uuid, bytes(content), _now()))

    async def _carry(self) -> None:
        while True:
            await asyncio.sleep(CARRY_S)
            if self.link is None:
                self.peripheral.skip(_now())
            else:
                await self._notify(self.peripheral.take_due(_now()))

    async def _notify(self, sent: list[Sent]) -> None:
        for uuid, payload in sent:
            if self.link is not None:
                characteristic = self._served[uuid]
                await self.device.notify_subscriber(self.link, characteristic, payload)


@dataclass
class Air:
    """Sensors and one adapter of ours, in reach of each other."""

    adapter: Adapter
    sensors: dict[str, VirtualSensor]

    @property
    def links(self) -> int:
        """How many links are up."""
        return len(self.adapter.central.connections)


def _now() -> float:
    return asyncio.get_running_loop().time()


class BumbleRadio(BleakRadio):
    """The adapter: links go through bleak, scans are Bumble's own."""

    def __init__(self, adapter: Adapter) -> None:
        super().__init__(backend=BumbleClient)
        self._virtual = adapter

    @asynccontextmanager
    async def scanning(
        self, heard: Callable[[Advertisement], None]
    ) -> AsyncIterator[None]:
        central = self._virtual.central
        assert not central.is_scanning, "two scans at a time"
        hear = partial(self._hear, heard)
        central.on(Device.EVENT_ADVERTISEMENT, hear)
        await central.start_scanning()
        try:
            yield
        finally:
            central.remove_listener(Device.EVENT_ADVERTISEMENT, hear)
            await central.stop_scanning()

    async def connected(self) -> list[Advertisement]:
        links = self._virtual.central.connections.values()
        addresses = (str(link.peer_address).partition("/")[0] for link in links)
        return [self._advertisement(each) for each in addresses]

    def _hear(self, heard: Callable[[Advertisement], None], report: Report) -> None:
        address = str(report.address).partition("/")[0]
        name = report.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        kind = AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
        services = cast("list[UUID]", report.data.get(kind) or [])
        heard(
            replace(
                self._advertisement(address),
                name=str(name or ""),
                rssi_dbm=float(report.rssi),
                services=frozenset(text(each) for each in services),
            )
        )

    def _advertisement(self, address: str) -> Advertisement:
        return Advertisement(address, handle=BLEDevice(address, None, self._virtual))


@asynccontextmanager
async def in_the_air(peripherals: Sequence[Peripheral]) -> AsyncIterator[Air]:
    """Switch sensors and an adapter on, on one link; off at the end."""
    link = LocalLink()  # type: ignore[no-untyped-call]
    controller, central = _device(link, OURS)
    await central.power_on()
    sensors = {each.address: VirtualSensor(each, link) for each in peripherals}
    for sensor in sensors.values():
        await sensor.start()
    yield Air(Adapter(controller, central), sensors)
    for sensor in sensors.values():
        await sensor.stop()
    await central.power_off()
