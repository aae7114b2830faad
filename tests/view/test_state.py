import math
from collections.abc import Callable
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.blocks import Posture
from monitor.model.body import BenchReference, Calibration, CalibrationSource, Limits
from monitor.model.events import (
    Alert,
    BenchReferenceSet,
    Calibrated,
    Cue,
    Level,
    LinkStatus,
    Movement,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    PacketRejected,
    PelvicDrop,
    Phase,
    PhaseChanged,
    RangeProgress,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    RetractReason,
    Rezeroed,
    SetEnded,
    SetEndReason,
    SetStarted,
    StreamGap,
    TrendFound,
    TrendKind,
)
from monitor.model.records import ExerciseName, LinkState, Placement, Side
from monitor.view.state import LOG_LINES, ViewState, Zone, folded, news

MakeRep = Callable[..., Rep]
MakePosture = Callable[[float, float], Posture]
MakeStatus = Callable[..., LinkStatus]


def after(*outputs: Output) -> ViewState:
    return reduce(folded, outputs, ViewState())


def calibrated(t: float = 12.0) -> Calibrated:
    auto = CalibrationSource.AUTO
    return Calibrated(t, Calibration(None, None, (0, 5), (5, 12), 0.93, auto))


def test_the_count_is_of_full_reps_provisional_ones_included(rep: MakeRep) -> None:
    state = after(
        RepCounted(25.0, rep(1)),
        RepCounted(28.0, rep(2, full=False)),
        RepCounted(31.0, rep(3)),
    )

    assert state.count == 2


def test_a_retracted_rep_is_gone(rep: MakeRep) -> None:
    state = after(
        RepCounted(25.0, rep(1)),
        RepCounted(28.0, rep(2)),
        RepRetracted(29.0, 1, RetractReason.GOT_UP),
    )

    assert [each.rep_id for each in state.reps] == [2]


def test_a_revision_replaces_its_rep(rep: MakeRep) -> None:
    better = rep(1, rom_deg=61.0)

    state = after(RepCounted(25.0, rep(1)), RepRevised(26.0, better))

    assert state.reps == (better,)


def test_a_new_set_counts_from_one_and_brings_its_own_limits(rep: MakeRep) -> None:
    limits, deadlift = Limits(9.0), ExerciseName.ROMANIAN_DEADLIFT
    state = after(
        RepCounted(25.0, rep(1)),
        SetEnded(40.0, 1, SetEndReason.PAUSE, 23.0, 1, 1, 0),
        SetStarted(60.0, 2, deadlift, limits),
        RepCounted(61.0, rep(2, set_index=2)),
        RepRevised(62.0, rep(1, rom_deg=1.0)),
    )

    assert (state.count, state.set_index) == (1, 2)
    assert (state.exercise, state.limits) == (deadlift, limits)
    assert len(state.sets) == 1


def test_the_end_of_a_set_leaves_its_reps_on_the_screen(rep: MakeRep) -> None:
    ended = SetEnded(40.0, 1, SetEndReason.PAUSE, 23.0, 1, 1, 0)

    state = after(PhaseChanged(24.0, Phase.HOLD), RepCounted(25.0, rep(1)), ended)

    assert (state.count, state.phase) == (1, Phase.REST)


@pytest.mark.parametrize(
    ("flexion", "zone"),
    [
        (30.0, Zone.WITHIN),
        (-11.9, Zone.WITHIN),
        (-12.0, Zone.NEAR),
        (-15.0, Zone.BEYOND),
        (math.nan, Zone.UNKNOWN),
    ],
)
def test_the_zone_follows_the_angle(
    posture: MakePosture, flexion: float, zone: Zone
) -> None:
    assert after(posture(20.0, flexion)).zone is zone


def test_an_angle_that_is_no_longer_measured_is_forgotten(posture: MakePosture) -> None:
    state = after(posture(20.0, -5.0), posture(20.1, math.nan))

    assert state.lumbar_flexion_deg is None


def test_armed_is_never_shown_while_something_is_missing(status: MakeStatus) -> None:
    armed = Alert(13.0, 13.0, Level.INFO, Cue.ARMED, "Armed: alerts are on")
    both = (status(Placement.PELVIS), status(Placement.LUMBAR))
    lost = status(Placement.LUMBAR, state=LinkState.LOST)
    void = Notice(40.0, NoticeKind.CALIBRATION_VOID, "Somebody else.")

    assert after().armed == "Not armed: no pelvis sensor"
    assert after(*both).armed == "Not armed: not calibrated"
    assert after(*both, calibrated()).armed == "Not armed: not yet"
    assert after(*both, calibrated(), armed).armed == "Armed: alerts are on"
    assert after(*both, calibrated(), armed, lost).armed.endswith("no lumbar sensor")
    assert after(*both, calibrated(), armed, void).armed.endswith("not calibrated")


def test_every_passing_of_a_limit_is_counted_once() -> None:
    def danger(t: float, event_id: int | None) -> Alert:
        return Alert(t, t, Level.DANGER, Cue.NONE, "Over.", event_id)

    assert after(danger(1.0, 1), danger(2.0, 2)).dangers == 2


@pytest.mark.parametrize(
    "output",
    [
        Notice(9.0, NoticeKind.STRAP_SLIPPED, "The strap slipped."),
        StreamGap(9.0, Placement.PELVIS, 8.0, 99, bridged=False),
        PacketRejected(9.0, Placement.PELVIS, "7 bytes"),
        Rezeroed(9.0, 0.0, 2.5),
        Rezeroed(9.0, 2.5, 0.0, undone=True),
        BenchReferenceSet(9.0, BenchReference(-4.0, 0.5)),
        NeutralDrift(9.0, -1.5),
        PelvicDrop(9.0, 1, 7.0, Side.RIGHT, 2.0),
        RangeProgress(9.0, 0, 0.0, Movement.HINGE, Movement.HINGE),
    ],
    ids=lambda output: type(output).__name__,
)
def test_what_a_person_should_know_is_a_line(output: Output) -> None:
    line = news(output)

    assert line is not None
    assert line.t == 9.0
    assert after(output).log == (line,)


@pytest.mark.parametrize(
    "output",
    [
        StreamGap(9.0, Placement.PELVIS, 8.9, 9, bridged=True),
        TrendFound(9.0, TrendKind.ARCH_GROWS, 1, 0.8),
        Notice(9.0, NoticeKind.ARCH_GROWING, "The arch grows."),
        PelvicDrop(9.0, 1, 1.0, None, 2.0),
        RepSides(9.0, 1, 3.0, 1.0, 1.0),
    ],
)
def test_what_needs_no_line_or_has_an_alert_gets_none(output: Output) -> None:
    assert news(output) is None
    assert after(output).log == ()


@settings(max_examples=30, deadline=None)
@given(count=st.integers(0, 40))
def test_the_log_keeps_the_newest_lines(count: int) -> None:
    notices = [Notice(i, NoticeKind.RECORDING, f"Line {i}.") for i in range(count)]

    texts = [line.text for line in after(*notices).log]

    assert texts == [notice.text for notice in notices][-LOG_LINES:]
