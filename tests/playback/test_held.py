"""Sessions of holds in memory: shown as they were, and not judged anew there."""

import itertools

import pytest

from monitor.acquisition.simulation.holding import HoldStyle
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.analysis.simulated import simulated_recording
from monitor.gui.replay.opened import tried
from monitor.model.body import Limits
from monitor.model.events import HoldEnded, Output
from monitor.model.records import ExerciseName
from monitor.playback.opening import recomputed
from monitor.playback.rescoring import UNTRACEABLE, rescored, traceable
from monitor.view.state import ViewState, beginning, folded


@pytest.fixture(scope="module")
def session() -> SimulatedSession:
    style = HoldStyle(1, (1, 1), (8.0, 9.0), show_fault=True)
    circumstances = Circumstances(Outline(hold=style))
    return simulated("held", ExerciseName.SIDE_PLANK, 5, circumstances)


@pytest.fixture(scope="module")
def outputs(session: SimulatedSession) -> list[list[Output]]:
    pipeline = simulated_recording(session).pipeline()
    return [pipeline.feed(record) for record in session.records]


def test_a_file_read_ahead_tells_what_it_told_live(
    session: SimulatedSession, outputs: list[list[Output]]
) -> None:
    ahead = simulated_recording(session).pipeline().feed_many(session.records)

    told = [[repr(o) for o in each] for _, each in ahead]

    assert told == [[repr(o) for o in each] for each in outputs]


def test_the_view_shows_the_time_held(
    session: SimulatedSession, outputs: list[list[Output]]
) -> None:
    recording = simulated_recording(session)
    state: ViewState = beginning(recording.header.settings)
    shown = [state.figure]
    for output in itertools.chain.from_iterable(outputs):
        state = folded(state, output)
        shown.append(state.figure)

    (held,) = (e for e in itertools.chain(*outputs) if isinstance(e, HoldEnded))
    assert state.is_held
    assert state.holds == (held,)
    assert state.figure == int(held.held_s)
    assert max(shown) in {int(held.held_s) + more for more in (0, 1, 2, 3)}
    assert state.broken is not None


def test_it_is_said_that_holds_are_not_judged_anew_in_memory(
    session: SimulatedSession,
) -> None:
    playback = recomputed(simulated_recording(session), lambda _: True)

    assert not traceable(playback)
    assert traceable(playback, ExerciseName.HIP_THRUST)
    assert tried(playback, Limits(9.0), None).differences == (UNTRACEABLE,)
    with pytest.raises(ValueError, match="rep-monitor rescore"):
        rescored(playback, Limits(9.0))
