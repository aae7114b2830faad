"""Every shipped profile, started and read as its sensor would have it.

The sensors answer by their profile; what they send comes from the simulator, encoded in
the profile's own bytes. That proves that a start can be carried through and that its
stream is read, not that a real device agrees.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

import numpy as np
import pytest

from monitor.acquisition.ble import linked
from monitor.acquisition.inbox import Inbox
from monitor.acquisition.sensor_link import Sensor
from monitor.acquisition.session_clock import SessionClock
from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.model.blocks import Samples
from monitor.model.events import (
    LinkStatus,
    Output,
    PacketRejected,
    RepCounted,
    RepRetracted,
)
from monitor.model.records import TRUNK, ExerciseName, LinkState, Placement, Record
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import find_profiles
from tests.rig.field_radio import FieldRadio
from tests.rig.peripheral import Peripheral, lines
from tests.rig.stage import ADDRESS

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]
PROFILES = find_profiles()
FIT = [key for key, profile in PROFILES.items() if not profile.unfit]
SPAN_S = 25.0
ANSWERS = {
    "metamotion": {
        "038001": "0380 04 01",  # a BMI270
        "138000": "1380 01 00",
        "0902": "0902 05",
        "118c": "118c 633410",
    },
    "witmotion": {"55716400": "55716400 8e01" + "00" * 14},
    "221e_muse": {"0005c00007": "0005c00047" + "00" * 15},
}


@cache
def session(key: str) -> SimulatedSession:
    outline = Outline(sets=1, style=Style(reps=(4, 4)), brief=True)
    return simulated("linked", ExerciseName.HIP_THRUST, 3, Circumstances(outline), key)


def peripherals(key: str) -> dict[Placement, Peripheral]:
    profile, played = PROFILES[key], session(key)
    return {
        each: Peripheral(
            ADDRESS[each],
            profile,
            lines(played, each, profile),
            answers=ANSWERS.get(key, {}),
        )
        for each in TRUNK
    }


async def streamed(sensors: dict[Placement, Peripheral], span_s: float) -> list[Record]:
    loop = asyncio.get_running_loop()
    clock = SessionClock(loop.time, loop.time)
    inbox = Inbox(clock.now)
    radio = FieldRadio(*sensors.values())
    wanted = [
        Sensor(p, each.address, each.profile, radio) for p, each in sensors.items()
    ]
    records: list[Record] = []

    async def read() -> None:
        records.extend([record async for record in inbox.records()])

    reader = asyncio.ensure_future(read())
    async with linked(wanted, inbox, clock):
        await asyncio.sleep(span_s)
    inbox.close()
    await reader
    return records


def piped(key: str, records: list[Record]) -> list[Output]:
    setups = dict.fromkeys(TRUNK, PROFILES[key].sensor_setup())
    pipeline = Pipeline(setups, PipelineSettings())
    return [output for record in records for output in pipeline.feed(record)]


@pytest.mark.parametrize("key", FIT)
def test_its_start_is_carried_through_and_its_stream_is_read(
    key: str, virtually: Virtually
) -> None:
    sensors = peripherals(key)
    records = virtually(streamed(sensors, SPAN_S))

    outputs = piped(key, records)

    states = [o for o in outputs if isinstance(o, LinkStatus)]
    assert states[-1].state is LinkState.STREAMING
    assert [o for o in outputs if isinstance(o, PacketRejected)] == []
    rate_hz = PROFILES[key].streams["imu"].rate_hz
    for placement in TRUNK:
        rows = [
            o for o in outputs if isinstance(o, Samples) and o.placement is placement
        ]
        accel = np.concatenate([each.accel for each in rows])
        assert len(accel) > 0.75 * rate_hz * SPAN_S
        standing = np.linalg.norm(accel[: int(5 * rate_hz)], axis=1)
        assert np.median(standing) == pytest.approx(9.81, abs=0.6)
        assert sensors[placement].starts == 1
        assert not sensors[placement].streaming


@pytest.mark.parametrize("key", FIT)
def test_it_is_counted_with_its_bytes(key: str) -> None:
    """A whole simulated session through the pipeline: its reps are counted."""
    outputs = piped(key, session(key).records)

    counted = {o.rep.rep_id for o in outputs if isinstance(o, RepCounted)}
    taken = {o.rep_id for o in outputs if isinstance(o, RepRetracted)}
    truth = [rep for rep in session(key).truth.reps if rep.full]
    assert len(counted - taken) == len(truth) == 4


@pytest.mark.parametrize(
    ("key", "begins", "answer", "said"),
    [
        ("polar_verity_sense", "f0020200", "f002020d00", "it is in its charger"),
        ("221e_muse", "0005c00007", "0005c00000", "set the sensor to 32 g"),
        ("movesense", "0163c800", "016301fb", "refuses the subscription"),
        (
            "metamotion",
            "038001",
            "03800300",
            "the accelerometer: it is neither a BMI160",
        ),  # BMA255
        (
            "metamotion",
            "138000",
            "1380",
            "the gyroscope: it is neither a BMI160",
        ),  # has none
    ],
)
def test_a_refused_start_is_said_and_tried_again(
    key: str, begins: str, answer: str, said: str, virtually: Virtually
) -> None:
    sensors = peripherals(key)
    for sensor in sensors.values():
        sensor.answers = {**sensor.answers, begins: answer}

    records = virtually(streamed(sensors, 20.0))

    reasons = {r.reason for r in records if getattr(r, "reason", "")}
    assert any(said in reason for reason in reasons)
    asked = [content for _, content in sensors[Placement.PELVIS].written]
    assert len(asked) > 6
