from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model.errors import HistoryError
from monitor.model.history import SessionSummary
from monitor.report.making import month_span
from monitor.report.month_report import Month, month_report
from monitor.report.session_report import Making
from tests.gui.history.made_up import history
from tests.report.test_session_report import Page

MAKING = Making("rep-monitor 1", datetime(2026, 11, 27, 12, 0, tzinfo=UTC))


def month(sets: int) -> Month:
    made = history(sets)
    sessions = made.sessions("Zoë")[::-1] if sets else list[SessionSummary]()
    return Month("2026-09", "Zoë", made.all_sets[::-1], sessions)


def test_a_month_tells_loads_margins_and_whether_a_change_shows() -> None:
    found = Page(month_report(month(30), MAKING))

    text = found.text
    assert "Training of Zoë in 2026-09" in text
    assert "Margin at each load" in text
    assert "no change shown" in text or "the change shows" in text
    assert found.tags.count("svg") == 3
    assert "Pain of the back" not in text
    assert found.references == []


def test_pain_is_told_if_it_is_asked_for() -> None:
    html = month_report(month(30), replace(MAKING, shows_pain=True))

    assert "Pain of the back" in Page(html).text


def test_an_empty_month_says_so() -> None:
    text = Page(month_report(month(0), MAKING)).text

    assert "No session is remembered of this month." in text


def test_a_single_session_is_compared_with_nothing() -> None:
    text = Page(month_report(month(2), MAKING)).text

    assert "Only one session could be scored" in text


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [("2026-11", (2026, 11), (2026, 12)), ("2026-12", (2026, 12), (2027, 1))],
)
def test_a_month_spans_to_the_next(
    name: str, first: tuple[int, int], after: tuple[int, int]
) -> None:
    found = month_span(name)

    assert [(each.year, each.month) for each in found] == [first, after]


@pytest.mark.parametrize("wrong", ["2026", "2026-13", "9999-12", "november", ""])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(HistoryError, match="is no month"):
        month_span(wrong)
