"""A scripted org.bluez on a private bus: what bleak's real backend talks to.

It runs on a thread of its own; every method may be called from any thread. Names of
interfaces, members and errors are BlueZ's own.
"""

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.rig.bluez_device import (
    ADAPTER,
    CHARACTERISTIC,
    DEVICE,
    BusyError,
    Device,
    Objects,
    failed,
)
from tests.rig.bus import Bus
from tests.rig.peripheral import Peripheral

PROPERTIES: Final = "org.freedesktop.DBus.Properties"
MANAGER: Final = "org.freedesktop.DBus.ObjectManager"
CARRY_S: Final = 0.004
ADVERTISE_S: Final = 0.1


class BlueZ:
    """org.bluez with its adapters and sensors, and a knob for each fault."""

    def __init__(
        self, bus: Bus, peripherals: list[Peripheral], adapters: int = 1
    ) -> None:
        self.bus = bus
        self.powered = {f"/org/bluez/hci{k}": True for k in range(adapters)}
        self.devices = {
            each.address: Device(each, f"/org/bluez/hci{k % max(adapters, 1)}")
            for k, each in enumerate(peripherals)
        }
        self.scanners: Counter[tuple[str, str]] = Counter()  # client, adapter
        self.most_links = 999
        self.scan_error: BusyError | None = None
        self.connects = 0
        self.central = True
        self._message_bus: MessageBus | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.appear()

    # What tests ask.

    @property
    def links(self) -> int:
        """How many links are up."""
        return sum(each.connected for each in self.devices.values())

    @property
    def is_there(self) -> bool:
        """Tell whether bluetoothd runs."""
        return self._message_bus is not None

    @property
    def notify_sessions(self) -> int:
        """How many subscriptions are held, by whichever client."""
        return sum(
            sum(each.values())
            for device in self.devices.values()
            for each in device.sessions.values()
        )

    # Knobs.

    def drop(self, address: str) -> None:
        """The link goes down."""
        self._call(lambda: self._down(self.devices[address]))

    def leave(self, address: str) -> None:
        """Out of range: the link goes down, nothing is heard."""
        self.devices[address].near = False
        self.drop(address)

    def come_back(self, address: str) -> None:
        """In range again."""
        self.devices[address].near = True

    def power(self, *, on: bool, adapter: str = "/org/bluez/hci0") -> None:
        """Turn an adapter off, its links with it, or on."""

        def switch() -> None:
            self.powered[adapter] = on
            for device in self._on(adapter):
                if not on:
                    self._down(device)
            if not on:
                self._end_scans(adapter)
            self._changed(adapter, ADAPTER, {"Powered": Variant("b", on)})

        self._call(switch)

    def unplug(self, adapter: str = "/org/bluez/hci0") -> None:
        """Pull an adapter out, its links and all it knows with it."""

        def pull() -> None:
            for device in self._on(adapter):
                self._down(device)
                self._unknow(device)
            self._end_scans(adapter)
            del self.powered[adapter]
            self._removed(adapter, [ADAPTER])

        self._call(pull)

    def plug(self, adapter: str = "/org/bluez/hci0") -> None:
        """Plug an adapter in."""

        def push() -> None:
            self.powered[adapter] = True
            self._added(adapter, {ADAPTER: self._adapter(adapter)})

        self._call(push)

    def forget(self, address: str) -> None:
        """Drop an unlinked sensor from what is known, as 30 s after a scan."""
        self._call(lambda: self._unknow(self.devices[address]))

    def vanish(self) -> None:
        """bluetoothd ends: the links go down and nobody says so."""

        def end() -> None:
            for device in self.devices.values():
                # Sensors that aren't paired are not remembered.
                device.known = device.connected = device.resolved = False
                device.peripheral.left()
                device.sessions, device.exported = {}, {}
            self.scanners.clear()
            if self._message_bus is not None:
                self._message_bus.disconnect()
                self._message_bus = None

        self._call(end)

    def appear(self) -> None:
        """bluetoothd starts."""
        future = asyncio.run_coroutine_threadsafe(self._connect_bus(), self._loop)
        future.result(10)

    def close(self) -> None:
        self.vanish()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    # The inside, on the loop's thread.

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._keep = [
            self._loop.create_task(self._carry()),
            self._loop.create_task(self._advertise()),
        ]
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def _call(self, work: Callable[[], None]) -> None:
        async def run() -> None:
            work()

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    async def _connect_bus(self) -> None:
        bus = MessageBus(bus_address=self.bus.address, bus_type=BusType.SYSTEM)
        await bus.connect()
        bus.add_message_handler(self._handle)
        await bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=["type='signal',member='NameOwnerChanged'"],
            )
        )
        await bus.request_name("org.bluez")
        self._message_bus = bus
        for path in self.powered:
            self._added(path, {ADAPTER: self._adapter(path)})

    def _adapter(self, path: str) -> dict[str, Variant]:
        return {
            "Address": Variant("s", f"00:00:00:00:00:0{path[-1]}"),
            "Name": Variant("s", "rig"),
            "Alias": Variant("s", "rig"),
            "Powered": Variant("b", self.powered[path]),
            "Discovering": Variant("b", self._is_scanned(path)),
            "Roles": Variant("as", ["central"] if self.central else ["peripheral"]),
            "UUIDs": Variant("as", []),
        }

    def _on(self, adapter: str) -> Iterator[Device]:
        return (each for each in self.devices.values() if each.adapter == adapter)

    def _objects(self) -> Objects:
        found: Objects = {path: {ADAPTER: self._adapter(path)} for path in self.powered}
        for device in self.devices.values():
            if device.known:
                found[device.path] = {DEVICE: device.properties()}
            if device.resolved or device.exported:
                found |= device.gatt()
        return found

    def _handle(self, message: Message) -> Message | bool | None:
        if message.message_type is MessageType.SIGNAL:
            if message.member == "NameOwnerChanged" and not message.body[2]:
                self._client_left(message.body[0])
            return None
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.interface == MANAGER:
            return Message.new_method_return(
                message, "a{oa{sa{sv}}}", [self._objects()]
            )
        try:
            return self._answer(message)
        except BusyError as error:
            return Message.new_error(message, error.name, error.text)

    def _answer(self, message: Message) -> Message | bool | None:
        path = message.path or ""
        if message.interface == ADAPTER and path in self.powered:
            self._on_adapter(message, path)
            return Message.new_method_return(message)
        device = next(
            (d for d in self.devices.values() if path.startswith(d.path)), None
        )
        if device is None or not device.known:
            raise BusyError("org.freedesktop.DBus.Error.UnknownObject", path)
        if message.interface == DEVICE:
            return self._on_device(message, device)
        uuid = device.characteristics().get(path)
        if message.interface == CHARACTERISTIC and uuid is not None:
            return self._on_characteristic(message, device, uuid)
        return None

    def _on_adapter(self, message: Message, path: str) -> None:
        sender = message.sender or ""
        match message.member:
            case "StartDiscovery":
                if self.scan_error is not None:
                    raise self.scan_error
                if not self.powered[path]:
                    raise BusyError("org.bluez.Error.NotReady", "Resource Not Ready")
                if self.scanners[sender, path]:
                    raise BusyError("org.bluez.Error.InProgress", "in progress")
                self.scanners[sender, path] += 1
            case "StopDiscovery":
                if not self.scanners[sender, path]:
                    raise failed("No discovery started")
                self.scanners[sender, path] -= 1
            case _:
                pass

    def _on_device(self, message: Message, device: Device) -> Message | bool:
        if message.member == "Connect":
            task = self._loop.create_task(self._connect(message, device))
            device.connecting = task
            return True
        if device.connecting is not None:
            device.connecting.cancel()
            device.connecting = None
        if device.faults.disconnect_s:
            self._loop.create_task(self._disconnect(message, device))
            return True
        self._down(device)
        return Message.new_method_return(message)

    async def _disconnect(self, message: Message, device: Device) -> None:
        await asyncio.sleep(device.faults.disconnect_s)
        self._down(device)
        self._send(Message.new_method_return(message))

    async def _connect(self, message: Message, device: Device) -> None:
        stuck = device.faults.stuck
        try:
            await self._while_not(lambda: device.faults.connect_s)
            if stuck:
                await asyncio.sleep(60.0)
            if device.faults.refusal is not None:
                raise device.faults.refusal
            while not device.near:  # noqa: ASYNC110  it is of another thread
                await asyncio.sleep(0.05)
            links = sum(each.connected for each in self._on(device.adapter))
            if links >= self.most_links:
                raise failed("le-connection-sync-connect-limit")
        except BusyError as error:
            self._send(Message.new_error(message, error.name, error.text))
            return
        except asyncio.CancelledError:
            text = "le-connection-abort-by-local"
            self._send(Message.new_error(message, "org.bluez.Error.Failed", text))
            raise
        self.connects += 1
        device.connected = True
        device.peripheral.skip(self._loop.time())
        self._changed(device.path, DEVICE, {"Connected": Variant("b", True)})
        self._send(Message.new_method_return(message))
        device.connecting = self._loop.create_task(self._resolve(device))

    async def _while_not(self, span: Callable[[], float | None]) -> None:
        """Wait so long; the knob may be turned meanwhile, and None is for ever."""
        began = self._loop.time()
        while (s := span()) is None or self._loop.time() - began < s:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def _resolve(self, device: Device) -> None:
        await self._while_not(lambda: device.faults.resolve_s)
        if not device.connected:
            return
        if device.faults.drop_while_resolving:
            self._down(device)
            return
        kept, device.exported = device.exported, device.gatt()
        for path, interfaces in device.exported.items():
            if path not in kept:
                self._added(path, interfaces)
        device.resolved = True
        self._changed(device.path, DEVICE, {"ServicesResolved": Variant("b", True)})

    def _on_characteristic(
        self, message: Message, device: Device, uuid: str
    ) -> Message:
        if not device.connected:
            raise failed("Not connected")
        if device.faults.gatt_error is not None:
            raise device.faults.gatt_error
        sender, now = message.sender or "", self._loop.time()
        sessions = device.sessions.setdefault(uuid, Counter())
        match message.member:
            case "StartNotify":
                sessions[sender] = 1
                device.peripheral.subscribed(uuid, now)
            case "StopNotify":
                del sessions[sender]
            case "WriteValue":
                content = bytes(message.body[0])
                for sent in device.peripheral.write(uuid, content, now):
                    self._notify(device, *sent)
            case "ReadValue":
                content = device.peripheral.read(uuid)
                return Message.new_method_return(message, "ay", [content])
            case _:
                pass
        return Message.new_method_return(message)

    async def _carry(self) -> None:
        while True:
            await asyncio.sleep(CARRY_S)
            now = self._loop.time()
            for device in self.devices.values():
                if device.connected and any(device.sessions.values()):
                    for sent in device.peripheral.take_due(now):
                        self._notify(device, *sent)
                else:
                    device.peripheral.skip(now)

    def _notify(self, device: Device, uuid: str, payload: bytes) -> None:
        if not device.sessions.get(uuid):
            return
        for path, each in device.characteristics().items():
            if each == uuid:
                value = {"Value": Variant("ay", payload)}
                self._changed(path, CHARACTERISTIC, value)

    async def _advertise(self) -> None:
        while True:
            await asyncio.sleep(ADVERTISE_S)
            for device in self.devices.values():
                if (
                    device.near
                    and not device.connected
                    and self.powered.get(device.adapter)
                    and self._is_scanned(device.adapter)
                ):
                    self._hear(device)

    def _is_scanned(self, adapter: str) -> bool:
        return any(n for (_, each), n in self.scanners.items() if each == adapter)

    def _end_scans(self, adapter: str) -> None:
        for key in [key for key in self.scanners if key[1] == adapter]:
            del self.scanners[key]

    def _hear(self, device: Device) -> None:
        device.wiggle = 1 - device.wiggle
        if not device.known:
            device.known = True
            self._added(device.path, {DEVICE: device.properties()})
        rssi = device.peripheral.rssi_dbm - device.wiggle
        self._changed(device.path, DEVICE, {"RSSI": Variant("n", rssi)})

    def _down(self, device: Device) -> None:
        if not device.connected:
            return
        device.connected = device.resolved = False
        device.peripheral.left()
        changed = {
            "Connected": Variant("b", False),
            "ServicesResolved": Variant("b", False),
        }
        self._changed(device.path, DEVICE, changed)
        if not device.faults.cached:
            self._remove_gatt(device)

    def _remove_gatt(self, device: Device) -> None:
        device.sessions.clear()
        gatt, device.exported = device.exported, {}
        for path, interfaces in gatt.items():
            self._removed(path, [*interfaces])

    def _unknow(self, device: Device) -> None:
        if device.known and not device.connected:
            device.known = False
            self._remove_gatt(device)
            self._removed(device.path, [DEVICE])

    def _client_left(self, name: str) -> None:
        for key in [key for key in self.scanners if key[0] == name]:
            del self.scanners[key]
        for device in self.devices.values():
            for sessions in device.sessions.values():
                sessions.pop(name, None)

    def _added(self, path: str, interfaces: dict[str, dict[str, Variant]]) -> None:
        self._emit("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])

    def _removed(self, path: str, interfaces: list[str]) -> None:
        self._emit("/", MANAGER, "InterfacesRemoved", "oas", [path, interfaces])

    def _changed(self, path: str, interface: str, what: dict[str, Variant]) -> None:
        body = [interface, what, list[str]()]
        self._emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def _emit(
        self, path: str, interface: str, member: str, signature: str, body: list[Any]
    ) -> None:
        self._send(Message.new_signal(path, interface, member, signature, body))

    def _send(self, message: Message) -> None:
        if self._message_bus is not None:
            self._message_bus.send(message)


@contextmanager
def bluez(
    peripherals: list[Peripheral], adapters: int = 1, *, denied: bool = False
) -> Iterator[BlueZ]:
    """A rig whose bus is the system bus of this process, and of its children."""
    bus = Bus(denied=denied)
    before = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = bus.address
    rig = BlueZ(bus, peripherals, adapters)
    try:
        yield rig
    finally:
        rig.close()
        bus.close()
        if before is None:
            del os.environ["DBUS_SYSTEM_BUS_ADDRESS"]
        else:
            os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = before
