"""Turns what a session puts out into what a coach is told.

A coach is never told why a lifter has stopped: from that moment to the next set no
words of an alert leave, and what was said of pain stands in ``PainTold`` alone.
"""

import math
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from msgspec.structs import replace

from monitor.consent import Consent
from monitor.model.blocks import Posture
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    LinkStatus,
    Output,
    RepCounted,
    SetEnded,
    SetEndReason,
    SetStarted,
    StopAsked,
    Verdict,
)
from monitor.model.records import (
    Note,
    Record,
    SetLoad,
    SetPain,
    TellRedFlags,
)
from monitor.net.consent import consent_words
from monitor.net.messages import (
    TRACE_HZ,
    Alarm,
    Answer,
    EventKind,
    EventTold,
    PainTold,
    SetTold,
    State,
    Told,
    new_id,
)
from monitor.net.told_links import LinksTold
from monitor.pipeline import PipelineSettings
from monitor.view.state import ViewState, beginning, folded

STOPPED: Final = "Stopped by the lifter"
MOST_TEXT: Final = 240
_TRACE: Final = 64  # values in a state at most
_SHOWN_S: Final[Mapping[Level, float]] = {
    Level.CAUTION: 6.0,
    Level.DANGER: 6.0,
    Level.STOP: 30.0,
}
_SCORED: Final = (Verdict.CLEAN, Verdict.BORDERLINE, Verdict.FAULT)
_ALARMS: Final = {
    Level.CAUTION: Alarm.CAUTION,
    Level.DANGER: Alarm.DANGER,
    Level.STOP: Alarm.STOP,
}


