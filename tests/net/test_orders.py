"""A coach's words reach a lifter when the lifter can hear them."""

from pathlib import Path

import pytest

from monitor.model.body import Limits, LimitSource
from monitor.model.errors import ConfigError
from monitor.model.events import (
    LinkStatus,
    Phase,
    PhaseChanged,
    SetEnded,
    SetEndReason,
    SetStarted,
)
from monitor.model.records import (
    ExerciseName,
    LinkState,
    Marker,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    SetLoad,
    Stamped,
)
from monitor.net.messages import Answer, MarkSet, Plan, PlannedSet, Say, When
from monitor.net.orders import CARE, LEFT, LONGEST_REP_S, MOST_SHOWN, Orders
from monitor.net.plan_run import PlanRun
from monitor.net.plans import read_plan


class Station:
    def __init__(self, *, accepts: bool = True) -> None:
        self.shown: list[str] = []
        self.spoken: list[tuple[str, bool]] = []
        self.commands: list[Stamped] = []
        self.orders = Orders(
            self.shown.append,
            lambda words, urgent: self.spoken.append((words, urgent)),
            self.commands.append,
            accepts=accepts,
        )
        self.planned: list[int] = []
        self.orders.on_row = self.planned.append

    def done(self) -> list[Record]:
        """Return what was commanded since, and have the session hear it."""
        records = [make(1.0) for make in self.commands]
        self.commands.clear()
        for record in records:
            self.orders.hear(record)
        return records

    def lift(self) -> None:
        self.orders.put(SetStarted(1.0, 1, ExerciseName.HIP_THRUST, Limits()))
        self.orders.put(ended())


def ended(reason: SetEndReason = SetEndReason.COMMAND) -> SetEnded:
    return SetEnded(2.0, 1, reason, 1.0, 8, 8, 0)


def say(words: str, when: When = When.AFTER_REP) -> Say:
    return Say("command-1", "Coach", words, when)


def status(t: float) -> LinkStatus:
    state = LinkState.STREAMING
    return LinkStatus(t, Placement.PELVIS, state, 100.0, 1, 0, None, None)


def test_words_wait_for_the_end_of_the_rep_and_are_shown_at_once() -> None:
    station = Station()
    station.orders.put(PhaseChanged(1.0, Phase.CONCENTRIC))

    answer = station.orders.take(say("lighter"))
    before = list(station.spoken)
    station.orders.put(PhaseChanged(2.0, Phase.ECCENTRIC))
    station.orders.put(PhaseChanged(3.0, Phase.REST))

    assert answer is Answer.SHOWN
    assert station.shown == ["Coach: lighter"]
    assert (before, station.spoken) == ([], [("lighter", False)])


def test_between_reps_and_if_told_so_words_are_said_at_once() -> None:
    station = Station()
    station.orders.take(say("well done"))
    station.orders.put(PhaseChanged(1.0, Phase.CONCENTRIC))

    station.orders.take(say("stop", When.NOW))

    assert station.spoken == [("well done", False), ("stop", True)]


def test_a_rep_that_never_ends_holds_no_words_for_ever() -> None:
    station = Station()
    station.orders.put(PhaseChanged(1.0, Phase.CONCENTRIC))
    station.orders.take(say("lighter"))

    station.orders.put(status(1.1 + LONGEST_REP_S))

    assert station.spoken == [("lighter", False)]


def test_a_mark_goes_into_the_recording_with_its_maker() -> None:
    station = Station()

    answer = station.orders.take(MarkSet("command-1", "Coach", "knees"))

    assert answer is Answer.TAKEN
    assert station.commands[0](4.0) == Marker(4.0, "Coach: knees")
    assert station.orders.messages == ("Coach has marked: knees",)


def test_messages_stay_until_each_is_dismissed() -> None:
    station = Station()
    for n in range(MOST_SHOWN + 3):
        station.orders.take(say(f"word {n}"))

    station.orders.dismiss()

    assert len(station.orders.messages) == MOST_SHOWN - 1
    assert station.orders.messages[-1] == f"Coach: word {MOST_SHOWN + 1}"


def plan(*rows: PlannedSet) -> Plan:
    return Plan("command-1", "Coach", rows)


HEAVY = PlannedSet("hip_thrust", 2, 8, 60.0, 12.0)
LIGHT = PlannedSet("glute_bridge", 1, 10)


