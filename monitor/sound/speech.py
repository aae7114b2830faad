"""What is said in words, and when: never within a rep, but for the count.

The words of a cue wait for the return; the danger cue in a rep is its tone alone. A
number may be said at lock-out, which is before the rep is known to count.
"""

from typing import Final

from monitor.model.events import (
    Alert,
    Cue,
    Output,
    Phase,
    PhaseChanged,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    SetEnded,
    SetStarted,
)
from monitor.sound.phrases import MOST, Phrase, Word
from monitor.sound.settings import SoundSettings, SpeakCount

LONGEST_REP_S: Final = 12.0  # words that waited longer are no longer news

Utterance = tuple[Phrase, ...]

_MOVING: Final = (Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC)
_COUNTS: Final = (Cue.REP_SCORED, Cue.REP_COUNTED_ONLY)
_LEFT: Final = {2: Word.TWO_LEFT, 1: Word.LAST_ONE}


def summary(ended: SetEnded) -> Utterance:
    """Return "8 reps, 7 scored, 1 past the limit"; nobody is told of 0 past it."""
    if ended.reps > MOST or ended.holds:
        return (Cue.SET_END,)
    reps: Utterance = (ended.reps, Word.REP if ended.reps == 1 else Word.REPS)
    scored: Utterance = (ended.scored, Word.SCORED)
    past: Utterance = (ended.faults, Word.PAST_LIMIT) if ended.faults else ()
    return reps + scored + past


class Speech:
    """Follows the outputs of a session; tells what to say now."""

    def __init__(self, settings: SoundSettings, planned_reps: int = 0) -> None:
        """Begin outside of a set.

        Args:
            settings: What a person wants to hear.
            planned_reps: Of each set; 0 if not planned.
        """
        self.settings = settings
        self.planned_reps = planned_reps
        self._reps = _Reps()
        self._moving_since_s: float | None = None
        self._held: list[tuple[float, Cue]] = []
        self._said_ahead = 0  # the number said at this rep's lock-out
        self._is_unscored = False  # the last rep was counted only
        self._ended: SetEnded | None = None

    def feed(self, output: Output) -> list[Utterance]:
        """Return what an output calls for, in the order in which to say it."""
        match output:
            case PhaseChanged():
                return self._on_phase(output)
            case RepCounted() | RepRevised() | RepRetracted():
                self._on_rep(output)
            case SetStarted():
                self._reps.begin(output.index)
                self._is_unscored = False
            case SetEnded():
                self._on_set_ended(output)
            case Alert():
                return self._on_alert(output)
        return []

    def _on_phase(self, changed: PhaseChanged) -> list[Utterance]:
        if changed.phase not in _MOVING:
            self._moving_since_s = None
            self._said_ahead = 0
            return self._released(changed.t)
        if self._moving_since_s is None:
            self._moving_since_s = changed.t
        at_lockout = changed.phase in (Phase.HOLD, Phase.ECCENTRIC)
        return self._ahead() if at_lockout else []

    def _ahead(self) -> list[Utterance]:
        is_wanted = self.settings.speak_count is SpeakCount.LOCKOUT
        if not (is_wanted and self._reps.is_running) or self._said_ahead:
            return []
        self._said_ahead = self._reps.count + 1
        return [(self._said_ahead,)]

    def _on_rep(self, event: RepCounted | RepRevised | RepRetracted) -> None:
        if isinstance(event, RepRetracted):
            self._reps.remove(event.rep_id)
            return
        self._reps.put(event.rep)
        if isinstance(event, RepCounted):
            self._moving_since_s = None

    def _on_set_ended(self, ended: SetEnded) -> None:
        self._ended = ended
        self._reps.end()
        self._moving_since_s = None
        self._held = []

    def _on_alert(self, alert: Alert) -> list[Utterance]:
        if alert.cue in _COUNTS:
            said = self._counted(alert.cue)
            return [said] if said else []
        if alert.cue in self.settings.cues_off or alert.cue is Cue.NONE:
            return []
        if alert.cue is Cue.SET_END:
            ended, self._ended = self._ended, None
            return [summary(ended)] if ended else [(Cue.SET_END,)]
        if self._is_moving(alert.t):
            self._hold(alert)
            return []
        return [(alert.cue,)]

    def _counted(self, cue: Cue) -> Utterance:
        count = self._reps.count
        if not count:
            return ()
        is_silent = self.settings.speak_count is SpeakCount.OFF
        number: Utterance = () if is_silent or self._said_ahead == count else (count,)
        is_news = cue is Cue.REP_COUNTED_ONLY and not self._is_unscored
        self._is_unscored = cue is Cue.REP_COUNTED_ONLY
        if is_news and cue not in self.settings.cues_off:
            number += (cue,)
        left = _LEFT.get(self.planned_reps - count)
        return number if left is None else (*number, left)

    def _is_moving(self, t: float) -> bool:
        since_s = self._moving_since_s
        return since_s is not None and t - since_s < LONGEST_REP_S

    def _hold(self, alert: Alert) -> None:
        held = [each for each in self._held if each[1] is not alert.cue]
        if alert.cue is Cue.STOP:  # says it all
            held = []
        self._held = [*held, (alert.t, alert.cue)]

    def _released(self, t: float) -> list[Utterance]:
        held, self._held = self._held, []
        return [(cue,) for since_s, cue in held if t - since_s < LONGEST_REP_S]


class _Reps:
    """The reps of the running set."""

    def __init__(self) -> None:
        self._set_index = 0
        self._full: dict[int, bool] = {}
        self.is_running = False

    @property
    def count(self) -> int:
        return sum(self._full.values())

    def begin(self, set_index: int) -> None:
        self._set_index = set_index
        self._full = {}
        self.is_running = True

    def put(self, rep: Rep) -> None:
        if self.is_running and rep.set_index == self._set_index:
            self._full[rep.rep_id] = rep.full

    def remove(self, rep_id: int) -> None:
        self._full.pop(rep_id, None)

    def end(self) -> None:
        self._full = {}
        self.is_running = False
