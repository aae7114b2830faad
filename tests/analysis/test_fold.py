import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.fold import Fold, Subject, fold
from monitor.analysis.results import Analysis, CountResult
from monitor.analysis.sensor_tally import SensorFacts
from monitor.model.blocks import Samples
from monitor.model.body import (
    Calibration,
    CalibrationSource,
    Limits,
    LimitSource,
    SegmentFrame,
)
from monitor.model.events import (
    Calibrated,
    LimitKind,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetEndReason,
    SetStarted,
    StreamGap,
    Verdict,
)
from monitor.model.records import (
    TRUNK,
    ExerciseName,
    LinkState,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    SwapSensors,
    Tick,
)

FRAME = SegmentFrame((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0))
SUBJECT = Subject(
    file="a.mcap",
    exercise=ExerciseName.HIP_THRUST,
    limits=Limits(),
    sensors={each: SensorFacts("reference", 100.0) for each in TRUNK},
)


def rep(rep_id: int, *, full: bool = True, set_index: int = 1) -> Rep:
    onset = 10.0 * set_index + 2.0 * rep_id
    return Rep(
        rep_id,
        set_index,
        full,
        onset_s=onset,
        reach_s=onset + 0.5,
        leave_s=onset + 0.75,
        end_s=onset + 1.75,
        rom_deg=45.0,
        verdict=Verdict.CLEAN,
    )


def analysed(*pairs: tuple[float, list[Output]]) -> Analysis:
    return fold(SUBJECT, [(Tick(t), outputs) for t, outputs in pairs])


def test_reps_are_as_last_revised_and_numbered_from_1_in_order_of_time() -> None:
    revised = replace(rep(1), end_s=14.5, verdict=Verdict.FAULT)

    reps = analysed(
        (14.0, [RepCounted(14.0, rep(1))]),
        (16.0, [RepCounted(16.0, rep(2)), RepRevised(16.0, revised)]),
    ).reps

    assert [each.index for each in reps] == [1, 2]
    assert reps[0].end_s == 14.5
    assert reps[0].verdict is Verdict.FAULT
    assert reps[0].counted_s == 14.0


def test_a_retracted_rep_leaves_no_rep_and_takes_its_count_back() -> None:
    retracted = RepRetracted(17.0, 2, RetractReason.GOT_UP)

    result = analysed(
        (14.0, [RepCounted(14.0, rep(1))]),
        (16.0, [RepCounted(16.0, rep(2))]),
        (17.0, [retracted, RepRevised(17.0, rep(2))]),
    )

    assert [each.onset_s for each in result.reps] == [12.0]
    assert result.counts == [
        CountResult(14.0, 1),
        CountResult(16.0, 1),
        CountResult(17.0, -1),
    ]


def test_reps_counted_back_are_one_rise_of_the_count() -> None:
    counted: list[Output] = [RepCounted(20.0, rep(each)) for each in (1, 2, 3)]

    assert analysed((20.0, counted)).counts == [CountResult(20.0, 3)]


def test_a_partial_rep_never_changes_the_count() -> None:
    result = analysed((14.0, [RepCounted(14.0, rep(1, full=False))]))

    assert result.counts == []
    assert result.reps[0].counted_s is None
    assert result.sets[0].reps == 0


def test_a_partial_rep_found_to_be_full_counts_when_that_is_known() -> None:
    result = analysed(
        (14.0, [RepCounted(14.0, rep(1, full=False))]),
        (15.0, [RepRevised(15.0, rep(1))]),
    )

    assert result.counts == [CountResult(15.0, 1)]
    assert result.reps[0].counted_s == 15.0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("cpfr"), st.integers(1, 4)), max_size=30))
