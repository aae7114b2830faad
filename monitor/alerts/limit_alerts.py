"""The alerts for a limit passed, and the moment of their cue."""

from dataclasses import replace

from monitor.alerts import wording
from monitor.alerts.cause import Cause
from monitor.alerts.danger import DangerCues
from monitor.alerts.settings import AlertSettings, CueMoment
from monitor.alerts.waiting import WaitingRoom
from monitor.model.events import (
    Alert,
    Cue,
    HoldBegan,
    HoldEnded,
    Level,
    OverLimitBegan,
    OverLimitEnded,
    PhaseChanged,
    RepCounted,
    SetEnded,
)


class LimitAlerts:
    """One alert for each event at once; its cue when and as the settings say."""

    def __init__(
        self, settings: AlertSettings, danger: DangerCues, rep_end: WaitingRoom
    ) -> None:
        self._settings = settings
        self._danger = danger
        self._rep_end = rep_end
        self._until_set_end: list[OverLimitBegan] = []

    def feed(self, t: float, cause: Cause) -> list[Alert]:
        """Return the alerts about limits that a cause calls for."""
        match cause:
            case PhaseChanged():
                self._danger.phase_changed(cause.t, cause.phase)
            case RepCounted(rep=rep) if not rep.by_hand:
                self._danger.counted(cause.t, cause.rep)
            case HoldBegan():
                self._danger.is_held = True
            case HoldEnded():
                self._danger.is_held = False
            case OverLimitBegan():
                return self._on_began(t, cause)
            case OverLimitEnded():
                return self._on_ended(t, cause)
            case SetEnded():
                self._danger.set_ended()
                return self._of_set(t)
        return []

    def _on_began(self, t: float, began: OverLimitBegan) -> list[Alert]:
        if not self._danger.began(began):
            return [_alert(t, began, Cue.NONE)]
        if self._settings.moment is CueMoment.IN_REP:
            return [_alert(t, began, Cue.DANGER)]
        self._cue_later(t, began)
        return [_alert(t, began, Cue.NONE)]

    def _on_ended(self, t: float, ended: OverLimitEnded) -> list[Alert]:
        began = self._danger.ended(ended)
        if began is None:
            return []
        if self._settings.moment is CueMoment.IN_REP:
            return [_alert(t, began, Cue.DANGER)]
        self._cue_later(t, began)
        return []

    def _cue_later(self, t: float, began: OverLimitBegan) -> None:
        if self._settings.moment is CueMoment.SET_END:
            self._until_set_end.append(began)
            return
        latest_s = t + self._settings.longest_rep_s
        self._rep_end.put(_alert(t, began, Cue.DANGER), latest_s)

    def _of_set(self, t: float) -> list[Alert]:
        if not self._until_set_end:
            return []
        alert = _alert(t, self._until_set_end[-1], Cue.DANGER)
        text = wording.over_limit_in_set(len(self._until_set_end))
        self._until_set_end = []
        return [replace(alert, text=text)]


def _alert(t: float, began: OverLimitBegan, cue: Cue) -> Alert:
    text = wording.over_limit(began)
    return Alert(t, began.t, Level.DANGER, cue, text, began.event_id, began.rep_id)
