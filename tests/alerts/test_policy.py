from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import pytest

from monitor.alerts.cause import Cause
from monitor.alerts.settings import AlertSettings, CueDensity, CueMoment
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    LinkChecked,
    Notice,
    NoticeKind,
    OverLimitBegan,
    OverLimitEnded,
    Phase,
    PhaseChanged,
    RecordingStopped,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    Rezeroed,
    SetEnded,
    SetEndReason,
    TrendFound,
    TrendKind,
    Verdict,
)
from monitor.model.records import (
    LinkChange,
    LinkState,
    Mute,
    Placement,
    SoundChange,
    Tick,
)


class Stage(Protocol):
    told: list[Alert]

    def feed(self, *causes: Cause, late_s: float = 0.0) -> list[Alert]: ...
    def arm(self, t: float = 0.0) -> list[Alert]: ...


MakeStage = Callable[..., Stage]
MakeRep = Callable[..., Rep]
MakeCounted = Callable[..., RepCounted]
MakeBegan = Callable[..., OverLimitBegan]
MakeEnded = Callable[..., OverLimitEnded]


def cues(alerts: list[Alert]) -> list[Cue]:
    return [alert.cue for alert in alerts if alert.cue is not Cue.NONE]


def up(t: float) -> PhaseChanged:
    return PhaseChanged(t, Phase.CONCENTRIC)


def down(t: float) -> PhaseChanged:
    return PhaseChanged(t, Phase.BOTTOM)


def set_over(t: float, reps: int = 3) -> SetEnded:
    return SetEnded(t, 1, SetEndReason.PAUSE, 20.0, reps, reps, 0)


# The danger cue


def test_a_danger_sounds_at_once_with_its_age(
    stage: MakeStage, began: MakeBegan
) -> None:
    on = stage()
    on.feed(up(23.0))

    (alert,) = on.feed(began(24.0, event_id=7), late_s=0.05)

    assert (alert.level, alert.cue, alert.event_id) == (Level.DANGER, Cue.DANGER, 7)
    assert alert.t == pytest.approx(24.05)
    assert alert.age_s == pytest.approx(0.05)


def test_a_second_danger_in_a_rep_is_shown_without_a_cue(
    stage: MakeStage, began: MakeBegan, counted: MakeCounted
) -> None:
    on = stage()
    on.feed(up(23.0), began(24.0, 1))

    again = on.feed(began(24.5, 2))
    on.feed(counted(1), down(25.0))
    in_the_tail = on.feed(began(25.3, 3, rep_id=1))

    assert [a.level for a in again + in_the_tail] == [Level.DANGER, Level.DANGER]
    assert cues(again + in_the_tail) == []


@pytest.mark.parametrize("bottom_first", [True, False])
def test_the_first_danger_of_each_rep_sounds(
    stage: MakeStage,
    began: MakeBegan,
    counted: MakeCounted,
    *,
    bottom_first: bool,
) -> None:
    on = stage()
    for rep_id in range(1, 6):
        onset = 20.0 + 3 * rep_id
        on.feed(up(onset), began(onset + 0.8, rep_id))
        end: list[Cause] = [counted(rep_id), down(onset + 2)]
        on.feed(*(end[::-1] if bottom_first else end))

    assert cues(on.told).count(Cue.DANGER) == 5


def test_a_rep_that_never_was_counted_does_not_silence_the_next(
    stage: MakeStage, began: MakeBegan
) -> None:
    on = stage()
    on.feed(up(23.0), began(24.0, 1), down(25.0), up(26.0))

    assert cues(on.feed(began(27.0, 2))) == [Cue.DANGER]


def test_without_any_sign_of_a_rep_the_cue_comes_again_after_a_time(
    stage: MakeStage, began: MakeBegan
) -> None:
    on = stage(longest_rep_s=12.0)
    on.feed(began(24.0, 1))

    assert cues(on.feed(began(30.0, 2))) == []
    assert cues(on.feed(began(36.5, 3))) == [Cue.DANGER]


