"""The machine of a link: what leads where, and when it is given up."""

import math
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from monitor.acquisition.link_state import LinkMachine, LinkSettings
from monitor.model.records import LinkChange, LinkState, Placement

S = LinkSettings()


def streaming() -> LinkMachine:
    machine = LinkMachine(Placement.PELVIS, S)
    machine.scan(0.0)
    machine.found(0.1)
    machine.connected(0.5)
    machine.started(0.6)
    machine.heard(1.0)
    return machine


def states(changes: list[LinkChange]) -> list[LinkState]:
    return [change.state for change in changes]


def test_a_link_goes_from_scan_to_stream() -> None:
    machine = LinkMachine(Placement.LUMBAR, S)
    changes = machine.scan(0.0) + machine.found(1.0) + machine.connected(2.0)
    machine.started(2.5)
    changes += machine.heard(3.0) + machine.heard(3.1)
    assert changes == [
        LinkChange(0.0, Placement.LUMBAR, LinkState.SCANNING),
        LinkChange(1.0, Placement.LUMBAR, LinkState.CONNECTING),
        LinkChange(2.0, Placement.LUMBAR, LinkState.STARTING),
        LinkChange(3.0, Placement.LUMBAR, LinkState.STREAMING),
    ]


def test_samples_of_an_earlier_start_are_no_stream() -> None:
    machine = LinkMachine(Placement.PELVIS, S)
    machine.scan(0.0)
    machine.found(0.1)
    machine.connected(0.5)
    assert machine.heard(0.6) == []
    assert machine.state is LinkState.STARTING


def test_silence_makes_it_stale_then_lost_and_sound_brings_it_back() -> None:
    machine = streaming()
    assert machine.deadline == 1.0 + S.stale_s
    assert machine.advance(1.9) == []
    assert states(machine.advance(2.0)) == [LinkState.STALE]
    assert states(machine.heard(2.5)) == [LinkState.STREAMING]
    assert states(machine.advance(2.5 + S.stale_s)) == [LinkState.STALE]
    (lost,) = machine.advance(2.5 + S.lost_s)
    assert lost.state is LinkState.LOST
    assert "no samples" in lost.reason


def test_a_start_without_samples_is_given_up() -> None:
    machine = LinkMachine(Placement.PELVIS, S)
    machine.connected(0.0)
    assert machine.deadline == math.inf  # the others are waited for: no hurry
    machine.started(5.0)
    (lost,) = machine.advance(5.0 + S.start_s)
    assert lost.state is LinkState.LOST
    assert "sends no samples" in lost.reason


def test_pauses_grow_to_their_limit_and_a_stream_forgives() -> None:
    machine = LinkMachine(Placement.PELVIS, S)
    pauses = []
    for _ in range(6):
        machine.failed(100.0, "refused")
        pauses.append(machine.deadline - 100.0)
    assert pauses == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0]
    machine.connected(110.0)
    machine.started(110.0)
    machine.heard(110.0)
    machine.failed(120.0, "went down")
    assert machine.deadline == 120.0 + S.retry_s


def test_after_the_pause_it_is_looked_for_again() -> None:
    machine = streaming()
    machine.failed(5.0, "the link went down")
    assert states(machine.advance(5.0 + S.retry_s)) == [LinkState.SCANNING]


ACTS: list[Callable[[LinkMachine, float], object]] = [
    LinkMachine.scan,
    LinkMachine.found,
    LinkMachine.connected,
    LinkMachine.started,
    LinkMachine.heard,
    LinkMachine.advance,
    lambda machine, now: machine.failed(now, "for a reason"),
]


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.floats(0.0, 5.0)), max_size=40))
def test_whatever_happens_it_is_lost_or_streaming_or_on_its_way(
    story: list[tuple[Callable[[LinkMachine, float], object], float]],
) -> None:
    """No deadline lies in the past once it was dealt with: nothing spins."""
    machine, now = LinkMachine(Placement.PELVIS, S), 0.0
    machine.scan(now)
    for act, later in story:
        now += later
        act(machine, now)
        machine.advance(now)
        if machine.state is not LinkState.STALE:  # may be overdue to be lost
            assert machine.deadline > now
        machine.advance(now)
        assert machine.deadline > now
