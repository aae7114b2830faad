"""The whole path, from bytes to alerts, on simulated lifters."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.model.blocks import Packet, Posture, Samples
from monitor.model.body import CalibrationSource, Limits
from monitor.model.events import (
    Alert,
    Calibrated,
    Cue,
    Level,
    LinkStatus,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    PacketRejected,
    RepCounted,
    RepRevised,
    SetEnded,
    SetEndReason,
    SetStarted,
    StopAsked,
    StopReason,
    Verdict,
)
from monitor.model.records import (
    TRUNK,
    BatteryLevel,
    CarryCalibration,
    EndSession,
    EndSet,
    ExerciseName,
    LinkChange,
    NewWearer,
    Notification,
    PainPlace,
    Placement,
    Record,
    RedFlag,
    SetLimits,
    SetPain,
    SignalStrength,
    SwapSensors,
    TellRedFlags,
    Tick,
)
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import find_profiles, imported_profile_text, parse_profile
from monitor.recording.recording import read_recording

THRUST = ExerciseName.HIP_THRUST
Kind = TypeVar("Kind")


@cache
def session() -> SimulatedSession:
    style = Style(reps=(4, 4), ribs=0.5)
    outline = Outline(sets=1, style=style, brief=True)
    return simulated("pipeline", THRUST, 5, Circumstances(outline))


def pipeline(settings: PipelineSettings | None = None) -> Pipeline:
    profile = find_profiles()["reference"]
    setup = profile.sensor_setup()
    return Pipeline(dict.fromkeys(TRUNK, setup), settings or PipelineSettings())


def outputs(
    records: Iterable[Record], settings: PipelineSettings | None = None
) -> list[Output]:
    path = pipeline(settings)
    return [output for record in records for output in path.feed(record)]


@cache
def whole() -> tuple[Output, ...]:
    records = session().records
    return tuple(outputs([*records, EndSession(records[-1].t)]))


def of(kind: type[Kind], some: Iterable[object]) -> list[Kind]:
    return [output for output in some if isinstance(output, kind)]


def final_reps(some: Sequence[Output]) -> list[RepRevised | RepCounted]:
    told = [each for each in some if isinstance(each, RepCounted | RepRevised)]
    return list({each.rep.rep_id: each for each in told}.values())


def test_four_hip_thrusts_are_four_reps_of_one_set() -> None:
    (calibrated,) = of(Calibrated, whole())

    assert len(of(RepCounted, whole())) == 4
    assert [ended.reps for ended in of(SetEnded, whole())] == [4]
    assert calibrated.calibration.quality > 0.5


def test_every_true_arch_past_the_limit_is_told_and_nothing_else() -> None:
    true = session().truth.events(15.0)

    told = of(OverLimitBegan, whole())

    assert len(true) > 0
    assert len(told) == len(true)
    for began, event in zip(told, true, strict=True):
        assert abs(began.t - event.start_s) < 0.3


def test_the_same_records_give_the_same_outputs() -> None:
    again = outputs([*session().records, EndSession(session().records[-1].t)])

    assert [str(each) for each in again if not isinstance(each, Samples | Posture)] == [
        str(each) for each in whole() if not isinstance(each, Samples | Posture)
    ]
    np.testing.assert_array_equal(flexion(again), flexion(whole()))


def flexion(some: Sequence[Output]) -> np.ndarray:
    return np.concatenate([each.lumbar_flexion_deg for each in of(Posture, some)])


@cache
def own_times() -> dict[Placement, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Samples that carry their own session times, as an import has them."""
    streams = session().streams
    return {p: (s.t, s.accel, s.gyro) for p, s in streams.items()}


def cut(sizes: Sequence[int]) -> list[Output]:
    """Feed the same samples in notifications of these sizes, over and over."""
    profile = parse_profile(
        imported_profile_text(100.0, "cut", counter=False), Path("cut.toml")
    )
    (name, stream) = next(iter(profile.streams.items()))
    records: list[Record] = []
    for placement, (t, accel, gyro) in own_times().items():
        first, turn = 0, 0
        while first < len(t):
            rows = slice(first, first + sizes[turn % len(sizes)])
            packet = Packet(t[rows], accel[rows], gyro[rows])
            payload = stream.encoder().encode(packet)[0][1]
            arrival = float(t[rows][-1])
            records.append(Notification(arrival, placement, name, payload))
            first, turn = rows.stop, turn + 1
    records.sort(key=lambda record: record.t)
    setup = profile.sensor_setup()
    path = Pipeline(dict.fromkeys(TRUNK, setup), PipelineSettings())
    return [output for record in records for output in path.feed(record)]


