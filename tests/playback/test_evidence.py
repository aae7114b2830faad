from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from monitor.model.body import BenchReference, Limits
from monitor.model.records import UseBenchReference
from monitor.playback.evidence import evidence
from monitor.playback.rescoring import rescored
from monitor.playback.series import rows_of
from monitor.playback.store import Playback, Step

Played = Callable[[str], Playback]
LIFTS = ("hip_thrust", "glute_bridge", "romanian_deadlift")


@pytest.mark.parametrize("name", LIFTS)
def test_the_angles_reach_a_second_and_a_half_past_either_end(
    played: Played, name: str
) -> None:
    for rep in played(name).reps():
        found = evidence(played(name), rep)

        assert rep.end_s is not None
        assert found.t[0] == pytest.approx(rep.onset_s - 1.5, abs=0.011)
        assert found.t[-1] == pytest.approx(rep.end_s + 1.5, abs=0.011)
        np.testing.assert_allclose(np.diff(found.t), 0.01, atol=1e-9)


@pytest.mark.parametrize("name", LIFTS)
def test_the_peak_is_where_the_angle_has_its_size(played: Played, name: str) -> None:
    for rep in played(name).reps():
        found = evidence(played(name), rep)

        assert found.peak_s is not None
        assert found.peak_deg is not None
        held = (found.t >= found.peak_s - 1e-6) & (found.t <= found.peak_s + 0.031)
        extension = -found.lumbar_flexion_deg[held]
        assert extension.min() == pytest.approx(found.peak_deg, abs=1e-9)


def test_the_margin_is_counted_from_the_limit_that_is_tried(
    playback: Playback,
) -> None:
    again = rescored(playback, Limits(9.0)).playback

    for rep in again.reps():
        found = evidence(again, rep)

        assert found.limits.extension_deg == 9.0
        assert found.peak_deg is not None
        assert found.margin_deg == pytest.approx(9.0 - found.peak_deg)
        assert f"±{found.band_deg:.0f}°" in found.reason


def test_a_bench_reference_narrows_the_band(playback: Playback) -> None:
    reference = UseBenchReference(0.0, BenchReference(-3.0, 1.0))
    known = replace(
        playback,
        steps=[Step(0.0, reference, ()), *playback.steps],
        _snapshots=[],
    )
    rep = playback.reps()[0]

    assert (evidence(playback, rep).band_deg, evidence(known, rep).band_deg) == (6, 3)


def test_times_without_samples_are_not_drawn_through(playback: Playback) -> None:
    rep = playback.reps()[0]
    t = playback.posture.t
    kept = np.flatnonzero((t < rep.onset_s + 0.3) | (t > rep.onset_s + 0.5))
    posture = rows_of(playback.posture, kept)
    cut = replace(playback, posture=posture, _snapshots=[])

    found = evidence(cut, rep)

    missing = (found.t > rep.onset_s + 0.31) & (found.t < rep.onset_s + 0.49)
    assert np.isnan(found.lumbar_flexion_deg[missing]).all()
    assert len(found.t) == len(evidence(playback, rep).t)
