"""What is said right after a set, from what the session has told of it."""

from dataclasses import replace

from monitor.history.rep_fold import RepFold
from monitor.history.set_fold import SetFold
from monitor.model.body import Limits, Sites
from monitor.model.events import Output
from monitor.model.history import SessionFacts, SetFacts
from monitor.training.summary import set_summary
from monitor.training.words import after_set

_SESSION = SessionFacts(
    name="",
    started_utc="",
    lifter="",
    program="",
    settings_sha256="",
    source="",
    duration_s=0.0,
    exercise="",
    limits=Limits(),
    sites=Sites(),
)


class SetLines:
    """Folds the running session's sets; lines may be asked for once one has ended."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._sets, self._reps = SetFold(), RepFold()

    def hear(self, output: Output) -> None:
        """Take an output."""
        self._sets.put(output)
        self._reps.put(output)

    def lines(self, index: int) -> list[str]:
        """Return what is said of a set: what was counted, then one thing at most."""
        for facts in self._sets.facts(self._reps.sets()):
            if facts.index == index:
                return self._said(facts)
        return []

    def _said(self, facts: SetFacts) -> list[str]:
        whole = replace(facts, reps=self._reps.of_set(facts.index))
        summary = set_summary(_SESSION, whole)
        return [line.text for line in after_set(summary, whole)]
