"""Judges the reps of a traced session by other limits."""

from dataclasses import replace

from monitor.detection.report import report
from monitor.detection.scoring import over_s
from monitor.dsp.arches import RangeSettings
from monitor.dsp.own_range import measured_text
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    LinkStatus,
    RangeMeasured,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RetractReason,
    SetEnded,
    SetStarted,
    Verdict,
)
from monitor.playback.trace import Basis, TracedRep


class Judge:
    """Turns what a trace holds of reps and sets into what is said of them.

    Args:
        limits: What all is judged by; None for the limits of each set.
        own_range: How a measured range is told of.
    """

    def __init__(self, limits: Limits | None, own_range: RangeSettings) -> None:
        self._limits = limits
        self._own_range = own_range
        self._reps: dict[int, Rep] = {}
        self._taken: Rep | None = None  # of the rep that is about to follow anew

    def judged(self, event: Event | LinkStatus) -> Event | LinkStatus | None:
        """Return the event as it is by these limits; None if nothing is told then."""
        match event:
            case RepCounted(t, TracedRep() as rep):
                return RepCounted(t, self._counted(rep))
            case RepRevised(t, TracedRep() as rep):
                return self._revised(t, rep)
            case RepRetracted(_, rep_id, reason):
                taken = self._reps.pop(rep_id, None)
                again = reason is RetractReason.REJUDGED
                self._taken = taken if again else None
            case SetStarted() if self._limits is not None:
                return replace(event, limits=self._limits)
            case SetEnded():
                return replace(event, faults=self._faults(event.index))
            case RangeMeasured():
                text = measured_text(event, self._own_range)
                in_force = self._own_range.sets_limit
                return replace(event, text=text, in_force=in_force)
            case _:
                pass
        return event

    def _counted(self, traced: TracedRep) -> Rep:
        rep = self._written(traced)
        if self._taken is not None:  # what was said of it stands
            verdict, reason = self._taken.verdict, self._taken.reason
            rep = replace(rep, verdict=verdict, reason=reason)
            self._taken = None
        self._reps[rep.rep_id] = rep
        return rep

    def _revised(self, t: float, traced: TracedRep) -> Event | None:
        rep = self._written(traced)
        if rep == self._reps.get(rep.rep_id):
            return None
        self._reps[rep.rep_id] = rep
        return RepRevised(t, rep)

    def _written(self, traced: TracedRep) -> Rep:
        basis = traced.basis
        assert basis is not None
        limits = self._limits
        if limits is None:
            return _plain(basis)
        over = over_s(basis.flexion, limits.extension_deg)
        lumbar = replace(basis.lumbar, over_s=over)
        standard = replace(basis.standard, limits=limits)
        return _plain(replace(basis, lumbar=lumbar, standard=standard))

    def _faults(self, index: int) -> int:
        return sum(
            rep.verdict is Verdict.FAULT and rep.full and rep.set_index == index
            for rep in self._reps.values()
        )


def _plain(basis: Basis) -> Rep:
    return report(
        basis.bounds, basis.lumbar, basis.stand, basis.standard, basis.exercise
    )
