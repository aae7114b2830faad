from dataclasses import replace

import numpy as np
import pytest

from monitor.dsp.ahead import FrontOutput
from monitor.dsp.front_end import FrontEnd
from monitor.dsp.join import JoinSettings
from monitor.dsp.sensor_chain import ChainSettings
from monitor.model.blocks import GRAVITY, Packet
from monitor.model.body import (
    Calibration,
    CalibrationSource,
    SegmentFrame,
    TableCheck,
)
from monitor.model.events import LinkChecked, LinkStatus, Notice, PacketRejected
from monitor.model.records import (
    TRUNK,
    BatteryLevel,
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    SignalStrength,
    StartLinkCheck,
    SwapSensors,
    Tick,
)
from monitor.profiles import find_profiles

PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR
PROFILE = find_profiles()["reference"]
ENCODER = PROFILE.streams["imu"].encoder()
N, STEP_S = 5, 0.05


def front(*placements: Placement) -> FrontEnd:
    setups = dict.fromkeys(placements or TRUNK, PROFILE.sensor_setup())
    return FrontEnd(setups, ChainSettings(), JoinSettings())


def lying(turn: int, placement: Placement, tilt_deg: float = 0.0) -> Notification:
    """Five samples at rest, tilted about y."""
    t, tilt = (turn + 1) * STEP_S, np.radians(tilt_deg)
    up = [-np.sin(tilt), 0.0, np.cos(tilt)]
    packet = Packet(
        (turn * N + np.arange(float(N))) * 1e4,
        np.tile(up, (N, 1)) * GRAVITY,
        np.zeros((N, 3)),
    )
    return Notification(
        t, placement, "imu", ENCODER.encode(replace(packet, counter=0))[0][1]
    )


def run(
    stage: FrontEnd, turns: range, tilts: tuple[float, float] = (0.0, 30.0)
) -> FrontOutput:
    """Feed both sensors; return all that came."""
    whole = FrontOutput()
    for turn in turns:
        for placement, tilt in zip(TRUNK, tilts, strict=True):
            output = stage.feed(lying(turn, placement, tilt))
            whole.samples.extend(output.samples)
            whole.events.extend(output.events)
            whole.joined.extend(output.joined)
    return whole


def test_both_sensors_meet_on_one_grid() -> None:
    joined = run(front(), range(20)).joined

    t = np.concatenate([each.t for each in joined])
    np.testing.assert_allclose(np.diff(t), 0.01, atol=1e-9)
    assert joined[-1].pelvis.up[-1] == pytest.approx([0.0, 0.0, 1.0], abs=1e-3)
    assert joined[-1].lumbar.up[-1] == pytest.approx([-0.5, 0.0, 0.866], abs=1e-2)


def test_after_a_swap_what_was_the_pelvis_sensor_is_the_lumbar_one() -> None:
    stage = front()
    run(stage, range(20))

    stage.feed(SwapSensors(1.0))
    whole = run(stage, range(20, 40))

    assert whole.joined[-1].pelvis.up[-1] == pytest.approx([-0.5, 0, 0.866], abs=1e-2)
    assert whole.joined[-1].lumbar.up[-1] == pytest.approx([0, 0, 1], abs=1e-2)
    first = next(s for s in whole.samples)
    assert first.placement is LUMBAR  # it was the pelvis sensor that sent it


def test_a_table_check_stays_with_its_sensor_when_sensors_are_swapped() -> None:
    stage = front()
    check = TableCheck((0.0, 0.0, 1.0), (1.0, 1.0, 1.0), "2026-01-31")
    stage.use_table_check(PELVIS, check)
    before = run(stage, range(20)).joined[-1]

    stage.feed(SwapSensors(1.0))
    after = run(stage, range(20, 40)).joined[-1]

    assert before.pelvis.accel[-1, 2] == pytest.approx(GRAVITY - 1.0, abs=0.02)
    assert after.lumbar.accel[-1, 2] == pytest.approx(GRAVITY - 1.0, abs=0.02)
    length = float(np.linalg.norm(after.pelvis.accel[-1]))
    assert length == pytest.approx(GRAVITY, abs=0.02)


def test_a_calibrations_bias_comes_off_and_goes_with_it() -> None:
    stage = front()
    frame = SegmentFrame((0, 0, 1), (0, 1, 0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.5))
    auto = CalibrationSource.AUTO
    stage.use_calibration(Calibration(frame, None, (0, 1), (1, 2), 1.0, auto))
    corrected = run(stage, range(20)).joined[-1].pelvis.accel[-1, 2]

    stage.use_calibration(None)
    plain = run(stage, range(20, 40)).joined[-1].pelvis.accel[-1, 2]

    assert corrected == pytest.approx(GRAVITY - 0.5, abs=0.02)
    assert plain == pytest.approx(GRAVITY, abs=0.02)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Notification(0.1, PELVIS, "mag", b""), "no stream 'mag' in the pelvis"),
        (Notification(0.1, PELVIS, "imu", b"\x01"), "byte"),
    ],
)
def test_what_can_not_be_read_is_rejected_with_the_reason(
    record: Record, words: str
) -> None:
    (rejected,) = front().feed(record).events

    assert isinstance(rejected, PacketRejected)
    assert words in rejected.reason


def test_a_sensor_that_is_not_in_use_is_rejected() -> None:
    output = front(PELVIS).feed(lying(0, LUMBAR))

    assert [type(event) for event in output.events] == [PacketRejected]


@pytest.mark.parametrize(
    "record",
    [
        LinkChange(0.1, LUMBAR, LinkState.LOST),
        BatteryLevel(0.1, LUMBAR, 5.0),
    ],
)
def test_links_of_a_sensor_that_is_not_in_use_are_no_news(record: Record) -> None:
    assert front(PELVIS).feed(record).events == []


def test_a_silent_sensor_is_not_waited_for_for_long() -> None:
    stage = front()
    run(stage, range(20))
    for turn in range(20, 40):
        stage.feed(lying(turn, PELVIS))

    joined = stage.feed(lying(40, PELVIS)).joined

    assert joined
    assert joined[-1].pelvis.present.all()
    assert not joined[-1].lumbar.present.any()


def test_time_alone_tells_that_sensors_are_missing() -> None:
    stage = front()

    told = [event for i in range(30) for event in stage.feed(Tick(i / 10)).events]

    missing = [event.placement for event in told if isinstance(event, Notice)]
    assert set(missing) == set(TRUNK)
    assert {type(event) for event in told} == {Notice, LinkStatus}


def test_a_link_check_tells_of_each_sensor_after_ten_seconds() -> None:
    stage = front()
    run(stage, range(40))

    stage.feed(StartLinkCheck(2.0))
    stage.feed(SignalStrength(2.5, LUMBAR, -91.0))
    events = run(stage, range(40, 250)).events

    checked = {e.placement: e for e in events if isinstance(e, LinkChecked)}
    assert len([e for e in events if isinstance(e, LinkChecked)]) == 2
    assert checked[PELVIS].ok
    assert checked[PELVIS].rssi_dbm is None
    assert not checked[LUMBAR].ok
    assert checked[LUMBAR].rssi_dbm == -91.0
    assert checked[LUMBAR].t == pytest.approx(12.0, abs=0.06)
