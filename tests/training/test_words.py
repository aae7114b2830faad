from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.body import Limits, Sites
from monitor.model.events import Rep, TrendKind, Verdict
from monitor.model.history import KeptRep, SessionFacts, SetFacts, SetSummary
from monitor.training.set_form import set_form
from monitor.training.summary import set_summary
from monitor.training.words import NO_ADVICE, after_session, after_set

SESSION = SessionFacts(
    name="20.mcap",
    started_utc="2026-11-20T18:00:00+00:00",
    lifter="Zoë",
    program="",
    settings_sha256="",
    source="",
    duration_s=600.0,
    exercise="hip_thrust",
    limits=Limits(),
    sites=Sites(),
)


def a_rep(n: int, peak_deg: float = 8.0, **changes: object) -> KeptRep:
    onset_s = 90.0 + 4.0 * n
    rep = Rep(
        n,
        1,
        True,
        onset_s,
        onset_s + 0.8,
        onset_s + 1.8,
        onset_s + 2.8,
        40.0,
        peak_extension_deg=peak_deg,
        change_vs_reference_deg=-1.0,
        top_flexion_deg=-peak_deg,
        bottom_flexion_deg=10.0,
        verdict=Verdict.FAULT if peak_deg > 18 else Verdict.CLEAN,
    )
    return KeptRep(replace(rep, **changes))  # type: ignore[arg-type]


def a_set(*reps: KeptRep, **changes: object) -> SetFacts:
    made = SetFacts(1, "hip_thrust", 90.0, 130.0, None, Limits(), reps=reps)
    return replace(made, **changes)  # type: ignore[arg-type]


GOOD = a_set(*(a_rep(n) for n in range(1, 9)))


def said(facts: SetFacts) -> list[str]:
    return [line.text for line in after_set(set_summary(SESSION, facts), facts)]


def test_a_good_set_is_only_counted() -> None:
    assert said(GOOD) == ["8 reps, 8 clean, margin 7°."]


CASES = {
    "faults": (
        a_set(a_rep(1), a_rep(2, 22.0), a_rep(3)),
        "Stop the hips before the ribs flare, or take less load. No medical advice.",
        (2,),
    ),
    "arch grows": (
        replace(GOOD, trend=TrendKind.ARCH_GROWS, slope_deg_per_rep=0.8),
        "The arch grows 0.8° a rep: end the set earlier. No medical advice.",
        tuple(range(1, 9)),
    ),
    "creep": (
        replace(GOOD, trend=TrendKind.STRAP_CREEPS, slope_deg_per_rep=0.7),
        "Both ends of the reps drift alike: the strap creeps. It is not form.",
        (),
    ),
    "not scored": (
        a_set(*(a_rep(n, verdict=Verdict.NOT_SCORED) for n in range(1, 5))),
        "Most of it could not be scored: look at straps, links and calibration.",
        (),
    ),
    "near": (
        a_set(a_rep(1), a_rep(2, 14.0)),
        "It came within 1° of the limit: no more load yet.",
        (),
    ),
    "slower": (
        a_set(a_rep(1), a_rep(2), a_rep(3, reach_s=90.0 + 12.0 + 1.6)),
        "The hips moved 50 % slower at the end (angular speed, not the bar's): it was "
        "near failure.",
        (3,),
    ),
    "tilts": (
        a_set(*(replace(a_rep(n), roll_range_deg=7.0) for n in range(1, 4))),
        "The pelvis tilts sideways by 7° in a rep: press evenly.",
        (1, 2, 3),
    ),
}


@pytest.mark.parametrize(("facts", "hint", "reps"), CASES.values(), ids=CASES.keys())
def test_one_thing_is_said_with_its_evidence(
    facts: SetFacts, hint: str, reps: tuple[int, ...]
) -> None:
    lines = after_set(set_summary(SESSION, facts), facts)

    assert [line.text for line in lines[1:]] == [hint]
    assert lines[1].reps == reps
    assert lines[1].sets == (("20.mcap", 1),)


def test_what_was_measured_badly_is_said_before_any_fault() -> None:
    creeping = replace(
        CASES["faults"][0], trend=TrendKind.STRAP_CREEPS, slope_deg_per_rep=1.0
    )

    assert said(creeping)[1] == CASES["creep"][1]


def test_form_leaves_out_what_does_not_count() -> None:
    struck = replace(a_rep(2, 30.0), struck=True)
    facts = a_set(a_rep(1), struck, a_rep(3, by_hand=True), a_rep(4, full=False))

    form = set_form(facts)

    assert [rep.rep_id for rep in form.reps] == [1]
    assert form.reps[0].arch_deg == pytest.approx(8.0 + 10.0)
    assert form.first_over is None


def before(change_deg: float | None) -> SetSummary:
    made = set_summary(SESSION, GOOD)
    return replace(
        made,
        session="13.mcap",
        utc="2026-11-13T18:00:00+00:00",
        top_change_deg=change_deg,
    )


def lines_after(past: list[SetSummary]) -> list[str]:
    summary = set_summary(SESSION, GOOD)
    return [line.text for line in after_session([summary], past, lambda _: GOOD)]


def test_a_session_is_compared_with_the_last_one_like_it() -> None:
    assert lines_after([before(-0.5)]) == [
        "Hip thrust: 0.5° more arch (against the day's reference) than on 2026-11-13.",
        "That lies within ±4.2° between two days' references: no change shown.",
        "Next time: the same again.",
    ]
    assert lines_after([before(-8.0)])[1] == (
        "That is more than ±4.2° between two days' references: the change shows."
    )
    assert "between strappings" in lines_after([before(None)])[1]


def test_a_first_session_is_compared_with_nothing() -> None:
    assert lines_after([]) == [
        "Hip thrust: no earlier session can be compared.",
        "Next time: the same again.",
    ]
    assert after_session([], [], lambda _: GOOD) == []


@given(
    st.lists(st.floats(-5, 40), max_size=10),
    st.sampled_from([None, *TrendKind]),
    st.booleans(),
)
def test_there_are_never_more_than_three_lines_and_advice_says_what_it_is(
    peaks: list[float], trend: TrendKind | None, tilts: bool
) -> None:
    reps = tuple(
        replace(a_rep(n, peak), roll_range_deg=9.0 if tilts else None)
        for n, peak in enumerate(peaks, start=1)
    )
    slope = None if trend is None else 1.0
    facts = a_set(*reps, trend=trend, slope_deg_per_rep=slope)
    summary = set_summary(SESSION, facts)

    lines = after_session([summary], [before(0.0)], lambda _: facts)

    assert 1 <= len(lines) <= 3
    for line in [*lines, *after_set(summary, facts)]:
        assert "nan" not in line.text
        if "less load" in line.text or "earlier" in line.text.split(":")[-1]:
            assert line.text.endswith(NO_ADVICE) or "no earlier" in line.text