def test_the_cue_can_wait_for_the_end_of_the_rep(
    stage: MakeStage, began: MakeBegan
) -> None:
    on = stage(moment=CueMoment.REP_END)
    on.feed(up(23.0))

    at_once = on.feed(began(24.0, 1), began(24.5, 2))
    at_the_end = on.feed(down(25.0))

    assert [a.event_id for a in at_once] == [1, 2]
    assert cues(at_once) == []
    assert [(a.cue, a.event_id, a.t, a.sample_s) for a in at_the_end] == [
        (Cue.DANGER, 1, 25.0, 24.0)
    ]


def test_the_cue_can_wait_for_the_end_of_the_set(
    stage: MakeStage, began: MakeBegan, counted: MakeCounted
) -> None:
    on = stage(moment=CueMoment.SET_END)
    on.feed(up(23.0), began(24.0, 1), counted(1), down(25.0))
    on.feed(up(26.0), began(27.0, 2), counted(2), down(28.0))

    before = cues(on.told)
    danger, over = on.feed(set_over(36.0))

    assert Cue.DANGER not in before
    assert (danger.cue, over.cue) == (Cue.DANGER, Cue.SET_END)
    assert "2 reps" in danger.text


def test_small_faults_can_go_without_a_cue(
    stage: MakeStage, began: MakeBegan, ended: MakeEnded
) -> None:
    on = stage(density=CueDensity.BEYOND_BAND, band_deg=3.0)
    on.arm()

    small = on.feed(up(23.0), began(24.0, 1), ended(24.4, 1, peak=17.9))
    grown = on.feed(began(24.5, 2), ended(24.9, 2, peak=18.1))
    third = on.feed(began(24.9, 3, angle=19.0))

    assert (cues(small), cues(grown), cues(third)) == ([], [Cue.DANGER], [])


def test_every_third_rep_only_is_cued_if_so_chosen(
    stage: MakeStage, began: MakeBegan, counted: MakeCounted
) -> None:
    on = stage(density=CueDensity.EVERY_NTH_REP, every_nth=3, count_sounds=False)
    cued = []
    for rep_id in range(1, 8):
        onset = 20.0 + 3 * rep_id
        told = on.feed(up(onset), began(onset + 0.8, rep_id))
        cued += [rep_id] if Cue.DANGER in cues(told) else []
        on.feed(counted(rep_id), down(onset + 2))

    assert cued == [1, 4, 7]


# Caution and stop


def test_a_rep_near_the_limit_is_a_caution_on_the_screen_once(
    stage: MakeStage, rep: MakeRep, counted: MakeCounted
) -> None:
    on = stage()
    on.arm()
    near = rep(1, verdict=Verdict.BORDERLINE, peak_extension_deg=13.6)
    on.feed(counted(1, verdict=Verdict.PENDING))

    (told,) = on.feed(RepRevised(26.0, near), RepRevised(27.0, near))

    assert (told.level, told.cue, told.rep_id) == (Level.CAUTION, Cue.NONE, 1)
    assert "14°" in told.text


def test_a_caution_can_be_made_to_sound(stage: MakeStage, rep: MakeRep) -> None:
    on = stage(caution_sounds=True)

    told = on.feed(RepRevised(26.0, rep(1, verdict=Verdict.BORDERLINE)))

    assert cues(told) == [Cue.CAUTION]


def test_a_borderline_rep_that_had_its_danger_gets_no_caution(
    stage: MakeStage, rep: MakeRep, began: MakeBegan, counted: MakeCounted
) -> None:
    on = stage()
    on.feed(up(23.0), began(24.0, 1), counted(1, verdict=Verdict.PENDING))

    assert on.feed(RepRevised(26.0, rep(1, verdict=Verdict.BORDERLINE))) == []


def test_a_growing_arch_is_a_caution_on_the_screen(stage: MakeStage) -> None:
    trend = TrendFound(40.0, TrendKind.ARCH_GROWS, 1, 0.8)

    (told,) = stage().feed(trend)

    assert (told.level, told.cue) == (Level.CAUTION, Cue.NONE)


