"""A backend of bleak's on Bumble: real ATT and GATT over a virtual controller."""

import asyncio
import uuid as uuid_of_python
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, cast

from bleak.args import SizedBuffer
from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError, BleakGATTProtocolError, BleakGATTProtocolErrorCode
from bumble.att import ATT_Error
from bumble.controller import Controller
from bumble.core import UUID, BaseBumbleError
from bumble.device import Connection, Device, Peer
from bumble.gatt import Characteristic
from bumble.gatt_client import CharacteristicProxy
from bumble.hci import Address

MTU: Final = 247
PROPERTIES: Final[dict[CharacteristicPropertyName, Characteristic.Properties]] = {
    "read": Characteristic.Properties.READ,
    "write": Characteristic.Properties.WRITE,
    "write-without-response": Characteristic.Properties.WRITE_WITHOUT_RESPONSE,
    "notify": Characteristic.Properties.NOTIFY,
}


@dataclass
class Adapter:
    """An adapter with a virtual controller.

    Attributes:
        controller: Its lower half.
        central: Its upper half.
        connects: Addresses that a link was asked for to, in order.
    """

    controller: Controller
    central: Device
    connects: list[str] = field(default_factory=list)


class BumbleClient(BaseBleakClient):
    """Links of bleak's; a device's details are the ``Adapter`` that heard it."""

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **_: object,
    ) -> None:
        super().__init__(
            address_or_ble_device,
            disconnected_callback=disconnected_callback,
            timeout=timeout,
        )
        assert isinstance(address_or_ble_device, BLEDevice)
        self._adapter: Adapter = address_or_ble_device.details
        self._link: Connection | None = None
        self._down = asyncio.Event()

    @property
    def name(self) -> str:
        return self.address

    @property
    def mtu_size(self) -> int:
        return MTU if self._link is None else int(self._link.att_mtu)

    @property
    def is_connected(self) -> bool:
        return self._link is not None

    async def connect(self, pair: bool, **kwargs: object) -> None:
        adapter = self._adapter
        adapter.connects.append(self.address)
        try:
            async with asyncio.timeout(self._timeout):
                with _bleak_errors():
                    await self._connect()
        finally:
            # The virtual controller knows no cancel: it would go on connecting.
            adapter.controller.pending_le_connection = None

    async def _connect(self) -> None:
        link = await self._adapter.central.connect(Address(self.address), timeout=None)
        self._link = link
        link.on(Connection.EVENT_DISCONNECTION, self._on_down)
        peer = Peer(link)
        await peer.request_mtu(MTU)
        await peer.discover_services()
        for service in peer.services:
            await service.discover_characteristics()
        self.services = _services(peer, lambda: self.mtu_size - 3)

    async def disconnect(self) -> None:
        if self._link is not None:
            with _bleak_errors():
                await self._link.disconnect()
                await self._down.wait()
        self.services = None

    async def pair(self, *args: object, **kwargs: object) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, **kwargs: object
    ) -> bytearray:
        with _bleak_errors():
            return bytearray(await _proxy(characteristic).read_value())

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, **kwargs: object
    ) -> bytearray:
        raise NotImplementedError

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        with _bleak_errors():
            await _proxy(characteristic).write_value(
                bytes(data), with_response=response
            )

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        raise NotImplementedError

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **kwargs: object,
    ) -> None:
        with _bleak_errors():
            await _proxy(characteristic).subscribe(
                lambda payload: callback(bytearray(payload))
            )

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        with _bleak_errors():
            await _proxy(characteristic).unsubscribe()

    def _on_down(self, _reason: int) -> None:
        self._link = None
        self._down.set()
        if self._disconnected_callback is not None:
            self._disconnected_callback()


@contextmanager
def _bleak_errors() -> Iterator[None]:
    try:
        yield
    except ATT_Error as error:
        code = BleakGATTProtocolErrorCode(error.error_code)
        raise BleakGATTProtocolError(code) from error
    except BaseBumbleError as error:
        raise BleakError(str(error)) from error
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Bumble cancels what waits for an answer when the link goes down.
        raise BleakError("Not connected") from error


def _proxy(characteristic: BleakGATTCharacteristic) -> CharacteristicProxy[bytes]:
    return cast("CharacteristicProxy[bytes]", characteristic.obj)


def _services(peer: Peer, size: Callable[[], int]) -> BleakGATTServiceCollection:
    found = BleakGATTServiceCollection()
    for each in peer.services:
        service = BleakGATTService(each, each.handle, text(each.uuid))
        found.add_service(service)
        for one in each.characteristics:
            uses = [name for name, bit in PROPERTIES.items() if one.properties & bit]
            found.add_characteristic(
                BleakGATTCharacteristic(
                    one, one.handle, text(one.uuid), uses, size, service
                )
            )
    return found


def text(uuid: UUID) -> str:
    """Return a UUID as bleak has it."""
    return str(uuid_of_python.UUID(bytes=uuid.to_bytes(force_128=True)[::-1]))
