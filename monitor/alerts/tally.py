"""The reps of the running set as they stand: the count, and how many are faulty."""

from collections.abc import Iterator

from monitor.alerts.settings import AlertSettings
from monitor.model.events import Rep, Verdict


class SetTally:
    """The fold of the rep events of one set."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self._set_index = 0
        self._reps: dict[int, Rep] = {}
        self._told: set[int] = set()

    @property
    def count(self) -> int:
        """Full reps, provisional ones included."""
        return sum(rep.full for rep in self._reps.values())

    @property
    def faults(self) -> int:
        """Reps that are faulty."""
        return sum(rep.verdict is Verdict.FAULT for rep in self._reps.values())

    def put(self, rep: Rep) -> bool:
        """Take a rep as known now; False for a rep of an earlier set."""
        if rep.set_index < self._set_index:
            return False
        if rep.set_index > self._set_index:
            self._begin(rep.set_index)
        self._reps[rep.rep_id] = rep
        return True

    def remove(self, rep_id: int) -> bool:
        """Take a rep back; False if it is not of this set."""
        return self._reps.pop(rep_id, None) is not None

    def close(self, set_index: int) -> None:
        """Forget a set that is over; what is revised of it later comes too late."""
        self._begin(set_index + 1)

    def _begin(self, set_index: int) -> None:
        self._set_index = set_index
        self._reps.clear()
        self._told.clear()

    def stop_reason(self, rep_id: int) -> tuple[int, int] | None:
        """Return faults in a row and in the set if this rep calls for a stop.

        It does once a rep. A rep that could not be scored neither breaks a row of
        faults nor adds to it.
        """
        rep = self._reps.get(rep_id)
        if rep is None or rep.verdict is not Verdict.FAULT or rep_id in self._told:
            return None
        row, total = self._row_with(rep_id), self.faults
        enough_in_row = row >= self._settings.faults_in_row
        if not enough_in_row and total < self._settings.faults_in_set:
            return None
        self._told.add(rep_id)
        return (row if enough_in_row else 0, total)

    def _row_with(self, rep_id: int) -> int:
        ids = sorted(self._reps)
        at = ids.index(rep_id)
        before = self._leading_faults(reversed(ids[:at]))
        return before + 1 + self._leading_faults(iter(ids[at + 1 :]))

    def _leading_faults(self, ids: Iterator[int]) -> int:
        row = 0
        for each in ids:
            verdict = self._reps[each].verdict
            if verdict in (Verdict.CLEAN, Verdict.BORDERLINE):
                break
            row += verdict is Verdict.FAULT
        return row