def now_utc() -> str:
    """Return the wall clock, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Teller:
    """Folds the outputs of one session; knows no network.

    Attributes:
        view: What the lifter's own screen knows.
        help: Whether the lifter calls for help.
    """

    def __init__(  # noqa: PLR0913  who tells, of whom, and by what clock
        self,
        station: str,
        session: str,
        lifter: str,
        settings: PipelineSettings,
        *,
        planned_reps: int = 0,
        utc: Callable[[], str] = now_utc,
    ) -> None:
        """Begin a session.

        Args:
            station: Who tells.
            session: Random id of the session; see ``new_session``.
            lifter: A pseudonym.
            settings: What the session is judged by.
            planned_reps: Of each set; 0 if not planned.
            utc: The wall clock, for people.
        """
        self.view: ViewState = beginning(settings)
        self.help = False
        self._station, self._session, self._lifter = station, session, lifter
        self._planned_reps, self._utc = planned_reps, utc
        self._load_kg: float | None = None  # of the running set
        self._next_kg: float | None = None
        self._stopped = self._is_armed = False
        self._links = LinksTold()
        self._trace: deque[float | None] = deque(maxlen=_TRACE)
        self._trace_s = -math.inf
        self._n = 0

    @property
    def lifter(self) -> str:
        """The pseudonym."""
        return self._lifter

    # In

    def began(self) -> Told:
        """Return that the session has begun."""
        return self._event(0.0, EventKind.SESSION_STARTED)

    def ended(self) -> Told:
        """Return that the session is over."""
        return self._event(self.view.t, EventKind.SESSION_ENDED)

    def call_for_help(self, *, wanted: bool) -> list[Told]:
        """Call for help, or take the call back; return what is told of it."""
        is_news, self.help = wanted and not self.help, wanted
        return [self._event(self.view.t, EventKind.HELP)] if is_news else []

    def consented(self, consent: Consent) -> Told:
        """Return that the lifter allows something else now."""
        return self._event(self.view.t, EventKind.CONSENT, text=consent_words(consent))

    def answered(self, command: str, answer: Answer) -> Told:
        """Return what the lifter has decided about a command that was shown.

        Args:
            command: Its id.
            answer: Taken or refused.
        """
        told = self._event(self.view.t, EventKind.ANSWER, text=answer)
        return replace(told, command=command)

    def plan(self, reps: int) -> None:
        """Know how many reps are planned from now on; 0 for no plan."""
        self._planned_reps = reps

    def hear(self, record: Record) -> list[Told]:
        """Take what a person did; return what is told of it."""
        match record:
            case SetLoad(set_index=None) if self.view.in_set:
                self._load_kg = record.load_kg
            case SetLoad(set_index=None):
                self._next_kg = record.load_kg
            case SetPain():
                text = "" if record.place is None else f"Pain: {record.place}"
                return [self._pain(record.t, text, record.pain)]
            case Note():
                return [self._pain(record.t, f"Note: {record.text}")]
            case TellRedFlags(flags=flags) if flags:
                return [self._pain(record.t, "Signs that call for medical care")]
        return []

    def feed(self, output: Output) -> list[Told]:
        """Take an output; return what is told of it, its ``seq`` still open."""
        told = self._before(output)
        self.view = folded(self.view, output)
        match output:
            case Posture():
                self._keep(output)
            case SetStarted():
                told.append(self._started(output))
            case RepCounted(rep=rep) if rep.full:
                told.append(self._event(output.t, EventKind.REP, rep=self.view.count))
            case Alert():
                told += self._alerted(output)
            case LinkStatus():
                told += self._linked(output)
            case SetEnded():
                told.append(self._set(output))
        return told

    def _before(self, output: Output) -> list[Told]:
        if not isinstance(output, StopAsked):
            return []
        self._stopped = True
        return [self._event(output.t, EventKind.STOPPED, text=STOPPED)]

    def _keep(self, posture: Posture) -> None:
        """Keep the angle at the pace of the trace."""
        angles = posture.lumbar_flexion_deg
        for t, angle in zip(posture.t.tolist(), angles.tolist(), strict=True):
            if t - self._trace_s >= 1 / TRACE_HZ - 1e-6:
                self._trace_s = t
                self._trace.append(None if math.isnan(angle) else round(angle, 1))

    def _started(self, started: SetStarted) -> Told:
        self._stopped = False
        self._load_kg = self._next_kg
        return self._event(
            started.t, EventKind.SET_STARTED, text=_short(self.view.title)
        )

    def _alerted(self, alert: Alert) -> list[Told]:
        if alert.cue in (Cue.ARMED, Cue.NOT_ARMED):
            self._is_armed = alert.cue is Cue.ARMED
        alarm = _ALARMS.get(alert.level)
        if alarm is None or self._stopped:
            return []
        text = _short(alert.text)
        return [self._event(alert.t, EventKind.ALERT, alarm=alarm, text=text)]

    def _linked(self, status: LinkStatus) -> list[Told]:
        kind = self._links.take(status)
        if kind is None:
            return []
        return [self._event(status.t, kind, text=f"The {status.placement} sensor")]

    def _set(self, ended: SetEnded) -> Told:
        counts = _verdicts(self.view)
        return SetTold(
            *self._about(ended.t),
            self._lifter,
            ended.index,
            exercise=_short(self.view.title),
            reps=ended.reps,
            scored=ended.scored,
            clean=counts[Verdict.CLEAN],
            borderline=counts[Verdict.BORDERLINE],
            faults=ended.faults,
            load_kg=self._load_kg,
            peak_extension_deg=_rounded(_peak_deg(self.view, ended.index)),
            extension_limit_deg=self.view.limits.extension_deg,
            held_s=ended.held_s,
            duration_s=max(0.0, ended.t - ended.start_s),
            stopped=ended.reason is SetEndReason.PAIN,
        )

    def _event(
        self,
        t: float,
        kind: EventKind,
        *,
        rep: int = 0,
        alarm: Alarm = Alarm.NONE,
        text: str = "",
    ) -> EventTold:
        return EventTold(
            *self._about(t),
            kind,
            self._lifter,
            set_index=self.view.set_index,
            rep=rep,
            alarm=alarm,
            text=text,
        )

    def _pain(self, t: float, text: str, score: float | None = None) -> Told:
        return PainTold(
            *self._about(t),
            self._lifter,
            score=score,
            text=_short(text),
            set_index=self.view.set_index,
        )

    def _about(self, t: float) -> tuple[str, str, str, int, float, str]:
        """Return a new id, whose it is, and when; the outbox numbers it."""
        return new_id(), self._station, self._session, 1, t, self._utc()

    # Out

    def state(self) -> State:
        """Return how the lifter stands now; the trace begins anew."""
        view, counts = self.view, _verdicts(self.view)
        alarm, alert = self._alarm()
        trace, self._n = tuple(self._trace), self._n + 1
        self._trace.clear()
        return State(
            station=self._station,
            session=self._session,
            n=self._n,
            t=view.t,
            lifter=self._lifter,
            exercise=_short(view.title),
            in_set=view.in_set,
            set_index=view.set_index,
            load_kg=self._load_kg if view.in_set else self._next_kg or self._load_kg,
            reps=view.count,
            planned_reps=self._planned_reps,
            held_s=round(view.held_s, 1) if view.is_held else None,
            lumbar_deg=_rounded(view.lumbar_flexion_deg),
            extension_limit_deg=view.limits.extension_deg,
            flexion_limit_deg=view.limits.flexion_deg,
            trace=trace,
            links=self._links.views(),
            clean=counts[Verdict.CLEAN],
            borderline=counts[Verdict.BORDERLINE],
            faults=counts[Verdict.FAULT],
            alarm=alarm,
            alert=alert,
            armed=self._armed(),
            link_lost=self._links.is_lost,
            stopped=self._stopped,
            help=self.help,
        )

    def _armed(self) -> str:
        is_armed = self._is_armed and not self._links.is_lost
        return "" if is_armed else _short(self.view.armed)

    def _alarm(self) -> tuple[Alarm, str]:
        """Return the most urgent of what holds now, and its words."""
        if self._stopped:
            return Alarm.STOP, STOPPED
        view = self.view
        warned = view.warned
        age_s = math.inf if warned is None else view.t - warned.t
        if warned is None or age_s > _SHOWN_S.get(warned.level, 0.0):
            is_over = view.over is not None
            return (Alarm.DANGER, "Past the limit") if is_over else (Alarm.NONE, "")
        is_worse = view.over is not None and warned.level is Level.CAUTION
        alarm = Alarm.DANGER if is_worse else _ALARMS[warned.level]
        return alarm, _short(warned.text)


def new_session() -> str:
    """Return a random id of a session."""
    return uuid4().hex[:16]


def _verdicts(view: ViewState) -> dict[Verdict, int]:
    """Count what is said of the full reps of the set that is shown."""
    said = [rep.verdict for rep in view.reps if rep.full]
    return {verdict: said.count(verdict) for verdict in _SCORED}


def _peak_deg(view: ViewState, set_index: int) -> float | None:
    """Return the largest extension of a set's scored reps; None without."""
    peaks = [
        rep.peak_extension_deg
        for rep in view.reps
        if rep.set_index == set_index and rep.full and rep.verdict in _SCORED
    ]
    return max((peak for peak in peaks if peak is not None), default=None)


def _rounded(angle: float | None) -> float | None:
    return None if angle is None else round(angle, 1)


def _short(text: str) -> str:
    return text[:MOST_TEXT]