@pytest.mark.parametrize(
    ("verdicts", "stops"),
    [
        pytest.param("ff", [2], id="two in a row"),
        pytest.param("fcf", [], id="two apart"),
        pytest.param("fcfcf", [5], id="three in the set"),
        pytest.param("fnf", [3], id="not scored does not break the row"),
        pytest.param("fbf", [], id="borderline breaks the row"),
        pytest.param("fffcf", [2, 3, 5], id="each further fault says it again"),
        pytest.param("ccc", [], id="nothing to stop for"),
    ],
)
def test_faults_call_for_a_stop(
    stage: MakeStage, rep: MakeRep, verdicts: str, stops: list[int]
) -> None:
    named = {
        "f": Verdict.FAULT,
        "c": Verdict.CLEAN,
        "b": Verdict.BORDERLINE,
        "n": Verdict.NOT_SCORED,
    }
    on = stage()
    for rep_id, letter in enumerate(verdicts, start=1):
        made = rep(rep_id, verdict=named[letter])
        on.feed(RepRevised(made.onset_s + 2.5, made))
        on.feed(RepRevised(made.onset_s + 2.8, made))

    told = [a for a in on.told if a.level is Level.STOP]

    assert [a.rep_id for a in told] == stops
    assert all(a.cue is Cue.STOP and "medical advice" in a.text for a in told)


def test_faults_of_the_last_set_do_not_count_in_this_one(
    stage: MakeStage, rep: MakeRep
) -> None:
    on = stage()
    on.feed(RepRevised(26.0, rep(1, verdict=Verdict.FAULT)), set_over(40.0))

    on.feed(RepRevised(60.0, rep(2, verdict=Verdict.FAULT, set_index=2)))

    assert Cue.STOP not in cues(on.told)


def test_a_fault_taken_back_does_not_count(stage: MakeStage, rep: MakeRep) -> None:
    on = stage()
    on.feed(RepRevised(26.0, rep(1, verdict=Verdict.FAULT)))
    on.feed(RepRetracted(27.0, 1, RetractReason.SETTING_UP))

    on.feed(RepRevised(30.0, rep(2, verdict=Verdict.FAULT)))

    assert Cue.STOP not in cues(on.told)


# The count


@pytest.mark.parametrize(
    ("changes", "cue"),
    [
        ({}, Cue.REP_SCORED),
        ({"verdict": Verdict.PENDING}, Cue.REP_SCORED),
        ({"scored_share": 0.5}, Cue.REP_COUNTED_ONLY),
        ({"verdict": Verdict.NOT_SCORED}, Cue.REP_COUNTED_ONLY),
        ({"full": False}, Cue.REP_PARTIAL),
    ],
)
def test_the_count_sounds_by_what_was_measured(
    stage: MakeStage, counted: MakeCounted, changes: dict[str, object], cue: Cue
) -> None:
    on = stage()
    on.arm()

    (told,) = on.feed(counted(1, **changes))

    assert (told.cue, told.level, told.rep_id) == (cue, Level.INFO, 1)


def test_partial_and_retracted_reps_leave_the_count_right(
    stage: MakeStage, counted: MakeCounted
) -> None:
    on = stage()
    on.arm()
    on.feed(counted(1), counted(2, full=False), counted(3))

    taken_back = on.feed(RepRetracted(31.0, 3, RetractReason.GOT_UP))
    then = on.feed(counted(4))

    assert cues(taken_back) == []
    assert "count 1" in taken_back[0].text
    assert then[0].text == "Rep 2"


def test_what_a_person_strikes_or_adds_is_shown_without_a_sound(
    stage: MakeStage, counted: MakeCounted
) -> None:
    on = stage()
    on.arm()
    on.feed(counted(1), counted(2))

    struck = on.feed(RepRetracted(31.0, 2, RetractReason.STRUCK))
    restored = on.feed(replace(counted(2), t=32.0))
    added = on.feed(counted(3, by_hand=True, verdict=Verdict.NOT_SCORED))

    assert cues([*struck, *restored, *added]) == []
    assert [each.text for each in (*struck, *restored, *added)] == [
        "Rep taken back (struck by hand), count 1",
        "Rep added by hand, count 2",
        "Rep added by hand, count 3",
    ]
    assert on.feed(counted(4))[0].text == "Rep 4"


