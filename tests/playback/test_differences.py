from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from monitor.model.body import Limits
from monitor.model.events import Alert, Cue, Level, Output, Rep, RepCounted, Verdict
from monitor.playback.differences import NO_DIFFERENCE, differences, paired
from monitor.playback.rescoring import Rescored, rescored
from monitor.playback.store import News, Playback

MakeRep = Callable[..., Rep]
Judge = Callable[..., Rescored]


@pytest.fixture
def judgement(playback: Playback) -> Judge:
    """Return a maker of judgements in which these reps and alerts came out."""

    def make(reps: Sequence[Rep], alerts: Sequence[Alert] = ()) -> Rescored:
        outputs: list[Output] = [*(RepCounted(r.onset_s, r) for r in reps), *alerts]
        times = np.array([each.t for each in outputs])
        told = replace(playback, news=News(times, outputs), _snapshots=[])
        return Rescored(None, None, told)

    return make


def alert(level: Level, event_id: int | None = None) -> Alert:
    return Alert(30.0, 30.0, level, Cue.NONE, "", event_id)


def test_what_is_the_same_is_said_to_be(judgement: Judge, rep: MakeRep) -> None:
    same = judgement([rep(1), rep(2)], [])

    assert differences(same, same) == [NO_DIFFERENCE]


def test_alerts_are_counted_by_their_event(judgement: Judge, rep: MakeRep) -> None:
    danger = [alert(Level.DANGER, event_id) for event_id in (1, 2, 3, 3)]

    said = differences(
        judgement([], danger), judgement([], [alert(Level.DANGER, 1), *danger[:1]])
    )

    assert said == ["2 danger alerts fewer"]


def test_a_rep_is_named_by_its_number_and_its_set_if_there_are_more(
    judgement: Judge, rep: MakeRep
) -> None:
    reps = [rep(1), rep(2, full=False), rep(3), rep(4, set_index=2)]
    faulty = [*reps[:2], replace(reps[2], verdict=Verdict.FAULT), reps[3]]

    two_sets = differences(judgement(faulty, []), judgement(reps, []))
    one_set = differences(judgement(faulty[:3], []), judgement(reps[:3], []))

    assert two_sets == ["Rep 2 of set 1 is within the limit now (was past the limit)"]
    assert one_set == ["Rep 2 is within the limit now (was past the limit)"]


def test_reps_of_which_the_same_is_said_are_listed_together(
    judgement: Judge, rep: MakeRep
) -> None:
    reps = [rep(1), rep(2), rep(3, full=False), rep(4)]
    near = [replace(each, verdict=Verdict.BORDERLINE) for each in reps]

    three = differences(judgement(reps, []), judgement(near[:2] + reps[2:], []))
    all_of_them = differences(judgement(reps, []), judgement(near, []))
    partial = differences(judgement(reps, []), judgement([*reps[:2], near[2], reps[3]]))

    assert three == ["Reps 1 and 2 are borderline now (were within the limit)"]
    assert all_of_them == [
        "Reps 1, 2 and 3 are borderline now (were within the limit)",
        "The partial rep after rep 2 is borderline now (was within the limit)",
    ]
    assert partial == [
        "The partial rep after rep 2 is borderline now (was within the limit)"
    ]


def test_reps_that_come_and_go_change_the_count(judgement: Judge, rep: MakeRep) -> None:
    said = differences(
        judgement([rep(1)], []), judgement([rep(1), rep(2), rep(3, full=False)], [])
    )

    assert said == ["1 rep more", "1 partial rep more"]


def test_a_partial_rep_that_is_full_now_counts(judgement: Judge, rep: MakeRep) -> None:
    said = differences(judgement([rep(1, full=False)], []), judgement([rep(1)], []))

    assert said == [
        "1 rep more",
        "1 partial rep fewer",
        "Rep 1 is full now (was partial)",
    ]


def test_reps_are_paired_by_time_not_by_number(rep: MakeRep) -> None:
    moved = [replace(rep(2), rep_id=1), replace(rep(3), rep_id=2)]

    pairs = paired([rep(1), rep(2)], moved)

    assert [(a.onset_s, b.onset_s) for a, b in pairs.both] == [(26.0, 26.0)]
    assert (pairs.gone, pairs.new) == ([rep(1)], [moved[1]])


def test_a_looser_limit_takes_alerts_and_faults_away(playback: Playback) -> None:
    said = differences(rescored(playback), rescored(playback, Limits(60.0)))

    assert any("danger alert" in each and "fewer" in each for each in said)
    assert any("within the limit now" in each for each in said)
