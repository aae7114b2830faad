from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.model.events import Alert, Cue, Level, LimitKind, OverLimitBegan
from monitor.view.banner import banner
from monitor.view.state import ViewState

ARCHED = OverLimitBegan(10.0, 1, LimitKind.HYPEREXTENSION, 16.0, 15.0)


def test_while_the_back_arches_the_banner_says_so_with_the_angle_of_now() -> None:
    state = ViewState(over=ARCHED, lumbar_flexion_deg=-21.4)

    shown = banner(state, 10.6)

    assert shown.level is Level.DANGER
    assert shown.text == "Lower back arching · 21°"
    assert shown.detail == "Limit 15° · 0.6 s"


def test_the_angle_of_the_alert_stands_while_the_present_one_is_not_known() -> None:
    assert "16°" in banner(ViewState(over=ARCHED), 10.0).text


@pytest.mark.parametrize(
    ("level", "shown_s"),
    [(Level.CAUTION, 4.0), (Level.DANGER, 3.0), (Level.STOP, 30.0)],
)
def test_a_warning_stays_for_its_time(level: Level, shown_s: float) -> None:
    alert = Alert(10.0, 10.0, level, Cue.DANGER, "Something")
    state = ViewState(warned=alert)

    assert banner(state, 10.0 + shown_s - 0.01).level is level
    assert banner(state, 10.0 + shown_s + 0.01).level is None


def test_calm_is_no_promise_while_alerts_are_not_armed(
    status: Callable[..., object],
) -> None:
    shown = banner(ViewState(), 0.0)

    assert shown.level is None
    assert not shown.is_armed
    assert "pelvis" in shown.text


def test_an_urgent_thing_is_told_whether_armed_or_not() -> None:
    state = replace(ViewState(), over=ARCHED)

    assert not banner(state, 10.0).is_armed