def test_the_counts_sum_to_the_full_reps_that_stand(
    steps: list[tuple[str, int]],
) -> None:
    def event(kind: str, rep_id: int) -> Output:
        match kind:
            case "c":
                return RepCounted(0.0, rep(rep_id))
            case "p":
                return RepRevised(0.0, rep(rep_id, full=False))
            case "f":
                return RepRevised(0.0, rep(rep_id))
            case _:
                return RepRetracted(0.0, rep_id, RetractReason.MERGED)

    result = analysed(*((float(i), [event(*step)]) for i, step in enumerate(steps)))

    assert sum(count.delta for count in result.counts) == sum(
        each.full for each in result.reps
    )


def test_tempo_follows_the_exercise_of_the_set() -> None:
    deadlift = SetStarted(30.0, 2, ExerciseName.ROMANIAN_DEADLIFT, Limits())

    thrust, lift = analysed(
        (14.0, [RepCounted(14.0, rep(1))]),
        (30.0, [deadlift, RepCounted(30.0, rep(9, set_index=2))]),
    ).reps

    assert (thrust.concentric_s, thrust.hold_s, thrust.eccentric_s) == (0.5, 0.25, 1.0)
    assert (lift.concentric_s, lift.hold_s, lift.eccentric_s) == (1.0, 0.25, 0.5)


def test_a_rep_still_pending_at_the_end_is_not_scored() -> None:
    pending = replace(rep(1), verdict=Verdict.PENDING)

    result = analysed((14.0, [RepCounted(14.0, pending)]))

    assert result.reps[0].verdict is Verdict.NOT_SCORED
    assert "ends before" in result.reps[0].reason


def test_a_set_ends_with_its_last_rep_or_where_a_command_ended_it() -> None:
    def ended(index: int, t: float, reason: SetEndReason) -> SetEnded:
        return SetEnded(t, index, reason, 10.0 * index, reps=1, scored=1, faults=0)

    first, second = analysed(
        (14.0, [RepCounted(14.0, rep(1))]),
        (22.0, [ended(1, 22.0, SetEndReason.PAUSE)]),
        (25.0, [RepCounted(25.0, rep(2, set_index=2))]),
        (28.0, [ended(2, 28.0, SetEndReason.COMMAND)]),
    ).sets

    assert (first.start_s, first.end_s) == (10.0, 13.75)
    assert (second.start_s, second.end_s) == (20.0, 28.0)


def test_a_set_in_which_no_rep_stands_is_left_out_and_the_rest_renumbered() -> None:
    result = analysed(
        (14.0, [RepCounted(14.0, rep(1))]),
        (15.0, [RepRetracted(15.0, 1, RetractReason.SETTING_UP)]),
        (25.0, [RepCounted(25.0, rep(2, set_index=2))]),
    )

    assert [each.index for each in result.sets] == [1]
    assert [each.set for each in result.reps] == [1]


def test_sets_count_scored_reps_and_faults() -> None:
    fault = replace(rep(2), verdict=Verdict.FAULT)
    unscored = replace(rep(3), verdict=Verdict.NOT_SCORED)

    result = analysed(
        (20.0, [RepCounted(20.0, each) for each in (rep(1), fault, unscored)])
    )

    only = result.sets[0]
    assert (only.reps, only.scored, only.faults) == (3, 2, 1)


def test_loss_is_the_share_of_a_set_that_fell_into_gaps() -> None:
    gap = StreamGap(13.5, Placement.PELVIS, start_s=13.0, lost=50, bridged=False)

    result = analysed((14.0, [gap, RepCounted(14.0, rep(1))]))

    lost, expected = 50.0, 2 * 175.0
    assert result.sets[0].loss_pct == pytest.approx(100 * lost / expected)


def test_an_alert_keeps_the_time_of_its_sample_and_of_its_arrival() -> None:
    began = OverLimitBegan(20.0, 1, LimitKind.HYPEREXTENSION, 15.2, 15.0)
    ended = OverLimitEnded(20.4, 1, LimitKind.HYPEREXTENSION, 18.0, 0.4, False)

    alert = analysed((20.07, [began]), (20.5, [ended])).alerts[0]

    assert (alert.sample_s, alert.alert_s, alert.end_s) == (20.0, 20.07, 20.4)
    assert (alert.peak_deg, alert.anticipated, alert.level) == (18.0, False, "danger")


