"""A radio of plain objects, for links in virtual time: no bus, no ATT, all faults."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from monitor.acquisition.radio import Advertisement, Peer, Take
from monitor.model.errors import LinkError
from tests.rig.peripheral import Peripheral

STEP_S = 0.005
ADVERTISED_S = 0.1
CONNECT_S = 0.3


class FieldRadio:
    """Knows its peripherals; each knob is a fault."""

    def __init__(self, *peripherals: Peripheral) -> None:
        self.near = {each.address: each for each in peripherals}
        self.links: dict[str, FieldPeer] = {}
        self.broken: LinkError | None = None  # of every operation
        self.refusal: LinkError | None = None  # of links
        self.hangs = False
        self.scans = 0
        self.most_links = 0
        self.connects: list[tuple[float, str]] = []

    @asynccontextmanager
    async def scanning(
        self, heard: Callable[[Advertisement], None]
    ) -> AsyncIterator[None]:
        self._check()
        assert not self.scans, "two scans at a time"
        self.scans += 1
        caller = asyncio.ensure_future(self._advertise(heard))
        try:
            yield
        finally:
            caller.cancel()
            self.scans -= 1

    async def _advertise(self, heard: Callable[[Advertisement], None]) -> None:
        while True:
            await asyncio.sleep(ADVERTISED_S)
            for address, each in self.near.items():
                if address not in self.links and self.broken is None:
                    heard(Advertisement(address, each.name, float(each.rssi_dbm)))

    async def connected(self) -> list[Advertisement]:
        self._check()
        return [Advertisement(address) for address in self.links]

    async def connect(self, sensor: Advertisement, on_lost: Callable[[], None]) -> Peer:
        self._check()
        assert not self.scans, "a link is made while a scan is on"
        self.connects.append((now(), sensor.address))
        await asyncio.sleep(8.0 if self.hangs else CONNECT_S)
        if self.refusal or self.hangs or sensor.address not in self.near:
            raise self.refusal or LinkError("the sensor does not answer")
        old = self.links.get(sensor.address)
        assert old is None or old.orphan, "a link is made twice"
        peer = FieldPeer(self, self.near[sensor.address], on_lost)
        self.links[sensor.address] = peer
        self.most_links = max(self.most_links, len(self.links))
        return peer

    def drop(self, address: str, *, told: bool = True) -> None:
        """Take a link down from outside."""
        peer = self.links.pop(address, None)
        if peer is not None:
            peer.down()
            if told:
                peer.on_lost()

    def leave(self, address: str) -> Peripheral:
        """Carry a sensor out of range; the caller may bring it back."""
        self.drop(address)
        return self.near.pop(address)

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken


class FieldPeer:
    """A link to a peripheral."""

    def __init__(
        self, radio: FieldRadio, peripheral: Peripheral, on_lost: Callable[[], None]
    ) -> None:
        self.radio, self.peripheral, self.on_lost = radio, peripheral, on_lost
        self.orphan = False
        self.is_up = True
        self.payload_bytes = 100
        self._takes: dict[str, Take] = {}
        peripheral.skip(now())
        self._task = asyncio.ensure_future(self._carry())

    async def subscribe(self, characteristic: str, take: Take) -> None:
        self._check()
        self._takes[characteristic] = take
        self.peripheral.subscribed(characteristic, now())

    async def write(
        self, characteristic: str, content: bytes, *, response: bool
    ) -> None:
        self._check()
        self._give(self.peripheral.write(characteristic, content, now()))

    async def read(self, characteristic: str) -> bytes:
        self._check()
        return self.peripheral.read(characteristic)

    async def disconnect(self) -> None:
        if self.radio.links.get(self.peripheral.address) is self:
            del self.radio.links[self.peripheral.address]
        self.down()

    def down(self) -> None:
        self.is_up = False
        self.peripheral.left()
        self._task.cancel()

    def _check(self) -> None:
        if not self.is_up:
            raise LinkError("the link went down")

    async def _carry(self) -> None:
        while True:
            await asyncio.sleep(STEP_S)
            self._give(self.peripheral.take_due(now()))

    def _give(self, sent: list[tuple[str, bytes]]) -> None:
        for characteristic, payload in sent:
            take = self._takes.get(characteristic)
            if take is not None:
                take(payload)


def now() -> float:
    return asyncio.get_running_loop().time()
