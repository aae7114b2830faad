"""Links through every fault, in virtual time: states, records, nothing leaked."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from monitor.acquisition.ble import linked
from monitor.acquisition.inbox import Inbox
from monitor.acquisition.link_state import LinkSettings
from monitor.acquisition.radio import Advertisement
from monitor.acquisition.sensor_link import Sensor
from monitor.acquisition.session_clock import SessionClock
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.errors import LinkError
from monitor.model.records import (
    TRUNK,
    BatteryLevel,
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    SignalStrength,
    Suspended,
    Tick,
)
from monitor.profiles import Profile, find_profiles
from tests.rig.field_radio import FieldPeer, FieldRadio
from tests.rig.peripheral import Line, Peripheral, in_order_once, lines, never_back

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]
PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR
ADDRESS = {PELVIS: "C0:00:00:00:00:01", LUMBAR: "C0:00:00:00:00:02"}
SC, CO, ST, UP, STALE, LOST = (
    LinkState.SCANNING,
    LinkState.CONNECTING,
    LinkState.STARTING,
    LinkState.STREAMING,
    LinkState.STALE,
    LinkState.LOST,
)
S = LinkSettings()


@dataclass
class Stage:
    """Two sensors, their radio, and all that came of them."""

    radio: FieldRadio
    sensors: dict[Placement, Peripheral]
    slept: list[float] = field(default_factory=lambda: [0.0])
    records: list[Record] = field(default_factory=list)
    tasks_left: int = 0

    def states(self, placement: Placement = PELVIS) -> list[LinkState]:
        return [change.state for change in self.changes(placement)]

    def changes(self, placement: Placement = PELVIS) -> list[LinkChange]:
        return [
            record
            for record in self.records
            if isinstance(record, LinkChange) and record.placement is placement
        ]

    def got(self, placement: Placement) -> list[tuple[str, bytes]]:
        stream = self.sensors[placement].profile.streams["imu"]
        return [
            (stream.characteristics[""], record.payload)
            for record in self.records
            if isinstance(record, Notification) and record.placement is placement
        ]

    def when(self, state: LinkState, nth: int, placement: Placement = PELVIS) -> float:
        found = [c.t for c in self.changes(placement) if c.state is state]
        return found[nth]


Script = Callable[[Stage], Awaitable[None]]
Play = Callable[..., Stage]


def seconds(span: float) -> Script:
    async def script(_: Stage) -> None:
        await asyncio.sleep(span)

    return script


async def _nothing(_: Stage) -> None:
    pass


@pytest.fixture(scope="module")
def profile() -> Profile:
    return find_profiles()["reference"]


@pytest.fixture(scope="module")
def scripts(
    short_session: SimulatedSession, profile: Profile
) -> dict[Placement, list[Line]]:
    return {each: lines(short_session, each, profile) for each in TRUNK}


@pytest.fixture
def play(
    virtually: Virtually, profile: Profile, scripts: dict[Placement, list[Line]]
) -> Play:
    """Plays a script of events on two linked sensors, and keeps what came."""

    def run(script: Script, ready: Script = _nothing) -> Stage:
        async def session() -> Stage:
            loop = asyncio.get_running_loop()
            sensors = {
                each: Peripheral(ADDRESS[each], profile, scripts[each])
                for each in TRUNK
            }
            stage = Stage(FieldRadio(*sensors.values()), sensors)
            await ready(stage)
            clock = SessionClock(lambda: loop.time() + stage.slept[0], loop.time)
            inbox = Inbox(clock.now)
            wanted = [
                Sensor(each, ADDRESS[each], profile, stage.radio) for each in TRUNK
            ]
            before = len(asyncio.all_tasks())
            reader = asyncio.ensure_future(_read(inbox, stage))
            async with linked(wanted, inbox, clock):
                await script(stage)
            inbox.close()
            await reader
            stage.tasks_left = len(asyncio.all_tasks()) - before
            return stage

        stage: Stage = virtually(session())
        _check_always(stage)
        return stage

    return run


async def _read(inbox: Inbox, stage: Stage) -> None:
    async for record in inbox.records():
        stage.records.append(record)


def _check_always(stage: Stage) -> None:
    """Whatever happened: time never goes back, and nothing is left behind."""
    assert never_back([record.t for record in stage.records])
    assert stage.radio.links == {}
    assert stage.radio.scans == 0
    assert stage.tasks_left == 0


def test_two_sensors_stream_and_every_notification_is_there_once(play: Play) -> None:
    stage = play(seconds(20.0))

    for placement in TRUNK:
        assert stage.states(placement) == [SC, CO, ST, UP]
        assert len(stage.got(placement)) > 300
        assert stage.got(placement) == stage.sensors[placement].sent


def test_they_start_together_after_both_are_subscribed(play: Play) -> None:
    stage = play(seconds(5.0))

    assert abs(stage.when(UP, 0, PELVIS) - stage.when(UP, 0, LUMBAR)) < 0.1
    assert stage.when(UP, 0, PELVIS) > stage.when(ST, 0, LUMBAR)
    first, second = stage.radio.connects
    assert second[0] >= first[0] + 0.3  # one after the other


def test_at_the_end_the_sensors_are_stopped(play: Play) -> None:
    stage = play(seconds(5.0))

    for sensor in stage.sensors.values():
        assert not sensor.streaming
        assert sensor.written[-1][1] == b"\x00"


def test_ticks_battery_and_signal_strength_are_told(play: Play) -> None:
    stage = play(seconds(70.0))

    ticks = [record.t for record in stage.records if isinstance(record, Tick)]
    levels = [each for each in stage.records if isinstance(each, BatteryLevel)]
    strengths = [each for each in stage.records if isinstance(each, SignalStrength)]
    assert len(ticks) == pytest.approx(700, abs=2)
    assert {each.percent for each in levels} == {87.0}
    assert len(levels) == 4  # at the start and a minute later, both
    assert [each.rssi_dbm for each in strengths] == [-58.0, -58.0]


def test_one_that_is_missing_does_not_keep_the_other_from_starting(play: Play) -> None:
    async def script(stage: Stage) -> None:
        lumbar = stage.radio.leave(ADDRESS[LUMBAR])
        await asyncio.sleep(20.0)
        stage.radio.near[lumbar.address] = lumbar
        await asyncio.sleep(5.0)

    stage = play(script)

    assert stage.states(LUMBAR) == [SC, CO, ST, UP]
    assert S.gather_s < stage.when(UP, 0, PELVIS) < S.gather_s + 2.0
    assert 20.0 < stage.when(UP, 0, LUMBAR) < 24.0
    assert in_order_once(stage.sensors[LUMBAR].sent, stage.got(LUMBAR))


def test_a_link_that_drops_comes_back_and_the_other_goes_on(play: Play) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(8.0)
        stage.radio.drop(ADDRESS[PELVIS])
        await asyncio.sleep(8.0)

    stage = play(script)

    assert stage.states() == [SC, CO, ST, UP, LOST, SC, CO, ST, UP]
    assert stage.when(LOST, 0) == pytest.approx(8.0, abs=0.1)
    assert stage.when(UP, 1) < 9.5
    assert stage.states(LUMBAR) == [SC, CO, ST, UP]
    assert stage.got(LUMBAR) == stage.sensors[LUMBAR].sent
    assert stage.got(PELVIS) == stage.sensors[PELVIS].sent
    assert stage.sensors[PELVIS].starts == 2


def test_out_of_range_it_is_looked_for_until_it_is_back(play: Play) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(5.0)
        pelvis = stage.radio.leave(ADDRESS[PELVIS])
        await asyncio.sleep(600.0)
        stage.radio.near[pelvis.address] = pelvis
        await asyncio.sleep(5.0)

    stage = play(script)

    assert stage.states()[-4:] == [SC, CO, ST, UP]
    assert stage.when(UP, -1) < 605.0 + 5.0


def test_silence_is_stale_in_a_second_and_then_the_link_is_made_anew(
    play: Play,
) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(2.0)
        stage.sensors[PELVIS].silent = True
        await asyncio.sleep(10.0)
        stage.sensors[PELVIS].silent = False
        await asyncio.sleep(5.0)

    stage = play(script)

    assert stage.states()[3:7] == [UP, STALE, LOST, SC]
    assert stage.when(STALE, 0) == pytest.approx(3.0, abs=0.2)
    assert stage.states()[-1] is UP
    assert stage.when(UP, -1) < 12.0 + 5.0


def test_a_short_silence_makes_it_stale_and_no_more(play: Play) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(5.0)
        stage.sensors[PELVIS].silent = True
        await asyncio.sleep(2.0)
        stage.sensors[PELVIS].silent = False
        await asyncio.sleep(3.0)

    stage = play(script)

    assert stage.states() == [SC, CO, ST, UP, STALE, UP]
    assert stage.sensors[PELVIS].starts == 1


def test_a_drop_that_nobody_tells_is_noticed_by_its_silence(play: Play) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(5.0)
        stage.radio.drop(ADDRESS[PELVIS], told=False)
        await asyncio.sleep(10.0)

    stage = play(script)

    assert stage.states() == [SC, CO, ST, UP, STALE, LOST, SC, CO, ST, UP]


def test_an_adapter_that_goes_off_and_on(play: Play) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(5.0)
        stage.radio.broken = LinkError("Bluetooth is off: turn it on")
        for address in ADDRESS.values():
            stage.radio.drop(address)
        await asyncio.sleep(60.0)
        stage.radio.broken = None
        await asyncio.sleep(5.0)

    stage = play(script)

    for placement in TRUNK:
        reasons = {change.reason for change in stage.changes(placement)}
        assert "Bluetooth is off: turn it on" in reasons
        assert stage.states(placement)[-1] is UP
        assert stage.when(UP, -1, placement) < 65.0 + 5.0
    tries = [change for change in stage.changes() if change.state is LOST]
    assert len(tries) < 40  # the pauses have grown


def test_a_refused_link_is_tried_again_with_growing_pauses(play: Play) -> None:
    async def script(stage: Stage) -> None:
        stage.radio.refusal = LinkError("the adapter is full")
        await asyncio.sleep(30.0)
        stage.radio.refusal = None
        await asyncio.sleep(8.0)

    stage = play(script)

    lost = [change for change in stage.changes() if change.state is LOST]
    assert {change.reason for change in lost} == {"the adapter is full"}
    gaps = [b.t - a.t for a, b in itertools.pairwise(lost)]
    assert gaps[0] < 1.5 < gaps[-1]
    assert stage.states()[-1] is UP


def test_a_link_that_hangs_is_given_up(play: Play) -> None:
    async def script(stage: Stage) -> None:
        stage.radio.hangs = True
        await asyncio.sleep(30.0)
        stage.radio.hangs = False
        await asyncio.sleep(20.0)

    stage = play(script)

    for placement in TRUNK:
        assert LOST in stage.states(placement)
        assert stage.states(placement)[-1] is UP


def test_a_sensor_that_takes_the_start_and_sends_nothing(play: Play) -> None:
    async def ready(stage: Stage) -> None:
        stage.sensors[PELVIS].deaf = True

    async def script(stage: Stage) -> None:
        await asyncio.sleep(12.0)
        stage.sensors[PELVIS].deaf = False
        await asyncio.sleep(8.0)

    stage = play(script, ready)

    assert stage.states()[:4] == [SC, CO, ST, LOST]
    assert "sends no samples" in stage.changes()[3].reason
    assert stage.states()[-1] is UP


def test_nonsense_is_recorded_and_is_no_stream(play: Play) -> None:
    async def ready(stage: Stage) -> None:
        stage.sensors[PELVIS].mangle = lambda due: [(c, p[:7]) for c, p in due]

    stage = play(seconds(10.0), ready)

    assert UP not in stage.states(PELVIS)
    assert stage.got(PELVIS) == stage.sensors[PELVIS].sent


def test_a_link_left_by_a_crash_is_adopted(play: Play) -> None:
    async def ready(stage: Stage) -> None:
        left = await stage.radio.connect(Advertisement(ADDRESS[PELVIS]), lambda: None)
        assert isinstance(left, FieldPeer)
        start = left.peripheral.profile.start[0]
        await left.write(start.characteristic, start.content({}), response=True)
        left.orphan = True  # nobody of that session is left to take anything
        left.down()
        await asyncio.sleep(0.01)

    stage = play(seconds(6.0), ready)

    assert stage.states(PELVIS) == [SC, CO, ST, UP]
    pelvis = stage.sensors[PELVIS]
    assert [content[0] for _, content in pelvis.written] == [1, 0, 2, 1, 0]


def test_a_sleep_of_the_computer_is_told_and_links_are_made_anew(play: Play) -> None:
    async def script(stage: Stage) -> None:
        await asyncio.sleep(5.0)
        stage.slept[0] = 3600.0
        await asyncio.sleep(8.0)

    stage = play(script)

    (slept,) = [each for each in stage.records if isinstance(each, Suspended)]
    assert slept.asleep_s == pytest.approx(3600.0)
    assert slept.t == pytest.approx(3605.0, abs=0.2)
    for placement in TRUNK:
        assert stage.states(placement) == [SC, CO, ST, UP, LOST, SC, CO, ST, UP]
        assert "slept" in stage.changes(placement)[4].reason
        assert stage.when(UP, 1, placement) < 3605.0 + 5.0
