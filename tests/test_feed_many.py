"""Looking ahead says, record by record, what the live path says, to the last bit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import SCENARIOS, simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.analysis.calibrated import closed
from monitor.analysis.simulated import simulated_recording
from monitor.model.body import CalibrationSource, Limits, TableCheck
from monitor.model.events import Calibrated, Output
from monitor.model.records import (
    TRUNK,
    AddRep,
    Calibrate,
    CarryCalibration,
    EndRangeTest,
    EndSession,
    EndSet,
    ExerciseName,
    LinkChange,
    LinkState,
    NewWearer,
    Notification,
    Placement,
    Record,
    Rezero,
    SetExercise,
    SetLimits,
    SetSide,
    Side,
    StartBenchReference,
    StartLinkCheck,
    StartMobilityTest,
    StartRangeTest,
    StartSet,
    StartTableCheck,
    StrikeRep,
    Suspended,
    SwapSensors,
    UndoRepEdit,
    UndoRezero,
    UseCalibration,
    UseTableCheck,
)
from monitor.recording.recording import Recording, read_recording

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.mcap"))
PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR


def same(ours: object, theirs: object) -> bool:
    """Whether two outputs are equal in every bit; NaN equals NaN."""
    if isinstance(ours, np.ndarray) and isinstance(theirs, np.ndarray):
        nan = ours.dtype.kind == "f"
        return np.array_equal(ours, theirs, equal_nan=nan)
    if type(ours) is not type(theirs):
        return False
    if is_dataclass(ours):
        return all(
            same(getattr(ours, each.name), getattr(theirs, each.name))
            for each in fields(ours)
        )
    return ours == theirs or (ours != ours and theirs != theirs)  # noqa: PLR0124


def one_by_one(recording: Recording) -> list[list[Output]]:
    pipeline = recording.pipeline()
    return [pipeline.feed(record) for record in recording.records]


def assert_the_same(recording: Recording) -> None:
    live, ahead = one_by_one(recording), recording.pipeline()

    told = ahead.feed_many(recording.records)

    for (record, outputs), known, fed in zip(
        told, live, recording.records, strict=True
    ):
        assert record is fed or record == fed
        assert len(outputs) == len(known), record
        for ours, theirs in zip(outputs, known, strict=True):
            assert same(ours, theirs), (record, ours, theirs)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_of_every_reference_recording(path: Path) -> None:
    assert_the_same(closed(read_recording(path)))


ROUGH = {
    "outages": Circumstances(Outline(sets=1, brief=True), radio=RadioTraits(outages=3)),
    "stalls": Circumstances(
        Outline(sets=1, brief=True),
        radio=RadioTraits(stalls_per_min=20.0, loss=0.1, duplicates=0.02),
    ),
    "everything": replace(
        SCENARIOS["everything"].circumstances, outline=Outline(sets=1, brief=True)
    ),
    "range test": Circumstances(Outline(sets=1, brief=True, range_test_deg=24.0)),
}


@pytest.mark.parametrize("name", ROUGH)
def test_of_a_rough_session(name: str) -> None:
    session = simulated(name, ExerciseName.HIP_THRUST, 7, ROUGH[name])

    assert_the_same(closed(simulated_recording(session)))


@cache
def short() -> SimulatedSession:
    outline = Outline(sets=1, style=Style(reps=(3, 3), ribs=0.5), brief=True)
    return simulated("many", ExerciseName.HIP_THRUST, 5, Circumstances(outline))


@cache
def found() -> Calibrated:
    outputs = one_by_one(simulated_recording(short()))
    return next(o for told in outputs for o in told if isinstance(o, Calibrated))


def recording_of(records: Iterable[Record]) -> Recording:
    return closed(replace(simulated_recording(short()), records=list(records)))


def biased(t: float) -> CarryCalibration:
    """A calibration that would correct the accelerometer at once."""
    calibration = found().calibration
    assert calibration.pelvis is not None
    pelvis = replace(calibration.pelvis, accel_bias=(0.1, 0.05, -0.1))
    carried = replace(calibration, pelvis=pelvis)
    return CarryCalibration(t, carried, age_s=60.0, same_wearer=True)


@pytest.mark.parametrize("later_s", [0.2, 0.5, 0.8])  # another group begins there
def test_of_a_calibration_carried_over_that_corrects_an_accelerometer(
    later_s: float,
) -> None:
    records: list[Record] = [record for record in short().records if record.t < 8.0]
    for t, make in ((1.0, biased), (1.0 + later_s, EndRangeTest)):
        index = next(i for i, record in enumerate(records) if record.t > t)
        records.insert(index, make(records[index].t))
    recording = recording_of(records)

    made = [
        output.calibration.source
        for outputs in one_by_one(recording)
        for output in outputs
        if isinstance(output, Calibrated)
    ]

    assert made[0] is CalibrationSource.CARRIED
    assert_the_same(recording)


CHECK = TableCheck((0.1, 0.2, 0.1), (1.01, 0.99, 1.0), "2026-11-27")
COMMANDS: Sequence[Callable[[float], Record]] = (
    StartSet,
    EndSet,
    StrikeRep,
    AddRep,
    UndoRepEdit,
    SwapSensors,
    Calibrate,
    UndoRezero,
    StartRangeTest,
    StartMobilityTest,
    EndRangeTest,
    lambda t: SetSide(t, Side.LEFT),
    lambda t: SetExercise(t, ExerciseName.SINGLE_LEG_BRIDGE),
    lambda t: SetExercise(t, ExerciseName.PELVIC_TILT),
    StartBenchReference,
    StartLinkCheck,
    EndSession,
    biased,
    lambda t: Rezero(t, lying=False),
    lambda t: Rezero(t, lying=True),
    lambda t: NewWearer(t, "B"),
    lambda t: Suspended(t, 5.0),
    lambda t: SetExercise(t, ExerciseName.TRUNK_BEND),
    lambda t: SetLimits(t, Limits(extension_deg=8.0)),
    lambda t: UseCalibration(t, found().calibration),
    lambda t: UseTableCheck(t, PELVIS, CHECK),
    lambda t: StartTableCheck(t, LUMBAR, "2026-11-27"),
    lambda t: LinkChange(t, PELVIS, LinkState.LOST),
    lambda t: LinkChange(t, LUMBAR, LinkState.STREAMING),
)

places = st.floats(0.0, 1.0)
commands = st.lists(st.tuples(places, st.sampled_from(COMMANDS)), max_size=4)
# A sensor falls silent; or what it sent meanwhile comes late, all at once.
silences = st.lists(
    st.tuples(
        places,
        st.sampled_from([0.15, 0.4, 0.9, 3.0]),
        st.sampled_from(TRUNK),
        st.booleans(),
    ),
    max_size=2,
)


def with_silence(
    records: Sequence[Record], start: float, end: float, who: Placement, *, late: bool
) -> list[Record]:
    kept: list[Record] = []
    for record in records:
        hit = isinstance(record, Notification) and record.placement is who
        if not (hit and start < record.t < end):
            kept.append(record)
        elif late:
            kept.append(replace(record, t=end))
    return sorted(kept, key=lambda record: record.t)


@given(commands=commands, silences=silences)
@settings(max_examples=5, deadline=None)
def test_whatever_happens_in_a_session(
    commands: list[tuple[float, Callable[[float], Record]]],
    silences: list[tuple[float, float, Placement, bool]],
) -> None:
    records: list[Record] = list(short().records)
    length = records[-1].t
    for place, span, who, late in silences:
        start = place * length
        records = with_silence(records, start, start + span, who, late=late)
    for place, make in commands:
        index = int(place * (len(records) - 1))
        records.insert(index, make(records[index].t))

    assert_the_same(recording_of(records))


@given(cuts=st.lists(places, min_size=1, max_size=20))
@settings(max_examples=2, deadline=None)
def test_wherever_the_looking_ahead_is_interrupted(cuts: list[float]) -> None:
    recording = recording_of(short().records)
    records = list(recording.records)
    edges = sorted({0, len(records), *(int(cut * len(records)) for cut in cuts)})
    pipeline = recording.pipeline()

    told: list[list[Output]] = []
    for first, stop in pairwise(edges):
        many = pipeline.feed_many(records[first:stop])
        told += [outputs for _, outputs in many]

    for ours, theirs in zip(told, one_by_one(recording), strict=True):
        assert all(same(a, b) for a, b in zip(ours, theirs, strict=True))
