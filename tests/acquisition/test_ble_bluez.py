"""Links through bleak's real BlueZ backend, on a scripted org.bluez."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator

import pytest

from monitor.acquisition.bleak_radio import BleakRadio
from monitor.acquisition.link_state import LinkSettings
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.events import StreamGap
from monitor.model.records import TRUNK, LinkChange, LinkState, Notification, Placement
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import find_profiles
from tests.rig.bluez import BlueZ, bluez
from tests.rig.faults import FAULTS, GOES_ON, Fault, suffer
from tests.rig.peripheral import Peripheral, lines, never_back
from tests.rig.stage import ADDRESS, Stage, staged
from tests.rig.storm import is_part_of, storm

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is of Linux")

# A scan that died is made anew sooner than in a session, so that tests wait less.
QUICK = LinkSettings(scan_s=1.0)
NO_ANSWER = "does not answer"


@pytest.fixture(autouse=True)
def quiet_bleak() -> Iterator[None]:
    """What bleak logs of faults that are meant is no news."""
    logger = logging.getLogger("bleak")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


@pytest.fixture
def sensors(short_session: SimulatedSession) -> dict[Placement, Peripheral]:
    profile = find_profiles()["reference"]
    return {
        each: Peripheral(ADDRESS[each], profile, lines(short_session, each, profile))
        for each in TRUNK
    }


def played(
    sensors: dict[Placement, Peripheral],
    script: Callable[[Stage], Awaitable[None]],
    ready: Callable[[BlueZ], None] = lambda _: None,
    *,
    adapters: int = 1,
    denied: bool = False,
) -> Stage:
    """Play a script on linked sensors; nothing may be left behind by it."""
    with bluez(list(sensors.values()), adapters, denied=denied) as rig:
        ready(rig)

        async def session() -> Stage:
            before = len(asyncio.all_tasks())
            async with staged(rig, sensors, settings=QUICK) as stage:
                await script(stage)
            await asyncio.sleep(0.1)
            names = [task.get_name() for task in asyncio.all_tasks()]
            assert len(names) <= before + 1, names  # bleak's watch over its bus
            return stage

        stage = asyncio.run(session())
        assert rig.links == 0
        assert rig.notify_sessions == 0
        assert sum(rig.scanners.values()) == 0
    assert never_back([record.t for record in stage.records])
    return stage


def test_every_notification_is_there_once_in_order(
    sensors: dict[Placement, Peripheral],
) -> None:
    async def script(stage: Stage) -> None:
        await stage.until(stage.all_stream)
        await asyncio.sleep(6.0)

    stage = played(sensors, script)

    for placement, sensor in sensors.items():
        assert len(sensor.sent) > 80
        assert stage.got(placement) == sensor.sent


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_seen_and_overcome(
    sensors: dict[Placement, Peripheral],
    fault: Fault,
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if fault.told == NO_ANSWER:  # 8 s else
        monkeypatch.setattr("monitor.acquisition.bleak_radio.CONNECT_S", 2.0)

    async def script(stage: Stage) -> None:
        seen = await suffer(stage, fault, in_full=False)
        assert fault.told in seen.reason
        record_property("seen_s", round(seen.seen_s, 2))
        record_property("recovered_s", round(seen.recovered_s, 2))
        await asyncio.sleep(0.3)

    stage = played(sensors, script)

    if fault.seen != GOES_ON and not fault.keeps:
        assert open_gaps(stage)
    for placement, sensor in sensors.items():
        got = stage.got(placement)
        assert all(got.count(each) == sensor.sent.count(each) for each in got[-20:])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_faults_is_outlived(
    sensors: dict[Placement, Peripheral], seed: int
) -> None:
    async def script(stage: Stage) -> None:
        await stage.until(stage.all_stream)
        await storm(stage, seed, blows=12, longest_s=1.2)

    stage = played(sensors, script)

    for placement, sensor in sensors.items():
        assert is_part_of(stage.got(placement), sensor.sent)


def test_sensors_are_spread_over_two_adapters(
    sensors: dict[Placement, Peripheral],
) -> None:
    radios = {
        Placement.PELVIS: BleakRadio("hci0"),
        Placement.LUMBAR: BleakRadio("hci1"),
    }
    with bluez(list(sensors.values()), adapters=2) as rig:

        async def session() -> None:
            async with staged(rig, sensors, radios, QUICK) as stage:
                await stage.until(stage.all_stream)
                held = [await radio.connected() for radio in radios.values()]
                assert [[each.address for each in row] for row in held] == [
                    [ADDRESS[Placement.PELVIS]],
                    [ADDRESS[Placement.LUMBAR]],
                ]
                rig.power(on=False, adapter="/org/bluez/hci1")
                await asyncio.sleep(1.0)
                assert stage.streams(Placement.PELVIS, stage.clock.now() - 0.5)
                rig.power(on=True, adapter="/org/bluez/hci1")
                since = stage.clock.now()
                await stage.until(lambda: stage.all_stream(since))

        asyncio.run(session())
        assert rig.links == 0


def test_an_adapter_that_is_not_there_is_said(
    sensors: dict[Placement, Peripheral],
) -> None:
    radios = dict.fromkeys(TRUNK, BleakRadio("hci7"))
    with bluez(list(sensors.values())) as rig:

        async def session() -> Stage:
            async with staged(rig, sensors, radios, QUICK) as stage:
                await hopeless(stage)
            return stage

        stage = asyncio.run(session())
    assert all("hci7" in reason and "doctor" in reason for reason in reasons(stage))


def open_gaps(stage: Stage) -> list[StreamGap]:
    """Feed what came to a pipeline; return the pelvis sensor's gaps that stay open."""
    setup = stage.sensors[Placement.PELVIS].profile.sensor_setup()
    pipeline = Pipeline(dict.fromkeys(TRUNK, setup), PipelineSettings())
    outputs = [each for record in stage.records for each in pipeline.feed(record)]
    return [
        each
        for each in outputs
        if isinstance(each, StreamGap)
        and each.placement is Placement.PELVIS
        and not each.bridged
    ]


