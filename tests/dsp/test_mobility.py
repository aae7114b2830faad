"""The mobility test: hinge, arch, flatten, three times each."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.analyze import replayed
from monitor.analysis.calibrated import closed, overridden
from monitor.analysis.simulated import simulated_recording
from monitor.dsp.arches import RangeSettings
from monitor.dsp.own_range import RangeTesting
from monitor.model.blocks import FloatArray, Posture
from monitor.model.body import Limits, LimitSource
from monitor.model.events import (
    Event,
    Movement,
    Notice,
    NoticeKind,
    Output,
    RangeMeasured,
    RangeProgress,
    RepCounted,
    SetStarted,
)
from monitor.model.records import (
    EndRangeTest,
    ExerciseName,
    Record,
    StartMobilityTest,
    StartSet,
)
from monitor.playback.opening import recomputed
from monitor.playback.rescoring import rescored
from monitor.recording.recording import Recording

Pieces = Sequence[tuple[float, float]]
Curve = Callable[[Pieces], npt.NDArray[np.float64]]
REST: Pieces = [(2.0, 0.0)]
HINGES: Pieces = [(1.4, 60.0), (0.4, 60.0), (1.4, 0.0), (0.5, 0.0)] * 3
STILL: Pieces = [(1.4, 0.0), (0.4, 0.0), (1.4, 0.0), (0.5, 0.0)] * 3
BENT: Pieces = [(1.4, 9.0), (0.4, 9.0), (1.4, 0.0), (0.5, 0.0)] * 3
ARCHES: Pieces = [(1.4, -20.0), (0.4, -20.0), (1.4, 1.0), (0.5, 1.0)] * 3
CURLS: Pieces = [(1.4, 30.0), (0.4, 30.0), (1.4, 0.0), (0.5, 0.0)] * 3


def posture(pelvis_deg: FloatArray, flexion_deg: FloatArray) -> Posture:
    n = len(pelvis_deg)
    nothing, yes = np.zeros(n), np.ones(n, dtype=np.bool_)
    t = np.arange(n) / 100
    flags = yes, yes, yes, ~yes
    lumbar = pelvis_deg + flexion_deg
    return Posture(
        t, pelvis_deg, lumbar, flexion_deg, nothing, nothing, *flags, nothing
    )


@pytest.fixture(scope="module")
def whole(curve: Curve) -> Posture:
    pelvis = curve([*REST, *HINGES, *STILL, *STILL])
    return posture(pelvis, curve([*REST, *BENT, *ARCHES, *CURLS]))


def asked(changed: RangeSettings | None = None) -> RangeTesting:
    stage = RangeTesting(changed)
    stage.start(0.0, mobility=True)
    return stage


def measured(events: Sequence[Output]) -> RangeMeasured:
    (event,) = (each for each in events if isinstance(each, RangeMeasured))
    return event


def refusals(outputs: Sequence[Output]) -> list[str]:
    return [
        each.text
        for each in outputs
        if isinstance(each, Notice) and each.kind is NoticeKind.RANGE_REFUSED
    ]


def test_all_ranges_are_measured_and_become_limits(whole: Posture) -> None:
    found = measured(asked().feed(whole))

    assert found.hinge_deg == pytest.approx(60.0, abs=0.5)
    assert found.hinge_lumbar_deg == pytest.approx(9.0, abs=0.5)
    assert found.extension_deg == pytest.approx(20.0, abs=0.3)
    assert found.flexion_range_deg == pytest.approx(30.0, abs=0.3)
    assert found.limits(Limits()) == Limits(13.0, 19.5, LimitSource.OWN_RANGE)
    assert found.text == (
        "Your hips hinge by 60° with 9° of the lower back, which arches by 20° and"
        " flattens by 30°: the limits are 13° of extension and 20° of flexion."
    )


def test_each_movement_is_told_and_what_follows_it(whole: Posture) -> None:
    stage = RangeTesting()
    events = stage.start(0.0, mobility=True) + stage.feed(whole)
    told = [e for e in events if isinstance(e, RangeProgress)]

    assert [(e.movement, e.cycles) for e in told] == [
        (Movement.HINGE, 0),
        *((each, count) for each in Movement for count in (1, 2, 3)),
    ]
    assert [e.follows for e in told[::3]] == [*Movement, None]


def test_a_small_flexion_range_sets_no_limit_of_flexion(curve: Curve) -> None:
    pelvis = curve([*REST, *HINGES, *STILL, *STILL])
    small = [(s, 0.4 * deg) for s, deg in CURLS]  # 12°, of which 65 % are 8°
    rows = posture(pelvis, curve([*REST, *BENT, *ARCHES, *small]))

    found = measured(asked().feed(rows))

    assert found.flexion_limit_deg is None
    assert found.limits(Limits(15.0, 22.0)).flexion_deg == 22.0
    assert found.text.endswith("that of flexion stays.")


def test_limits_that_a_person_set_stay(whole: Posture) -> None:
    found = measured(asked(RangeSettings(sets_limit=False)).feed(whole))

    assert not found.in_force
    assert found.text.endswith("the limits stay as they were set.")


def test_arching_first_is_waited_out(curve: Curve) -> None:
    """Nothing but hinges counts until three of them are seen."""
    pelvis = curve([*REST, *STILL, *HINGES, *STILL, *STILL])
    flexion = curve([*REST, *ARCHES, *BENT, *ARCHES, *CURLS])

    assert measured(asked().feed(posture(pelvis, flexion))).extension_deg > 19.0


def test_it_begins_standing(whole: Posture) -> None:
    lying = posture(whole.pelvis_pitch_deg - 80.0, whole.lumbar_flexion_deg)

    (text,) = refusals(asked().feed(lying))

    assert text == (
        "No mobility measured: it begins standing upright; stand, then hinge, arch and"
        " flatten, three times each."
    )


def test_it_gives_up_and_says_what_was_missing(whole: Posture) -> None:
    stage = asked()
    stage.feed(posture(whole.pelvis_pitch_deg[:1500], whole.lumbar_flexion_deg[:1500]))

    assert stage.tick(100.0) == []
    (text,) = refusals(stage.tick(151.0))
    assert "0 of 3 arches seen" in text
    assert not stage.running


def test_a_plain_test_of_the_range_after_it_is_a_plain_one(
    whole: Posture, curve: Curve
) -> None:
    stage = asked()
    stage.feed(whole)
    stage.start(50.0)
    flexion = curve([*REST, *ARCHES])
    found = measured(stage.feed(posture(np.zeros(len(flexion)), flexion)))

    assert found.hinge_deg is None
    assert found.limits(Limits(15.0, 22.0)).flexion_deg == 22.0


@given(cuts=st.lists(st.integers(1, 3600), max_size=30))
@settings(max_examples=20, deadline=None)
def test_how_the_stream_is_cut_changes_nothing(cuts: list[int], whole: Posture) -> None:
    names = Posture.__dataclass_fields__
    stage, pieces = asked(), list[Event]()
    for first, last in pairwise([0, *sorted(set(cuts)), len(whole.t)]):
        rows = [getattr(whole, name)[first:last] for name in names]
        pieces += stage.feed(Posture(*rows))

    assert pieces == asked().feed(whole)


DEADLIFT = ExerciseName.ROMANIAN_DEADLIFT


@pytest.fixture(scope="module")
def made() -> SimulatedSession:
    return scenario("mobility_test", DEADLIFT, 301)


def said(made: SimulatedSession, *commands: Record) -> Recording:
    recording = simulated_recording(made)
    records = sorted([*made.records, *commands], key=lambda record: record.t)
    return Recording(recording.header, records)


@pytest.fixture(scope="module")
def tested(made: SimulatedSession) -> Recording:
    return said(made, StartMobilityTest(made.truth.mobility[0][1][0] - 0.5))


def outputs(recording: Recording) -> list[Output]:
    return [output for _, given in replayed(recording) for output in given]


def test_the_ranges_of_a_simulated_lifter_are_the_next_set_s_limits(
    made: SimulatedSession, tested: Recording
) -> None:
    told = outputs(tested)
    found, truth = measured(told), made.truth

    assert found.hinge_deg == pytest.approx(truth.range_deg(Movement.HINGE), abs=2.0)
    assert found.extension_deg == pytest.approx(truth.range_deg(Movement.ARCH), abs=2.0)
    assert found.flexion_range_deg == pytest.approx(
        truth.range_deg(Movement.FLATTEN), abs=2.0
    )
    (began,) = (each for each in told if isinstance(each, SetStarted))
    assert began.limits == found.limits(Limits())
    during = made.truth.mobility[0][1][0], found.t
    assert not [
        each
        for each in told
        if isinstance(each, RepCounted | SetStarted) and during[0] < each.t < during[1]
    ]


def test_judged_anew_it_says_the_same(tested: Recording) -> None:
    playback = recomputed(closed(tested))
    again = rescored(playback, Limits(8.0, 20.0, LimitSource.COACH)).playback
    full = recomputed(overridden(tested, extension_deg=8.0))

    (text,) = (e.text for e in again.news.outputs if isinstance(e, RangeMeasured))
    assert text.endswith("the limits stay as they were set.")
    assert list(again.news.outputs) == list(full.news.outputs)


def test_it_is_refused_without_a_calibration_and_ended_by_command_or_a_set(
    made: SimulatedSession,
) -> None:
    start = made.truth.mobility[0][1][0]
    told = outputs(
        said(
            made,
            StartMobilityTest(0.1),
            StartMobilityTest(start - 0.9),
            EndRangeTest(start - 0.8),
            StartMobilityTest(start - 0.6),
            StartSet(start - 0.4),
            StartMobilityTest(start - 0.2),
        )
    )

    early, ended, by_set, in_set = refusals(told)
    assert "needs a calibration" in early
    assert "the test was ended" in ended
    assert "a set began" in by_set
    assert "a set is running" in in_set
