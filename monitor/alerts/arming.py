"""Says when alerts would come, and when a rep starts although they would not."""

from monitor.alerts import wording
from monitor.alerts.cause import Cause
from monitor.alerts.danger import IN_REP
from monitor.alerts.readiness import Readiness
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    Phase,
    PhaseChanged,
    RepCounted,
    SetEnded,
)


class Arming:
    """Speaks on the change to *armed*, and at the start of a rep that is not.

    The *not armed* sound comes once a set for each reason; every rep start says it on
    the screen, and the sound of the count tells it again.
    """

    def __init__(self, readiness: Readiness) -> None:
        self._ready = readiness
        self._phase = Phase.REST
        self._was_armed = False
        self._told = ""  # what was said to be missing in this set

    @property
    def in_rep(self) -> bool:
        """Whether a rep is on its way."""
        return self._phase in IN_REP

    def before(self, t: float, cause: Cause) -> list[Alert]:
        """Return what must be told ahead of the cause's own alerts."""
        match cause:
            case PhaseChanged(phase=phase):
                starts = not self.in_rep and phase in IN_REP
                self._phase = phase
                return self._not_armed(t, cause.t) if starts else []
            case RepCounted(rep=rep) if not (self._told or rep.by_hand):
                return self._not_armed(t, cause.t)
            case SetEnded():
                self._phase = Phase.REST
                self._told = ""
        return []

    def after(self, t: float) -> list[Alert]:
        """Return the *armed* alert once all is good and no rep is on its way."""
        armed = not self._ready.missing
        if armed == self._was_armed or (armed and self.in_rep):
            return []
        self._was_armed = armed
        if not armed:
            return []
        self._told = ""
        return [Alert(t, t, Level.INFO, Cue.ARMED, wording.armed())]

    def _not_armed(self, t: float, sample_s: float) -> list[Alert]:
        missing = self._ready.missing
        if not missing:
            return []
        cue = Cue.NONE if missing == self._told else Cue.NOT_ARMED
        self._told = missing
        text = wording.not_armed(missing)
        return [Alert(t, sample_s, Level.CAUTION, cue, text)]
