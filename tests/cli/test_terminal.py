from collections.abc import Callable
from functools import reduce

import pytest

from monitor.cli import gauge
from monitor.cli.digits import big
from monitor.cli.terminal import NOT_WATCHED, link, numbers, peak, summary, tempo, view
from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    LinkStatus,
    Output,
    Rep,
    RepCounted,
    SetEnded,
    SetEndReason,
    Verdict,
)
from monitor.model.records import LinkState, Placement
from monitor.view.state import ViewState, folded

Shown = Callable[..., str]
MakeRep = Callable[..., Rep]
MakePosture = Callable[[float, float], Posture]
MakeStatus = Callable[..., LinkStatus]


def after(*outputs: Output) -> ViewState:
    return reduce(folded, outputs, ViewState())


def test_an_empty_view_says_that_nothing_is_measured(shown: Shown) -> None:
    text = shown(view(ViewState()))

    assert "not measured" in text
    assert "Not armed" in text
    assert "pelvis: no signal" in text


@pytest.mark.parametrize("height", [24, 30, 50])
@pytest.mark.parametrize("reps", [0, 1, 15])
def test_the_view_fits_into_the_terminal(
    shown: Shown, rep: MakeRep, height: int, reps: int
) -> None:
    state = after(*(RepCounted(25.0 + i, rep(i)) for i in range(1, reps + 1)))

    lines = shown(view(state, height), width=80).rstrip("\n").split("\n")

    assert len(lines) < height
    assert max(map(len, lines)) <= 80


def test_the_view_says_what_is_not_watched_and_that_it_is_no_advice(
    shown: Shown,
) -> None:
    text = " ".join(shown(view(ViewState())).split())

    assert NOT_WATCHED in text
    assert "No medical advice" in text


def test_every_verdict_has_its_symbol(shown: Shown, rep: MakeRep) -> None:
    reps = [
        RepCounted(25.0 + i, rep(i, verdict=verdict))
        for i, verdict in enumerate(Verdict, start=1)
    ]

    text = shown(view(after(*reps), 50))

    assert all(symbol in text for symbol in "…✓▲✖○")


def test_alerts_are_marked_by_symbol(shown: Shown) -> None:
    alerts = [Alert(30.0, 29.9, level, Cue.NONE, f"Level {level}") for level in Level]

    text = shown(view(after(*alerts)))

    assert "✖ Level danger" in text
    assert "■ Level stop" in text
    assert "▲ Level caution" in text


def test_partial_reps_have_no_number(rep: MakeRep) -> None:
    made = [rep(1), rep(2, full=False), rep(3)]

    assert [number for number, _ in numbers(made)] == ["1", "partial", "2"]


def test_unknown_times_and_peaks_are_said_to_be_unknown(rep: MakeRep) -> None:
    assert tempo(rep(1)) == "0.8 / 0.4 / 0.8"
    assert tempo(rep(1, end_s=None)) == "0.8 / 0.4 / -"
    assert peak(rep(1, peak_extension_deg=None)) == "not measured"


def test_a_link_tells_state_rate_loss_battery_and_age(status: MakeStatus) -> None:
    text = link(Placement.PELVIS, status(Placement.PELVIS), 30.0).plain

    assert text == "● pelvis: streaming, 100 Hz, loss 1.0 %, battery 84 %, age 42 ms"


def test_a_link_says_its_signal_and_what_it_cannot_know(status: MakeStatus) -> None:
    weak = status(Placement.PELVIS, rssi_dbm=-83.4, loss_known=False)

    text = link(Placement.PELVIS, weak, 30.0).plain

    assert "loss ?, -83 dBm, battery" in text


def test_a_silent_link_grows_older_without_news(status: MakeStatus) -> None:
    stale = status(Placement.LUMBAR, state=LinkState.STALE, age_s=2.0)

    assert "20 s old" in link(Placement.LUMBAR, stale, 49.5).plain


@pytest.mark.parametrize(
    ("flexion", "words"),
    [
        (-5.0, "5° extension  ✓ within limit"),
        (12.0, "12° flexion  ✓ within limit"),
        (-13.0, "13° extension  ▲ near the limit"),
        (-16.0, "16° extension  ✖ past the limit"),
        (float("nan"), "○ not measured"),
    ],
)
def test_the_gauge_says_the_zone_in_words(
    posture: MakePosture, flexion: float, words: str
) -> None:
    assert gauge.reading(after(posture(20.0, flexion))).plain.strip() == words


@pytest.mark.parametrize("flexion", [-90.0, -15.0, 0.0, 90.0])
def test_the_bar_marks_the_angle_wherever_it_is(
    posture: MakePosture, flexion: float
) -> None:
    bar = gauge.bar(after(posture(20.0, flexion))).plain

    assert len(bar) == gauge.WIDTH
    assert bar.count("█") == 1


def test_the_bar_has_no_mark_without_an_angle() -> None:
    bar = gauge.bar(ViewState()).plain

    assert "█" not in bar
    assert "▒" in bar
    assert "░" in bar


def test_a_wide_limit_widens_the_bar() -> None:
    bar = gauge.bar(ViewState(limits=Limits(extension_deg=60.0))).plain

    assert bar.startswith("▒")
    assert "─" in bar


@pytest.mark.parametrize("number", [0, 7, 12, 105])
def test_digits_are_three_lines_of_equal_width(number: int) -> None:
    lines = big(number).split("\n")

    assert len(lines) == 3
    assert {len(line) for line in lines} == {4 * len(str(number)) - 1}


def test_the_summary_tells_each_set(shown: Shown) -> None:
    ended = [SetEnded(40.0 * i, i, SetEndReason.PAUSE, 20.0, 8, 7, 1) for i in (1, 2)]

    text = shown(summary(after(*ended)))

    assert "Set 1 over: 8 reps, 7 scored, 1 fault" in text
    assert "Set 2 over" in text
    assert "No sets." in shown(summary(ViewState()))
