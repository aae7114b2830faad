"""Twists of the trunk to either side: counted, with their way and their balance.

Each twist from the middle to a side and back is a rep. Its lumbar angle is not judged.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from monitor.detection.forms import TWISTS, Twist
from monitor.detection.numbers import Numbers
from monitor.detection.plain_detection import PlainDetection
from monitor.detection.twist_finder import Excursion, Turn, TwistFinder, TwistSettings
from monitor.detection.twist_signal import Turning, TwistSignal
from monitor.model.blocks import Planes, Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    PelvicDrop,
    Phase,
    PhaseChanged,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    RetractReason,
    SetEnded,
    SetEndReason,
    Verdict,
)
from monitor.model.records import ExerciseName, Side

NOT_JUDGED = "Twists are counted; the lumbar angle is not judged in them."
_TURNED_DEG = 45.0  # turned further, the pitch says nothing of the recline
_SETTLED = 4  # twists after which the first ones are judged anew
_USUAL_OF = 6  # the last twists that tell the usual way


@dataclass(slots=True)
class Counted:
    """A twist that was counted; what ``RepEdits`` needs of it.

    Attributes:
        excursion: As found.
        rep: As last reported.
        confirmed: It stands.
        struck: A person took it back.
        sides: Left and right of the pelvis are not told of twists.
    """

    excursion: Excursion
    rep: Rep | None
    confirmed: bool = True
    struck: bool = False
    sides: Sequence[RepSides | PelvicDrop] = ()


class TwistDetection(PlainDetection):
    """All that is told of twists; see ``Detector``.

    Args:
        exercise: What is trained.
        limits: What the sets say they are judged by.
        settings: What a twist is.
        numbers: Gives sets and reps their numbers.
    """

    def __init__(
        self,
        exercise: ExerciseName,
        limits: Limits,
        settings: TwistSettings,
        numbers: Numbers,
    ) -> None:
        self._settings = settings
        super().__init__(limits, numbers)
        self._prepare(TWISTS[exercise])

    def _prepare(self, twist: Twist) -> None:
        self._twist = twist
        self._signal = TwistSignal(self._settings.pull_s)
        self._finder = TwistFinder(self._settings, twist.least_deg)
        self._counted: list[Counted] = []  # in this set
        self._waiting: Excursion | None = None  # for one to the other side
        self._usual: list[float] = []
        self._since_s: float | None = None  # since when in the posture
        self._away_since: float | None = None
        self._is_out = False

    @property
    def wants_planes(self) -> bool:
        """Whether ``feed`` makes use of side lean and twist."""
        return True

    @property
    def in_rep(self) -> bool:
        """Whether a twist is under way."""
        return self._is_out

    def feed(self, posture: Posture, planes: Planes | None = None) -> list[Event]:
        """Return the events that these samples complete, in order of time.

        Args:
            posture: The next rows.
            planes: The same rows' side lean and twist.
        """
        events: list[Event] = []
        assert planes is not None
        for row in _rows(posture, planes):
            self._step(row, events)
        return events

    def start_set(self, t: float) -> list[Event]:
        """Start a set now: its twists need no further proof."""
        events = self.end_set(t, SetEndReason.COMMAND)
        self._waiting = None
        events += self._set.start(t, t, self._twist.name)
        return [*events, PhaseChanged(t, Phase.BOTTOM)]

    def end_set(self, t: float, reason: SetEndReason) -> list[Event]:
        """End the running set, if there is one."""
        index, start_s = self._set.running, self._set.start_s
        if index is None:
            return []
        self._set.end()
        self._finder.reset()
        self._is_out, self._waiting = False, None
        reps = [e.rep for e in self._counted if e.rep is not None and not e.struck]
        full = [rep for rep in reps if rep.full]
        full += self._numbers.edits.added_in(index)
        self._counted = []
        ended = SetEnded(
            t,
            index,
            reason,
            start_s,
            reps=len(full),
            scored=0,
            faults=0,
            left=sum(rep.side is Side.LEFT for rep in full),
            right=sum(rep.side is Side.RIGHT for rep in full),
        )
        return [ended, PhaseChanged(t, Phase.REST)]

    def use_exercise(self, t: float, exercise: ExerciseName) -> list[Event]:
        """End the set and go on with another exercise that twists."""
        events = self.end_set(t, SetEndReason.COMMAND)
        self._prepare(TWISTS[exercise])
        return events

    def tick(self, t: float) -> list[Event]:
        """End the set if samples have stopped coming."""
        if not (self.in_set and t - self._last_s > self._settings.blind_s):
            return []
        return self.end_set(t, SetEndReason.PAUSE)

    def _step(self, now: Turning, events: list[Event]) -> None:
        if now.t <= self._last_s:  # earlier postures became known with a calibration
            self._signal.reset()
            self._finder.reset()
        self._last_s = now.t
        if not math.isnan(now.trunk_dps):
            self._follow(now, events)
        if now.t - self._set.quiet_since >= self._settings.pause_s:
            events += self.end_set(now.t, SetEndReason.PAUSE)

    def _follow(self, now: Turning, events: list[Event]) -> None:
        """Take a row on which the trunk's gyro was heard."""
        twist_deg = self._signal.step(now)
        unseen_s = self._signal.unseen_s
        longest_s = self._twist.measure.longest_s or math.inf
        if math.isnan(twist_deg) or unseen_s > longest_s:
            self._signal.reset()
            self._finder.reset()
        elif self._in_posture(now, twist_deg):
            found = self._finder.step(
                now.t, twist_deg, sure=now.sure, unseen_s=unseen_s
            )
            for turn, excursion in found:
                events += self._on_turn(now.t, turn, excursion)
            self._follow_phase(now.t, events)
        else:
            events += self._on_away(now.t)

    def _in_posture(self, now: Turning, twist_deg: float) -> bool:
        """Whether the trunk has leaned back for a moment."""
        low, high = self._twist.recline_deg
        seen = not math.isnan(now.trunk_deg)
        turned = seen and abs(twist_deg) > _TURNED_DEG and self._since_s is not None
        if turned or low <= now.pitch_deg <= high:
            self._away_since = None
            if self._since_s is None:
                self._since_s = now.t
            return now.t - self._since_s >= self._settings.settle_s
        if self._away_since is None:
            self._away_since = now.t
        return False

    def _on_away(self, t: float) -> list[Event]:
        """Forget what was under way, and end the set, once it is sure."""
        since_s = self._away_since
        if since_s is None or t - since_s < self._settings.away_s:
            return []
        self._finder.reset()
        self._signal.reset()
        self._waiting, self._is_out, self._since_s = None, False, None
        return self.end_set(t, SetEndReason.GOT_UP)

    def _follow_phase(self, t: float, events: list[Event]) -> None:
        """Tell when a twist leaves the middle and is back there."""
        if self._set.running is None:
            return
        now = self._finder.excursion
        is_out = now is not None and now.peak_deg >= self._twist.least_deg
        if is_out is not self._is_out:
            self._is_out = is_out
            phase = Phase.CONCENTRIC if is_out else Phase.BOTTOM
            events.append(PhaseChanged(t, phase))

    def _on_turn(self, t: float, turn: Turn, excursion: Excursion) -> list[Event]:
        if turn is Turn.OVER:
            return self._over(t, excursion)
        if self._set.running is not None:
            return self._count(t, excursion)
        before, self._waiting = self._waiting, excursion
        if before is None or before.sign == excursion.sign:
            return []
        if excursion.peak_s - before.peak_s > self._settings.pair_s:
            return []
        self._waiting = None
        start_s = before.bounds().onset_s
        events = self._set.start(t, start_s, self._twist.name)
        return events + self._count(t, before) + self._count(t, excursion)

    def _count(self, t: float, excursion: Excursion) -> list[Event]:
        usual = median(self._usual) if self._usual else excursion.peak_deg
        full = excursion.peak_deg >= self._twist.full_share * usual
        if full:
            self._usual = [*self._usual, excursion.peak_deg][-_USUAL_OF:]
        rep_id = next(self._numbers.reps)
        rep = self._rep(excursion, rep_id, self._numbers.sets, full=full)
        counted = Counted(excursion, rep)
        self._counted.append(counted)
        self._numbers.edits.counted(counted)
        self._set.quiet_since = t
        events: list[Event] = [RepCounted(t, rep), RepConfirmed(t, rep_id)]
        return events + self._rejudged(t)

    def _rejudged(self, t: float) -> list[Event]:
        """Judge the first twists of a set anew, once what is usual is known."""
        if len(self._counted) != _SETTLED:
            return []
        usual = median(each.excursion.peak_deg for each in self._counted)
        least_deg, events = self._twist.full_share * usual, list[Event]()
        for each in self._counted:
            old, short = each.rep, each.excursion.peak_deg < least_deg
            if old is None or each.struck or not (old.full and short):
                continue
            self._numbers.edits.retracted(old.rep_id)
            rep_id = next(self._numbers.reps)
            each.rep = self._rep(each.excursion, rep_id, old.set_index, full=False)
            self._numbers.edits.counted(each)
            events += [
                RepRetracted(t, old.rep_id, RetractReason.REJUDGED),
                RepCounted(t, each.rep),
                RepConfirmed(t, rep_id),
            ]
        if events:
            whole = [e.excursion.peak_deg for e in self._counted]
            self._usual = [peak for peak in whole if peak >= least_deg]
        return events

    def _over(self, t: float, excursion: Excursion) -> list[Event]:
        """A twist is back at the middle: its last boundary is known."""
        for each in reversed(self._counted):
            if each.excursion is excursion and each.rep is not None:
                old = each.rep
                each.rep = self._rep(
                    excursion, old.rep_id, old.set_index, full=old.full
                )
                return [] if each.struck else [RepRevised(t, each.rep)]
        return []

    def _rep(
        self, excursion: Excursion, rep_id: int, set_index: int, *, full: bool
    ) -> Rep:
        bounds = excursion.bounds()
        drift_dps = self._twist.measure.drift_dps or 0.0
        unseen_s = excursion.unseen_s
        return Rep(
            rep_id=rep_id,
            set_index=set_index,
            full=full,
            onset_s=bounds.onset_s,
            reach_s=bounds.reach_s,
            leave_s=bounds.leave_s,
            end_s=bounds.end_s,
            rom_deg=bounds.rom_deg,
            scored_share=0.0,
            verdict=Verdict.NOT_SCORED,
            reason=NOT_JUDGED,
            side=Side.LEFT if excursion.sign > 0 else Side.RIGHT,
            rom_drift_deg=drift_dps * unseen_s if unseen_s > 0 else None,
        )


def _rows(posture: Posture, planes: Planes) -> Iterator[Turning]:
    columns = (
        posture.t,
        planes.lumbar_twist_deg,
        planes.pelvis_twist_deg,
        planes.lumbar_turn_dps,
        planes.pelvis_turn_dps,
        posture.lumbar_pitch_deg,
        ~planes.doubtful,
    )
    yield from map(Turning, *(column.tolist() for column in columns))
