"""The scripted org.bluez as plain bleak sees it: streams, and each fault."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from monitor.profiles import find_profiles
from tests.rig.bluez import BlueZ, bluez
from tests.rig.bluez_device import MTU, Faults, att_error, failed
from tests.rig.peripheral import Line, Peripheral

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is of Linux")

FIRST, SECOND = "C0:00:00:00:00:01", "C0:00:00:00:00:02"
DATA = "d517a101-97e1-4ee8-999d-7c36549134ca"
CONTROL = "d517a102-97e1-4ee8-999d-7c36549134ca"
BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"
SERVICE = "d517a100-97e1-4ee8-999d-7c36549134ca"
RATE_HZ = 120
PATIENCE_S = 20.0


@pytest.fixture(autouse=True)
def quiet_bleak() -> Iterator[None]:
    """What bleak logs of faults that are meant is no news."""
    logger = logging.getLogger("bleak")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


def sensor(address: str) -> Peripheral:
    """A sensor with a script of one minute, every payload another."""
    n = RATE_HZ * 60
    script = [Line(k / RATE_HZ, DATA, k.to_bytes(4, "little") * 5) for k in range(n)]
    return Peripheral(address, find_profiles()["reference"], script)


@pytest.fixture
def rig() -> Iterator[BlueZ]:
    with bluez([sensor(FIRST), sensor(SECOND)]) as rig:
        yield rig


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def patiently() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await work()

    asyncio.run(patiently())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  it is of another thread
        await asyncio.sleep(0.005)


async def found(address: str = FIRST) -> BLEDevice:
    device = await BleakScanner.find_device_by_address(address, timeout=5.0)
    assert device is not None
    return device


class Listener:
    """A plain client, and what came to it."""

    def __init__(self, device: BLEDevice) -> None:
        self.lost = 0
        self.got: list[bytes] = []
        self.client = BleakClient(device, disconnected_callback=self._on_lost)

    async def start(self) -> None:
        await self.client.connect(timeout=5.0)
        await self.client.start_notify(
            DATA, lambda _, data: self.got.append(bytes(data))
        )
        await self.client.write_gatt_char(CONTROL, b"\x01", response=True)

    async def stop(self) -> None:
        await self.client.write_gatt_char(CONTROL, b"\x00", response=True)
        await self.client.disconnect()

    def _take(self, _: object, payload: bytearray) -> None:
        self.got.append(bytes(payload))

    def _on_lost(self, _: BleakClient) -> None:
        self.lost += 1


async def streaming(address: str = FIRST) -> Listener:
    listener = Listener(await found(address))
    await listener.start()
    await until(lambda: len(listener.got) > 5)
    return listener


def sent(rig: BlueZ, address: str = FIRST) -> list[bytes]:
    return [payload for _, payload in rig.devices[address].peripheral.sent]


def test_a_scan_tells_name_strength_services_and_company(rig: BlueZ) -> None:
    async def work() -> None:
        heard = await BleakScanner.discover(timeout=0.5, return_adv=True)
        assert set(heard) == {FIRST, SECOND}
        device, said = heard[FIRST]
        assert device.name == said.local_name == "REPMON-1A2B"
        assert said.rssi in {-58, -59}
        assert SERVICE in said.service_uuids

    run(work)
    assert sum(rig.scanners.values()) == 0


def test_two_sensors_stream_240_notifications_a_second_without_loss(rig: BlueZ) -> None:
    async def work() -> None:
        both = [await streaming(FIRST), await streaming(SECOND)]
        await asyncio.sleep(4.0)
        for each in both:
            await each.stop()
        for each, address in zip(both, (FIRST, SECOND), strict=True):
            assert len(each.got) > 4 * RATE_HZ
            assert each.got == sent(rig, address)
            assert each.lost == 1  # told of our own disconnect too

    run(work)
    assert (rig.links, rig.notify_sessions) == (0, 0)


def test_nothing_is_sent_to_those_who_have_not_subscribed(rig: BlueZ) -> None:
    async def work() -> None:
        async with BleakClient(await found()) as client:
            await client.write_gatt_char(CONTROL, b"\x01", response=True)
            await asyncio.sleep(0.3)
            assert rig.notify_sessions == 0
            assert sent(rig) == []

    run(work)


def test_battery_and_size_are_read(rig: BlueZ) -> None:
    async def work() -> None:
        async with BleakClient(await found()) as client:
            assert (await client.read_gatt_char(BATTERY))[0] == 87
            (size,) = {
                each.max_write_without_response_size
                for each in client.services.characteristics.values()
            }
            assert size + 3 == MTU

    run(work)


def test_a_drop_is_told_and_the_sensor_can_be_had_again(rig: BlueZ) -> None:
    async def work() -> None:
        first = await streaming()
        rig.drop(FIRST)
        await until(lambda: first.lost == 1)
        assert (rig.links, rig.notify_sessions) == (0, 0)
        await first.client.disconnect()
        before = len(sent(rig))
        second = await streaming()
        await second.stop()
        assert second.got == sent(rig)[before:]
        assert first.got == sent(rig)[:before]

    run(work)


def test_a_client_that_is_not_let_go_stays_subscribed(rig: BlueZ) -> None:
    async def work() -> None:
        rig.devices[FIRST].faults.cached = True
        listener = await streaming()
        rig.drop(FIRST)
        await until(lambda: listener.lost == 1)
        await asyncio.sleep(0.1)
        assert (rig.links, rig.notify_sessions) == (0, 1)
        await listener.client.disconnect()
        await until(lambda: rig.notify_sessions == 0)

    run(work)


def test_out_of_range_is_not_found_and_a_link_takes_for_ever(rig: BlueZ) -> None:
    async def work() -> None:
        device = await found()
        rig.leave(FIRST)
        assert await BleakScanner.find_device_by_address(FIRST, timeout=0.5) is None
        with pytest.raises(TimeoutError):
            await BleakClient(device).connect(timeout=0.5)
        rig.come_back(FIRST)
        await (await streaming()).stop()

    run(work)
    assert rig.links == 0


def test_silence_is_told_by_nobody(rig: BlueZ) -> None:
    async def work() -> None:
        listener = await streaming()
        rig.devices[FIRST].peripheral.silent = True
        await asyncio.sleep(0.1)
        count = len(listener.got)
        await asyncio.sleep(0.5)
        assert len(listener.got) == count
        assert (listener.client.is_connected, listener.lost) == (True, 0)
        await listener.stop()

    run(work)


def test_what_a_short_dropout_held_back_comes_in_a_burst(rig: BlueZ) -> None:
    async def work() -> None:
        listener = await streaming()
        peripheral = rig.devices[FIRST].peripheral
        peripheral.held = True
        await asyncio.sleep(0.5)
        count = len(listener.got)
        peripheral.held = False
        await until(lambda: len(listener.got) > count + RATE_HZ // 4)
        await listener.stop()
        assert listener.got == sent(rig)
        assert listener.lost == 1

    run(work)


def test_a_mangled_stream_comes_as_it_was_mangled(rig: BlueZ) -> None:
    async def work() -> None:
        rig.devices[FIRST].peripheral.mangle = lambda due: [
            (c, p[:7]) for c, p in reversed(due) for _ in range(2)
        ]
        listener = await streaming()
        await listener.stop()
        assert listener.got == sent(rig)
        assert {len(each) for each in listener.got} == {7}

    run(work)


Reason = BleakBluetoothNotAvailableReason


def _off(rig: BlueZ) -> None:
    rig.power(on=False)


def _unplugged(rig: BlueZ) -> None:
    rig.unplug()


def _no_central(rig: BlueZ) -> None:
    rig.vanish()
    rig.central = False
    rig.appear()


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (_off, Reason.POWERED_OFF),
        (_unplugged, Reason.NO_BLUETOOTH),
        (_no_central, Reason.NO_BLE_CENTRAL_ROLE),
    ],
)
def test_an_adapter_that_can_not_is_told_with_its_reason(
    rig: BlueZ, break_it: Callable[[BlueZ], None], reason: Reason
) -> None:
    async def work() -> None:
        with pytest.raises(BleakBluetoothNotAvailableError) as raised:
            await BleakScanner().start()
        assert raised.value.reason is reason

    break_it(rig)
    run(work)


@pytest.mark.parametrize(
    ("away", "back"),
    [
        (_off, lambda rig: rig.power(on=True)),
        (_unplugged, lambda rig: rig.plug()),
        (
            lambda rig: rig.bus.deny(denied=True) or rig.drop(FIRST),
            lambda rig: rig.bus.deny(denied=False),
        ),
    ],
    ids=["power", "plug", "permission"],
)
def test_what_goes_in_the_middle_of_a_stream_comes_back(
    rig: BlueZ, away: Callable[[BlueZ], None], back: Callable[[BlueZ], None]
) -> None:
    async def work() -> None:
        listener = await streaming()
        away(rig)
        await until(lambda: listener.lost == 1)
        await listener.client.disconnect()
        with pytest.raises(BleakError):
            await BleakScanner.discover(timeout=0.1)
        back(rig)
        await asyncio.sleep(0.2)
        await (await streaming()).stop()

    run(work)
    assert (rig.links, rig.notify_sessions) == (0, 0)


def test_a_policy_that_denies_is_access_denied() -> None:
    async def work() -> None:
        with pytest.raises(BleakDBusError) as raised:
            await BleakScanner().start()
        assert raised.value.dbus_error.endswith("AccessDenied")

    with bluez([sensor(FIRST)], denied=True):
        run(work)


def test_without_a_bluetooth_service_it_is_unknown(rig: BlueZ) -> None:
    async def work() -> None:
        rig.vanish()
        with pytest.raises(BleakDBusError) as raised:
            await BleakScanner().start()
        assert raised.value.dbus_error.endswith("ServiceUnknown")

    run(work)


def test_without_a_system_bus_there_is_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def work() -> None:
        with pytest.raises(FileNotFoundError):
            await BleakScanner().start()

    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    run(work)


def test_a_service_that_crashes_in_mid_stream_is_noticed_by_nobody(rig: BlueZ) -> None:
    async def work() -> None:
        listener = await streaming()
        rig.vanish()
        await asyncio.sleep(0.3)
        assert (listener.client.is_connected, listener.lost) == (True, 0)
        with pytest.raises(BleakDBusError):
            await listener.client.disconnect()
        rig.appear()
        await (await streaming()).stop()

    run(work)
    assert (rig.links, rig.notify_sessions) == (0, 0)


def test_a_bus_that_dies_is_told_to_the_client(rig: BlueZ) -> None:
    async def work() -> None:
        listener = await streaming()
        rig.bus.kill()
        await until(lambda: listener.lost == 1)
        await listener.client.disconnect()

    run(work)


def test_a_second_scanner_is_refused(rig: BlueZ) -> None:
    async def work() -> None:
        async with BleakScanner():
            with pytest.raises(BleakDBusError) as raised:
                await BleakScanner().start()
        assert raised.value.dbus_error.endswith("InProgress")

    run(work)


@pytest.mark.parametrize(
    ("faults", "error", "words"),
    [
        (Faults(connect_s=60.0), TimeoutError, None),
        (Faults(resolve_s=None), TimeoutError, None),
        (Faults(drop_while_resolving=True), BleakError, "failed to discover services"),
        (Faults(refusal=failed("le-connection-refused")), BleakDBusError, "refused"),
    ],
    ids=["hangs", "no services", "drops", "refused"],
)
def test_a_link_that_can_not_be_made(
    rig: BlueZ, faults: Faults, error: type[Exception], words: str | None
) -> None:
    async def work() -> None:
        device = await found()
        rig.devices[FIRST].faults = faults
        with pytest.raises(error, match=words):
            await BleakClient(device).connect(timeout=0.7)
        await until(lambda: rig.links == 0)
        rig.devices[FIRST].faults = Faults()
        await (await streaming()).stop()

    run(work)


def test_services_that_come_late_are_waited_for(rig: BlueZ) -> None:
    async def work() -> None:
        rig.devices[FIRST].faults.resolve_s = 1.0
        await (await streaming()).stop()

    run(work)


def test_services_may_be_known_already(rig: BlueZ) -> None:
    async def work() -> None:
        rig.devices[FIRST].faults.cached = True
        for _ in range(3):
            listener = await streaming()
            await listener.stop()

    run(work)
    assert len(rig.devices[FIRST].exported) == 4


def test_a_characteristic_that_is_missing(rig: BlueZ) -> None:
    async def work() -> None:
        rig.devices[FIRST].faults.no_services = True
        async with BleakClient(await found()) as client:
            with pytest.raises(BleakCharacteristicNotFoundError):
                await client.start_notify(DATA, lambda *_: None)

    run(work)


def test_an_error_of_the_sensor_has_its_code(rig: BlueZ) -> None:
    async def work() -> None:
        async with BleakClient(await found()) as client:
            rig.devices[FIRST].faults.gatt_error = att_error(0x0E)
            for ask in (
                partial(client.start_notify, DATA, lambda *_: None),
                partial(client.write_gatt_char, CONTROL, b"\x01", response=True),
                partial(client.read_gatt_char, BATTERY),
            ):
                with pytest.raises(BleakGATTProtocolError) as raised:
                    await ask()
                assert raised.value.code is BleakGATTProtocolErrorCode.UNLIKELY_ERROR

    run(work)


def test_a_full_adapter_refuses_a_link(rig: BlueZ) -> None:
    async def work() -> None:
        rig.most_links = 1
        first = await streaming(FIRST)
        with pytest.raises(BleakDBusError, match="connect-limit"):
            await BleakClient(await found(SECOND)).connect(timeout=2.0)
        await first.stop()

    run(work)


def test_a_sensor_is_forgotten_some_time_after_a_scan(rig: BlueZ) -> None:
    async def work() -> None:
        device = await found()
        rig.forget(FIRST)
        await asyncio.sleep(0.1)
        with pytest.raises(BleakError, match="not found"):
            await BleakClient(device).connect(timeout=2.0)
        await (await streaming()).stop()

    run(work)


def test_a_link_that_is_up_can_be_taken_over(rig: BlueZ) -> None:
    async def second() -> None:
        adapter = await BleakAdapter.get()
        (held,) = await adapter.get_connected_devices()
        assert held.address == FIRST
        connects = rig.connects
        listener = Listener(held)
        await listener.start()
        assert rig.connects == connects
        await listener.stop()

    device = rig.devices[FIRST]
    device.known = device.connected = device.resolved = True
    run(second)
    assert rig.links == 0


def test_a_slow_disconnect_is_waited_for(rig: BlueZ) -> None:
    async def work() -> None:
        listener = await streaming()
        rig.devices[FIRST].faults.disconnect_s = 0.5
        await listener.stop()
        assert (rig.links, listener.lost) == (0, 1)

    run(work)


def test_sensors_hang_on_their_adapters() -> None:
    async def work() -> None:
        for name, address in (("hci0", FIRST), ("hci1", SECOND)):
            heard = await BleakScanner.discover(timeout=0.5, bluez={"adapter": name})
            assert [each.address for each in heard] == [address]
        async with (
            BleakScanner(bluez={"adapter": "hci0"}),
            BleakScanner(bluez={"adapter": "hci1"}),
        ):
            pass

    with bluez([sensor(FIRST), sensor(SECOND)], adapters=2) as rig:
        run(work)
        rig.power(on=False, adapter="/org/bluez/hci1")
        with pytest.raises(BleakDBusError):
            run(partial(BleakScanner(bluez={"adapter": "hci1"}).start))
