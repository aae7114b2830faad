from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.body import Limits, Sites
from monitor.model.events import Rep, Verdict
from monitor.model.history import (
    Hold,
    KeptRep,
    Pain,
    SensorLink,
    SessionFacts,
    SetFacts,
)
from monitor.model.records import PainPlace, Placement, RedFlag, Side
from monitor.training.summary import (
    angular_speed_dps,
    at,
    session_summary,
    set_summary,
)

SESSION = SessionFacts(
    name="a.mcap",
    started_utc="2026-11-02T18:00:00.000+00:00",
    lifter="Zoë",
    program="rep-monitor 1",
    settings_sha256="",
    source="",
    duration_s=600.0,
    exercise="hip_thrust",
    limits=Limits(),
    sites=Sites(),
)
SET = SetFacts(1, "hip_thrust", 90.0, 150.0, None, Limits(extension_deg=15.0))


def rep(rep_id: int, **changes: object) -> KeptRep:
    onset_s = 90.0 + 4.0 * rep_id
    made = Rep(
        rep_id,
        1,
        True,
        onset_s,
        onset_s + 0.8,
        onset_s + 1.8,
        onset_s + 2.8,
        40.0,
        peak_extension_deg=8.0,
        verdict=Verdict.CLEAN,
        change_vs_reference_deg=1.0,
        top_flexion_deg=-6.0,
    )
    return KeptRep(replace(made, **changes))  # type: ignore[arg-type]


def test_the_figures_of_a_set() -> None:
    reps = (
        rep(1),
        rep(2, peak_extension_deg=18.0, verdict=Verdict.FAULT),
        rep(3, reach_s=90.0 + 12.0 + 1.6, verdict=Verdict.NOT_SCORED),
        rep(4, full=False),
    )
    summary = set_summary(SESSION, replace(SET, reps=reps, samples=990, lost=10))

    assert summary.utc == "2026-11-02T18:01:30.000+00:00"
    assert (summary.reps, summary.partial, summary.scored) == (3, 1, 2)
    assert (summary.clean, summary.borderline, summary.faults) == (1, 0, 1)
    assert summary.margin_deg == pytest.approx(-3.0)
    assert summary.tension_s == pytest.approx(4 * 2.8)
    assert summary.speed_loss_pct == pytest.approx(50.0)
    assert summary.rom_spread_pct == pytest.approx(0.0)
    assert summary.concentric_s == pytest.approx(0.8)
    assert summary.loss_pct == pytest.approx(1.0)


def test_struck_reps_count_no_longer_and_added_ones_do() -> None:
    struck = replace(rep(2, peak_extension_deg=30.0), struck=True)
    by_hand = rep(3, by_hand=True, verdict=Verdict.NOT_SCORED, rom_deg=0.0)
    summary = set_summary(
        SESSION, replace(SET, reps=(rep(1), struck, by_hand), added=1)
    )

    assert (summary.reps, summary.by_hand, summary.scored) == (3, 2, 1)
    assert summary.peak_deg == 8.0
    assert summary.rom_deg == 40.0


def test_what_was_not_measured_is_none() -> None:
    summary = set_summary(SESSION, replace(SET, end_s=None))

    assert summary.reps == 0
    for name in ("peak_deg", "margin_deg", "rom_deg", "tension_s", "speed_loss_pct"):
        assert getattr(summary, name) is None
    assert (summary.loss_pct, summary.left, summary.duration_s) == (None, None, None)


def test_losses_that_do_not_show_are_not_told() -> None:
    link = SensorLink(Placement.PELVIS, "x", 60.0, 900, 0, loss_known=False)
    session = replace(SESSION, sensors=(link,))

    assert set_summary(session, replace(SET, samples=900)).loss_pct is None


def test_holds_and_sides() -> None:
    twists = tuple(
        replace(rep(n), side=side)
        for n, side in enumerate([Side.LEFT, Side.RIGHT, Side.LEFT])
    )
    holds = (Hold(0.0, 30.0, 21.0), Hold(50.0, 25.0, 25.0))
    summary = set_summary(SESSION, replace(SET, reps=twists, holds=holds))

    assert (summary.left, summary.right) == (2, 1)
    assert (summary.held_s, summary.clean_s) == (30.0, 25.0)


def test_only_pain_of_the_back_is_a_sessions_pain() -> None:
    def after(pain: Pain | None) -> SetFacts:
        return replace(SET, pain=pain)

    session = replace(
        SESSION,
        pain=Pain(2.0, PainPlace.LOW_BACK),
        sets=(
            after(Pain(7.0, PainPlace.BUTTOCK_HIP)),
            after(Pain(4.0, PainPlace.LEG_BELOW_KNEE)),
            after(None),
        ),
        red_flags=(RedFlag.FEVER,),
    )

    assert session_summary(session).pain == 4.0
    assert session_summary(replace(session, sets=(after(Pain(6.0)),))).pain == 6.0
    assert session_summary(replace(session, pain=None, sets=())).pain is None
    assert session_summary(session).red_flags == (RedFlag.FEVER,)


@given(st.floats(allow_nan=True), st.text(max_size=30))
def test_any_start_and_time_give_a_text(t: float, started: str) -> None:
    assert isinstance(at(started, t), str)
    assert isinstance(at(SESSION.started_utc, t), str)


def test_the_angular_speed_is_of_the_way_between_onset_and_reach() -> None:
    assert angular_speed_dps(rep(1).rep) == pytest.approx(0.8 * 40.0 / 0.8)
    assert angular_speed_dps(rep(1, reach_s=None).rep) is None
