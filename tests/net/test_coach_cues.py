"""A coach is called for little, one at a time, always by name."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.coach_cues import AGAIN_S, APART_S, Call, CoachCues
from monitor.net.messages import Alarm
from tests.net.made import a_tile


@pytest.mark.parametrize(
    ("more", "call"),
    [
        ({"alarm": Alarm.STOP}, Call.STOP),
        ({"alarm": Alarm.STOP, "stopped": True}, Call.STOPPED),
        ({"in_set": True, "link_lost": True}, Call.LINK_LOST),
        ({"help": True}, Call.HELP),
        ({"link_lost": True}, None),
        ({"alarm": Alarm.DANGER, "in_set": True}, None),
        ({"alarm": Alarm.CAUTION, "in_set": True}, None),
        ({}, None),
    ],
)
def test_a_coach_is_called_for_four_things_alone(
    more: dict[str, object], call: Call | None
) -> None:
    cue = CoachCues().update([a_tile("a", **more)], 0.0)  # type: ignore[arg-type]

    assert (None if cue is None else cue.call) == call
    assert cue is None or cue.text.startswith("Lifter a: ")


def test_silence_in_a_set_is_a_link_lost() -> None:
    cue = CoachCues().update([a_tile("a", in_set=True)], 5.0)

    assert cue is not None
    assert cue.call is Call.LINK_LOST


TIMES = st.lists(st.floats(0.05, 4.0), min_size=1, max_size=80)


@given(TIMES, st.integers(1, 8))
def test_calls_are_apart_and_none_is_forgotten(waits: list[float], n: int) -> None:
    cues, now_s, sounded = CoachCues(), 0.0, []
    for wait_s in waits:
        now_s += wait_s
        tiles = [a_tile(str(i), now_s, alarm=Alarm.STOP) for i in range(n)]
        cue = cues.update(tiles, now_s)
        if cue is not None:
            sounded.append((now_s, cue.station))

    times = [s for s, _ in sounded]
    assert all(b - a >= APART_S for a, b in pairwise(times))
    first = [station for _, station in sounded][:n]
    assert len(set(first)) == len(first)


def test_a_call_is_made_again_until_it_is_acknowledged() -> None:
    cues, stop = CoachCues(), [a_tile("a", alarm=Alarm.STOP)]
    first = cues.update(stop, 0.0)
    early = cues.update(stop, AGAIN_S - 0.1)
    again = cues.update(stop, AGAIN_S)

    cues.acknowledge("a")

    assert (first, early) == (again, None)
    assert cues.update(stop, 100.0) is None
    assert cues.pending() == []


def test_a_new_cause_after_the_old_one_was_gone_is_called_anew() -> None:
    cues, stop = CoachCues(), [a_tile("a", alarm=Alarm.STOP)]
    cues.update(stop, 0.0)
    cues.acknowledge("a")

    cues.update([a_tile("a")], 10.0)

    assert cues.update(stop, 20.0) is not None


def test_help_goes_first() -> None:
    cues = CoachCues()

    cue = cues.update([a_tile("a", alarm=Alarm.STOP), a_tile("b", help=True)], 0.0)

    assert cue is not None
    assert cue.station == "b"
    assert [each.station for each in cues.pending()] == ["b", "a"]


def test_a_link_that_comes_and_goes_is_one_cause() -> None:
    cues, heard = CoachCues(), 0
    for second in range(60):
        lost = second % 4 < 2
        tiles = [a_tile("a", second, in_set=True, link_lost=lost)]
        heard += cues.update(tiles, float(second)) is not None
        if second == 1:
            cues.acknowledge("a")

    assert heard == 1


def test_help_is_called_for_though_the_session_has_ended() -> None:
    ended = replace(a_tile("a", help=True, in_set=True, link_lost=True), ended="over")

    calls = CoachCues()
    cue = calls.update([ended], 0.0)

    assert cue is not None
    assert [each.call for each in calls.pending()] == [Call.HELP]