def test_an_alert_that_never_ended_has_no_end() -> None:
    began = OverLimitBegan(20.0, 1, LimitKind.FLEXION, 21.0, 20.0)

    assert analysed((20.1, [began])).alerts[0].end_s is None


def samples(placement: Placement, start: float, n: int) -> Samples:
    t = start + np.arange(n) / 100.0
    zeros = np.zeros((n, 3))
    return Samples(placement, t, zeros, zeros, np.zeros((n, 6)), np.zeros(n, bool))


def test_sensors_tell_samples_losses_rate_and_clock() -> None:
    pelvis = Placement.PELVIS
    status = LinkStatus(
        1.9, pelvis, LinkState.STREAMING, 100.0, 150, 10, 40.0, age_s=0.0
    )
    after = StreamGap(2.1, pelvis, start_s=2.0, lost=9, bridged=True)

    result = analysed(
        (1.0, [samples(pelvis, 0.0, 100)]),
        (1.9, [status]),
        (2.2, [after, samples(pelvis, 2.1, 10)]),
    ).sensors[0]

    assert (result.samples, result.lost, result.clock_ppm) == (110, 19, 40.0)
    assert result.rate_hz == pytest.approx((110 + 19 - 1) / 2.19)


def test_a_sensor_that_sent_nothing_has_no_rate() -> None:
    assert [each.rate_hz for each in analysed((0.0, [])).sensors] == [None, None]


def test_swapped_sensors_swap_their_figures() -> None:
    folded = Fold(SUBJECT)
    folded.feed(Tick(1.0), [samples(Placement.PELVIS, 0.0, 100)])
    folded.feed(SwapSensors(1.0), [])

    by_placement = {each.placement: each for each in folded.analysis().sensors}

    assert by_placement[Placement.LUMBAR].samples == 100
    assert by_placement[Placement.PELVIS].samples == 0


def test_calibration_carries_its_drift_and_is_null_without_one() -> None:
    calibration = Calibration(
        FRAME, FRAME, (1.0, 6.0), (7.0, 15.0), 0.9, CalibrationSource.AUTO
    )

    found = analysed(
        (15.0, [Calibrated(15.0, calibration)]), (60.0, [NeutralDrift(60.0, 1.5)])
    ).calibration

    assert found is not None
    assert (found.neutral_s, found.neutral_drift_deg) == ((1.0, 6.0), 1.5)
    assert analysed((0.0, [])).calibration is None


def test_commands_change_exercise_and_limits() -> None:
    records: list[Record] = [
        SetExercise(1.0, ExerciseName.GLUTE_BRIDGE),
        SetLimits(2.0, Limits(8.0, 20.0, LimitSource.COACH)),
    ]

    result = fold(SUBJECT, [(record, []) for record in records])

    assert result.exercise is ExerciseName.GLUTE_BRIDGE
    assert (result.limit_deg, result.limits.source) == (8.0, LimitSource.COACH)
    assert result.duration_s == 1.0


def test_the_json_has_the_fields_of_the_format_and_no_nan() -> None:
    unknown = replace(rep(1), rom_deg=np.nan, peak_extension_deg=np.nan)
    notice = Notice(3.0, NoticeKind.STRAP_SLIPPED, "It slipped.")

    data = json.loads(
        analysed((14.0, [RepCounted(14.0, unknown), notice])).to_json(),
        parse_constant=pytest.fail,
    )

    assert list(data) == [
        "schema",
        "file",
        "exercise",
        "limit_deg",
        "limits",
        "duration_s",
        "calibration",
        "sensors",
        "sets",
        "reps",
        "counts",
        "alerts",
        "notices",
        "holds",
        "thighs",
        "exercise_title",
    ]
    assert data["schema"] == 1
    assert data["reps"][0]["rom_deg"] is None
    assert data["notices"] == [
        {"t_s": 3.0, "kind": "strap_slipped", "text": "It slipped."}
    ]
