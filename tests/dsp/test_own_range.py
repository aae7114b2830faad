import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.analysis.calibrated import closed, overridden
from monitor.analysis.fold import Fold, Subject
from monitor.analysis.simulated import simulated_recording
from monitor.dsp.arches import RangeSettings
from monitor.dsp.own_range import RangeTesting
from monitor.model.blocks import FloatArray, Posture
from monitor.model.body import Limits, LimitSource
from monitor.model.events import (
    Event,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    RangeMeasured,
    RangeProgress,
    RepCounted,
    SetStarted,
)
from monitor.model.records import (
    EndRangeTest,
    ExerciseName,
    Record,
    SetLimits,
    StartRangeTest,
    StartSet,
)
from monitor.pipeline import PipelineSettings
from monitor.playback.opening import recomputed
from monitor.playback.rescoring import rescored
from monitor.view.state import ViewState, folded

Pieces = Sequence[tuple[float, float]]
Curve = Callable[[Pieces], npt.NDArray[np.float64]]
Fed = Callable[..., list[Output]]
THRICE: Pieces = [(1, 0), *[(1.2, 20.0), (0.5, 20.0), (1.2, -3.0), (0.3, -3.0)] * 3]


def posture(extension_deg: FloatArray, start: float = 0.0) -> Posture:
    n = len(extension_deg)
    nothing, yes = np.zeros(n), np.isfinite(extension_deg)
    t = start + np.arange(n) / 100
    flags = yes, yes, yes, ~yes
    return Posture(
        t, nothing, nothing, -extension_deg, nothing, nothing, *flags, nothing
    )


def asked(changed: RangeSettings | None = None) -> RangeTesting:
    stage = RangeTesting(changed)
    stage.start(0.0)
    return stage


def measured(events: Sequence[Output]) -> RangeMeasured:
    (event,) = (each for each in events if isinstance(each, RangeMeasured))
    return event


def refusals(events: Sequence[Output]) -> list[str]:
    notices = [each for each in events if isinstance(each, Notice)]
    return [each.text for each in notices if each.kind is NoticeKind.RANGE_REFUSED]


def test_three_arches_give_their_median_and_a_share_of_it(curve: Curve) -> None:
    extension = curve([
        (1, 0), (1, 18.0), (1, -3.0), (1, 22.0), (1, -5.0), (1, 19.0), (1, 0.0),
    ])  # fmt: skip

    *progress, last = asked().feed(posture(extension))

    assert [each.cycles for each in progress if isinstance(each, RangeProgress)] == [
        1, 2, 3,
    ]  # fmt: skip
    assert isinstance(last, RangeMeasured)
    assert last.cycles_deg == pytest.approx((18.0, 22.0, 19.0), abs=0.1)
    assert last.extension_deg == pytest.approx(19.0, abs=0.1)
    assert last.flexion_deg == pytest.approx(5.0, abs=0.1)
    assert last.limit_deg == pytest.approx(0.65 * 19.0, abs=0.1)
    assert last.text == "Your range is 19°: the limit is 12°."


def test_a_small_range_says_that_the_usual_limit_is_useless(curve: Curve) -> None:
    small = curve([(s, deg * 9 / 20) for s, deg in THRICE])

    last = measured(asked().feed(posture(small)))

    assert last.text == (
        "Your range is 9°: a limit of 15° would never warn; it is 6° now."
    )


def test_a_range_may_inform_alone(curve: Curve) -> None:
    last = measured(asked(RangeSettings(sets_limit=False)).feed(posture(curve(THRICE))))

    assert not last.in_force
    assert last.text == "Your range is 20°: 65% of it are 13°."


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([(1, 0), *[(1, 3.5), (1, 0)] * 5], id="too small swings"),
        pytest.param([(1, 0), *[(0.3, 12), (0.3, -2)] * 9], id="steps"),
        pytest.param([(1, -20), *[(1, 1), (1, -20)] * 4], id="bows"),
        pytest.param([(1, 0), (1, 20), (20, 20)], id="arched and held"),
    ],
)
def test_what_is_no_arch(pieces: Pieces, curve: Curve) -> None:
    stage = asked()

    told = stage.feed(posture(curve(pieces)))

    assert len(told) <= 1  # the first step out of rest looks like one
    (text,) = refusals(stage.tick(61.0))
    assert "of 3 arches seen" in text
    assert not stage.running


