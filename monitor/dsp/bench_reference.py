"""The lumbar angle at the top of three slow reps without load."""

import msgspec
import numpy as np

from monitor.model.body import BenchReference
from monitor.model.events import (
    BenchReferenceSet,
    Event,
    Notice,
    NoticeKind,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
)


class BenchReferenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a bench reference.

    Attributes:
        reps: How many.
        slow_s: Shortest rep, from onset to end, that is slow.
        spread_deg: Tops that scatter more are refused.
        wait_s: For all of them, at most.
    """

    reps: int = 3
    slow_s: float = 1.5
    spread_deg: float = 4.0
    wait_s: float = 120.0

    def __post_init__(self) -> None:
        if not (self.reps >= 2 and min(self.slow_s, self.spread_deg, self.wait_s) > 0):
            msg = "a bench reference needs two reps or more and limits above 0"
            raise ValueError(msg)


class BenchReferencing:
    """Follows the events of the detection until three reps are confirmed."""

    def __init__(self, settings: BenchReferenceSettings | None = None) -> None:
        self._settings = settings or BenchReferenceSettings()
        self.cancel()

    def cancel(self) -> None:
        """Follow no more."""
        self._asked: float | None = None
        self._reps: dict[int, Rep] = {}
        self._confirmed: set[int] = set()

    def start(self, t: float) -> None:
        """Take the next reps."""
        self.cancel()
        self._asked = t

    def feed(self, event: Event) -> list[Event]:
        """Take an event of the detection; return the reference or the refusal."""
        if self._asked is None:
            return []
        match event:
            case RepCounted(_, rep) | RepRevised(_, rep):
                if rep.full and rep.onset_s >= self._asked:
                    self._reps[rep.rep_id] = rep
            case RepConfirmed(_, rep_id):
                self._confirmed.add(rep_id)
            case RepRetracted(_, rep_id):
                self._reps.pop(rep_id, None)
            case _:
                return []
        return self._judged(event.t)

    def tick(self, t: float) -> list[Event]:
        """Time has passed; give up once it has been too long."""
        if self._asked is None or t - self._asked <= self._settings.wait_s:
            return []
        seen = len(self._done())
        self.cancel()
        return [_refused(t, f"{seen} of {self._settings.reps} reps seen")]

    def _done(self) -> list[Rep]:
        """Confirmed reps that are over, the oldest first."""
        done = [rep for i, rep in self._reps.items() if i in self._confirmed]
        return [rep for rep in done if rep.end_s is not None]

    def _judged(self, t: float) -> list[Event]:
        done = self._done()[: self._settings.reps]
        if len(done) < self._settings.reps:
            return []
        self.cancel()
        why = self._unfit(done)
        if why is not None:
            return [_refused(t, why)]
        tops = [rep.top_flexion_deg for rep in done if rep.top_flexion_deg is not None]
        spread = float(np.std(tops, ddof=1))
        return [BenchReferenceSet(t, BenchReference(float(np.mean(tops)), spread))]

    def _unfit(self, reps: list[Rep]) -> str | None:
        tops = [rep.top_flexion_deg for rep in reps if rep.top_flexion_deg is not None]
        if len(tops) < len(reps):
            return "the lumbar angle was not measured in all of them"
        quickest = min((rep.end_s or 0.0) - rep.onset_s for rep in reps)
        if quickest < self._settings.slow_s:
            return f"a rep took {quickest:.1f} s; lift slower"
        spread = float(np.std(tops, ddof=1))
        if spread > self._settings.spread_deg:
            return f"the tops scatter by {spread:.1f}°; lift them alike"
        return None


def _refused(t: float, why: str) -> Notice:
    text = f"No bench reference: {why}; make three slow reps without load."
    return Notice(t, NoticeKind.BENCH_REFERENCE_REFUSED, text)
