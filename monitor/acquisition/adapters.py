"""Which Bluetooth adapters there are, whether they are on, which links they hold."""

import asyncio
import sys
from dataclasses import dataclass
from typing import Any, Final

from monitor.acquisition.radio_errors import FAILURES, explained
from monitor.model.errors import LinkError

BLUEZ: Final = "org.bluez"
ANSWER_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Adapter:
    """A Bluetooth adapter.

    Attributes:
        name: As ``--adapter`` takes it.
        address: Its own address.
        is_on: It is powered.
        can_connect: It can make Low Energy links.
        links: Names of what is linked to it, by whichever program.
    """

    name: str
    address: str
    is_on: bool
    can_connect: bool
    links: tuple[str, ...]


async def adapters() -> list[Adapter] | None:
    """Return the adapters of this computer; None where only the system knows them.

    Raises:
        LinkError: There is no Bluetooth service, or it is denied.
    """
    if sys.platform != "linux":
        return None
    try:
        async with asyncio.timeout(ANSWER_S):
            objects = await _managed_objects()
    except FAILURES as error:
        raise LinkError(explained(error)) from error
    return read_adapters(objects)


def read_adapters(objects: dict[str, dict[str, Any]]) -> list[Adapter]:
    """Return the adapters out of BlueZ's objects, by path and interface."""
    links: dict[str, list[str]] = {}
    for interfaces in objects.values():
        device = interfaces.get("org.bluez.Device1", {})
        if device.get("Connected"):
            name = str(device.get("Alias", device.get("Address", "?")))
            links.setdefault(str(device.get("Adapter")), []).append(name)
    return [
        Adapter(
            name=path.rpartition("/")[2],
            address=str(found.get("Address", "")),
            is_on=bool(found.get("Powered")),
            can_connect="central" in found.get("Roles", ["central"]),
            links=tuple(sorted(links.get(path, []))),
        )
        for path, interfaces in sorted(objects.items())
        if (found := interfaces.get("org.bluez.Adapter1")) is not None
    ]


async def _managed_objects() -> dict[str, dict[str, Any]]:
    from bleak.exc import BleakDBusError  # noqa: PLC0415  Linux alone
    from dbus_fast import BusType, Message, MessageType, unpack_variants  # noqa: PLC0415
    from dbus_fast.aio import MessageBus  # noqa: PLC0415

    bus = MessageBus(bus_type=BusType.SYSTEM)
    try:
        await bus.connect()
        reply = await bus.call(
            Message(
                destination=BLUEZ,
                path="/",
                interface="org.freedesktop.DBus.ObjectManager",
                member="GetManagedObjects",
            )
        )
    finally:
        bus.disconnect()
    assert reply is not None
    if reply.message_type is MessageType.ERROR:
        raise BleakDBusError(reply.error_name or "", reply.body)
    objects: dict[str, dict[str, Any]] = unpack_variants(reply.body[0])
    return objects