def test_the_end_of_a_set_is_summed_up(stage: MakeStage) -> None:
    (told,) = stage().feed(SetEnded(40.0, 2, SetEndReason.PAUSE, 20.0, 8, 7, 1))

    assert told.cue is Cue.SET_END
    assert told.text == "Set 2 over: 8 reps, 7 scored, 1 fault"


# Armed, or why not


def test_armed_is_said_once_when_all_is_good(stage: MakeStage) -> None:
    on = stage()

    told = on.arm()
    on.feed(*(Tick(0.1 * i) for i in range(1, 50)))

    assert cues(told) == [Cue.CALIBRATED, Cue.ARMED]
    assert cues(on.told).count(Cue.ARMED) == 1


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (LinkChange(1.0, Placement.LUMBAR, LinkState.STALE), "no lumbar sensor"),
        (LinkChange(1.0, Placement.PELVIS, LinkState.LOST), "no pelvis sensor"),
        (SoundChange(1.0, available=False, reason="speaker gone"), "speaker gone"),
        (Notice(1.0, NoticeKind.STRAP_SLIPPED, "Slipped."), "a strap slipped"),
        (Notice(1.0, NoticeKind.CALIBRATION_VOID, "Void."), "not calibrated"),
        (Notice(1.0, NoticeKind.SENSORS_SWAPPED, "Swap."), "sensors look swapped"),
        (Notice(1.0, NoticeKind.SENSOR_UPSIDE_DOWN, "Up."), "a sensor was turned over"),
    ],
)
def test_a_rep_that_starts_unarmed_says_why(
    stage: MakeStage, cause: Cause, reason: str
) -> None:
    on = stage()
    on.arm()
    on.feed(cause)

    (told,) = on.feed(up(23.0))

    assert (told.cue, told.text) == (Cue.NOT_ARMED, f"Not armed: {reason}")


def test_the_same_reason_sounds_once_a_set_and_is_shown_every_rep(
    stage: MakeStage,
) -> None:
    on = stage()
    first = on.feed(up(23.0), down(25.0), up(26.0), down(28.0))
    on.feed(set_over(36.0))
    second = on.feed(up(60.0))

    assert [a.cue for a in first + second] == [
        Cue.NOT_ARMED,
        Cue.NONE,
        Cue.NOT_ARMED,
    ]


def test_a_counted_rep_says_it_too_if_no_start_was_seen(
    stage: MakeStage, counted: MakeCounted
) -> None:
    told = stage().feed(counted(1, scored_share=0.0), counted(2, scored_share=0.0))

    assert cues(told) == [Cue.NOT_ARMED, Cue.REP_COUNTED_ONLY, Cue.REP_COUNTED_ONLY]


def test_armed_again_after_a_rezero_heals_a_slip(stage: MakeStage) -> None:
    on = stage()
    on.arm()
    on.feed(Notice(30.0, NoticeKind.STRAP_SLIPPED, "Slipped."))

    told = on.feed(Rezeroed(50.0, 0.0, 2.0))

    assert cues(told) == [Cue.ARMED]


def test_armed_is_not_said_in_the_middle_of_a_rep(stage: MakeStage) -> None:
    on = stage()
    on.feed(up(0.0))

    assert Cue.ARMED not in cues(on.arm(0.5))
    assert cues(on.feed(down(1.0))) == [Cue.ARMED]


def test_without_a_sound_output_a_screen_may_do(stage: MakeStage) -> None:
    on = stage(sound_needed=False)
    on.arm()

    assert on.feed(SoundChange(1.0, available=False), up(2.0)) == []


# Sensors


