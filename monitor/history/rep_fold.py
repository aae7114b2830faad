"""The reps of a session as last revised; struck ones are kept, marked."""

from dataclasses import replace

from monitor.model.events import (
    Output,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    RetractReason,
    ThighRep,
)
from monitor.model.history import HipRep, KeptRep


class RepFold:
    """The fold of the rep events."""

    def __init__(self) -> None:
        self._reps: dict[int, KeptRep] = {}

    def put(self, output: Output, /) -> None:
        """Take an output."""
        match output:
            case RepCounted(rep=rep):  # again, if a strike was taken back
                self._keep(rep, struck=False)
            case RepRevised(rep=rep) if rep.rep_id in self._reps:
                self._keep(rep, struck=self._reps[rep.rep_id].struck)
            case RepSides(rep_id=rep_id) if rep_id in self._reps:
                self._reps[rep_id] = replace(
                    self._reps[rep_id],
                    roll_range_deg=output.roll_range_deg,
                    roll_at_top_deg=output.roll_at_top_deg,
                )
            case ThighRep(rep_id=rep_id) if rep_id in self._reps:
                self._reps[rep_id] = _with_hip(self._reps[rep_id], output)
            case RepRetracted(rep_id=rep_id, reason=RetractReason.STRUCK):
                if rep_id in self._reps:
                    self._reps[rep_id] = replace(self._reps[rep_id], struck=True)
            case RepRetracted(rep_id=rep_id):
                self._reps.pop(rep_id, None)
            case _:
                pass

    def _keep(self, rep: Rep, *, struck: bool) -> None:
        before = self._reps.get(rep.rep_id, KeptRep(rep))
        kept = replace(before, rep=rep, struck=struck, side=rep.side)
        self._reps[rep.rep_id] = kept

    def sets(self) -> frozenset[int]:
        """Return the indices of the sets that have reps."""
        return frozenset(kept.rep.set_index for kept in self._reps.values())

    def of_set(self, index: int) -> tuple[KeptRep, ...]:
        """Return a set's reps in order of time."""
        mine = [kept for kept in self._reps.values() if kept.rep.set_index == index]
        return tuple(sorted(mine, key=lambda kept: (kept.rep.onset_s, kept.rep.rep_id)))


def _with_hip(kept: KeptRep, told: ThighRep) -> KeptRep:
    others = [each for each in kept.hips if each.placement is not told.placement]
    hip = HipRep(told.placement, told.hip_deg, told.inward_deg, told.bound_deg)
    hips = sorted([*others, hip], key=lambda each: each.placement)
    return replace(kept, hips=tuple(hips))