def test_a_wobble_at_the_top_does_not_make_two_arches_of_one(curve: Curve) -> None:
    top = [(1.0, 20.0), (0.5, 14.0), (0.5, 20.0), (1.0, -2.0)]

    last = measured(asked().feed(posture(curve([(1, 0), *top * 3]))))

    assert len(last.cycles_deg) == 3
    assert last.t > 8.0


@pytest.mark.parametrize("doubt", [False, True])
def test_an_arch_with_a_gap_begins_anew(doubt: bool, curve: Curve) -> None:
    whole = posture(curve(THRICE))
    hole = slice(210, 260)  # the first peak
    if doubt:
        whole.doubtful[hole] = True
    else:
        whole.lumbar_flexion_deg[hole] = np.nan

    told = asked().feed(whole)

    assert len(told) == 2
    assert not any(isinstance(each, RangeMeasured) for each in told)


def test_asked_again_it_begins_anew(curve: Curve) -> None:
    stage, whole = asked(), posture(curve(THRICE))
    stage.feed(posture(curve(THRICE)[:800]))

    (again,) = stage.start(8.0)

    assert again == RangeProgress(8.0, 0, 0.0)
    told = stage.feed(replace(whole, t=whole.t + 8.0))
    assert [each.cycles for each in told if isinstance(each, RangeProgress)] == [
        1, 2, 3,
    ]  # fmt: skip


def test_what_stops_it_is_said_with_the_next_rows(curve: Curve) -> None:
    stage = asked()
    stage.stop(2.0, "a set began")

    (text,) = refusals(stage.feed(posture(curve(THRICE))))

    assert text.startswith("No range measured: a set began;")
    assert stage.feed(posture(curve(THRICE))) == []
    assert stage.tick(99.0) == []


@settings(max_examples=30, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 1000), max_size=40),
    gap=st.integers(0, 900),
    length=st.integers(0, 60),
)
def test_how_the_stream_is_cut_changes_nothing(
    cuts: list[int], gap: int, length: int, curve: Curve
) -> None:
    whole = posture(curve(THRICE))
    whole.lumbar_flexion_deg[gap : gap + length] = np.nan
    stage, pieces = asked(), list[Event]()
    for first, last in itertools.pairwise([0, *sorted(set(cuts)), len(whole.t)]):
        rows = [
            getattr(whole, name)[first:last] for name in Posture.__dataclass_fields__
        ]
        pieces += stage.feed(Posture(*rows))

    assert pieces == asked().feed(whole)


@pytest.mark.parametrize(
    "changes", [{"share": 0.0}, {"cycles": 1}, {"swing_deg": 0.0}, {"back": 1.0}]
)
def test_impossible_settings_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="an own range needs"):
        RangeSettings(**changes)  # type: ignore[arg-type]


def session(
    exercise: ExerciseName, extension_deg: float, seed: int, *, lying: bool = False
) -> SimulatedSession:
    outline = Outline(
        sets=1,
        style=Style(reps=(4, 4)),
        brief=True,
        range_test_deg=extension_deg,
        range_test_lying=lying,
    )
    return simulated("range", exercise, seed, Circumstances(outline))


def asking(made: SimulatedSession) -> list[Record]:
    assert made.truth.range_test_s is not None
    return said(made, StartRangeTest(made.truth.range_test_s[0]))


def said(made: SimulatedSession, *commands: Record) -> list[Record]:
    return sorted([*made.records, *commands], key=lambda record: record.t)


THRUST, BRIDGE = ExerciseName.HIP_THRUST, ExerciseName.GLUTE_BRIDGE
DEADLIFT = ExerciseName.ROMANIAN_DEADLIFT