def test_a_lost_sensor_is_told_at_the_end_of_the_rep(stage: MakeStage) -> None:
    on = stage()
    on.arm()
    on.feed(up(23.0))

    at_once = on.feed(LinkChange(23.5, Placement.LUMBAR, LinkState.STALE))
    at_the_end = on.feed(Tick(24.0), down(25.0))

    assert cues(at_once) == []
    assert [(a.cue, a.t, a.sample_s) for a in at_the_end] == [
        (Cue.SENSOR_LOST, 25.0, 23.5)
    ]


def test_a_lost_sensor_waits_five_seconds_and_no_longer(stage: MakeStage) -> None:
    on = stage()
    on.arm()
    on.feed(up(23.0), LinkChange(23.5, Placement.LUMBAR, LinkState.LOST))

    assert on.feed(*(Tick(23.6 + 0.1 * i) for i in range(49))) == []
    assert cues(on.feed(Tick(28.5))) == [Cue.SENSOR_LOST]


def test_a_sensor_that_came_back_in_the_rep_is_no_longer_called_lost(
    stage: MakeStage,
) -> None:
    on = stage()
    on.arm()
    on.feed(up(23.0), LinkChange(23.5, Placement.LUMBAR, LinkState.STALE))

    told = on.feed(LinkChange(24.0, Placement.LUMBAR, LinkState.STREAMING))
    later = on.feed(down(25.0))

    assert [a.text for a in told] == ["Lumbar sensor is back"]
    assert cues(later) == [Cue.ARMED]


def test_a_low_battery_is_shown_and_heard(stage: MakeStage) -> None:
    low = Notice(9.0, NoticeKind.BATTERY_LOW, "Low.", Placement.PELVIS, 14.0)

    (alert,) = stage().feed(low)

    assert (alert.level, alert.cue) == (Level.CAUTION, Cue.BATTERY_LOW)
    assert alert.text == "Low."


def test_a_slipped_strap_is_said_aloud_after_the_rep(stage: MakeStage) -> None:
    on = stage()
    on.arm()

    slip = Notice(24.0, NoticeKind.STRAP_SLIPPED, "Slipped.")
    told = on.feed(up(23.0), slip, down(25.0))

    assert cues(told) == [Cue.NOT_ARMED]


def test_a_stopped_recording_is_shown(stage: MakeStage) -> None:
    (told,) = stage().feed(RecordingStopped(9.0, "disk full"))

    assert (told.level, told.cue) == (Level.CAUTION, Cue.NONE)


# Mute


def test_mute_takes_the_sound_and_leaves_the_alerts(
    stage: MakeStage, began: MakeBegan, counted: MakeCounted
) -> None:
    on = stage()
    on.arm()
    causes: list[Cause] = [up(23.0), began(24.0, 1), counted(1), set_over(40.0)]
    (muted,) = on.feed(Mute(22.0, muted=True))

    told = on.feed(*causes)
    again = on.feed(Mute(50.0, muted=False))

    assert cues([muted, *told]) == []
    assert Level.DANGER in [a.level for a in told]
    assert "Not armed: cues are muted" in [a.text for a in told]
    assert cues(again) == [Cue.ARMED]


@pytest.mark.parametrize(
    "wrong",
    [
        {"every_nth": 0},
        {"band_deg": -1.0},
        {"scored_share": 1.5},
        {"wait_s": 6.0},
        {"longest_rep_s": 1.0},
        {"battery_low_percent": 101.0},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        AlertSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("ok", [True, False])
def test_a_link_check_is_shown_and_a_poor_one_as_a_caution(
    stage: MakeStage, ok: bool
) -> None:
    checked = LinkChecked(20.0, Placement.PELVIS, 1.0, -60.0, 100.0, ok, "A sentence.")

    (alert,) = stage().feed(checked)

    assert alert.level is (Level.INFO if ok else Level.CAUTION)
    assert (alert.text, alert.cue) == ("A sentence.", Cue.NONE)


def test_a_sleep_of_the_computer_is_shown(stage: MakeStage) -> None:
    (alert,) = stage().feed(Notice(9.0, NoticeKind.SUSPENDED, "It slept.", value=4.0))

    assert (alert.level, alert.text) == (Level.CAUTION, "It slept.")
