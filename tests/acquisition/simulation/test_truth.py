import itertools
from collections.abc import Callable

import numpy as np
import pytest

from monitor.acquisition.simulation.plan import ArchKind
from monitor.acquisition.simulation.scenarios import demo
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.truth import Truth, held_peak
from monitor.detection.exercises import EXERCISES
from monitor.model.blocks import FloatArray
from monitor.model.records import ExerciseName, Placement, Side

Simulated = Callable[[str, ExerciseName], SimulatedSession]
THRUST, BRIDGE = ExerciseName.HIP_THRUST, ExerciseName.GLUTE_BRIDGE
DEADLIFT, BEND = ExerciseName.ROMANIAN_DEADLIFT, ExerciseName.TRUNK_BEND


@pytest.mark.parametrize("exercise", list(EXERCISES))
@pytest.mark.parametrize("name", ["arching", "fast", "rocking"])
def test_reps_are_whole_and_do_not_overlap(
    simulated: Simulated, name: str, exercise: ExerciseName
) -> None:
    reps = simulated(name, exercise).truth.reps

    for rep in reps:
        assert rep.onset_s < rep.reach_s <= rep.leave_s < rep.end_s
    for rep, after in itertools.pairwise(reps):
        assert rep.end_s <= after.onset_s


def test_partial_reps_go_about_half_the_way(simulated: Simulated) -> None:
    reps = simulated("partial", THRUST).truth.reps

    usual = np.median([rep.pelvis.rom_deg for rep in reps if rep.full])
    shares = [rep.pelvis.rom_deg / usual for rep in reps if not rep.full]

    assert shares
    assert 0.35 < min(shares) <= max(shares) < 0.62


@pytest.mark.parametrize("exercise", [THRUST, BRIDGE])
def test_a_pelvis_that_stops_gives_its_reps_away_to_the_lumbar_sensor(
    simulated: Simulated, exercise: ExerciseName
) -> None:
    reps = simulated("stops", exercise).truth.reps
    stopped = [rep for rep in reps if rep.arch is ArchKind.PELVIS_STOPS]
    usual = [rep for rep in reps if rep.arch is ArchKind.NONE]

    cut = np.median([rep.pelvis.rom_deg for rep in usual]) - np.median(
        [rep.pelvis.rom_deg for rep in stopped]
    )

    assert 6 < cut < 18
    assert all(rep.signal is Placement.LUMBAR for rep in stopped)
    assert all(rep.full for rep in stopped)


@pytest.mark.parametrize("exercise", list(EXERCISES))
def test_arches_pass_the_usual_limit_and_clean_reps_do_not(
    simulated: Simulated, exercise: ExerciseName
) -> None:
    truth = simulated("arching", exercise).truth

    for rep in truth.reps:
        if rep.arch is ArchKind.NONE:
            assert rep.peak_extension_deg < 13.5
        else:
            assert rep.peak_extension_deg > 16
    arched = sum(rep.arch is not ArchKind.NONE for rep in truth.reps)
    assert len(truth.events(15.0)) == arched


def test_a_session_without_reps_has_none(simulated: Simulated) -> None:
    truth = simulated("no_reps", THRUST).truth

    assert truth.reps == ()
    assert truth.sets == ()
    assert truth.events(1.0) == []


def test_for_trunk_bend_the_bows_are_reps(simulated: Simulated) -> None:
    truth = simulated("clean", BEND).truth

    assert truth.sets[0].reps == 3
    start, end = truth.bows_s
    assert all(start < rep.onset_s < end for rep in truth.reps[:3])


def test_the_strap_creeps_but_the_body_does_not(simulated: Simulated) -> None:
    session = simulated("creep", THRUST)
    tops = [rep.peak_extension_deg for rep in session.truth.reps]

    creep = max(np.abs(np.degrees(s)).max() for s in session.motion.strap.values())

    assert creep > 3
    assert abs(np.polyfit(np.arange(len(tops)), tops, 1)[0]) < 0.6


def test_a_growing_arch_grows_at_the_top(simulated: Simulated) -> None:
    truth = simulated("growth", THRUST).truth
    tops = [r.peak_extension_deg for r in truth.reps if r.set_index == 1]

    slope = np.polyfit(np.arange(len(tops)), tops, 1)[0]

    assert 0.7 < slope < 2.3


