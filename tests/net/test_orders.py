"""A coach's words reach a lifter when the lifter can hear them."""

from pathlib import Path

import pytest

from monitor.model.errors import ConfigError
from monitor.model.events import LinkStatus, Phase, PhaseChanged
from monitor.model.records import LinkState, Marker, Placement, Stamped
from monitor.net.messages import Answer, MarkSet, Plan, PlannedSet, Say, When
from monitor.net.orders import LONGEST_REP_S, Orders
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


def test_a_plan_is_proposed() -> None:
    station = Station()
    rows = (PlannedSet("hip_thrust", 3, 8, 60.0, 15.0),)

    answer = station.orders.take(Plan("command-1", "Coach", rows))

    assert answer is Answer.SHOWN
    assert station.shown == ["Coach proposes: hip thrust 3 x 8, 60 kg, limit 15°"]


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