def test_two_of_one_name_are_told_apart_by_their_address(
    sensors: dict[Placement, Peripheral],
) -> None:
    for sensor in sensors.values():
        sensor.name = "REPMON-TWIN"

    async def script(stage: Stage) -> None:
        await stage.until(stage.all_stream)
        await asyncio.sleep(1.0)

    stage = played(sensors, script)

    for placement, sensor in sensors.items():
        assert stage.got(placement) == sensor.sent


async def hopeless(stage: Stage) -> None:
    await stage.until(
        lambda: sum(isinstance(record, LinkChange) for record in stage.records) > 12
    )


def reasons(stage: Stage) -> set[str]:
    found = (record for record in stage.records if isinstance(record, LinkChange))
    return {record.reason for record in found if record.state is LinkState.LOST}


def test_permission_denied_is_said(sensors: dict[Placement, Peripheral]) -> None:
    stage = played(sensors, hopeless, denied=True)

    assert all("denies" in reason for reason in reasons(stage))


def test_no_adapter_is_said(sensors: dict[Placement, Peripheral]) -> None:
    def ready(rig: BlueZ) -> None:
        rig.vanish()
        rig.powered.clear()
        rig.appear()

    stage = played(sensors, hopeless, ready)

    assert all("no Bluetooth adapter" in reason for reason in reasons(stage))
    assert not any(isinstance(record, Notification) for record in stage.records)


def test_a_bus_that_dies_is_outlived(sensors: dict[Placement, Peripheral]) -> None:
    async def script(stage: Stage) -> None:
        await stage.until(stage.all_stream)
        await asyncio.sleep(1.0)
        began = stage.clock.now()
        stage.rig.vanish()
        stage.rig.bus.kill()
        await stage.until(
            lambda: all(
                change.t > began and change.state is LinkState.LOST
                for change in stage.states.values()
            )
        )
        await asyncio.sleep(2.0)
        stage.rig.bus.start()
        stage.rig.appear()
        possible = stage.clock.now()
        await stage.until(lambda: stage.all_stream(possible))

    played(sensors, script)


def test_a_link_left_by_a_crash_is_adopted(
    sensors: dict[Placement, Peripheral],
) -> None:
    async def script(stage: Stage) -> None:
        await stage.until(stage.all_stream)

    def crashed(rig: BlueZ) -> None:
        for device in rig.devices.values():
            device.known = device.connected = device.resolved = True
            device.peripheral.start(0.0)

    stage = played(sensors, script, crashed)

    assert stage.rig.connects == 0