def test_a_slip_is_one_lasting_turn_of_one_sensor(simulated: Simulated) -> None:
    session = simulated("slip", THRUST)
    (slip,) = session.truth.of_kind("slip")
    strap = np.degrees(session.motion.strap[slip.placement])

    assert abs(slip.size) == pytest.approx(12.0)
    assert 0.2 <= slip.end_s - slip.start_s <= 0.35
    np.testing.assert_allclose(strap[session.motion.t < slip.start_s], 0.0)
    np.testing.assert_allclose(strap[session.motion.t > slip.end_s], slip.size)


def test_neutral_is_the_posture_before_the_bows(simulated: Simulated) -> None:
    truth = simulated("arching", BRIDGE).truth
    a, b = np.searchsorted(truth.t, truth.neutral_s)

    assert truth.neutral_s[1] - truth.neutral_s[0] >= 5.0
    assert truth.lumbar_flexion_deg[a:b].mean() == pytest.approx(0.0, abs=1e-9)
    assert np.abs(truth.lumbar_flexion_deg[a:b]).max() < 3


@pytest.mark.parametrize(
    "exercise", [each for each in EXERCISES if each is not ExerciseName.PELVIC_TILT]
)
def test_the_demo_shows_one_arch_of_each_kind(exercise: ExerciseName) -> None:
    session = demo(exercise, 1)
    kinds = [rep.arch for rep in session.truth.reps if rep.arch is not ArchKind.NONE]

    assert kinds == [ArchKind.RIBS_FLARE, ArchKind.PELVIS_STOPS]
    assert 45 < session.duration_s < 110


def test_a_tilt_has_no_lockout_to_arch_in() -> None:
    truth = demo(ExerciseName.PELVIC_TILT, 1).truth

    assert all(rep.arch is ArchKind.NONE for rep in truth.reps)
    assert all(8 < rep.rom_deg < 25 for rep in truth.reps)
    assert max(rep.peak_extension_deg for rep in truth.reps) < 13.5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_a_tilt_the_trunk_hardly_moves(seed: int) -> None:
    truth = demo(ExerciseName.PELVIC_TILT, seed).truth

    for rep in truth.reps:
        span = (truth.t >= rep.onset_s) & (truth.t <= rep.end_s)
        assert np.ptp(truth.lumbar_pitch_deg[span]) < 4.0


def test_legs_take_turns_and_the_free_side_drops_more_often() -> None:
    truth = demo(ExerciseName.SINGLE_LEG_BRIDGE, 1, duration_s=120.0).truth
    (first, left), (second, right) = truth.sides[:2]

    assert (left, right) == (Side.LEFT, Side.RIGHT)
    assert first < truth.sets[0].start_s < second < truth.sets[1].start_s
    drops = {
        index: [rep.drop_deg for rep in truth.reps if rep.set_index == index]
        for index in (1, 2)
    }
    assert np.median(drops[1]) > 2.0  # standing on the left leg: the right side
    assert np.median(drops[2]) < -2.0


def test_a_longer_demo_has_more_sets() -> None:
    short, long = demo(THRUST, 1), demo(THRUST, 1, duration_s=180.0)

    assert len(long.truth.sets) > len(short.truth.sets)
    assert 150 < long.duration_s < 240


def truth_of(extension: FloatArray) -> Truth:
    t = np.arange(len(extension)) / 200.0
    rep = demo(THRUST, 1).truth.reps[0]
    return Truth(
        THRUST, t, 0 * t, -extension, -extension, (0, 0), (0, 0), (0, 0), (rep,), (), ()
    )


def test_only_what_lasts_thirty_milliseconds_in_a_rep_is_an_event() -> None:
    rep = demo(THRUST, 1).truth.reps[0]
    extension = np.zeros(int((rep.end_s + 5) * 200))
    long, short, outside = (
        int(200 * at) for at in (rep.reach_s, rep.leave_s, rep.end_s + 3)
    )
    extension[long : long + 20] = 20.0
    extension[short : short + 5] = 20.0
    extension[outside : outside + 50] = 20.0

    (event,) = truth_of(extension).events(15.0)

    assert event.start_s == pytest.approx(long / 200.0)
    assert event.peak_deg == 20.0


def test_a_peak_counts_as_high_as_it_was_held() -> None:
    angle = np.zeros(200)
    angle[50:53] = 30.0
    angle[100:110] = 18.0

    assert held_peak(angle, 200.0) == 18.0
