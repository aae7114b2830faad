"""Holds: how long a posture was held, and how long cleanly."""

import math
from collections.abc import Iterator

from monitor.detection.forms import HOLDS, Hold
from monitor.detection.hold_finder import HoldFinder, HoldSettings, Slopes
from monitor.detection.hold_watch import Held, HoldWatch
from monitor.detection.numbers import Numbers
from monitor.detection.plain_detection import PlainDetection
from monitor.model.blocks import Planes, Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    HoldBegan,
    HoldEnded,
    HoldEndReason,
    Notice,
    Phase,
    PhaseChanged,
    RangeMeasured,
    RangeProgress,
    SetEnded,
    SetEndReason,
)
from monitor.model.records import AddRep, ExerciseName, Side, StrikeRep, UndoRepEdit

_REASONS = {
    SetEndReason.COMMAND: HoldEndReason.COMMAND,
    SetEndReason.SESSION_END: HoldEndReason.SESSION_END,
}

_FLAT_DEG = 180.0  # face down or on the back, which has no slope to a side


class HoldDetection(PlainDetection):
    """All that is told of exercises that are held; see ``Detector``.

    Args:
        exercise: What is held.
        limits: What the sets are judged by.
        settings: When a posture is held.
        numbers: Gives sets, holds and events their numbers.
    """

    def __init__(
        self,
        exercise: ExerciseName,
        limits: Limits,
        settings: HoldSettings,
        numbers: Numbers,
    ) -> None:
        self._settings = settings
        super().__init__(limits, numbers)
        self._ended: list[HoldEnded] = []  # in this set
        self._known_s = math.nan
        self._prepare(HOLDS[exercise])

    def _prepare(self, hold: Hold) -> None:
        self._hold = hold
        self._finder = HoldFinder(hold, self._settings)
        self._sign = 0.0  # +1 lying on the right side, -1 on the left
        self._watch = HoldWatch(hold, self._settings, self._numbers.events)
        self._upright_since: float | None = None
        self._watch.use_limits(self._set.in_force)

    @property
    def wants_planes(self) -> bool:
        """Whether ``feed`` makes use of side lean and twist."""
        return self._hold.lateral_deg is not None

    @property
    def in_rep(self) -> bool:
        """Whether a hold is under way."""
        return self._watch.held is not None

    def feed(self, posture: Posture, planes: Planes | None = None) -> list[Event]:
        """Return the events that these samples complete, in order of time.

        Args:
            posture: The next rows.
            planes: The same rows' side lean and twist, if wanted.
        """
        events: list[Event] = []
        doubts = posture.doubtful.tolist()
        for row, doubtful in zip(self._rows(posture, planes), doubts, strict=True):
            self._step(row, events, sure=not doubtful)
        return events

    def _rows(self, posture: Posture, planes: Planes | None) -> Iterator[Slopes]:
        if self._hold.lateral_deg is None:
            columns = (
                posture.t,
                posture.lumbar_pitch_deg,
                posture.pelvis_pitch_deg,
                -posture.lumbar_flexion_deg,
            )
            yield from map(Slopes, *(column.tolist() for column in columns))
            return
        assert planes is not None
        for t, trunk, pelvis, valid in zip(
            posture.t.tolist(),
            planes.lumbar_frontal_deg.tolist(),
            planes.pelvis_frontal_deg.tolist(),
            planes.lumbar_valid.tolist(),
            strict=True,
        ):
            if valid and math.isnan(trunk):
                yield Slopes(t, _FLAT_DEG, math.nan, math.nan)
                continue
            if self._watch.held is None and not math.isnan(trunk):
                self._sign = math.copysign(1.0, trunk)
            sign = self._sign
            hinge = _wrapped(sign * (pelvis - trunk))
            yield Slopes(t, sign * trunk, sign * pelvis, hinge)

    def start_set(self, t: float) -> list[Event]:
        """Start a set now; a hold under way is its first."""
        events = self.end_set(t, SetEndReason.COMMAND)
        self._finder.reset()
        events += self._set.start(t, t, self._hold.name)
        self._watch.use_limits(self._set.in_force)
        return [*events, PhaseChanged(t, Phase.BOTTOM)]

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one, and the hold under way with it."""
        index = self._set.running
        if index is None:
            return []
        events: list[Event] = []
        if self._watch.held is not None:
            why = _REASONS.get(reason, HoldEndReason.LEFT)
            self._finder.close(t)
            events += self._end_hold(t, why)
        ended, self._ended = self._ended, []
        clean = [each.clean_s for each in ended if each.clean_s is not None]
        start_s = self._set.start_s
        self._set.end()
        self._watch.use_limits(self._set.in_force)
        told = SetEnded(
            t,
            index,
            reason,
            start_s,
            reps=0,
            scored=0,
            faults=sum(each.broken_by is not None for each in ended),
            holds=len(ended),
            held_s=max((each.held_s for each in ended), default=None),
            clean_s=max(clean, default=None),
        )
        return [*events, told, PhaseChanged(t, Phase.REST)]

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike a rep of an earlier set, or take an edit back; holds have no reps."""
        return [] if isinstance(edit, AddRep) else super().edit(edit)

    def use_limits(self, t: float, limits: Limits) -> list[Event]:
        """Judge the sets from the next one on by other limits."""
        super().use_limits(t, limits)
        self._watch.use_limits(self._set.in_force)
        return []

    def use_exercise(self, t: float, exercise: ExerciseName) -> list[Event]:
        """End the set and go on with another exercise that is held."""
        events = self.end_set(t, SetEndReason.COMMAND)
        self._prepare(HOLDS[exercise])
        return events

    def follow_range_test(
        self, event: RangeProgress | RangeMeasured | Notice
    ) -> list[Event]:
        """Take the limit that follows from a measured range."""
        super().follow_range_test(event)
        self._watch.use_limits(self._set.in_force)
        return []

    def tick(self, t: float) -> list[Event]:
        """End the set if samples have stopped coming."""
        if not (self.in_set and t - self._last_s > 2 * self._settings.bridge_s):
            return []
        return self.end_set(t, SetEndReason.PAUSE)

    def _step(self, now: Slopes, events: list[Event], *, sure: bool) -> None:
        if now.t <= self._last_s:  # earlier postures became known with a calibration
            self._finder.reset()
        self._last_s = now.t
        if math.isnan(now.trunk_deg):
            self._upright_since = None
            self._on_blind(now.t, events)
        else:
            self._known_s = now.t
            self._on_slopes(now, events, sure=sure)
        quiet_s = now.t - self._set.quiet_since
        if self._watch.held is None and quiet_s >= self._settings.pause_s:
            events += self.end_set(now.t, SetEndReason.PAUSE)

    def _on_slopes(self, now: Slopes, events: list[Event], *, sure: bool) -> None:
        change = self._finder.step(now)
        if change is True:
            events += self._begin_hold(now.t)
        elif change is False:
            events += self._end_hold(now.t, HoldEndReason.LEFT)
        sure = sure and not self._finder.is_fast
        on = not self._slipping
        events += self._watch.step(now.t, now.sag_deg, sure=sure, on=on)
        self._on_upright(now, events)

    def _on_upright(self, now: Slopes, events: list[Event]) -> None:
        """End the set once the lifter has got up."""
        if self._watch.held is not None or now.trunk_deg > self._settings.upright_deg:
            self._upright_since = None
        elif self._upright_since is None:
            self._upright_since = now.t
        elif now.t - self._upright_since >= 2.0 and self._ended:
            events += self.end_set(now.t, SetEndReason.GOT_UP)

    def _begin_hold(self, t: float) -> list[Event]:
        start_s = self._finder.start_s
        assert start_s is not None
        events: list[Event] = []
        if self._set.running is None:
            events += self._set.start(t, start_s, self._hold.name)
            self._watch.use_limits(self._set.in_force)
        index, hold_id = self._numbers.sets, next(self._numbers.holds)
        side = None
        if self._hold.lateral_deg is not None:
            side = Side.RIGHT if self._sign > 0 else Side.LEFT
        self._watch.held = Held(hold_id, start_s, side)
        began = HoldBegan(t, hold_id, index, start_s, side)
        return [*events, began, PhaseChanged(t, Phase.HOLD)]

    def _end_hold(self, t: float, reason: HoldEndReason) -> list[Event]:
        held, end_s = self._watch.held, self._finder.end_s
        assert held is not None
        events = self._watch.end(t)
        held_s = max(end_s - held.start_s, 0.0)
        share = held.share
        clean_s = None
        if share >= self._settings.least_share or held.clean_s is not None:
            clean_s = held_s if held.clean_s is None else min(held.clean_s, held_s)
        ended = HoldEnded(
            t,
            held.hold_id,
            self._numbers.sets,
            held.start_s,
            held_s,
            clean_s,
            reason,
            held.side,
            held.broken_by,
            held.over_s,
            share,
        )
        self._ended.append(ended)
        self._set.quiet_since = t
        return [*events, ended, PhaseChanged(t, Phase.BOTTOM)]

    def _on_blind(self, t: float, events: list[Event]) -> None:
        if self._watch.held is None:
            return
        events += self._watch.blind(t)
        if t - self._known_s > self._settings.bridge_s:
            self._finder.close(self._known_s)
            events += self._end_hold(t, HoldEndReason.BLIND)


def _wrapped(angle_deg: float) -> float:
    return (angle_deg + 180.0) % 360.0 - 180.0
