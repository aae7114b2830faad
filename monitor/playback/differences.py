"""Says in plain sentences how two judgements of one recording differ."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.alerts.wording import plural
from monitor.model.events import Alert, Level, Rep, Verdict
from monitor.playback.rescoring import Rescored

NO_DIFFERENCE = "No difference"
_ONE = 0.5  # of the longer of two reps' times: they overlap so much, they are one
_SAID = {
    Verdict.PENDING: "not judged",
    Verdict.CLEAN: "within the limit",
    Verdict.BORDERLINE: "borderline",
    Verdict.FAULT: "past the limit",
    Verdict.NOT_SCORED: "not scored",
}


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which reps of two judgements are the same.

    Attributes:
        both: Reps of either that are, in order of time.
        gone: Of the first, without one in the second.
        new: Of the second, without one in the first.
    """

    both: list[tuple[Rep, Rep]]
    gone: list[Rep]
    new: list[Rep]


def differences(before: Rescored, after: Rescored) -> list[str]:
    """Return how a judgement differs from another one of the same recording.

    Args:
        before: What it is compared with.
        after: The judgement.

    Returns:
        A sentence each, the most telling first; one that says so if there is nothing.
    """
    names = Names(before.reps, after.reps)
    pairs = paired(before.reps, after.reps)
    said = [
        *_alerts(before.alerts, after.alerts),
        *_counts(pairs, names),
        *_verdicts(pairs, names),
    ]
    return said or [NO_DIFFERENCE]


class Names:
    """What reps are called: the number in their set, and the set if there are more."""

    def __init__(self, *judgements: Sequence[Rep]) -> None:
        """Name the reps of these."""
        self._numbers: dict[int, int] = {}
        for reps in judgements:
            count = Counter[int]()
            for rep in reps:
                count[rep.set_index] += rep.full
                self._numbers[id(rep)] = count[rep.set_index]
        self._sets = {rep.set_index for reps in judgements for rep in reps}

    def reps(self, reps: Sequence[Rep]) -> str:
        """Name full reps of a set, or partial ones, by the numbers of full ones.

        Returns:
            Such as "Rep 7", "Reps 2, 3 and 7 of set 2", "The partial rep after rep 3".
        """
        numbers = list(dict.fromkeys(str(self._numbers[id(rep)]) for rep in reps))
        rep, number = "rep", numbers[0]
        if len(numbers) > 1:
            rep, number = "reps", f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        named = f"{rep} {number}{self.in_set(' of', reps[0].set_index)}"
        return (
            named.capitalize() if reps[0].full else f"The partial {rep} after {named}"
        )

    def in_set(self, word: str, index: int) -> str:
        """Return " of set 2", or nothing if there is one set only."""
        return f"{word} set {index}" if len(self._sets) > 1 else ""


def paired(before: Sequence[Rep], after: Sequence[Rep]) -> Pairing:
    """Pair the reps that overlap in time for the most part.

    Args:
        before: In order of time.
        after: In order of time.
    """
    both: list[tuple[Rep, Rep]] = []
    taken: set[int] = set()
    first = 0  # of those after that may still overlap
    for rep in before:
        while first < len(after) and _end_s(after[first]) <= rep.onset_s:
            first += 1
        free = _free(after, first, _end_s(rep), taken)
        overlaps = [_overlap(rep, after[place]) for place in free]
        most = max(overlaps, default=0.0)
        if most >= _ONE:
            best = free[overlaps.index(most)]
            taken.add(best)
            both.append((rep, after[best]))
    known = {id(rep) for rep, _ in both}
    gone = [rep for rep in before if id(rep) not in known]
    return Pairing(both, gone, [r for i, r in enumerate(after) if i not in taken])


def _free(
    reps: Sequence[Rep], first: int, until_s: float, taken: set[int]
) -> list[int]:
    """Places of reps that begin before a time and are not taken."""
    stop = bisect_left(reps, until_s, lo=first, key=lambda rep: rep.onset_s)
    return [place for place in range(first, stop) if place not in taken]


def _overlap(a: Rep, b: Rep) -> float:
    shared = min(_end_s(a), _end_s(b)) - max(a.onset_s, b.onset_s)
    longest = max(_end_s(a) - a.onset_s, _end_s(b) - b.onset_s)
    return shared / longest if longest > 0 else 0.0


def _end_s(rep: Rep) -> float:
    known = (rep.end_s, rep.leave_s, rep.reach_s)
    return next((t for t in known if t is not None), rep.onset_s)


def _alerts(before: Sequence[Alert], after: Sequence[Alert]) -> Iterator[str]:
    """Past the limit, near it, stop: what can change with a judgement."""
    for level, name in _LEVELS.items():
        more = _number(after, level) - _number(before, level)
        if more:
            yield _more(more, name)


def _number(alerts: Sequence[Alert], level: Level) -> int:
    """A cue that comes later than its alert is the same alert."""
    return len({a.event_id or -i for i, a in enumerate(alerts) if a.level is level})


_LEVELS = {
    Level.DANGER: "danger alert",
    Level.STOP: "stop alert",
    Level.CAUTION: "caution",
}


def _counts(pairs: Pairing, names: Names) -> Iterator[str]:
    """By how much the reps of each set differ."""
    changes = {True: Counter[int](), False: Counter[int]()}  # full ones, partial ones
    for old, new in _ends(pairs):
        if old is not None:
            changes[old.full][old.set_index] -= 1
        if new is not None:
            changes[new.full][new.set_index] += 1
    for is_full, change in changes.items():
        for index, more in sorted(change.items()):
            if more:
                name = "rep" if is_full else "partial rep"
                yield _more(more, name) + names.in_set(" in", index)


def _ends(pairs: Pairing) -> list[tuple[Rep | None, Rep | None]]:
    gone = [(rep, None) for rep in pairs.gone]
    return [*pairs.both, *gone, *((None, rep) for rep in pairs.new)]


def _more(number: int, name: str) -> str:
    """Return "1 alert more", "3 alerts fewer"."""
    return f"{plural(abs(number), name)} {'more' if number > 0 else 'fewer'}"


def _verdicts(pairs: Pairing, names: Names) -> Iterator[str]:
    """What is said of reps, those of a set together of which the same is."""
    changed: dict[tuple[int, bool, str, str], list[Rep]] = {}
    for old, new in pairs.both:
        for now, was in _changes(old, new):
            changed.setdefault((new.set_index, new.full, now, was), []).append(new)
    for (_, _, now, was), reps in changed.items():
        are, were = ("is", "was") if len(reps) == 1 else ("are", "were")
        yield f"{names.reps(reps)} {are} {now} now ({were} {was})"


def _changes(old: Rep, new: Rep) -> Iterator[tuple[str, str]]:
    if old.full != new.full:
        yield ("full", "partial") if new.full else ("partial", "full")
    if old.verdict is not new.verdict:
        yield _SAID[new.verdict], _SAID[old.verdict]
