"""A person strikes or adds reps; the rest goes on as it would have."""

from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.calibrated import closed, overridden
from monitor.analysis.fold import Subject, fold
from monitor.analysis.results import Analysis
from monitor.analysis.simulated import simulated_recording
from monitor.detection.detection import Detection, DetectionSettings
from monitor.model.blocks import Posture
from monitor.model.body import Limits, LimitSource
from monitor.model.events import (
    Event,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetEndReason,
    Verdict,
)
from monitor.model.records import (
    AddRep,
    ExerciseName,
    Record,
    StrikeRep,
    Tick,
    UndoRepEdit,
)
from monitor.playback.evidence import evidence
from monitor.playback.opening import recomputed
from monitor.playback.rescoring import rescored
from monitor.view.state import ViewState, folded

E = TypeVar("E")
Lift = Any  # the fixture's class lives in conftest.py, which can't be imported
Edit = StrikeRep | AddRep | UndoRepEdit
AT_REST = (4.6, 7.3, 10.0, 12.7, 15.4)  # after each of five thrusts, s


def told(posture: Posture, lift: Lift, *edits: Edit) -> list[Event]:
    """What a session with edits says; those after its end follow the set's end."""
    stage = Detection(ExerciseName.HIP_THRUST, Limits(), DetectionSettings())
    events: list[Event] = []
    since = 0.0
    for edit in edits:
        rows = (posture.t >= since) & (posture.t < edit.t)
        events += stage.feed(lift.rows(posture, rows)) + stage.edit(edit)
        since = edit.t
    events += stage.feed(lift.rows(posture, posture.t >= since))
    return events + stage.end_session(99.0)