@pytest.mark.parametrize(
    ("exercise", "extension_deg", "lying"),
    [
        (THRUST, 24.0, False),
        (THRUST, 9.0, True),
        (BRIDGE, 30.0, True),
        (DEADLIFT, 18.0, False),
    ],
)
def test_the_range_of_a_simulated_lifter_is_the_next_set_s_limit(
    exercise: ExerciseName,
    extension_deg: float,
    lying: bool,
    fed: Fed,
) -> None:
    made = session(exercise, extension_deg, 0, lying=lying)
    assert made.truth.range_test_s is not None
    start, end = made.truth.range_test_s

    outputs = fed(asking(made), PipelineSettings(exercise=exercise))

    last = measured(outputs)
    assert last.extension_deg == pytest.approx(extension_deg, rel=0.06, abs=1.0)
    (began,) = (each for each in outputs if isinstance(each, SetStarted))
    assert began.limits == Limits(last.limit_deg, 20.0, LimitSource.OWN_RANGE)
    assert not [
        each
        for each in outputs
        if isinstance(each, SetStarted | RepCounted | OverLimitBegan)
        and start < each.t < end + 1.0
    ]
    after = [rep for rep in made.truth.full_reps if rep.onset_s > end]
    counted = [each for each in outputs if isinstance(each, RepCounted)]
    assert len(counted) == len(after)


@pytest.fixture(scope="module")
def small() -> SimulatedSession:
    return session(THRUST, 9.0, 1)


def test_without_a_calibration_it_is_refused(small: SimulatedSession, fed: Fed) -> None:
    (text,) = refusals(fed([StartRangeTest(0.0)]))

    assert text.startswith("No range measured: it needs a calibration")


def test_in_a_set_it_is_refused_and_a_set_ends_it(fed: Fed) -> None:
    standing = session(DEADLIFT, 12.0, 1)
    assert standing.truth.range_test_s is not None
    start = standing.truth.range_test_s[0]
    commands = StartRangeTest(start), StartSet(start + 1), StartRangeTest(start + 2)

    outputs = fed(said(standing, *commands), PipelineSettings(exercise=DEADLIFT))

    began, running = refusals(outputs)
    assert "a set began" in began
    assert "a set is running" in running


def test_it_can_be_ended(small: SimulatedSession, fed: Fed) -> None:
    assert small.truth.range_test_s is not None
    start = small.truth.range_test_s[0]

    outputs = fed(said(small, StartRangeTest(start), EndRangeTest(start + 1.0)))

    (text,) = refusals(outputs)
    assert "the test was ended" in text
    (began,) = (each for each in outputs if isinstance(each, SetStarted))
    assert began.limits == Limits()


def test_view_and_analysis_know_the_measured_limit(curve: Curve) -> None:
    last = measured(asked().feed(posture(curve(THRICE))))
    own = Limits(last.limit_deg, 20.0, LimitSource.OWN_RANGE)
    fold = Fold(Subject("x", THRUST, Limits(), {}))
    fold.feed(SetLimits(0.0, Limits(14.0)), [])

    fold.feed(StartSet(last.t), [last])

    assert folded(ViewState(), last).limits == own
    assert folded(ViewState(), last).log[-1].text == last.text
    assert folded(ViewState(), replace(last, in_force=False)).limits == Limits()
    assert fold.analysis().limits.source is LimitSource.OWN_RANGE
    assert fold.analysis().limit_deg == last.limit_deg


def test_another_limit_on_its_recording_gives_what_a_full_replay_gives(
    small: SimulatedSession,
) -> None:
    recording = replace(simulated_recording(small), records=asking(small))
    whole = recomputed(closed(recording))

    full = recomputed(overridden(recording, extension_deg=7.0))
    tried = rescored(whole, Limits(7.0, source=LimitSource.COACH)).playback
    again = rescored(whole, None, THRUST).playback

    assert list(tried.news.outputs) == list(full.news.outputs)
    assert list(again.news.outputs) == list(whole.news.outputs)
    assert not measured(list(full.news.outputs)).in_force
    assert measured(list(whole.news.outputs)).in_force
