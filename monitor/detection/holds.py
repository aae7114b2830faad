"""Holds: how long a posture was held, and how long cleanly."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.detection.forms import HOLDS, Hold
from monitor.detection.hold_finder import HoldFinder, HoldSettings, Slopes
from monitor.detection.hyperextension import OverLimit, OverLimitSettings
from monitor.detection.numbers import Numbers
from monitor.detection.plain_set import PlainSet
from monitor.model.blocks import Planes, Posture
from monitor.model.body import BenchReference, Limits, Window
from monitor.model.events import (
    Event,
    HoldBegan,
    HoldBroken,
    HoldEnded,
    HoldEndReason,
    LimitKind,
    Notice,
    OverLimitBegan,
    OverLimitEnded,
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


@dataclass(slots=True)
class _Held:
    """A hold under way."""

    hold_id: int
    start_s: float
    side: Side | None
    clean_s: float | None = None  # once a limit was passed
    broken_by: LimitKind | None = None
    over_s: float = 0.0
    rows: int = 0
    known: int = 0


class HoldDetection:
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
        self._numbers = numbers
        self._set = PlainSet(numbers, limits, limits)
        self._ended: list[HoldEnded] = []  # in this set
        self._slipping = False
        self._last_s = self._known_s = math.nan
        self._prepare(HOLDS[exercise])

    def _prepare(self, hold: Hold) -> None:
        self._hold = hold
        self._finder = HoldFinder(hold, self._settings)
        self._held: _Held | None = None
        self._sign = 0.0  # +1 lying on the right side, -1 on the left
        kinds = [LimitKind.HYPEREXTENSION, LimitKind.FLEXION]
        if hold.lateral_deg is not None:
            kinds = [LimitKind.LATERAL]
        dwell_s, rearm_deg = self._settings.dwell_s, self._settings.rearm_deg
        settings = OverLimitSettings(0.0, dwell_s, 1e9, rearm_deg)
        ids: Iterator[int] = self._numbers.events
        self._watches = {kind: OverLimit(kind, settings, ids) for kind in kinds}
        self._upright_since: float | None = None
        self._set_watches()

    @property
    def wants_planes(self) -> bool:
        """Whether ``feed`` makes use of side lean and twist."""
        return self._hold.lateral_deg is not None

    @property
    def in_set(self) -> bool:
        """Whether a set is running."""
        return self._set.running is not None

    @property
    def in_rep(self) -> bool:
        """Whether a hold is under way."""
        return self._held is not None

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
            if self._held is None and not math.isnan(trunk):
                self._sign = math.copysign(1.0, trunk)
            sign = self._sign
            hinge = _wrapped(sign * (pelvis - trunk))
            yield Slopes(t, sign * trunk, sign * pelvis, hinge)

    def start_set(self, t: float) -> list[Event]:
        """Start a set now; a hold under way is its first."""
        events = self.end_set(t, SetEndReason.COMMAND)
        self._finder.reset()
        events += self._set.start(t, t, self._hold.name)
        self._set_watches()
        return [*events, PhaseChanged(t, Phase.BOTTOM)]

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one, and the hold under way with it."""
        index = self._set.running
        if index is None:
            return []
        events: list[Event] = []
        if self._held is not None:
            why = _REASONS.get(reason, HoldEndReason.LEFT)
            self._finder.close(t)
            events += self._end_hold(t, why)
        ended, self._ended = self._ended, []
        clean = [each.clean_s for each in ended if each.clean_s is not None]
        start_s = self._set.start_s
        self._set.end()
        self._set_watches()
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

    def end_session(self, t: float) -> list[Event]:
        """End the running set with the session."""
        return self.end_set(t, SetEndReason.SESSION_END)

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike a rep of an earlier set, or take an edit back; holds have no reps."""
        return [] if isinstance(edit, AddRep) else self._set.edit(edit)

    def use_limits(self, t: float, limits: Limits) -> list[Event]:
        """Judge the sets from the next one on by other limits."""
        del t
        self._set.use_limits(limits)
        self._set_watches()
        return []

    def use_exercise(self, t: float, exercise: ExerciseName) -> list[Event]:
        """End the set and go on with another exercise that is held."""
        events = self.end_set(t, SetEndReason.COMMAND)
        self._prepare(HOLDS[exercise])
        return events

    def use_reference(self, reference: BenchReference | None) -> list[Event]:
        """Holds are judged against neutral, not against a bench reference."""
        del reference
        return []

    def use_table_check(self, *, checked: bool) -> list[Event]:
        """Holds have no verdict whose band a table check narrows."""
        del checked
        return []

    def ignore(self, window: Window) -> list[Event]:
        """Nobody bows in a plank: there is nothing to ignore."""
        del window
        return []

    def follow_range_test(
        self, event: RangeProgress | RangeMeasured | Notice
    ) -> list[Event]:
        """Take the limit that follows from a measured range."""
        self._set.follow_range_test(event)
        self._set_watches()
        return []

    def suspect_slip(self, t: float) -> list[Event]:
        """Say nothing of limits until it is resolved."""
        del t
        self._slipping = True
        return []

    def slip_resolved(self, t: float) -> list[Event]:
        """Judge limits again."""
        del t
        self._slipping = False
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
        if self._held is None and quiet_s >= self._settings.pause_s:
            events += self.end_set(now.t, SetEndReason.PAUSE)

    def _on_slopes(self, now: Slopes, events: list[Event], *, sure: bool) -> None:
        change = self._finder.step(now)
        if change is True:
            events += self._begin_hold(now.t)
        elif change is False:
            events += self._end_hold(now.t, HoldEndReason.LEFT)
        self._watch(now, events, sure=sure)
        self._on_upright(now, events)

    def _on_upright(self, now: Slopes, events: list[Event]) -> None:
        """End the set once the lifter has got up."""
        if self._held is not None or now.trunk_deg > self._settings.upright_deg:
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
            self._set_watches()
        index, hold_id = self._numbers.sets, next(self._numbers.holds)
        side = None
        if self._hold.lateral_deg is not None:
            side = Side.RIGHT if self._sign > 0 else Side.LEFT
        self._held = _Held(hold_id, start_s, side)
        began = HoldBegan(t, hold_id, index, start_s, side)
        return [*events, began, PhaseChanged(t, Phase.HOLD)]

    def _end_hold(self, t: float, reason: HoldEndReason) -> list[Event]:
        held, end_s = self._held, self._finder.end_s
        assert held is not None
        events = self._end_watches(t)
        held_s = max(end_s - held.start_s, 0.0)
        share = held.known / held.rows if held.rows else 0.0
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
        self._held = None
        self._ended.append(ended)
        self._set.quiet_since = t
        return [*events, ended, PhaseChanged(t, Phase.BOTTOM)]

    def _watch(self, now: Slopes, events: list[Event], *, sure: bool) -> None:
        held = self._held
        if held is None:
            return
        held.rows += 1
        if math.isnan(now.sag_deg):
            for watch in self._watches.values():
                self._take(watch.blind(now.t), events)
            return
        held.known += 1
        calm = sure and not self._finder.is_fast
        for kind, watch in self._watches.items():
            if not watch.quiet(now.t, _past(kind, now.sag_deg), 0.0):
                self._take(watch.step(sure=calm, on=not self._slipping), events)

    def _take(self, event: Event | None, events: list[Event]) -> None:
        held = self._held
        if event is None or held is None:
            return
        events.append(event)
        match event:
            case OverLimitBegan(t=t, kind=kind) if held.broken_by is None:
                crossed_s = t - self._settings.dwell_s
                held.broken_by = kind
                held.clean_s = max(crossed_s - held.start_s, 0.0)
                broken = HoldBroken(
                    t, held.hold_id, kind, held.clean_s, event.angle_deg
                )
                events.append(broken)
            case OverLimitEnded(duration_s=duration_s):
                held.over_s += duration_s + self._settings.dwell_s
            case _:
                pass

    def _end_watches(self, t: float) -> list[Event]:
        events: list[Event] = []
        for watch in self._watches.values():
            self._take(watch.end(t), events)
            watch.reset()
        return events

    def _on_blind(self, t: float, events: list[Event]) -> None:
        held = self._held
        if held is None:
            return
        held.rows += 1
        for watch in self._watches.values():
            self._take(watch.blind(t), events)
        if t - self._known_s > self._settings.bridge_s:
            self._finder.close(self._known_s)
            events += self._end_hold(t, HoldEndReason.BLIND)

    def _set_watches(self) -> None:
        limits, lateral = self._set.in_force, self._hold.lateral_deg
        for kind, watch in self._watches.items():
            match kind:
                case LimitKind.HYPEREXTENSION:
                    watch.use_limit(limits.extension_deg)
                case LimitKind.FLEXION:
                    watch.use_limit(limits.flexion_deg)
                case LimitKind.LATERAL:
                    watch.use_limit(lateral or math.inf)


def _past(kind: LimitKind, sag_deg: float) -> float:
    """Return the angle past neutral in a limit's own direction."""
    match kind:
        case LimitKind.HYPEREXTENSION:
            return sag_deg
        case LimitKind.FLEXION:
            return -sag_deg
        case LimitKind.LATERAL:
            return abs(sag_deg)


def _wrapped(angle_deg: float) -> float:
    return (angle_deg + 180.0) % 360.0 - 180.0
