"""What came of an archive, summed, and which recordings are judged otherwise now."""

from collections import Counter
from dataclasses import dataclass, field

from monitor.archive.outcome import Changes, Failed, Judged, Outcome
from monitor.model.events import Verdict


@dataclass
class Total:
    """The sum of all outcomes; holds what is told of single recordings only.

    Attributes:
        recordings: Judged.
        duration_s: Of these.
        reps: Full reps that stand now.
        reps_day: Full reps that stood on the day, of recordings that tell.
        reps_compared: Full reps that stand now, of the same recordings.
        compared: How many recordings tell what was said on the day.
        more: Reps that are new.
        fewer: Reps that are gone.
        verdicts: How many reps went from one verdict to another.
        alerts_more: Alerts that are new.
        alerts_fewer: Alerts that are gone.
        changed: Recordings that are judged otherwise, by name, and their reps now.
        failed: Why recordings could not be judged, by name.
        notices: What a person should know of recordings, by name.
        known: Recordings that an earlier run had judged.
        copies: Files that hold what another one holds; they count once.
    """

    recordings: int = 0
    duration_s: float = 0.0
    reps: int = 0
    reps_day: int = 0
    reps_compared: int = 0
    compared: int = 0
    more: int = 0
    fewer: int = 0
    verdicts: Counter[tuple[Verdict, Verdict]] = field(default_factory=Counter)
    alerts_more: int = 0
    alerts_fewer: int = 0
    changed: list[tuple[str, int, Changes]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    known: int = 0
    copies: int = 0

    def add(self, name: str, outcome: Outcome) -> None:
        """Add a recording."""
        match outcome:
            case Failed(reason=reason):
                self.failed.append((name, reason))
            case Judged():
                self._add_judged(name, outcome)

    def _add_judged(self, name: str, outcome: Judged) -> None:
        self.recordings += 1
        self.duration_s += outcome.duration_s
        self.reps += outcome.reps
        if outcome.notice is not None:
            self.notices.append((name, outcome.notice))
        changes = outcome.changes
        if changes is None:
            return
        self.compared += 1
        self.reps_day += changes.reps_day
        self.reps_compared += outcome.reps
        self.more += changes.more
        self.fewer += changes.fewer
        for each in changes.verdicts:
            self.verdicts[each.was, each.now] += each.count
        self.alerts_more += changes.alerts_more
        self.alerts_fewer += changes.alerts_fewer
        if changes.any:
            self.changed.append((name, outcome.reps, changes))
