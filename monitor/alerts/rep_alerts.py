"""The count's sounds, cautions about a rep, the advice to stop, and the set's end."""

from monitor.alerts import wording
from monitor.alerts.cause import Cause
from monitor.alerts.danger import DangerCues
from monitor.alerts.settings import AlertSettings
from monitor.alerts.tally import SetTally
from monitor.model.events import (
    Alert,
    Cue,
    HoldEnded,
    Level,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetStarted,
    StopAsked,
    TrendFound,
    Verdict,
)
from monitor.model.records import ExerciseName


class RepAlerts:
    """Follows the reps of the running set."""

    def __init__(self, settings: AlertSettings, danger: DangerCues) -> None:
        self._settings = settings
        self._danger = danger
        self._tally = SetTally(settings)
        self._cautioned: set[int] = set()
        self._struck: set[int] = set()
        self._twists = False  # the running set is one of twists

    def feed(self, t: float, cause: Cause) -> list[Alert]:
        """Return the alerts about reps and sets that a cause calls for."""
        match cause:
            case SetStarted(exercise=exercise):
                self._twists = exercise is ExerciseName.RUSSIAN_TWIST
            case RepCounted():
                return self._on_counted(t, cause)
            case RepRevised(rep=rep) if self._tally.put(rep):
                return self._judged(t, cause.t, rep)
            case RepRetracted() if self._tally.remove(cause.rep_id):
                return self._on_retracted(t, cause)
            case SetEnded():
                return self._on_set_ended(t, cause)
            case StopAsked() | TrendFound() | HoldEnded():
                return [self._advice(t, cause)]
        return []

    def _advice(self, t: float, cause: StopAsked | TrendFound | HoldEnded) -> Alert:
        if isinstance(cause, HoldEnded):
            text = wording.hold_over(cause)
            return Alert(t, cause.t, Level.INFO, Cue.NONE, text)
        if isinstance(cause, TrendFound):
            return self._caution(t, cause.t, wording.trend(cause))
        text = wording.asked_to_stop(cause)
        return Alert(t, cause.t, Level.STOP, Cue.STOP, text)

    def _on_counted(self, t: float, counted: RepCounted) -> list[Alert]:
        rep = counted.rep
        if not self._tally.put(rep):
            return []
        if rep.by_hand or rep.rep_id in self._struck:
            return self._on_added(t, counted)
        scored = self._twists or (  # in twists the angle is not judged at all
            rep.verdict is not Verdict.NOT_SCORED
            and rep.scored_share >= self._settings.scored_share
        )
        text = wording.counted(rep, self._tally.count, scored=scored)
        cue = self._count_cue(rep, scored=scored)
        told = [Alert(t, counted.t, Level.INFO, cue, text, rep_id=rep.rep_id)]
        return told + self._judged(t, counted.t, rep)

    def _on_added(self, t: float, counted: RepCounted) -> list[Alert]:
        """A person's doing is shown, not sounded."""
        rep_id, text = counted.rep.rep_id, wording.added(self._tally.count)
        self._struck.discard(rep_id)
        return [Alert(t, counted.t, Level.INFO, Cue.NONE, text, rep_id=rep_id)]

    def _count_cue(self, rep: Rep, *, scored: bool) -> Cue:
        if not self._settings.count_sounds:
            return Cue.NONE
        if not rep.full:
            return Cue.REP_PARTIAL
        return Cue.REP_SCORED if scored else Cue.REP_COUNTED_ONLY

    def _judged(self, t: float, sample_s: float, rep: Rep) -> list[Alert]:
        reason = self._tally.stop_reason(rep.rep_id)
        if reason is not None:
            text = wording.stop(*reason)
            return [Alert(t, sample_s, Level.STOP, Cue.STOP, text, rep_id=rep.rep_id)]
        if rep.verdict is not Verdict.BORDERLINE or rep.rep_id in self._cautioned:
            return []
        if self._danger.was_over(rep.rep_id):  # more urgent things were said of it
            return []
        self._cautioned.add(rep.rep_id)
        return [self._caution(t, sample_s, wording.near_limit(rep), rep.rep_id)]

    def _on_retracted(self, t: float, retracted: RepRetracted) -> list[Alert]:
        text = wording.retracted(retracted.reason, self._tally.count)
        rep_id = retracted.rep_id
        if retracted.reason is RetractReason.STRUCK:
            self._struck.add(rep_id)
        return [Alert(t, retracted.t, Level.INFO, Cue.NONE, text, rep_id=rep_id)]

    def _on_set_ended(self, t: float, ended: SetEnded) -> list[Alert]:
        self._tally.close(ended.index)
        self._cautioned.clear()
        self._struck.clear()
        cue = Cue.SET_END if ended.reps or ended.holds else Cue.NONE
        return [Alert(t, ended.t, Level.INFO, cue, wording.set_over(ended))]

    def _caution(
        self, t: float, sample_s: float, text: str, rep_id: int | None = None
    ) -> Alert:
        cue = Cue.CAUTION if self._settings.caution_sounds else Cue.NONE
        return Alert(t, sample_s, Level.CAUTION, cue, text, rep_id=rep_id)
