"""Simulated sessions of the small exercises, from bytes to reps and their sides."""

from collections.abc import Sequence

import numpy as np
import pytest

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.accuracy import rep_figures
from monitor.analysis.analyze import analyzed, replayed
from monitor.analysis.simulated import simulated_recording
from monitor.model.events import Output, PelvicDrop
from monitor.model.records import ExerciseName, Side
from monitor.playback.store import standing_reps


def outputs(session: SimulatedSession) -> Sequence[Output]:
    told = replayed(simulated_recording(session))
    return [output for _, given in told for output in given]


def test_tilts_of_a_simulated_session_are_all_counted() -> None:
    session = scenario("clean", ExerciseName.PELVIC_TILT, 201)

    found = rep_figures(
        analyzed(simulated_recording(session), "tilts").analysis, session.truth
    )

    assert (found.found, found.paired) == (found.true, found.true)


@pytest.mark.parametrize("name", ["clean", "upside_down"])  # mountings differ anyway
def test_the_side_that_drops_is_right_in_any_mounting(name: str) -> None:
    session = scenario(name, ExerciseName.SINGLE_LEG_BRIDGE, 202)

    given = outputs(session)
    last = {each.rep_id: each for each in given if isinstance(each, PelvicDrop)}
    found = [last[rep.rep_id] for rep in standing_reps(given) if rep.full]
    true = [rep.drop_deg for rep in session.truth.full_reps]

    assert len(found) == len(true)
    for each, drop in zip(found, true, strict=True):
        signed = (each.drop_deg or 0.0) * (-1 if each.towards is Side.LEFT else 1)
        if abs(drop) > each.band_deg + 0.5:
            assert signed == pytest.approx(drop, abs=1.0)
        if each.towards is None:
            assert abs(drop) < each.band_deg + 0.5


def test_a_lopsided_thrust_tells_its_lower_side_too() -> None:
    session = scenario("asymmetric", ExerciseName.HIP_THRUST, 203)

    reps = analyzed(simulated_recording(session), "lopsided").analysis.reps
    found = np.array([rep.roll_at_top_deg or np.nan for rep in reps])
    true = np.array([rep.drop_deg for rep in session.truth.reps])

    assert len(found) == len(true)
    assert np.abs(true).max() > 3.0
    np.testing.assert_allclose(found, true, atol=1.0)
