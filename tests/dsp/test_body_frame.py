"""What a person may ask of the calibration, through the whole path."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.model.blocks import GRAVITY, Packet, Posture
from monitor.model.body import Calibration, CalibrationSource
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    RepCounted,
    RepRevised,
    Rezeroed,
    TableChecked,
)
from monitor.model.records import (
    TRUNK,
    Calibrate,
    CarryCalibration,
    EndSession,
    ExerciseName,
    NewWearer,
    Notification,
    Placement,
    Record,
    Rezero,
    StartBenchReference,
    StartTableCheck,
    Tick,
    UndoRezero,
    UseCalibration,
)
from monitor.profiles import find_profiles

Kind = TypeVar("Kind")
Fed = Callable[..., list[Output]]


def of(kind: type[Kind], some: Iterable[object]) -> list[Kind]:
    return [output for output in some if isinstance(output, kind)]


def notices(some: Iterable[Output], kind: NoticeKind) -> list[str]:
    return [notice.text for notice in of(Notice, some) if notice.kind is kind]


def inserted(records: Sequence[Record], *commands: Record) -> list[Record]:
    return sorted([*records, *commands], key=lambda record: record.t)


def again(session: SimulatedSession, *between: Record) -> list[Record]:
    """The session, what happens then, and the same session once more."""
    end = session.records[-1].t
    later = [replace(record, t=record.t + end + 0.1) for record in session.records]
    return [*session.records, *(replace(each, t=end) for each in between), *later]


def flexion(some: Iterable[Output], start_s: float, end_s: float) -> float:
    """Mean lumbar flexion between two times, degrees."""
    blocks = [p for p in of(Posture, some) if start_s <= p.t[0] and p.t[-1] <= end_s]
    return float(np.nanmean(np.concatenate([p.lumbar_flexion_deg for p in blocks])))


@pytest.fixture(scope="module")
def whole(short_session: SimulatedSession, fed: Fed) -> list[Output]:
    records = short_session.records
    return fed([*records, EndSession(records[-1].t)])


@pytest.fixture(scope="module")
def calibration(whole: list[Output]) -> Calibration:
    (calibrated,) = of(Calibrated, whole)
    return calibrated.calibration


def test_the_calibration_found_is_the_one_that_was_made(
    short_session: SimulatedSession, calibration: Calibration
) -> None:
    truth = short_session.truth

    assert calibration.source is CalibrationSource.AUTO
    assert calibration.neutral_s == pytest.approx(truth.neutral_s, abs=0.8)
    assert truth.bows_s[0] - 0.5 < calibration.bows_s[0]
    assert calibration.bows_s[1] < truth.bows_s[1] + 0.5


def test_standing_still_carries_an_earlier_calibration_over(
    short_session: SimulatedSession, fed: Fed, calibration: Calibration
) -> None:
    asked = CarryCalibration(0.0, calibration, 600.0, same_wearer=True)

    outputs = fed([asked, *short_session.records])

    (carried,) = of(Calibrated, outputs)
    assert carried.calibration.source is CalibrationSource.CARRIED
    assert carried.t < short_session.truth.neutral_s[1]
    assert len(of(RepCounted, outputs)) == 4


def test_an_old_calibration_is_refused_and_a_new_one_found(
    short_session: SimulatedSession, fed: Fed, calibration: Calibration
) -> None:
    asked = CarryCalibration(0.0, calibration, 7300.0, same_wearer=True)

    outputs = fed([asked, *short_session.records])

    (text,) = notices(outputs, NoticeKind.CALIBRATION_REFUSED)
    assert "older than 2 h" in text
    (found,) = of(Calibrated, outputs)
    assert found.calibration.source is CalibrationSource.AUTO


@pytest.fixture(scope="module")
def rezeroed(
    short_session: SimulatedSession, fed: Fed, calibration: Calibration
) -> list[Output]:
    """The zero is 3° off; it is put right while standing at the end, and undone."""
    start = short_session.truth.end_s[0]
    wrong = UseCalibration(0.0, replace(calibration, offset_deg=3.0))
    commands = (wrong, Rezero(start + 0.1), UndoRezero(start + 2.8))
    return fed(inserted(short_session.records, *commands))


def test_re_zero_puts_a_wrong_zero_right(
    rezeroed: list[Output], short_session: SimulatedSession
) -> None:
    start = short_session.truth.end_s[0]
    moved, _ = of(Rezeroed, rezeroed)

    assert moved.old_offset_deg == 3.0
    assert moved.new_offset_deg == pytest.approx(0.0, abs=1.0)
    assert flexion(rezeroed, start, moved.t) == pytest.approx(3.0, abs=1.0)
    assert flexion(rezeroed, moved.t + 0.1, start + 2.7) == pytest.approx(0.0, abs=1.0)


def test_a_re_zero_can_be_taken_back(
    rezeroed: list[Output], short_session: SimulatedSession
) -> None:
    moved, back = of(Rezeroed, rezeroed)
    end = short_session.records[-1].t

    assert back.undone
    assert (back.old_offset_deg, back.new_offset_deg) == (moved.new_offset_deg, 3.0)
    assert flexion(rezeroed, back.t + 0.1, end) == pytest.approx(3.0, abs=1.0)


def test_taking_back_what_never_was_is_refused(
    short_session: SimulatedSession, fed: Fed
) -> None:
    (text,) = notices(fed([UndoRezero(0.0)]), NoticeKind.REZERO_REFUSED)

    assert "none to take back" in text


def test_re_zero_lying_needs_a_bench_reference(fed: Fed) -> None:
    (text,) = notices(fed([Rezero(0.0, lying=True)]), NoticeKind.REZERO_REFUSED)

    assert "bench reference" in text


def test_re_zero_while_moving_is_refused(
    short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    in_set = of(RepCounted, whole)[0].t - 1.0

    outputs = fed(inserted(short_session.records, Rezero(in_set)))

    assert len(notices(outputs, NoticeKind.REZERO_REFUSED)) == 1
    assert not of(Rezeroed, outputs)


def test_standing_still_at_the_end_tells_how_neutral_has_drifted(
    short_session: SimulatedSession,
    fed: Fed,
    whole: list[Output],
    calibration: Calibration,
) -> None:
    records = short_session.records
    off = UseCalibration(0.0, replace(calibration, offset_deg=4.0))

    (true,) = of(NeutralDrift, whole)
    (drifted,) = of(NeutralDrift, fed([off, *records, EndSession(records[-1].t)]))

    assert true.drift_deg == pytest.approx(0.0, abs=1.0)
    assert drifted.drift_deg == pytest.approx(true.drift_deg + 4.0, abs=0.5)


def test_a_session_that_ends_in_a_set_tells_no_drift(
    short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    cut = of(RepCounted, whole)[-1].t
    records = [record for record in short_session.records if record.t <= cut]

    assert not of(NeutralDrift, fed([*records, EndSession(cut)]))


def test_a_calibration_in_force_stays_until_a_new_one_is_asked_for(
    short_session: SimulatedSession, fed: Fed
) -> None:
    assert len(of(Calibrated, fed(again(short_session)))) == 1


@pytest.mark.parametrize(
    ("command", "source"),
    [
        (Calibrate(0.0), CalibrationSource.COMMAND),
        (NewWearer(0.0, "B"), CalibrationSource.AUTO),
    ],
    ids=["calibrate", "new wearer"],
)
def test_a_new_calibration_is_looked_for_on_command(
    command: Record,
    source: CalibrationSource,
    short_session: SimulatedSession,
    fed: Fed,
) -> None:
    first, second = of(Calibrated, fed(again(short_session, command)))

    assert second.calibration.source is source
    shift = short_session.records[-1].t + 0.1
    assert second.t == pytest.approx(first.t + shift, abs=0.5)


def test_without_a_wearers_calibration_nothing_is_scored(
    short_session: SimulatedSession, fed: Fed
) -> None:
    end = short_session.records[-1].t
    records = again(short_session, NewWearer(0.0, "B"))
    bows = short_session.truth.bows_s[0] + end

    postures = of(Posture, fed([r for r in records if r.t < bows]))

    assert not any(p.valid.any() for p in postures if p.t[0] > end + 0.1)


@pytest.fixture(scope="module")
def slow_set(fed: Fed) -> list[Output]:
    style = Style(reps=(5, 5), tempo=1.6)
    outline = Outline(sets=1, style=style, brief=True)
    session = simulated("bench", ExerciseName.HIP_THRUST, 2, Circumstances(outline))
    start = session.truth.bows_s[1] + 0.5
    return fed(inserted(session.records, StartBenchReference(start)))


def test_three_slow_reps_make_a_bench_reference(slow_set: list[Output]) -> None:
    (made,) = of(BenchReferenceSet, slow_set)
    reps = {o.rep.rep_id: o.rep for o in of(RepRevised, slow_set)}
    tops = [reps[i].top_flexion_deg for i in (1, 2, 3)]

    assert made.reference.lumbar_flexion_deg == pytest.approx(
        np.mean([top for top in tops if top is not None]), abs=1.0
    )
    assert made.reference.spread_deg < 4.0


def test_reps_after_a_bench_reference_carry_their_change_against_it(
    slow_set: list[Output],
) -> None:
    (made,) = of(BenchReferenceSet, slow_set)
    reps = {o.rep.rep_id: o.rep for o in of(RepRevised, slow_set)}

    last = reps[max(reps)]
    assert last.top_flexion_deg is not None
    assert last.change_vs_reference_deg == pytest.approx(
        last.top_flexion_deg - made.reference.lumbar_flexion_deg, abs=0.05
    )


FACES = [sign * np.eye(3)[axis] for axis in range(3) for sign in (1.0, -1.0)]


def on_the_table(bias: float) -> list[Record]:
    """Both sensors laid on their six faces, 2.6 s each, the pelvis one biased."""
    stream = find_profiles()["reference"].streams["imu"]
    rng = np.random.default_rng(1)
    records: list[Record] = []
    for turn in range(6 * 52):
        t = (turn + 1) * 0.05
        face = np.tile(FACES[turn // 52] * GRAVITY, (5, 1))
        for placement in TRUNK:
            off = bias if placement is Placement.PELVIS else 0.0
            accel = face + off + 0.01 * rng.normal(size=(5, 3))
            ticks = (turn * 5 + np.arange(5.0)) * 1e4
            packet = Packet(ticks, accel, 0.001 * rng.normal(size=(5, 3)), turn)
            payload = stream.encoder().encode(packet)[0][1]
            records.append(Notification(t, placement, "imu", payload))
        records.append(Tick(t))
    return records


def test_six_faces_measure_a_sensors_bias_and_take_it_off(fed: Fed) -> None:
    start = StartTableCheck(0.0, Placement.PELVIS, "2026-01-31")

    (checked,) = of(TableChecked, fed([start, *on_the_table(0.2)]))

    assert checked.placement is Placement.PELVIS
    assert checked.bias == pytest.approx((0.2, 0.2, 0.2), abs=0.02)
    assert checked.scale == pytest.approx((1.0, 1.0, 1.0), abs=0.002)
    assert checked.date == "2026-01-31"


def test_a_table_check_left_half_way_is_refused_after_three_minutes(
    make_pipeline: Callable[..., object], fed: Fed
) -> None:
    start = StartTableCheck(0.0, Placement.LUMBAR, "2026-01-31")
    records = on_the_table(0.0)
    half = [record for record in records if record.t < 8.0]
    rest = [replace(record, t=record.t + 190.0) for record in records if record.t < 1.0]

    outputs = fed([start, *half, *rest])

    (text,) = notices(outputs, NoticeKind.TABLE_CHECK_REFUSED)
    assert "3 of 6 faces seen" in text
