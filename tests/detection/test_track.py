import math

import numpy as np
import pytest

from monitor.detection.exercises import EXERCISES
from monitor.detection.track import RepSignal, Track
from monitor.model.records import ExerciseName

NAN = math.nan


def test_the_thrusts_signal_is_the_mean_of_both_and_rises_outwards() -> None:
    signal = RepSignal(EXERCISES[ExerciseName.HIP_THRUST])

    mean, primary, pelvis, lumbar = signal.step(-60.0, -50.0, near=True)

    assert (mean, primary, pelvis, lumbar) == (55.0, 60.0, 60.0, 50.0)


@pytest.mark.parametrize(
    "name", [each.name for each in EXERCISES.values() if each.trunk_deg is None]
)
def test_a_sensor_that_goes_missing_makes_no_jump(name: ExerciseName) -> None:
    signal = RepSignal(EXERCISES[name])
    mean, primary, _, _ = signal.step(-60.0, -50.0, near=True)

    without_pelvis = signal.step(NAN, -50.0, near=True)
    without_lumbar = signal.step(-60.0, NAN, near=True)

    assert without_pelvis[:2] == pytest.approx((mean, primary))
    assert without_lumbar[:2] == pytest.approx((mean, primary))


def test_without_any_sensor_there_is_no_signal() -> None:
    signal = RepSignal(EXERCISES[ExerciseName.HIP_THRUST])

    assert np.isnan(signal.step(NAN, NAN, near=True)).all()


def test_the_track_gives_back_what_lies_between_two_times() -> None:
    track = Track()
    for i in range(10):
        track.add(i / 100, float(i), NAN, NAN, -1.0, i == 5, 0.0)

    found = track.stretch(0.03, 0.05)

    assert found.primary.tolist() == [3.0, 4.0, 5.0]
    assert found.doubtful.tolist() == [False, False, True]
    assert track.last_below(4.5, 0.09) == 0.04
    assert math.isnan(track.last_below(-1.0, 0.09))


def test_the_track_keeps_a_minute_and_stays_small() -> None:
    track = Track()
    for i in range(30_000):
        track.add(i / 100, *[0.0] * 6)

    kept = track.stretch(0.0, 300.0).t

    assert 60.0 <= kept[-1] - kept[0] <= 75.0


@pytest.mark.parametrize("zero_s", [0.0, 1.8e9, 1e10])
def test_both_ends_of_a_stretch_are_in_it_wherever_time_began(zero_s: float) -> None:
    track = Track()
    times = [zero_s + i / 100 for i in range(10)]
    for t in times:
        track.add(t, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)

    assert track.stretch(times[2], times[5]).t.tolist() == times[2:6]
    assert track.stretch(times[9], times[9]).t.tolist() == times[9:]


def test_the_pelvis_against_the_trunk_needs_both() -> None:
    signal = RepSignal(EXERCISES[ExerciseName.PELVIC_TILT])

    assert signal.step(-95.0, -85.0, near=True) == (10.0, 10.0, 10.0, -85.0)
    assert signal.rate(-3.0, 1.0) == 4.0
    for pelvis, lumbar in ((NAN, -85.0), (-95.0, NAN)):
        assert np.isnan(signal.step(pelvis, lumbar, near=True)[0])
        assert np.isnan(signal.rate(pelvis, lumbar))
