"""Bluetooth through `bleak`: the one module that knows it, with its errors.

What is done here and not left to bleak's defaults has its reason in a comment; most
were found by driving bleak 3.1 into faults.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakCharacteristicNotFoundError

from monitor.acquisition.radio import Advertisement, Peer, Take
from monitor.acquisition.radio_errors import FAILURES, explained
from monitor.model.errors import LinkError

if TYPE_CHECKING:
    from bleak.args.bluez import BlueZAdapterArgs, BlueZScannerArgs

CONNECT_S: Final = 8.0  # bleak's 30 s can all go into one aborted attempt
ANSWER_S: Final = 5.0  # for anything asked of a service that should answer at once
LEAVE_S: Final = 3.0  # on Windows a disconnect may take a minute
_UNHEARD_DBM: Final = -127  # bleak's word for "no RSSI known"


class BleakRadio:
    """A Bluetooth adapter of this computer."""

    def __init__(
        self, adapter: str = "", backend: type[BaseBleakClient] | None = None
    ) -> None:
        """Choose the adapter; nothing is opened yet.

        Args:
            adapter: Its name, as hci1; empty for the usual one.
            backend: Instead of the system's own, for tests.

        Raises:
            LinkError: This system lets nobody choose.
        """
        if adapter and sys.platform != "linux":
            msg = f"adapter {adapter}: only Linux lets a program choose the adapter"
            raise LinkError(msg)
        self._adapter = adapter
        self._backend = backend

    def __eq__(self, other: object) -> bool:
        """Tell whether it is the same adapter: sessions share its air time."""
        return isinstance(other, BleakRadio) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, type[BaseBleakClient] | None]:
        return self._adapter, self._backend

    @asynccontextmanager
    async def scanning(
        self, heard: Callable[[Advertisement], None]
    ) -> AsyncIterator[None]:
        """Call ``heard`` with each advertisement for as long as the context lasts.

        Raises:
            LinkError: There is no Bluetooth, or another scan is on.
        """
        named: BlueZScannerArgs = {"adapter": self._adapter} if self._adapter else {}
        with _told():
            scanner = BleakScanner(partial(_hear, heard), bluez=named)
            async with asyncio.timeout(ANSWER_S):
                await scanner.start()
        try:
            yield
        finally:
            with suppress(*FAILURES):  # the adapter may have gone meanwhile
                async with asyncio.timeout(ANSWER_S):
                    await scanner.stop()

    async def connected(self) -> list[Advertisement]:
        """Return sensors whose link is up already.

        Raises:
            LinkError: There is no Bluetooth.
        """
        named: BlueZAdapterArgs = {"adapter": self._adapter} if self._adapter else {}
        with _told():
            async with asyncio.timeout(ANSWER_S):
                adapter = await BleakAdapter.get(bluez=named)
                devices = await adapter.get_connected_devices()
        return [
            Advertisement(device.address, device.name or "", handle=device)
            for device in devices
        ]

    async def connect(self, sensor: Advertisement, on_lost: Callable[[], None]) -> Peer:
        """Make a link and find out the services.

        Raises:
            LinkError: It could not be made.
        """
        assert isinstance(sensor.handle, BLEDevice)  # an address would start a scan
        peer = _Peer(sensor.handle, on_lost, self._backend)
        try:
            with _told():
                async with asyncio.timeout(CONNECT_S):
                    await peer.client.connect(timeout=CONNECT_S)
        except BaseException:
            await peer.disconnect()
            raise
        return peer


class _Peer:
    """A client of bleak's: one for each link, never used again."""

    def __init__(
        self,
        device: BLEDevice,
        on_lost: Callable[[], None],
        backend: type[BaseBleakClient] | None,
    ) -> None:
        self._on_lost: Callable[[], None] | None = on_lost
        self.client = BleakClient(
            device, disconnected_callback=self._lost, backend=backend
        )

    @property
    def payload_bytes(self) -> int:
        """The longest notification that the link can carry."""
        # mtu_size is 23 on BlueZ whatever the truth; this is the true MTU less 3.
        services = self.client.services.characteristics.values()
        return max([20, *(each.max_write_without_response_size for each in services)])

    async def subscribe(self, characteristic: str, take: Take) -> None:
        with _told():
            async with asyncio.timeout(ANSWER_S):
                await self.client.start_notify(characteristic, partial(_take, take))

    async def write(
        self, characteristic: str, content: bytes, *, response: bool
    ) -> None:
        with _told():
            async with asyncio.timeout(ANSWER_S):
                target = self._target(characteristic)
                await self.client.write_gatt_char(target, content, response=response)

    async def read(self, characteristic: str) -> bytes:
        with _told():
            async with asyncio.timeout(ANSWER_S):
                return bytes(await self.client.read_gatt_char(characteristic))

    async def disconnect(self) -> None:
        """Let go of the link and of the bus that bleak keeps open for it.

        After a loss too: else the old bus stays, and everything arrives twice.
        """
        self._on_lost = None
        with suppress(*FAILURES):
            async with asyncio.timeout(LEAVE_S):
                await self.client.disconnect()

    def _target(self, characteristic: str) -> BleakGATTCharacteristic | str:
        """Return what bleak knows as this UUID, or as this one of that service."""
        service_uuid, has_service, uuid = characteristic.rpartition("/")
        if not has_service:
            return uuid
        service = self.client.services.get_service(service_uuid)
        found = service.get_characteristic(uuid) if service is not None else None
        if found is None:
            raise BleakCharacteristicNotFoundError(characteristic)
        return found

    def _lost(self, _client: BleakClient) -> None:
        if self._on_lost is not None:
            self._on_lost()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except LinkError:
        raise
    except FAILURES as error:
        raise LinkError(explained(error)) from error


def _hear(
    heard: Callable[[Advertisement], None], device: BLEDevice, said: AdvertisementData
) -> None:
    heard(
        Advertisement(
            address=device.address,
            name=said.local_name or device.name or "",
            rssi_dbm=None if said.rssi == _UNHEARD_DBM else float(said.rssi),
            services=frozenset(uuid.lower() for uuid in said.service_uuids),
            company_ids=frozenset(said.manufacturer_data),
            handle=device,
        )
    )


def _take(take: Take, _source: BleakGATTCharacteristic, payload: bytearray) -> None:
    take(bytes(payload))