def of(events: list[Event], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def standing(events: list[Event]) -> dict[int, Rep]:
    """The reps that stand; nothing is told of one that does not."""
    reps: dict[int, Rep] = {}
    for event in events:
        match event:
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
    return reps


@pytest.fixture
def five(lift: Lift) -> Posture:
    posture: Posture = lift.thrusts().wait(10.0).posture()
    return posture


def test_a_struck_rep_stays_away_and_the_set_s_sum_knows_it(
    five: Posture, lift: Lift
) -> None:
    events = told(five, lift, StrikeRep(AT_REST[2]))

    assert of(events, RepRetracted) == [
        RepRetracted(AT_REST[2], 3, RetractReason.STRUCK)
    ]
    assert sorted(standing(events)) == [1, 2, 4, 5]
    (ended,) = of(events, SetEnded)
    assert (ended.reps, ended.scored) == (4, 4)


def test_any_rep_can_be_struck_by_its_id_and_only_once(
    five: Posture, lift: Lift
) -> None:
    strike = StrikeRep(AT_REST[3], rep_id=2)

    events = told(five, lift, strike, strike, StrikeRep(AT_REST[3], rep_id=77))

    assert len(of(events, RepRetracted)) == 1
    assert sorted(standing(events)) == [1, 3, 4, 5]


def test_without_an_id_one_rep_after_the_other_is_struck(
    five: Posture, lift: Lift
) -> None:
    late = StrikeRep(AT_REST[4])

    events = told(five, lift, late, late)

    assert [each.rep_id for each in of(events, RepRetracted)] == [5, 4]


def test_an_added_rep_counts_and_is_not_scored(five: Posture, lift: Lift) -> None:
    events = told(five, lift, AddRep(AT_REST[1]))

    added = standing(events)[3]
    assert added.by_hand
    assert added.full
    assert (added.onset_s, added.end_s) == (AT_REST[1], AT_REST[1])
    assert (added.verdict, added.reason) == (Verdict.NOT_SCORED, "Added by hand.")
    assert len(standing(events)) == 6
    (ended,) = of(events, SetEnded)
    assert (ended.reps, ended.scored, ended.faults) == (6, 5, 0)
    assert len(of(events, RepConfirmed)) == 6


def test_strikes_and_additions_are_taken_back_last_first(
    five: Posture, lift: Lift
) -> None:
    t, plain = AT_REST[3], standing(told(five, lift))

    events = told(
        five,
        lift,
        StrikeRep(t, 2),
        AddRep(t),
        UndoRepEdit(t),
        UndoRepEdit(t),
        UndoRepEdit(t),
    )

    assert standing(events).keys() == {1, 2, 3, 4, 6}  # 5 was the added one's id
    assert standing(events)[2] == plain[2]
    assert of(events, SetEnded)[0].reps == 5


def test_a_struck_rep_is_measured_on_and_told_as_it_is_known_then(
    lift: Lift,
) -> None:
    posture = lift.thrusts(flexions=[0.0, -30.0, 0.0, 0.0, 0.0]).wait(10.0).posture()
    at = 6.9  # the second was just counted, it is not judged yet
    struck = told(posture, lift, StrikeRep(at))
    plain = standing(told(posture, lift))

    events = told(posture, lift, StrikeRep(at), UndoRepEdit(12.0))

    assert plain[2].verdict is Verdict.FAULT
    assert of(struck, SetEnded)[0].faults == 0
    assert standing(events) == plain
    assert of(events, SetEnded)[0].faults == 1


def test_reps_of_a_set_that_is_over_can_be_edited(five: Posture, lift: Lift) -> None:
    t = float(five.t[-1])  # eight seconds without a rep ended it

    events = told(five, lift, StrikeRep(t), AddRep(t), UndoRepEdit(t), UndoRepEdit(t))

    plain = standing(told(five, lift))
    assert of(events, SetEnded)[0].t < t
    assert of(events, SetEnded)[0].reps == 5
    assert standing(events) == plain


def test_what_was_struck_unjudged_is_judged_and_confirmed_after_the_set(
    five: Posture, lift: Lift
) -> None:
    t = float(five.t[-1])

    events = told(five, lift, StrikeRep(15.0, 5), UndoRepEdit(t))

    assert standing(events)[5].verdict is Verdict.CLEAN
    assert of(events, RepConfirmed)[-1] == RepConfirmed(t, 5)


def test_before_the_first_set_there_is_nothing_to_edit(
    five: Posture, lift: Lift
) -> None:
    events = told(five, lift, StrikeRep(0.5), AddRep(0.6), UndoRepEdit(0.7))

    assert events == told(five, lift)


EDITS = st.lists(
    st.tuples(
        st.floats(0.0, 24.0),
        st.one_of(
            st.just(AddRep(0.0)),
            st.just(UndoRepEdit(0.0)),
            st.builds(StrikeRep, st.just(0.0), st.none() | st.integers(1, 8)),
        ),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(edits=EDITS)
def test_whatever_is_edited_the_detection_goes_on_as_it_would(
    edits: list[tuple[float, Edit]], lift: Lift
) -> None:
    posture = lift.thrusts((-88.0, -88.0, -62.0, -88.0, -88.0)).wait(10.0).posture()
    plain = standing(told(posture, lift))
    timed = sorted((replace(edit, t=t) for t, edit in edits), key=lambda each: each.t)

    events = told(posture, lift, *timed)

    measured = [rep for rep in standing(events).values() if not rep.by_hand]
    onsets = {rep.onset_s: rep for rep in plain.values()}
    for rep in measured:
        expected = onsets[rep.onset_s]
        assert rep == replace(expected, rep_id=rep.rep_id)
    (ended,) = of(events, SetEnded)
    at_end = standing(events[: events.index(ended)])
    assert ended.reps == sum(rep.full for rep in at_end.values())
    told_again = [each.rep.rep_id for each in of(events, RepCounted)]
    assert set(standing(events)) <= set(told_again)


def edited(made: SimulatedSession) -> list[Record]:
    """A session in which reps are struck, added and restored, in and after its set."""
    reps, last = made.truth.reps, made.records[-1].t
    commands: list[Record] = [
        StrikeRep(reps[1].end_s + 0.5),
        AddRep(reps[2].end_s + 0.3),
        StrikeRep(reps[2].end_s + 0.4, rep_id=1),
        UndoRepEdit(reps[3].onset_s + 0.2),
        StrikeRep(last - 0.4, rep_id=1),
        AddRep(last - 0.3),
        AddRep(last - 0.2),
        UndoRepEdit(last - 0.1),
    ]
    return sorted([*made.records, *commands], key=lambda record: record.t)


def test_an_edited_recording_is_judged_anew_exactly(
    short_session: SimulatedSession,
) -> None:
    recording = replace(
        simulated_recording(short_session), records=edited(short_session)
    )
    whole = recomputed(closed(recording))

    full = recomputed(overridden(recording, extension_deg=8.0))
    tried = rescored(whole, Limits(8.0, source=LimitSource.COACH)).playback

    assert list(tried.news.outputs) == list(full.news.outputs)
    assert [rep.by_hand for rep in whole.reps()].count(True) == 2
    (added, *_) = (rep for rep in whole.reps() if rep.by_hand)
    assert evidence(whole, added).peak_deg is None


def analysed(events: list[Event]) -> Analysis:
    subject = Subject("x", ExerciseName.HIP_THRUST, Limits(), {})
    return fold(subject, [(Tick(event.t), [event]) for event in events])


def test_analysis_and_view_follow_the_edits(five: Posture, lift: Lift) -> None:
    t = float(five.t[-1])
    events = told(
        five, lift, StrikeRep(t, 2), AddRep(t), StrikeRep(t, 4), UndoRepEdit(t)
    )

    result, state = analysed(events), ViewState()
    for event in events:
        state = folded(state, event)

    assert [rep.onset_s for rep in result.reps][-1] == t
    added = result.reps[-1]
    assert (added.rom_deg, added.hold_s, added.concentric_s) == (None, None, None)
    assert added.reason == "Added by hand."
    assert result.sets[0].reps == 5
    assert sum(each.delta for each in result.counts) == 5
    assert state.count == 5
    assert state.sets[-1].reps == 5
    assert state.sets[-1].scored == 4
    assert "Rep added by hand: set 1 has 5 reps" in [each.text for each in state.log]
    assert [rep.rep_id for rep in state.recent] == [1, 3, 4, 5, 6]


def test_an_older_set_s_sum_stays_as_it_is() -> None:
    ended = SetEnded(40.0, 1, SetEndReason.PAUSE, 20.0, reps=8, scored=8, faults=0)
    state = replace(ViewState(), sets=(ended,), set_index=2)

    after = folded(state, RepRetracted(50.0, 3, RetractReason.STRUCK))

    assert after.sets == (ended,)
