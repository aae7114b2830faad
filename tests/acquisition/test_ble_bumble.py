"""Links through bleak on Bumble's virtual controllers: real ATT and GATT, no bus."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

pytest.importorskip("bumble", reason="Bumble is not installed")

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.session import (
    Circumstances,
    SimulatedSession,
    simulate,
)
from monitor.model.records import (
    TRUNK,
    BatteryLevel,
    ExerciseName,
    LinkState,
    Placement,
    SignalStrength,
)
from monitor.profiles import find_profiles
from tests.rig.bumble_radio import Air, BumbleRadio, in_the_air
from tests.rig.peripheral import Peripheral, in_order_once, lines, never_back
from tests.rig.stage import ADDRESS, Session, clock_of, on_the_air

PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR
SC, CO, ST, UP, STALE, LOST = (
    LinkState.SCANNING,
    LinkState.CONNECTING,
    LinkState.STARTING,
    LinkState.STREAMING,
    LinkState.STALE,
    LinkState.LOST,
)
Script = Callable[[Session, Air], Awaitable[None]]
Play = Callable[..., Session]
Virtually = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="module")
def sensors_of(
    short_session: SimulatedSession,
) -> Callable[[], dict[Placement, Peripheral]]:
    profile = find_profiles()["reference"]
    scripts = {each: lines(short_session, each, profile) for each in TRUNK}
    return lambda: {
        each: Peripheral(ADDRESS[each], profile, scripts[each]) for each in TRUNK
    }


@pytest.fixture
def play(
    virtually: Virtually, sensors_of: Callable[[], dict[Placement, Peripheral]]
) -> Play:
    """Plays a script on two sensors; nothing may be left behind by it."""

    def run(
        script: Script, sensors: dict[Placement, Peripheral] | None = None
    ) -> Session:
        async def work() -> Session:
            slept_s = [0.0]
            clock = clock_of(asyncio.get_running_loop().time, slept_s)
            session = Session(sensors or sensors_of(), clock, slept_s)
            async with in_the_air([*session.sensors.values()]) as air:
                radio = BumbleRadio(air.adapter)
                async with on_the_air(session, dict.fromkeys(session.sensors, radio)):
                    await script(session, air)
                assert air.links == 0
                assert not air.adapter.central.is_scanning
                for sensor in session.sensors.values():
                    assert not sensor.streaming
            return session

        session: Session = virtually(work())
        assert never_back([record.t for record in session.records])
        return session

    return run


async def stream(session: Session, _: Air) -> None:
    await session.until(session.all_stream)
    await asyncio.sleep(20.0)


def test_two_sensors_stream_and_every_notification_is_there_once(play: Play) -> None:
    session = play(stream)

    for placement, sensor in session.sensors.items():
        assert session.history(placement) == [SC, CO, ST, UP]
        assert len(sensor.sent) > 390
        assert session.got(placement) == sensor.sent


def test_battery_and_signal_strength_are_told(play: Play) -> None:
    session = play(stream)

    levels = [each for each in session.records if isinstance(each, BatteryLevel)]
    strengths = [each for each in session.records if isinstance(each, SignalStrength)]
    assert {each.placement: each.percent for each in levels} == {
        PELVIS: 87.0,
        LUMBAR: 87.0,
    }
    assert {each.placement for each in strengths} == {PELVIS, LUMBAR}


def test_a_link_that_drops_comes_back_and_the_other_goes_on(play: Play) -> None:
    async def script(session: Session, air: Air) -> None:
        await session.until(session.all_stream)
        await asyncio.sleep(2.0)
        await air.sensors[ADDRESS[PELVIS]].drop()
        await asyncio.sleep(8.0)

    session = play(script)

    assert session.history(PELVIS) == [SC, CO, ST, UP, LOST, SC, CO, ST, UP]
    assert session.history(LUMBAR) == [SC, CO, ST, UP]
    assert session.got(LUMBAR) == session.sensors[LUMBAR].sent
    assert session.sensors[PELVIS].starts == 2


def test_out_of_range_it_is_looked_for_until_it_is_back(play: Play) -> None:
    async def script(session: Session, air: Air) -> None:
        await session.until(session.all_stream)
        await air.sensors[ADDRESS[PELVIS]].leave()
        await asyncio.sleep(120.0)
        assert session.states[PELVIS].state in {LOST, SC}
        await air.sensors[ADDRESS[PELVIS]].come_back()
        back = session.clock.now()
        assert await session.until(lambda: session.all_stream(back)) < back + 5.0

    play(script)


def test_silence_is_stale_and_then_the_link_is_made_anew(play: Play) -> None:
    async def script(session: Session, air: Air) -> None:
        await session.until(session.all_stream)
        session.sensors[PELVIS].silent = True
        await asyncio.sleep(10.0)
        session.sensors[PELVIS].silent = False
        await asyncio.sleep(5.0)

    session = play(script)

    assert session.history(PELVIS)[3:7] == [UP, STALE, LOST, SC]
    assert session.history(PELVIS)[-1] is UP
    assert in_order_once(session.sensors[LUMBAR].sent, session.got(LUMBAR))


def test_a_sensor_that_leaves_while_its_link_is_made_is_had_later(play: Play) -> None:
    async def script(session: Session, air: Air) -> None:
        sensor = air.sensors[ADDRESS[PELVIS]]
        await session.until(
            lambda: PELVIS in session.states and session.states[PELVIS].state is CO
        )
        await sensor.leave()
        await asyncio.sleep(30.0)
        await sensor.come_back()
        back = session.clock.now()
        await session.until(lambda: session.all_stream(back))

    session = play(script)

    assert LOST in session.history(PELVIS)
    for placement, sensor in session.sensors.items():
        assert session.got(placement)[-50:] == sensor.sent[-50:]


def test_mangled_packets_are_recorded_as_they_came(play: Play) -> None:
    async def script(session: Session, air: Air) -> None:
        await session.until(session.all_stream)
        session.sensors[PELVIS].mangle = lambda due: [
            (c, p[: 9 + k]) for c, p in reversed(due) for k in range(2)
        ]
        await asyncio.sleep(0.9)
        session.sensors[PELVIS].mangle = None
        await asyncio.sleep(3.0)

    session = play(script)

    assert session.got(PELVIS) == session.sensors[PELVIS].sent
    assert session.history(PELVIS)[-1] is UP


@pytest.mark.parametrize("key", sorted(find_profiles()))
def test_every_firmware_starts_streams_and_stops(play: Play, key: str) -> None:
    """With the bytes, the start and the answers that its profile tells."""
    profile = find_profiles()[key]
    outline = Outline(sets=1, style=Style(reps=(2, 2)), brief=True)
    simulated = simulate(
        "pipeline",
        ExerciseName.HIP_THRUST,
        5,
        Circumstances(outline),
        dict.fromkeys(TRUNK, (key, profile)),
    )
    sensors = {
        each: Peripheral(ADDRESS[each], profile, lines(simulated, each, profile))
        for each in TRUNK
    }

    session = play(stream, sensors)

    for placement, sensor in sensors.items():
        assert session.history(placement) == [SC, CO, ST, UP]
        assert sensor.starts == 1
        assert len(sensor.sent) > 19 * 2
        assert session.got(placement) == sensor.sent
