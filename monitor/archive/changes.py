"""Finds what is judged otherwise than on the day: reps, verdicts, alerts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.archive.outcome import AlertChange, Changes, VerdictChange
from monitor.model.events import Alert, Level, Rep
from monitor.model.history import KeptRep, SessionFacts
from monitor.playback.differences import paired

SAME_ALERT_S: Final = 0.5  # two alerts whose causes are no further apart are the same
_LEVELS: Final = (Level.DANGER, Level.STOP, Level.CAUTION)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The reps of now and those of the day.

    Attributes:
        both: The same rep on the day and now, in order of time.
        gone: Of the day, without one now.
        new: Of now, without one on the day.
    """

    both: list[tuple[Rep, Rep]]
    gone: list[Rep]
    new: list[Rep]

    @property
    def day(self) -> dict[int, Rep]:
        """What a rep of now was on the day, by its ``rep_id`` of now."""
        return {now.rep_id: was for was, now in self.both}


def standing(facts: SessionFacts) -> list[KeptRep]:
    """Return the reps that count or are partial, in order of time."""
    kept = [rep for each in facts.sets for rep in each.reps if not rep.struck]
    return sorted(kept, key=lambda each: each.rep.onset_s)


def day_of(now: Sequence[KeptRep], day: Sequence[KeptRep]) -> Pairs:
    """Pair the reps of now with those of the day.

    Measured ones are paired by overlap; those a person added have no length and are
    the same if they were added at the same moment.

    Args:
        now: In order of time.
        day: In order of time.
    """
    found = paired(_measured(day), _measured(now))
    ours, theirs = _by_hand(now), _by_hand(day)
    both = [(theirs[t], ours[t]) for t in ours.keys() & theirs.keys()]
    return Pairs(
        sorted([*found.both, *both], key=lambda pair: pair[1].onset_s),
        [*found.gone, *(theirs[t] for t in theirs.keys() - ours.keys())],
        [*found.new, *(ours[t] for t in ours.keys() - theirs.keys())],
    )


def _measured(reps: Sequence[KeptRep]) -> list[Rep]:
    return [each.rep for each in reps if not each.rep.by_hand]


def _by_hand(reps: Sequence[KeptRep]) -> dict[float, Rep]:
    return {each.rep.onset_s: each.rep for each in reps if each.rep.by_hand}


def changes(pairs: Pairs, day: Sequence[Alert], now: Sequence[Alert]) -> Changes:
    """Say what is judged otherwise than on the day.

    Args:
        pairs: The reps of both.
        day: The alerts of the day, in order.
        now: Those of now.
    """
    verdicts = Counter(
        (was.verdict, is_.verdict)
        for was, is_ in pairs.both
        if was.full and is_.full and was.verdict is not is_.verdict
    )
    return Changes(
        reps_day=sum(each.full for each in _of_the_day(pairs)),
        more=sum(is_.full and not was.full for was, is_ in pairs.both)
        + sum(each.full for each in pairs.new),
        fewer=sum(was.full and not is_.full for was, is_ in pairs.both)
        + sum(each.full for each in pairs.gone),
        verdicts=[
            VerdictChange(was, is_, count)
            for (was, is_), count in sorted(verdicts.items())
        ],
        alerts=list(_alerts(day, now)),
    )


def _of_the_day(pairs: Pairs) -> Iterator[Rep]:
    yield from (was for was, _ in pairs.both)
    yield from pairs.gone


def _alerts(day: Sequence[Alert], now: Sequence[Alert]) -> Iterator[AlertChange]:
    for level in _LEVELS:
        before, after = _causes(day, level), _causes(now, level)
        same = _same(before, after)
        change = AlertChange(level, len(after) - same, len(before) - same)
        if change.more or change.fewer:
            yield change


def _causes(alerts: Sequence[Alert], level: Level) -> list[float]:
    """When the causes were; a cue that comes later than its alert is the same one."""
    first = {
        each.event_id or -place: each.sample_s
        for place, each in reversed(list(enumerate(alerts, start=1)))
        if each.level is level
    }
    return sorted(first.values())


def _same(before: Sequence[float], after: Sequence[float]) -> int:
    """Count those of both that can be paired, each once, both in order."""
    same = place = 0
    for t in before:
        while place < len(after) and after[place] < t - SAME_ALERT_S:
            place += 1
        if place < len(after) and after[place] <= t + SAME_ALERT_S:
            same += 1
            place += 1
    return same