@cache
def one_by_one() -> tuple[Output, ...]:
    return tuple(cut([1]))


@given(sizes=st.lists(st.integers(1, 20), min_size=1, max_size=6))
@settings(max_examples=3, deadline=None)
def test_the_cuts_between_notifications_change_nothing(sizes: list[int]) -> None:
    parts = cut(sizes)

    n = min(len(flexion(parts)), len(flexion(one_by_one())))
    np.testing.assert_array_equal(flexion(parts)[:n], flexion(one_by_one())[:n])
    for kind in (Calibrated, RepCounted, RepRevised, OverLimitBegan, Notice):
        ours, theirs = of(kind, parts), of(kind, one_by_one())
        assert [str(each) for each in ours] == [str(each) for each in theirs]


def only(placement: Placement) -> list[Record]:
    return [
        record
        for record in session().records
        if not isinstance(record, Notification | LinkChange)
        or record.placement is placement
    ]


@pytest.mark.parametrize("placement", list(TRUNK))
def test_with_one_sensor_missing_reps_count_and_no_verdict_is_given(
    placement: Placement,
) -> None:
    missing = next(each for each in TRUNK if each is not placement)

    told = outputs(only(placement))

    assert len(final_reps(told)) == 4
    assert {each.rep.verdict for each in final_reps(told)} == {Verdict.NOT_SCORED}
    assert not of(OverLimitBegan, told)
    missed = [n for n in of(Notice, told) if n.kind is NoticeKind.SENSOR_MISSING]
    assert [notice.placement for notice in missed] == [missing]


def test_before_a_calibration_no_angle_is_valid() -> None:
    until = of(Calibrated, whole())[0].t

    before = [p for p in of(Posture, whole()) if p.t[-1] <= until]

    assert before
    assert not any(posture.valid.any() for posture in before)


def test_sensors_swapped_from_the_start_are_put_right_by_a_command() -> None:
    other = {Placement.PELVIS: Placement.LUMBAR, Placement.LUMBAR: Placement.PELVIS}
    swapped = [
        Notification(r.t, other[r.placement], r.stream, r.payload)
        if isinstance(r, Notification)
        else r
        for r in session().records
    ]

    told = outputs([SwapSensors(0.0), *swapped])

    n = min(len(flexion(told)), len(flexion(whole())))
    np.testing.assert_allclose(flexion(told)[:n], flexion(whole())[:n], atol=1e-9)


def test_a_new_wearer_voids_the_calibration() -> None:
    calibrated = of(Calibrated, whole())[0].t
    records = [r for r in session().records if r.t <= calibrated + 5.0]
    late = [r for r in session().records if r.t > calibrated + 5.0]

    told = outputs([*records, NewWearer(calibrated + 5.0, "B"), *late])

    after = [p for p in of(Posture, told) if p.t[0] > calibrated + 6.0]
    assert after
    assert not any(posture.valid.any() for posture in after)
    assert NoticeKind.CALIBRATION_VOID in {n.kind for n in of(Notice, told)}


def test_a_set_keeps_the_limit_that_it_was_judged_by() -> None:
    start = of(SetStarted, whole())[0].t
    records = list(session().records)
    index = next(i for i, r in enumerate(records) if r.t > start + 1.0)
    records.insert(index, SetLimits(records[index].t, Limits(extension_deg=40.0)))

    told = outputs(records)

    assert of(SetStarted, told)[0].limits.extension_deg == 15.0
    assert len(of(OverLimitBegan, told)) == len(of(OverLimitBegan, whole()))


def test_a_set_ends_on_command() -> None:
    last = of(RepCounted, whole())[-1].t
    records = list(session().records)
    index = next(i for i, r in enumerate(records) if r.t > last + 2.0)
    records.insert(index, EndSet(records[index].t))

    (ended,) = of(SetEnded, outputs(records))

    assert ended.reason == "command"
    assert ended.reps == 4


