"""Commands in any order, at any time, woven into a session with a poor radio."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.blocks import Posture, Samples
from monitor.model.body import (
    BenchReference,
    Calibration,
    CalibrationSource,
    Limits,
    SegmentFrame,
    Sites,
    TableCheck,
)
from monitor.model.events import (
    Alert,
    Calibrated,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetStarted,
    Verdict,
)
from monitor.model.records import (
    TRUNK,
    AddRep,
    BatteryLevel,
    Calibrate,
    CarryCalibration,
    EndRangeTest,
    EndSession,
    EndSet,
    ExerciseName,
    LinkChange,
    LinkState,
    Mute,
    NewWearer,
    Notification,
    Record,
    Rezero,
    SetExercise,
    SetLimits,
    SetSide,
    SetSites,
    Side,
    SignalStrength,
    SoundChange,
    StartBenchReference,
    StartLinkCheck,
    StartMobilityTest,
    StartRangeTest,
    StartSet,
    StartSideBends,
    StartTableCheck,
    StrikeRep,
    Suspended,
    SwapSensors,
    Tick,
    UndoRepEdit,
    UndoRezero,
    UseBenchReference,
    UseCalibration,
    UseTableCheck,
)

Kind = TypeVar("Kind")
Fed = Callable[..., list[Output]]
FRAME = SegmentFrame((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0))


def of(kind: type[Kind], some: Iterable[object]) -> list[Kind]:
    return [output for output in some if isinstance(output, kind)]


def frames() -> st.SearchStrategy[Calibration]:
    some = st.sampled_from([FRAME, None])
    source = CalibrationSource.AUTO
    return st.builds(
        lambda p, s: Calibration(p, s, (0.0, 1.0), (1.0, 2.0), 0.9, source), some, some
    )


places = st.sampled_from(list(TRUNK))
CHECK = TableCheck((0.1, -0.1, 0.0), (1.0, 1.01, 0.99), "2026-01-31")
COMMANDS: st.SearchStrategy[Record] = st.one_of(
    *(
        st.builds(kind, st.just(0.0))
        for kind in (StartSet, EndSet, EndSession, Calibrate, UndoRezero, SwapSensors)
    ),
    st.builds(StartBenchReference, st.just(0.0)),
    st.builds(SetExercise, st.just(0.0), st.sampled_from(list(ExerciseName))),
    st.builds(
        SetLimits,
        st.just(0.0),
        st.builds(Limits, st.floats(1.0, 90.0), st.floats(1.0, 90.0)),
    ),
    st.builds(SetSites, st.just(0.0), st.just(Sites(belt=True))),
    st.builds(UseCalibration, st.just(0.0), frames()),
    st.builds(
        CarryCalibration, st.just(0.0), frames(), st.floats(0.0, 1e4), st.booleans()
    ),
    st.builds(Rezero, st.just(0.0), st.booleans()),
    st.builds(StartTableCheck, st.just(0.0), places, st.just("2026-01-31")),
    st.builds(UseTableCheck, st.just(0.0), places, st.just(CHECK)),
    st.builds(UseBenchReference, st.just(0.0), st.just(BenchReference(-6.0, 1.0))),
    st.builds(NewWearer, st.just(0.0), st.text(max_size=3)),
    st.builds(Mute, st.just(0.0), st.booleans()),
    st.builds(SoundChange, st.just(0.0), st.booleans()),
    st.builds(BatteryLevel, st.just(0.0), places, st.floats(0.0, 100.0)),
    st.builds(LinkChange, st.just(0.0), places, st.sampled_from(list(LinkState))),
    st.builds(SignalStrength, st.just(0.0), places, st.floats(-127.0, 20.0)),
    st.builds(Suspended, st.just(0.0), st.floats(0.0, 1e6)),
    st.builds(StartLinkCheck, st.just(0.0)),
    st.builds(StartRangeTest, st.just(0.0)),
    st.builds(StartMobilityTest, st.just(0.0)),
    st.builds(SetSide, st.just(0.0), st.sampled_from([None, *Side])),
    st.builds(StartSideBends, st.just(0.0)),
    st.builds(EndRangeTest, st.just(0.0)),
    st.builds(StrikeRep, st.just(0.0), st.none() | st.integers(1, 6)),
    st.builds(AddRep, st.just(0.0)),
    st.builds(UndoRepEdit, st.just(0.0)),
)


def woven(
    records: Sequence[Record], commands: Iterable[tuple[float, Record]]
) -> list[Record]:
    """Put each command at this share of the session."""
    out = list(records)
    for share, command in commands:
        at = int(share * (len(out) - 1))
        out.insert(at, replace(command, t=out[at].t))
    return out


def check_invariants(outputs: Sequence[Output]) -> None:
    """What holds of every session, whatever happened in it."""
    for output in outputs:
        assert isinstance(output, Samples | Posture) or math.isfinite(output.t)
    assert all(math.isfinite(alert.sample_s) for alert in of(Alert, outputs))
    check_sets(outputs)
    check_limits(outputs)
    for rep in standing_reps(outputs):
        check_rep(rep)


def check_sets(outputs: Iterable[Output]) -> None:
    """Sets follow each other, and a rep is counted in the one that runs.

    What a person strikes or adds may be of a set that is over.
    """
    running: int | None = None
    struck: set[int] = set()
    for output in outputs:
        match output:
            case SetStarted(_, index):
                assert running is None
                running = index
            case SetEnded(_, index):
                assert running == index
                running = None
            case RepRetracted(_, rep_id, RetractReason.STRUCK):
                struck.add(rep_id)
            case RepCounted(_, rep) if not (rep.by_hand or rep.rep_id in struck):
                assert rep.set_index == running
            case _:
                pass


def check_limits(outputs: Iterable[Output]) -> None:
    """What ends has begun, and only once."""
    over: set[int] = set()
    for output in outputs:
        if isinstance(output, OverLimitBegan):
            assert output.event_id not in over
            over.add(output.event_id)
        elif isinstance(output, OverLimitEnded):
            over.remove(output.event_id)


def standing_reps(outputs: Iterable[Output]) -> list[Rep]:
    """The reps as last told; all that is told of a rep is of one that counts."""
    reps: dict[int, Rep] = {}
    for output in outputs:
        match output:
            case RepCounted(_, rep):
                assert rep.rep_id not in reps
                reps[rep.rep_id] = rep
            case RepRevised(_, rep):
                assert rep.rep_id in reps
                reps[rep.rep_id] = rep
            case RepConfirmed(_, rep_id):
                assert rep_id in reps
            case RepRetracted(_, rep_id):
                del reps[rep_id]
            case _:
                pass
    return list(reps.values())


def check_rep(rep: Rep) -> None:
    times = [rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s]
    known = [t for t in times if t is not None]
    assert known == sorted(known)
    assert 0.0 <= rep.scored_share <= 1.0
    if rep.scored_share == 0.0:  # the angle was not valid
        assert rep.verdict in {Verdict.PENDING, Verdict.NOT_SCORED}
        assert rep.peak_extension_deg is None


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)
@given(
    commands=st.lists(st.tuples(st.floats(0.0, 1.0), COMMANDS), max_size=25),
    lost=st.sets(st.integers(0, 400), max_size=60),
)
def test_whatever_is_commanded_the_outputs_keep_their_rules(
    commands: list[tuple[float, Record]],
    lost: set[int],
    short_session: SimulatedSession,
    fed: Fed,
) -> None:
    records = woven(short_session.records, commands)
    kept = [
        record
        for i, record in enumerate(records)
        if not isinstance(record, Notification) or i % 401 not in lost
    ]

    check_invariants(fed(kept))


@pytest.fixture(scope="module")
def whole(short_session: SimulatedSession, fed: Fed) -> list[Output]:
    return fed(short_session.records)


def test_commands_before_any_sample_are_answered_or_ignored(
    make_pipeline: Callable[..., object], fed: Fed
) -> None:
    early: list[Record] = [
        UndoRezero(0.0),
        EndSet(0.1),
        SwapSensors(0.2),
        SwapSensors(0.2),
        Rezero(0.3, lying=True),
        StartSet(0.4),
        StartSet(0.5),
        EndSession(0.6),
        EndSession(0.7),
    ]

    outputs = fed(early)

    check_invariants(outputs)
    kinds = [notice.kind for notice in of(Notice, outputs)]
    assert kinds == [NoticeKind.REZERO_REFUSED, NoticeKind.REZERO_REFUSED]
    assert [s.index for s in of(SetStarted, outputs)] == [1, 2]
    assert [s.index for s in of(SetEnded, outputs)] == [1, 2]


def test_swapping_twice_leaves_the_reps_as_they_are(
    short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    start = whole_reps(whole)[0].onset_s
    index = next(i for i, r in enumerate(short_session.records) if r.t > start)
    records = list(short_session.records)
    t = records[index].t
    records[index:index] = [SwapSensors(t), SwapSensors(t)]

    reps = whole_reps(fed(records))

    assert [r.verdict for r in reps] == [r.verdict for r in whole_reps(whole)]
    for ours, theirs in zip(reps, whole_reps(whole), strict=True):
        assert ours.onset_s == pytest.approx(theirs.onset_s, abs=0.1)
        assert ours.rom_deg == pytest.approx(theirs.rom_deg, abs=2.0)


def whole_reps(outputs: Iterable[Output]) -> list[Rep]:
    latest = {o.rep.rep_id: o.rep for o in of(RepCounted, outputs)}
    latest |= {o.rep.rep_id: o.rep for o in of(RepRevised, outputs)}
    return list(latest.values())


@pytest.mark.parametrize(
    "command",
    [
        NewWearer(0.0, "B"),
        SetExercise(0.0, ExerciseName.ROMANIAN_DEADLIFT),
        SetExercise(0.0, ExerciseName.TRUNK_BEND),
        UseCalibration(
            0.0,
            Calibration(FRAME, None, (0, 1), (1, 2), 0.9, CalibrationSource.AUTO),
        ),
        EndSession(0.0),
        SwapSensors(0.0),
        Calibrate(0.0),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_command_in_the_middle_of_a_rep_breaks_no_rule(
    command: Record, short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    top = whole_reps(whole)[1].reach_s
    assert top is not None
    index = next(i for i, r in enumerate(short_session.records) if r.t > top)
    records = list(short_session.records)
    records.insert(index, replace(command, t=records[index].t))

    check_invariants(fed(records))


def test_with_one_sensor_calibrated_reps_count_and_none_is_scored(
    short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    (calibrated,) = of(Calibrated, whole)
    one = replace(calibrated.calibration, lumbar=None)

    outputs = fed([UseCalibration(0.0, one), *short_session.records])

    reps = [rep for rep in whole_reps(outputs) if rep.full]
    assert len(reps) == 4
    assert {rep.verdict for rep in reps} == {Verdict.NOT_SCORED}


def test_time_alone_goes_on_for_hours(make_pipeline: Callable[..., object]) -> None:
    path = make_pipeline()

    for second in range(0, 36_000, 10):
        outputs = path.feed(Tick(float(second)))  # type: ignore[attr-defined]

    assert not of(Posture, outputs)
