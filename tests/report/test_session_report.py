"""A session's report: what is in it, and that nothing else is."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.body import CalibrationSource, Limits, LimitSource, Sites
from monitor.model.events import Rep, SetEndReason, TrendKind, Verdict
from monitor.model.history import KeptRep, Pain, SensorLink, SessionFacts, SetFacts
from monitor.model.records import PainPlace, Placement, RedFlag, SetKind
from monitor.recording.journal import Edit
from monitor.report.session_report import Making, SessionSource, session_report

MAKING = Making("rep-monitor 1", datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
VOID = {"meta", "br", "line", "rect", "circle", "img", "hr", "link"}


def a_rep(n: int, verdict: Verdict, peak_deg: float | None) -> KeptRep:
    onset_s = 90.0 + 4 * n
    reason = "the lumbar angle was not valid" if peak_deg is None else ""
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
        top_flexion_deg=None if peak_deg is None else -peak_deg,
        change_vs_reference_deg=None if peak_deg is None else -1.5,
        verdict=verdict,
        reason=reason,
    )
    return KeptRep(rep, struck=n == 4)


SET = SetFacts(
    1,
    "hip_thrust",
    90.0,
    150.0,
    SetEndReason.PAUSE,
    Limits(15.0, source=LimitSource.OWN_RANGE),
    kind=SetKind.WORKING,
    load_kg=80.0,
    pain=Pain(2.0, PainPlace.LOW_BACK),
    reps=(
        a_rep(1, Verdict.CLEAN, 8.0),
        a_rep(2, Verdict.FAULT, 22.0),
        a_rep(3, Verdict.NOT_SCORED, None),
        a_rep(4, Verdict.BORDERLINE, 14.0),
    ),
    reference_deg=-4.0,
    trend=TrendKind.ARCH_GROWS,
    slope_deg_per_rep=0.8,
    alerts=1,
    cues=1,
    over_limit_s=0.4,
    rezeros=1,
    samples=990,
    lost=10,
)
SESSION = SessionFacts(
    "a.mcap",
    "2026-11-20T18:00:00+00:00",
    "Zoë",
    "rep-monitor 0.1.0",
    "ab" * 32,
    "pelvis 11:22, lumbar 33:44",
    600.0,
    "hip_thrust",
    Limits(15.0, source=LimitSource.OWN_RANGE),
    Sites(),
    calibration=CalibrationSource.AUTO,
    quality=0.92,
    reference_deg=-4.0,
    neutral_drift_deg=0.4,
    sensors=(SensorLink(Placement.PELVIS, "Movella DOT", 60.0, 36000, 12, True),),
    sets=(SET,),
    notes=("felt good",),
    red_flags=(RedFlag.FEVER,),
    notices=("The strap has slipped.",),
)


class Page(HTMLParser):
    """Checks that every tag is closed, and keeps texts and references."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.references: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [
            value or ""
            for name, value in attrs
            if name in {"src", "href", "srcset", "action", "data", "xlink:href"}
        ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.texts))


def page(
    facts: SessionFacts = SESSION,
    *,
    pain: bool = False,
    edits: list[Edit] | None = None,
) -> Page:
    source = SessionSource(
        facts, edits or [], Path("a.mcap"), "cd" * 32, ["As before."]
    )
    return Page(session_report(source, replace(MAKING, shows_pain=pain)))


def test_the_first_page_says_how_it_was_measured() -> None:
    text = page().text

    for said in (
        "Training session of Zoë",
        "sacrum and T12_L1",
        "auto, quality 92 %",
        "4.0° extension at the top without load",
        "15° past neutral (a share of the person's own measured range)",
        "rep-monitor 0.1.0",
        "ab" * 32,
        "cd" * 32,
        "Movella DOT",
        "60.0 Hz",
        "As before.",
    ):
        assert said in text


def test_a_set_says_what_was_counted_judged_and_why_not() -> None:
    text = page().text

    for said in (
        "Set 1: Hip thrust",
        "80 kg",
        "1 clean, 1 past limit, 1 not scored",
        "the lumbar angle was not valid",
        "median (band ±8° between strappings)",
        "+1.5° extension: within ±3°, no change shown",
        "0.4 s, 1 times",
        "the arch grows by 0.8° a rep",
        "struck by hand",
        "rep-monitor analyze a.mcap",
        "What is not measured",
        "no medical advice",
    ):
        assert said in text


def test_pain_is_left_out_unless_it_is_asked_for() -> None:
    edits = [
        Edit("set/1/pain", "2026-11-21T09:00:00Z", None, {"score": 2.0}),
        Edit("set/1/note", "2026-11-21T09:00:00Z", None, "it hurts"),
    ]
    without, with_it = page(edits=edits), page(edits=edits, pain=True)

    assert "left out of this report" in without.text
    assert "low back" not in without.text
    assert "fever" not in without.text
    assert "set/1/pain" not in without.text
    assert "felt good" not in without.text
    assert "it hurts" not in without.text
    assert "felt good" in with_it.text
    assert "it hurts" in with_it.text
    assert "2, low back" in with_it.text
    assert "fever" in with_it.text
    assert "set/1/pain" in with_it.text


def test_corrections_show_both_values() -> None:
    text = page(edits=[Edit("set/1/load_kg", "2026-11-21T09:00:00Z", 80.0, 85.0)]).text

    assert "Corrected by hand afterwards" in text
    assert "80.0" in text
    assert "85.0" in text


def test_what_was_not_measured_is_said() -> None:
    bare = replace(SESSION, calibration=None, quality=None, sets=(), cut=True)
    text = page(bare).text

    assert "no lumbar angle was measured" in text
    assert "its end is missing" in text
    assert "No set was made in this session." in text


def test_nothing_is_asked_of_the_network() -> None:
    source = SessionSource(SESSION, [], Path("a.mcap"), "")
    html = session_report(source, MAKING)

    assert Page(html).references == []
    assert not re.search(r"https?:|url\(|@import|<script|<iframe|//[a-z]", html)


nasty = st.text(max_size=40) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x>',
        "</td></table>",
        "{{ 7*7 }}",
        "&amp;",
    ]
)


@given(nasty, nasty, nasty)
def test_a_persons_words_stay_words(name: str, note: str, source: str) -> None:
    told = replace(SET, notes=(note,))
    facts = replace(
        SESSION,
        lifter=name,
        source=source,
        notes=(note,),
        notices=(note,),
        sets=(told,),
    )

    usual, found = page(pain=True), page(facts, pain=True)

    assert set(found.tags) <= set(usual.tags)
    assert found.references == []


@pytest.mark.parametrize("reps", [0, 1, 60])
def test_any_number_of_reps_can_be_drawn(reps: int) -> None:
    many = tuple(a_rep(n, Verdict.CLEAN, float(n % 40)) for n in range(10, 10 + reps))

    found = page(replace(SESSION, sets=(replace(SET, reps=many),)))

    assert found.tags.count("svg") == (1 if reps else 0)
    assert found.tags.count("rect") == (reps + 1 if reps else 0)  # and the band