@given(payload=st.binary(max_size=80), stream=st.text(max_size=8))
@settings(max_examples=50)
def test_any_bytes_are_samples_or_a_rejected_packet(
    payload: bytes, stream: str
) -> None:
    path = pipeline()
    names = [stream, "imu"]

    for name in names:
        record = Notification(1.0, Placement.PELVIS, name, payload)
        told = path.feed(record)
        kinds = {type(output) for output in told}
        assert not kinds or kinds & {PacketRejected, Samples}


def test_link_states_come_about_once_a_second() -> None:
    statuses = [s for s in of(LinkStatus, whole()) if s.placement is Placement.PELVIS]
    span = statuses[-1].t - statuses[0].t

    assert len(statuses) == pytest.approx(span, abs=5)
    assert statuses[-3].rate_hz == pytest.approx(100.0, abs=1.0)
    assert statuses[-1].lost == 0


def test_time_alone_brings_no_posture() -> None:
    path = pipeline()

    told = [output for i in range(50) for output in path.feed(Tick(i / 10))]

    assert not of(Posture, told)
    assert math.isfinite(of(LinkStatus, told)[0].t)


def test_a_low_battery_is_told_once_the_set_is_over() -> None:
    (started,), (ended,) = of(SetStarted, whole()), of(SetEnded, whole())
    low = BatteryLevel(started.t + 1.0, Placement.LUMBAR, 12.0)
    strong = SignalStrength(started.t + 1.0, Placement.LUMBAR, -61.0)
    records = list(session().records)
    index = next(i for i, r in enumerate(records) if r.t > low.t)

    told = outputs([*records[:index], low, strong, *records[index:]])

    (notice,) = (n for n in of(Notice, told) if n.kind is NoticeKind.BATTERY_LOW)
    (alert,) = (a for a in of(Alert, told) if a.cue is Cue.BATTERY_LOW)
    assert ended.t - 0.1 < notice.t < ended.t + 2.5
    assert (notice.placement, notice.value) == (Placement.LUMBAR, 12.0)
    assert alert.text == notice.text
    last = [s for s in of(LinkStatus, told) if s.placement is Placement.LUMBAR][-1]
    assert (last.battery_percent, last.rssi_dbm) == (12.0, -61.0)
    assert last.jitter_s is not None
    assert 0.0 < last.jitter_s < 0.1


def test_a_calibration_carried_into_trunk_bends_brings_no_bows(
    repository: Path,
) -> None:
    recording = read_recording(repository / "recordings" / "trunk_bend.mcap")
    records = list(recording.records)
    pipeline = recording.pipeline()
    told = [o for r in records for o in pipeline.feed(r)]
    earlier = next(o.calibration for o in told if isinstance(o, Calibrated))
    carry = CarryCalibration(records[4].t, earlier, age_s=60.0, same_wearer=True)
    records.insert(5, carry)
    pipeline = recording.pipeline()

    made = [o for r in records for o in pipeline.feed(r) if isinstance(o, Calibrated)]

    assert [each.calibration.source for each in made] == [CalibrationSource.CARRIED]
    assert pipeline.bows() is None


def test_pain_ends_the_set_and_is_told_as_loud_as_can_be() -> None:
    third = [rep.t for rep in of(RepCounted, whole())][2]
    hurt = SetPain(third + 0.05, 5.0, PainPlace.LOW_BACK)
    some = outputs(sorted([*session().records, hurt], key=lambda record: record.t))

    (asked,) = of(StopAsked, some)
    assert (asked.reason, asked.pain) == (StopReason.PAIN, 5.0)
    ended = of(SetEnded, some)[0]
    assert (ended.t, ended.reason) == (hurt.t, SetEndReason.PAIN)
    (alert,) = [each for each in of(Alert, some) if each.level is Level.STOP]
    assert alert.cue is Cue.STOP
    assert alert.text.endswith("No medical advice.")


def test_warning_signs_call_for_urgent_care() -> None:
    end = session().records[-1].t
    told = TellRedFlags(end, (RedFlag.LEG_NUMB_OR_WEAK,))
    some = outputs([*session().records, told])

    (asked,) = of(StopAsked, some)
    assert asked.reason is StopReason.RED_FLAGS
    assert "urgent medical care" in of(Alert, some)[-1].text