def test_a_plan_is_proposed_and_changes_nothing() -> None:
    station = Station()

    answer = station.orders.take(plan(HEAVY))

    assert answer is Answer.SHOWN
    words = "Coach proposes: hip thrust 2 x 8, 60 kg, limit 12°."
    assert station.shown == [f"{words} {CARE}"]
    assert (station.commands, station.orders.run) == ([], None)


def test_a_limit_looser_than_the_lifters_own_is_said_to_be() -> None:
    station = Station()

    station.orders.take(plan(PlannedSet("hip_thrust", extension_limit_deg=30.0)))

    assert "limit 30° (looser than yours: 15°)" in station.orders.proposal


def test_an_accepted_plan_is_taken_over_set_by_set() -> None:
    station = Station()
    orders = station.orders
    orders.take(plan(HEAVY, LIGHT))

    accepted = orders.accept()
    begun = station.done()
    station.lift()
    second = station.done()
    station.lift()
    third = station.done()
    station.lift()

    coach = Limits(12.0, source=LimitSource.COACH)
    load = SetLoad(1.0, 60.0)
    exercise = SetExercise(1.0, ExerciseName.HIP_THRUST)
    assert accepted == "command-1"
    assert begun == [exercise, SetLimits(1.0, coach), load]
    assert second == [load]
    assert third == [
        SetExercise(1.0, ExerciseName.GLUTE_BRIDGE),
        SetLimits(1.0, Limits()),
    ]
    assert station.planned == [8, 8, 10, 0]
    assert orders.run is not None
    assert orders.run.words == "The plan of Coach is done."


def test_a_set_that_runs_ends_as_it_began() -> None:
    station = Station()
    orders = station.orders
    orders.take(plan(HEAVY))
    orders.put(SetStarted(1.0, 1, ExerciseName.HIP_THRUST, Limits()))

    orders.accept()
    within = station.done()
    orders.put(ended())

    assert within == []
    assert len(station.done()) == 3
    assert orders.run == PlanRun(plan(HEAVY))


def test_a_plan_that_is_left_gives_the_lifters_own_limits_back() -> None:
    station = Station()
    orders = station.orders
    own = Limits(10.0, source=LimitSource.OWN_RANGE)
    orders.put(SetStarted(0.0, 1, ExerciseName.HIP_THRUST, own))
    orders.put(ended())
    orders.take(plan(HEAVY))
    orders.accept()
    station.done()

    orders.end_plan()

    assert station.done() == [SetLimits(1.0, own)]
    assert orders.run is None


def test_limits_that_the_lifter_chooses_meanwhile_are_kept() -> None:
    station = Station()
    orders = station.orders
    orders.take(plan(HEAVY))
    orders.accept()
    station.done()

    orders.hear(SetLimits(1.0, Limits(8.0)))
    orders.end_plan()

    assert station.done() == []


def test_nothing_urges_on_who_has_stopped() -> None:
    station = Station()
    orders = station.orders
    orders.take(plan(HEAVY))
    orders.accept()
    station.done()

    orders.put(ended(SetEndReason.PAIN))

    assert orders.run is None
    assert station.shown[-1] == LEFT
    assert station.done() == [SetLimits(1.0, Limits())]


def test_a_refused_plan_is_gone() -> None:
    station = Station()
    station.orders.take(plan(HEAVY))

    assert station.orders.refuse() == "command-1"
    assert station.orders.accept() is None
    assert (station.commands, station.orders.proposal) == ([], "")


def test_a_lifter_may_refuse_all_of_it() -> None:
    station = Station(accepts=False)

    assert station.orders.take(say("more")) is Answer.REFUSED
    assert (station.shown, station.spoken, station.commands) == ([], [], [])


def test_a_plan_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[[sets]]\nexercise = "hip_thrust"\nsets = 3\nload_kg = 60.0\n')

    assert read_plan(path) == (PlannedSet("hip_thrust", 3, 8, 60.0),)


@pytest.mark.parametrize(
    "text",
    ["", "sets = 3", '[[sets]]\nexercise = "curls"', "[[sets]]\nreps = 3", "\xff"],
)
def test_what_is_no_plan_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text)

    with pytest.raises(ConfigError, match=r"plan\.toml"):
        read_plan(path)
