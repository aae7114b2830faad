"""Which passing of a limit is given a cue: never two in a rep, always the first.

An event can come before its rep is counted, and then names none; it is bound to the
rep by time when that is counted.
"""

from monitor.alerts.settings import AlertSettings, CueDensity
from monitor.model.events import OverLimitBegan, OverLimitEnded, Phase, Rep

IN_REP = frozenset({Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC})


class DangerCues:
    """Remembers which reps have had their cue, and which passed a limit at all."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self._open: dict[int, OverLimitBegan] = {}
        self._rep_start_s = -float("inf")  # of the rep not yet counted
        self._last: Rep | None = None
        self._early_cue_s: float | None = None  # a cue whose rep was not counted yet
        self._early_over_s: float | None = None  # the same for passing at all
        self._cued: set[int] = set()
        self._over: set[int] = set()
        self._reps_since_cue: int | None = None  # None: no cue in this set yet
        self.is_held = False  # a posture is: each passing of a limit is its own

    def began(self, began: OverLimitBegan) -> bool:
        """Take an event; return whether to cue now."""
        self._open[began.event_id] = began
        self._mark_over(began)
        return not self._is_cued(began) and self._chosen(began) and self._mark(began)

    def ended(self, ended: OverLimitEnded) -> OverLimitBegan | None:
        """Take an event's end; return its beginning if only now it calls for a cue."""
        began = self._open.pop(ended.event_id, None)
        if began is None or self._settings.density is not CueDensity.BEYOND_BAND:
            return None
        beyond = ended.peak_deg >= began.limit_deg + self._settings.band_deg
        if not beyond or self._is_cued(began):
            return None
        self._mark(began)
        return began

    def counted(self, t: float, rep: Rep) -> None:
        """Take a counted rep: events since its onset were its own."""
        if self._early_cue_s is not None and self._early_cue_s >= rep.onset_s:
            self._cued.add(rep.rep_id)
            self._early_cue_s = None
        if self._early_over_s is not None and self._early_over_s >= rep.onset_s:
            self._over.add(rep.rep_id)
            self._early_over_s = None
        if self._reps_since_cue is not None:
            self._reps_since_cue += 1
        self._last = rep
        self._rep_start_s = max(self._rep_start_s, t)

    def phase_changed(self, t: float, phase: Phase) -> None:
        """Take a phase: back at the bottom, the next rep begins."""
        if phase not in IN_REP:
            self._rep_start_s = max(self._rep_start_s, t)

    def set_ended(self) -> None:
        """Start the next set with a clean sheet, but for the rep just made."""
        newest = self._last.rep_id if self._last is not None else 0
        self._cued = {rep_id for rep_id in self._cued if rep_id >= newest}
        self._over = {rep_id for rep_id in self._over if rep_id >= newest}
        self._reps_since_cue = None

    def was_over(self, rep_id: int) -> bool:
        """Whether this rep of the running set passed a limit."""
        return rep_id in self._over

    def _rep_of(self, began: OverLimitBegan) -> int | None:
        if began.rep_id is not None or self._last is None:
            return began.rep_id
        if self._last.onset_s <= began.t < self._rep_start_s:
            return self._last.rep_id
        return None

    def _is_cued(self, began: OverLimitBegan) -> bool:
        if self.is_held:
            return False
        rep_id = self._rep_of(began)
        if rep_id is not None:
            return rep_id in self._cued
        if self._early_cue_s is None or self._early_cue_s < self._rep_start_s:
            return False
        return began.t - self._early_cue_s < self._settings.longest_rep_s

    def _mark_over(self, began: OverLimitBegan) -> None:
        rep_id = self._rep_of(began)
        if rep_id is None:
            self._early_over_s = began.t
        else:
            self._over.add(rep_id)

    def _mark(self, began: OverLimitBegan) -> bool:
        rep_id = self._rep_of(began)
        if rep_id is None:
            self._early_cue_s = began.t
        else:
            self._cued.add(rep_id)
        # A rep not yet counted will add one to this when it is.
        self._reps_since_cue = 0 if rep_id is not None else -1
        return True

    def _chosen(self, began: OverLimitBegan) -> bool:
        match self._settings.density:
            case CueDensity.EVERY_FAULT:
                return True
            case CueDensity.BEYOND_BAND:
                return began.angle_deg >= began.limit_deg + self._settings.band_deg
            case CueDensity.EVERY_NTH_REP:
                return self._every_nth(began)

    def _every_nth(self, began: OverLimitBegan) -> bool:
        if self._reps_since_cue is None:
            return True
        ahead = 0 if self._rep_of(began) is not None else 1
        return self._reps_since_cue + ahead >= self._settings.every_nth
