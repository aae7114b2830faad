"""Keeps the set: begins it, gives it its reps, judges them in time, ends it."""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from monitor.detection.exercises import Exercise
from monitor.detection.ledger import Ledger
from monitor.detection.numbers import Numbers
from monitor.detection.reps import Swing
from monitor.detection.sets import Entry, RunningSet, SetSettings, full_entries
from monitor.detection.track import Track
from monitor.detection.trend import TrendSettings, trend
from monitor.model.body import Limits, Window
from monitor.model.events import (
    Event,
    Phase,
    RetractReason,
    SetEndReason,
    SetStarted,
    TrendFound,
    Verdict,
)
from monitor.model.records import ExerciseName, SetSide, Side

_USUAL_PERIOD_S = 3.0  # of a rep, before two were seen
_LATEST_RETRACTION_S = 4.0  # getting up so soon after a lone rep makes it doubtful
_LONGEST_PAUSE_S = 4.0  # half way back
_ONSET_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Parts:
    """What a keeper works with."""

    exercise: Exercise
    ledger: Ledger
    track: Track
    sets: SetSettings
    trend: TrendSettings


class SetKeeper:
    """The running set, if there is one, and the times at which something is due.

    Attributes:
        running: The set; None between sets.
        limits: What the next set will be judged by.
        due_s: When ``due`` must be called next, session s.
    """

    def __init__(self, parts: Parts, limits: Limits, numbers: Numbers) -> None:
        self._parts = parts
        self._numbers = numbers
        self.limits = limits
        self.running: RunningSet | None = None
        self._side: Side | None = None
        self.due_s = math.inf
        self._tail_of: Swing | None = None
        self._judge_s = math.inf
        self._quiet_since = math.inf

    def use_exercise(self, exercise: Exercise) -> None:
        """Go on with another exercise; the set must have ended."""
        old = self._parts
        self._parts = Parts(exercise, old.ledger, old.track, old.sets, old.trend)
        self._parts.ledger.use_exercise(exercise)

    @property
    def in_force(self) -> Limits:
        """The limits of the running set, or of the next."""
        return self.limits if self.running is None else self.running.limits

    @property
    def rep_id(self) -> int | None:
        """The last rep's id, if it was counted in this set."""
        entry = self._last
        if entry is None or entry.rep is None or entry.struck:
            return None
        return entry.rep.rep_id

    @property
    def last_index(self) -> int:
        """Index of the running or the last set; 0 before the first."""
        return self._numbers.sets

    def in_tail(self, t: float) -> bool:
        """Whether a time still belongs to the last rep, or to one that may be one."""
        swing = self._tail_of
        if swing is None or swing.done_s is None:
            return False
        if swing.back_s is None:  # it paused on the way back
            return t <= swing.done_s + _LONGEST_PAUSE_S
        return t <= swing.back_s + self._parts.exercise.tail_s

    @property
    def period_s(self) -> float:
        """How long a rep lasts, from onset to onset."""
        entries = [] if self.running is None else self.running.entries
        onsets = [e.shape.bounds.onset_s for e in entries[-6:]]
        if len(onsets) < 2:
            return _USUAL_PERIOD_S
        return median(b - a for a, b in pairwise(onsets))

    def start(self, t: float, start_s: float, *, explicit: bool) -> list[Event]:
        """Begin a set."""
        index = self._numbers.new_set()
        side = self._side if self._parts.exercise.one_sided else None
        self.running = RunningSet(index, start_s, explicit, self.limits, side)
        self._quiet_since = t
        self._schedule()
        exercise = self._parts.exercise
        title = exercise.title if exercise.name is ExerciseName.OWN else ""
        return [SetStarted(t, index, exercise.name, self.limits, title)]

    def end(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the set, if one is running; what is still open is judged."""
        running, ledger = self.running, self._parts.ledger
        if running is None:
            return []
        events = [] if self._last is None else self._close(t, self._last)
        if self._lone_and_doubtful(t, running, reason):
            for entry in list(running.entries):
                events += ledger.retract(t, entry, running, RetractReason.GOT_UP)
        events += ledger.confirm(t, full_entries(running.entries))
        added = ledger.edits.added_in(running.index)
        events.append(running.ended(t, reason, added))
        self.running = None
        ledger.waiting = []
        self._tail_of = None
        self._schedule()
        return events

    def opened(self, t: float, swing: Swing) -> list[Event]:
        """A swing is under way: the rep before it is over."""
        entry = self._last
        if entry is None or self._judge_s == math.inf:
            return []
        entry.until_s = self._onset(t, swing)
        return self._close(t, entry)

    def done(self, t: float, swing: Swing) -> list[Event]:
        """A swing is over: see whether it is a rep."""
        last, ledger = self._last, self._parts.ledger
        if last is not None and last.swing is swing:
            events = ledger.refresh(t, last, self._set, over=False)
            self._counted_until(t, last)
            return events
        if ledger.waiting and ledger.waiting[-1].swing is swing:
            ledger.waiting.pop()
        entry = ledger.entry(swing, _newest(ledger.waiting) or last, t)
        if entry is None:
            return []
        self._tail_of = swing
        return self._take(t, entry)

    def due(self, t: float, *, busy: bool) -> list[Event]:
        """Do what is due.

        Args:
            t: Session s.
            busy: A swing is under way that may become a rep.
        """
        events: list[Event] = []
        if t >= self._judge_s:
            entry = self._last
            if entry is not None and not busy:
                entry.until_s = math.inf
            events += self._judge(t)
        if t >= self._quiet_since + self._parts.sets.pause_s:
            if busy:
                self._quiet_since = t - self._parts.sets.pause_s + 0.1
            else:
                events += self.end(t, SetEndReason.PAUSE)
        self._schedule()
        return events

    def passed_over(self, gap_s: float) -> None:
        """Leave a time without samples out of the pause."""
        self._quiet_since += gap_s
        self._schedule()

    def use_side(self, told: SetSide) -> None:
        """Take which leg carries the running set, or between sets the next ones."""
        if told.set_index not in (None, self.last_index if self.running else None):
            return
        self._side = told.side
        if self.running is not None and self._parts.exercise.one_sided:
            self.running.side = told.side

    def forget(self, t: float, window: Window) -> list[Event]:
        """Take back the reps that touch a window: it held no reps."""
        ledger, running = self._parts.ledger, self.running
        ledger.waiting = [e for e in ledger.waiting if not _touches(e, window)]
        if running is None:
            return []
        reason, events = RetractReason.SETTING_UP, list[Event]()
        for entry in [e for e in running.entries if _touches(e, window)]:
            events += ledger.retract(t, entry, running, reason)
        return events

    def remeasure(self, t: float) -> list[Event]:
        """Judge the set's reps anew, as when a slip is suspected or resolved."""
        events: list[Event] = []
        for entry in [] if self.running is None else self.running.entries:
            if self._parts.ledger.touches_slip(entry):
                events += self._parts.ledger.refresh(t, entry, self._set, over=True)
        return events

    @property
    def _last(self) -> Entry | None:
        return None if self.running is None else _newest(self.running.entries)

    @property
    def _set(self) -> RunningSet:
        assert self.running is not None
        return self.running

    def _take(self, t: float, entry: Entry) -> list[Event]:
        ledger, events = self._parts.ledger, list[Event]()
        stand = self._proven(entry)
        if not stand:
            return []
        if self.running is None:
            events += self.start(t, stand[0].shape.bounds.onset_s, explicit=False)
        before = self._last
        for each in stand:
            events += ledger.count(t, each, self._set)
        for earlier in [before, *stand[:-1]]:
            if earlier is not None:
                events += ledger.close(t, earlier, self._set)
        events += ledger.settle(t, self._set)
        self._counted_until(t, stand[-1])
        return events + self._trend(t)

    def _proven(self, entry: Entry) -> list[Entry]:
        """The reps to count now: this one, those it proves, or none yet."""
        ledger = self._parts.ledger
        if self.running is None:
            if self._parts.exercise.consistent_reps > 1:
                return ledger.wait(entry)
            return [entry]
        if ledger.strange(entry, self.running):
            ledger.waiting = [entry]
            return []
        late, ledger.waiting = ledger.waiting, []
        return [*late, entry]

    def _counted_until(self, t: float, entry: Entry) -> None:
        self._quiet_since = t
        self._judge_s = entry.shape.bounds.end_s + self._parts.exercise.tail_s
        self._schedule()

    def _close(self, t: float, entry: Entry) -> list[Event]:
        """What follows a rep is known: judge it, and whether it was full."""
        self._judge_s = math.inf
        ledger, running = self._parts.ledger, self._set
        events = ledger.close(t, entry, running) + ledger.settle(t, running)
        return events + self._trend(t)

    def _judge(self, t: float) -> list[Event]:
        entry = self._last
        self._judge_s = math.inf
        return [] if entry is None else self._refresh(t, entry)

    def _refresh(self, t: float, entry: Entry) -> list[Event]:
        events = self._parts.ledger.refresh(t, entry, self._set, over=True)
        return events + self._trend(t)

    def _onset(self, t: float, swing: Swing) -> float:
        """When an open swing must have begun."""
        signal = self._parts.track.stretch(swing.before_s, t).primary
        level = float(signal.min()) + _ONSET_SHARE * self._parts.ledger.rom_deg
        since = self._parts.track.last_below(level, t)
        return t if math.isnan(since) else since

    def _trend(self, t: float) -> list[Event]:
        running = self._set
        if running.trend_told:
            return []
        pairs = self._ends(running)
        found = trend([a for a, _ in pairs], [b for _, b in pairs], self._parts.trend)
        if found is None:
            return []
        running.trend_told = True
        slope = found.slope_deg_per_rep
        return [TrendFound(t, found.kind, running.index, slope)]

    def _ends(self, running: RunningSet) -> list[tuple[float, float]]:
        """Extension of each scored rep where it arches most, and at its other end."""
        reps = [e.rep for e in full_entries(running.entries) if e.rep is not None]
        arched_far = self._parts.exercise.outward is Phase.CONCENTRIC
        ends = [
            (r.top_flexion_deg, r.bottom_flexion_deg)
            if arched_far
            else (-(r.peak_extension_deg or 0.0), r.top_flexion_deg)
            for r in reps
            if r.verdict not in _UNTOLD
        ]
        return [(-a, -b) for a, b in ends if a is not None and b is not None]

    def _lone_and_doubtful(
        self, t: float, running: RunningSet, reason: SetEndReason
    ) -> bool:
        full = full_entries(running.entries)
        return (
            reason is SetEndReason.GOT_UP
            and not running.explicit
            and len(full) == 1
            and t - full[0].shape.bounds.end_s <= _LATEST_RETRACTION_S
        )

    def _schedule(self) -> None:
        if self.running is None:
            self._judge_s = self._quiet_since = self.due_s = math.inf
            return
        self.due_s = min(self._judge_s, self._quiet_since + self._parts.sets.pause_s)


_UNTOLD = frozenset({Verdict.PENDING, Verdict.NOT_SCORED})


def _newest(entries: list[Entry]) -> Entry | None:
    return entries[-1] if entries else None


def _touches(entry: Entry, window: Window) -> bool:
    bounds = entry.shape.bounds
    return bounds.onset_s < window[1] and window[0] < bounds.end_s
