"""Postures in, events out: reps, phases, sets, limits, trends of one lifter.

Everything is decided sample by sample on the uniform grid, in plain floats, so that
the cutting into blocks changes nothing. Arrays are made once a rep.
"""

import math
from typing import ClassVar

import msgspec

from monitor.detection.exercises import EXERCISES, Exercise
from monitor.detection.hold_finder import HoldSettings
from monitor.detection.hyperextension import OverLimit, OverLimitSettings
from monitor.detection.keeper import Parts, SetKeeper
from monitor.detection.ledger import Ledger, LedgerSettings
from monitor.detection.numbers import Numbers
from monitor.detection.own_exercise import OwnExercise
from monitor.detection.pain_watch import PainSettings
from monitor.detection.phases import PhaseTracker
from monitor.detection.reps import Step, Swing, SwingFinder, SwingSettings
from monitor.detection.sets import SetSettings
from monitor.detection.track import RepSignal, Track
from monitor.detection.trend import TrendSettings
from monitor.detection.twist_finder import TwistSettings
from monitor.model.blocks import Planes, Posture
from monitor.model.body import BenchReference, Limits, Window
from monitor.model.events import (
    Event,
    LimitKind,
    Notice,
    Phase,
    PhaseChanged,
    RangeMeasured,
    RangeProgress,
    SetEndReason,
)
from monitor.model.records import (
    AddRep,
    ExerciseName,
    SetSide,
    StrikeRep,
    UndoRepEdit,
)


def exercise_form(exercise: ExerciseName, own: OwnExercise | None) -> Exercise:
    """Return how the reps of an exercise are told by pitch.

    Raises:
        KeyError: They aren't, or it is a person's own and the session has none.
    """
    if exercise is ExerciseName.OWN and own is not None:
        return own.form
    return EXERCISES[exercise]


_IN_REP = frozenset({Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC})
_REP_SHARE = 0.5  # of the usual ROM: a swing so high may become a rep

Row = tuple[float, float, float, float, float, float, bool, float]


class DetectionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of all that detection is made of.

    Attributes:
        own: The person's own exercise; None without one. One a session is enough.
    """

    swings: SwingSettings = SwingSettings()
    reps: LedgerSettings = LedgerSettings()
    sets: SetSettings = SetSettings()
    limits: OverLimitSettings = OverLimitSettings()
    trend: TrendSettings = TrendSettings()
    pain: PainSettings = PainSettings()
    own: OwnExercise | None = None
    holds: HoldSettings = HoldSettings()
    twists: TwistSettings = TwistSettings()


class Detection:
    """All that is told from postures.

    Args:
        exercise: What is trained.
        limits: What the sets are judged by.
        settings: Of the stages inside.
        numbers: Gives sets, reps and events their numbers; None for own ones.

    Attributes:
        ledger_type: What keeps the reps; a subclass may look over its shoulder.
        watch_type: What watches a limit; likewise.
    """

    ledger_type: ClassVar[type[Ledger]] = Ledger
    watch_type: ClassVar[type[OverLimit]] = OverLimit

    def __init__(
        self,
        exercise: ExerciseName,
        limits: Limits,
        settings: DetectionSettings,
        numbers: Numbers | None = None,
    ) -> None:
        numbers = numbers or Numbers()
        self._settings = settings
        self._track = Track()
        form = exercise_form(exercise, settings.own)
        self._ledger = self.ledger_type(form, settings.reps, self._track, numbers)
        parts = Parts(form, self._ledger, self._track, settings.sets, settings.trend)
        self._keeper = SetKeeper(parts, limits, numbers)
        ids = numbers.events
        kinds = LimitKind.HYPEREXTENSION, LimitKind.FLEXION
        self._extension, self._flexion = (
            self.watch_type(kind, settings.limits, ids) for kind in kinds
        )
        self._ignored: list[Window] = []
        self._ignore_from = math.inf
        self._prepare(form)

    @property
    def wants_planes(self) -> bool:
        """Whether ``feed`` makes use of side lean and twist."""
        return False

    @property
    def in_set(self) -> bool:
        """Whether a set is running."""
        return self._keeper.running is not None

    @property
    def in_rep(self) -> bool:
        """Whether a rep is under way, its hold included."""
        return self._phases.phase in _IN_REP

    def feed(self, posture: Posture, planes: Planes | None = None) -> list[Event]:
        """Return the events that these samples complete, in order of time.

        Args:
            posture: The next rows.
            planes: The same rows' side lean and twist, where wanted.
        """
        del planes
        events: list[Event] = []
        rows = zip(
            posture.t.tolist(),
            posture.pelvis_pitch_deg.tolist(),
            posture.lumbar_pitch_deg.tolist(),
            posture.lumbar_flexion_deg.tolist(),
            posture.pelvis_rate_dps.tolist(),
            posture.lumbar_rate_dps.tolist(),
            posture.doubtful.tolist(),
            posture.pelvis_roll_deg.tolist(),
            strict=True,
        )
        for row in rows:
            self._step(row, events)
        return events

    def start_set(self, t: float) -> list[Event]:
        """Start a set now: its reps need no further proof."""
        self._ledger.waiting.clear()
        ended = self.end_set(t, SetEndReason.COMMAND)
        started = self._keeper.start(t, t, explicit=True)
        self._set_watches()
        return ended + started + self._rest(t)

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one."""
        events = self._keeper.end(t, reason)
        return events + self._after_set(t) if events else []

    def end_session(self, t: float) -> list[Event]:
        """End the running set with the session."""
        return self.end_set(t, SetEndReason.SESSION_END)

    def edit(self, edit: StrikeRep | AddRep | UndoRepEdit) -> list[Event]:
        """Strike or add a rep as a person says, or take that back."""
        edits, index = self._ledger.edits, self._keeper.last_index
        match edit:
            case StrikeRep(t, rep_id):
                return edits.strike(t, rep_id, index)
            case AddRep(t):
                return edits.add(t, self._ledger.new_id(), index) if index else []
            case UndoRepEdit(t):
                return edits.undo(t, running=index if self.in_set else None)

    def use_limits(self, t: float, limits: Limits) -> list[Event]:
        """Judge the sets from the next one on by other limits."""
        del t
        self._keeper.limits = limits
        self._set_watches()
        return []

    def use_exercise(self, t: float, exercise: ExerciseName) -> list[Event]:
        """End the set and go on with another exercise."""
        events = self.end_set(t, SetEndReason.COMMAND)
        form = exercise_form(exercise, self._settings.own)
        self._keeper.use_exercise(form)
        self._prepare(form)
        return events

    def use_side(self, told: SetSide) -> None:
        """Take which leg carries the running set, or between sets the next ones.

        Reps of the running set that were told already keep what was known, until
        something else of them is revised.
        """
        self._keeper.use_side(told)

    def use_reference(self, reference: BenchReference | None) -> list[Event]:
        """Compare the tops of the reps that follow with a bench reference."""
        self._ledger.reference = reference
        return []

    def use_table_check(self, *, checked: bool) -> list[Event]:
        """Narrow the error band if the sensors worn were checked on a table."""
        self._ledger.table_checked = checked
        return []

    def ignore(self, window: Window) -> list[Event]:
        """Let no sample of a window, past or to come, be part of a rep."""
        self._ignored = sorted([*self._ignored, window])
        self._ignore_from = self._ignored[0][0]
        if self._seen_s > window[0]:
            self._finder.reset()
        return self._keeper.forget(self._seen_s, window)

    def follow_range_test(
        self, event: RangeProgress | RangeMeasured | Notice
    ) -> list[Event]:
        """Ignore the samples of a range test; the next set's limit follows from it.

        Args:
            event: It began, went on, was measured or was refused.
        """
        if isinstance(event, RangeProgress) and event.cycles:
            return []
        after = (math.floor(event.t * 10 + 1e-6) + 1) / 10  # from the next tenth on
        self._ignored = [
            (start, after if end == math.inf else end) for start, end in self._ignored
        ]
        if isinstance(event, RangeProgress):
            return self.ignore((event.t, math.inf))
        if isinstance(event, RangeMeasured) and event.in_force:
            return self.use_limits(event.t, event.limits(self._keeper.limits))
        return []

    def suspect_slip(self, t: float) -> list[Event]:
        """Score neither the rep of that time nor those since, until it is resolved."""
        self._ledger.suspect_slip(t)
        return self._keeper.remeasure(t)

    def slip_resolved(self, t: float) -> list[Event]:
        """Score the reps from here on again."""
        self._ledger.resolve_slip(t)
        return []

    def tick(self, t: float) -> list[Event]:
        """End the set if samples have stopped coming."""
        blind = t - self._last_s
        if self._keeper.running is None or not blind > self._settings.sets.blind_s:
            return []
        return self.end_set(t, SetEndReason.PAUSE)

    def _prepare(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._watches_flexion = exercise.watches_flexion
        self._stay_from, self._stay_to = exercise.stay_deg
        self._bridge_s = self._settings.swings.bridge_s
        self._track.reset()
        self._signal = RepSignal(exercise)
        self._finder = SwingFinder(
            self._settings.swings, exercise.typical_rom_deg, exercise.near_deg[0]
        )
        self._phases = PhaseTracker(exercise)
        self._seen_s = self._last_s = math.nan  # last with a signal; last of all
        self._away_since: float | None = None
        self._set_watches()

    def _step(self, row: Row, events: list[Event]) -> None:
        t, pelvis, lumbar, flexion, pelvis_rate, lumbar_rate, doubtful, roll = row
        if t <= self._last_s:
            self._rewind()
        self._last_s = t
        near = self._finder.near
        s, primary, own, other = self._signal.step(pelvis, lumbar, near=near)
        self._track.add(t, primary, own, other, flexion, doubtful, roll)
        if t >= self._ignore_from and self._ignoring(t):
            self._watch_blind(t, events)
            return
        if s == s:  # noqa: PLR0124  not NaN
            rate = self._signal.rate(pelvis_rate, lumbar_rate)
            self._on_signal(t, s, rate, events)
        if flexion == flexion:  # noqa: PLR0124
            rate = lumbar_rate - pelvis_rate
            quiet = self._extension.quiet(t, -flexion, -rate)
            if self._watches_flexion:
                quiet = self._flexion.quiet(t, flexion, rate) and quiet
            if not quiet:
                self._watch(t, events, sure=not doubtful)
        else:
            self._watch_blind(t, events)
        if t >= self._keeper.due_s:
            self._on_due(t, events)

    def _on_signal(self, t: float, s: float, rate: float, events: list[Event]) -> None:
        gap, self._seen_s = t - self._seen_s, t
        finder = self._finder
        if gap > self._bridge_s:
            self._keeper.passed_over(gap)
            for each, swing in finder.resume(t, s, gap, self._keeper.period_s):
                self._on_step(t, each, swing, events)
        else:
            step = finder.step(t, s, rate)
            if step is not None:
                self._on_step(t, step, finder.swing, events)
        if not finder.near:
            self._follow_phase(t, s, rate, events)
        if not self._stay_from <= s <= self._stay_to:
            self._on_away(t, events)
        elif self._away_since is not None:
            self._away_since = None

    def _on_step(
        self, t: float, step: Step, swing: Swing | None, events: list[Event]
    ) -> None:
        before = self._keeper.running
        if swing is not None and step is Step.OPENED:
            events += self._keeper.opened(t, swing)
        elif swing is not None and step is Step.DONE:
            events += self._keeper.done(t, swing)
            self._finder.set_rom(self._ledger.rom_deg)
        if self._keeper.running is not before:
            self._set_watches()
        near = self._finder.near
        self._extension.rep_id = self._flexion.rep_id = (
            self._keeper.rep_id if near else None
        )
        if near:
            events += self._rest(t)

    def _rest(self, t: float) -> list[Event]:
        phase = self._phases.rest(in_set=self._keeper.running is not None)
        return [] if phase is None else [PhaseChanged(t, phase)]

    def _follow_phase(
        self, t: float, s: float, rate: float, events: list[Event]
    ) -> None:
        finder, swing = self._finder, self._finder.swing
        in_set = self._keeper.running is not None
        if swing is None or not (in_set or s >= self._exercise.far_deg[0]):
            return
        low, highest = swing.before_deg, swing.far_deg - swing.before_deg
        phase = self._phases.swing(s - low, highest, rate, finder.rom_deg)
        if phase is not None:
            events.append(PhaseChanged(t, phase))

    def _on_away(self, t: float, events: list[Event]) -> None:
        if self._away_since is None:
            self._away_since = t
        elif t - self._away_since >= self._settings.sets.got_up_s:
            events += self.end_set(t, SetEndReason.GOT_UP)

    def _watch(self, t: float, events: list[Event], *, sure: bool) -> None:
        """Judge a sample that is past a limit, or was."""
        on = self._watching(t)
        in_set = on and self._keeper.running is not None
        event = self._extension.step(sure=sure, on=on)
        if event is not None:
            events.append(event)
        if self._watches_flexion:
            event = self._flexion.step(sure=sure, on=in_set)
            if event is not None:
                events.append(event)

    def _watching(self, t: float) -> bool:
        """Whether this sample lies in a rep or its tail, with an angle to believe."""
        if self._ledger.slipping:
            return False
        if self._finder.near or self._finder.swing is None:
            return self._keeper.in_tail(t)
        if self._keeper.running is not None:
            return True
        return self._finder.swing.far_deg >= self._exercise.far_deg[0]

    def _watch_blind(self, t: float, events: list[Event]) -> None:
        for each in (self._extension, self._flexion):
            event = each.blind(t)
            if event is not None:
                events.append(event)

    def _on_due(self, t: float, events: list[Event]) -> None:
        events += self._keeper.due(t, busy=self._busy())
        if self._keeper.running is None:
            events += self._after_set(t)

    def _busy(self) -> bool:
        """Whether a swing is under way that may become a rep.

        Straightening up after bending back is as high as one, but ends in neutral.
        """
        swing, finder = self._finder.swing, self._finder
        if finder.near or swing is None:
            return False
        high = swing.far_deg - swing.before_deg >= _REP_SHARE * finder.rom_deg
        return high and (swing.hidden or swing.far_deg >= self._exercise.far_deg[0])

    def _after_set(self, t: float) -> list[Event]:
        """Stop watching, and rest; the next set's limits are in force."""
        ended = [e.end(t) for e in (self._extension, self._flexion)]
        self._set_watches()
        return [*(e for e in ended if e is not None), *self._rest(t)]

    def _set_watches(self) -> None:
        limits = self._keeper.in_force
        self._extension.use_limit(limits.extension_deg)
        self._flexion.use_limit(limits.flexion_deg)

    def _ignoring(self, t: float) -> bool:
        """Whether a sample is to be ignored; forgets the windows that are over."""
        while self._ignored and t > self._ignored[0][1]:
            self._ignored.pop(0)
        self._ignore_from = self._ignored[0][0] if self._ignored else math.inf
        if t < self._ignore_from:
            return False
        self._finder.reset()
        return True

    def _rewind(self) -> None:
        """Time went back: earlier postures became known with a calibration."""
        self._track.reset()
        self._finder.reset()
        self._seen_s = math.nan
