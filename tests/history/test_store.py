"""What is kept comes back, each to whom it belongs."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.history.rows import summary_of
from monitor.history.store import History
from monitor.model.errors import HistoryError
from monitor.model.history import Pain, SessionFacts
from monitor.model.records import ExerciseName, PainPlace
from tests.history.made import START, any_facts, made_session, made_set


@settings(max_examples=25, deadline=None)
@given(sessions=st.lists(any_facts, min_size=1, max_size=4))
def test_what_was_kept_last_of_each_session_comes_back(
    sessions: list[SessionFacts],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.sqlite3")
        for facts in sessions:
            history.keep(facts)
        newest = {facts.name: facts for facts in sessions}

        for name, facts in newest.items():
            assert history.facts(name) == facts
        assert {each.session for each in history.sessions()} == set(newest)
        assert set(history.lifters()) == {facts.lifter for facts in newest.values()}
        kept = {(each.session, each.index): each for each in history.summaries()}
        assert kept == {
            (name, each.index): summary_of(facts, each)
            for name, facts in newest.items()
            for each in facts.sets
        }
        history.close()


def test_sets_come_in_order_of_time_of_whom_and_what_is_asked_for(
    history: History,
) -> None:
    for day, lifter in [(2, "Ann"), (0, "Bob"), (1, "Ann"), (0, "")]:
        history.keep(made_session(day, lifter))
    bridges = made_set(1, exercise=ExerciseName.GLUTE_BRIDGE)
    history.keep(replace(made_session(3, "Ann"), sets=(bridges,)))

    ann = history.summaries("Ann")
    assert [each.utc for each in ann] == sorted(each.utc for each in ann)
    assert len(ann) == 5
    assert {each.lifter for each in ann} == {"Ann"}
    assert len(history.summaries("")) == 2
    assert len(history.summaries()) == 9
    since, until = START + timedelta(days=1), START + timedelta(days=2)
    assert len(history.summaries("Ann", since, until)) == 2
    assert len(history.summaries(exercise=ExerciseName.GLUTE_BRIDGE)) == 1
    assert len(history.sessions("Ann", since, until)) == 1


def test_a_morning_belongs_to_the_last_session_that_had_sets(history: History) -> None:
    history.keep(made_session(0, "Ann"))
    history.keep(made_session(0, "Bob"))
    history.keep(made_session(1, "Ann", sets=0))
    history.keep(made_session(2, "Ann", morning_worse=True))
    history.keep(made_session(3, "Bob", morning_worse=False))

    assert [each.morning_worse for each in history.sessions("Ann")] == [
        True,
        None,
        None,
    ]
    assert [each.morning_worse for each in history.sessions("Bob")] == [False, None]
    since, until = START, START + timedelta(hours=1)
    assert history.sessions("Ann", since, until)[0].morning_worse is True


def test_the_worst_pain_of_the_back_is_the_sessions(history: History) -> None:
    told = made_session(0, "Ann", pain=Pain(2.0))
    leg = made_set(1, pain=Pain(4.0, PainPlace.LEG_BELOW_KNEE))
    hip = made_set(2, pain=Pain(9.0, PainPlace.BUTTOCK_HIP))
    history.keep(replace(told, sets=(leg, hip)))

    assert history.sessions()[0].pain == 4.0


def test_a_log_without_sensors_says_nothing_that_only_sensors_tell(
    history: History,
) -> None:
    log = replace(made_session(1, sensors=()), sets=(made_set(1, reps=(), added=8),))
    history.keep(log)

    (only,) = history.summaries()
    assert (only.reps, only.by_hand, only.scored) == (8, 8, 0)
    assert (only.limit_deg, only.margin_deg, only.sites) == (None, None, None)


def test_a_session_that_is_not_known_is_said_in_one_sentence(history: History) -> None:
    with pytest.raises(HistoryError, match=r"^x\.mcap: the history knows no such"):
        history.facts("x.mcap")


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(6)), again=st.lists(st.integers(0, 5), max_size=4))
def test_the_order_in_which_sessions_are_kept_does_not_matter(
    order: list[int], again: list[int]
) -> None:
    sessions = [made_session(n, "Ann" if n % 2 else "Bob") for n in range(6)]
    with tempfile.TemporaryDirectory() as folder:
        first, second = (History(Path(folder) / name) for name in ("a.db", "b.db"))
        for facts in sessions:
            first.keep(facts)
        for n in (*again, *order, *again):
            second.keep(sessions[n])

        assert second.equal(first)
        first.keep(made_session(9))
        assert not second.equal(first)
        first.close()
        second.close()
