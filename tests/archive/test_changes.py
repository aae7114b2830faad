"""What is judged otherwise is found: reps, verdicts, alerts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.archive.changes import SAME_ALERT_S, changes, day_of
from monitor.archive.outcome import AlertChange, VerdictChange
from monitor.model.events import Alert, Cue, Level, Rep, Verdict
from monitor.model.history import KeptRep

times = st.lists(st.floats(0.0, 60.0), max_size=12)


def rep(number: int, verdict: Verdict = Verdict.CLEAN, *, full: bool = True) -> KeptRep:
    t = 4.0 * number
    return KeptRep(
        Rep(number, 1, full, t, t + 1.0, t + 2.0, t + 3.0, 80.0, verdict=verdict)
    )


def alert(t: float, event_id: int | None = None, level: Level = Level.DANGER) -> Alert:
    return Alert(t + 0.1, t, level, Cue.DANGER, "Lumbar extension", event_id)


def test_the_same_reps_and_alerts_are_no_change() -> None:
    reps, alerts = [rep(1), rep(2)], [alert(5.0, 1), alert(9.0)]

    found = changes(day_of(reps, reps), alerts, alerts)

    assert not found.any
    assert found.reps_day == 2


def test_new_gone_and_rejudged_reps_are_counted() -> None:
    day = [rep(1), rep(2), rep(3), rep(4, full=False)]
    now = [rep(1), rep(2, Verdict.FAULT), rep(4), rep(5), rep(6)]

    found = changes(day_of(now, day), [], [])

    assert (found.reps_day, found.more, found.fewer) == (3, 3, 1)
    assert found.verdicts == [VerdictChange(Verdict.CLEAN, Verdict.FAULT, 1)]


def test_a_rep_added_by_hand_is_the_same_if_it_was_added_then() -> None:
    def by_hand(t: float) -> KeptRep:
        return KeptRep(Rep(9, 1, True, t, t, t, t, 0.0, by_hand=True))

    pairs = day_of([by_hand(7.0), by_hand(8.0)], [by_hand(7.0), by_hand(9.0)])

    assert [now.onset_s for _, now in pairs.both] == [7.0]
    assert [each.onset_s for each in pairs.new] == [8.0]
    assert [each.onset_s for each in pairs.gone] == [9.0]


def test_a_cue_that_comes_later_is_the_same_alert() -> None:
    day, now = [alert(5.0, 1)], [alert(5.2, 7), replace(alert(5.2, 7), t=6.0)]

    assert not changes(day_of([], []), day, now).any


def test_an_alert_elsewhere_is_one_more_and_one_fewer() -> None:
    day = [alert(5.0, 1), alert(20.0, 2)]
    now = [alert(5.0, 1), alert(40.0, 2), alert(1.0, None, Level.INFO)]

    found = changes(day_of([], []), day, now)

    assert found.alerts == [AlertChange(Level.DANGER, 1, 1)]


@given(before=times, after=times)
def test_alerts_add_up_and_none_is_paired_that_is_far(
    before: list[float], after: list[float]
) -> None:
    day = [alert(t, i) for i, t in enumerate(before, start=1)]
    now = [alert(t, i) for i, t in enumerate(after, start=1)]

    found = changes(day_of([], []), day, now)
    back = changes(day_of([], []), now, day)

    more, fewer = found.alerts_more, found.alerts_fewer
    assert len(now) - more == len(day) - fewer
    assert (back.alerts_more, back.alerts_fewer) == (fewer, more)
    alone = [t for t in after if all(abs(t - other) > SAME_ALERT_S for other in before)]
    assert more >= len(alone)
