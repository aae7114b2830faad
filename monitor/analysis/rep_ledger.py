"""Keeps the reps of a session as last revised, and how the live count went."""

import math
from dataclasses import dataclass, replace

from monitor.analysis.results import CountResult, RepResult
from monitor.model.events import (
    Event,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    Verdict,
)

UNJUDGED = "the recording ends before the rep was judged"


@dataclass(frozen=True, slots=True)
class LedgerRep:
    """A rep as last revised.

    Attributes:
        rep: As last revised.
        counted_s: Record time at which the live count rose by it; None if it is
            partial.
        sides: Left and right of the pelvis, as last told; None before.
    """

    rep: Rep
    counted_s: float | None
    sides: RepSides | None = None


class RepLedger:
    """The fold of the rep events.

    The live count is of full reps, provisional ones included. It rises when a full
    rep is counted or a partial one is revised to a full one, and falls when a full
    rep is retracted or revised to a partial one.
    """

    def __init__(self) -> None:
        self._reps: dict[int, LedgerRep] = {}
        self._retracted: set[int] = set()
        self._counts: list[CountResult] = []

    @property
    def counts(self) -> list[CountResult]:
        """Every change of the live count, in order of time."""
        return list(self._counts)

    @property
    def reps(self) -> list[LedgerRep]:
        """The reps that stand, in order of time."""
        return sorted(self._reps.values(), key=lambda kept: kept.rep.onset_s)

    def feed(self, t: float, events: list[Event]) -> None:
        """Take the events of one record that arrived at ``t``."""
        changes = [self._change(t, event) for event in events]
        rise = sum(change for change in changes if change > 0)
        if rise:
            self._counts.append(CountResult(t, rise))
        self._counts += [CountResult(t, -1) for change in changes if change < 0]

    def _change(self, t: float, event: Event) -> int:
        match event:
            case RepCounted(rep=rep):  # again, if a strike was taken back
                self._retracted.discard(rep.rep_id)
                return self._keep(t, rep)
            case RepRevised(rep=rep):
                return 0 if rep.rep_id in self._retracted else self._keep(t, rep)
            case RepRetracted(rep_id=rep_id):
                return -self._drop(rep_id)
            case RepSides(rep_id=rep_id) if rep_id in self._reps:
                self._reps[rep_id] = replace(self._reps[rep_id], sides=event)
                return 0
            case _:
                return 0

    def _keep(self, t: float, rep: Rep) -> int:
        before = self._reps.get(rep.rep_id)
        was_full = before is not None and before.rep.full
        counted = before.counted_s if before is not None and was_full else t
        sides = before.sides if before is not None else None
        kept = LedgerRep(rep, counted if rep.full else None, sides)
        self._reps[rep.rep_id] = kept
        return int(rep.full) - int(was_full)

    def _drop(self, rep_id: int) -> int:
        self._retracted.add(rep_id)
        dropped = self._reps.pop(rep_id, None)
        return int(dropped is not None and dropped.rep.full)


def finite(value: float | None) -> float | None:
    """Return the value, or None where it isn't measured."""
    return value if value is not None and math.isfinite(value) else None


def rep_result(
    index: int,
    set_index: int,
    kept: LedgerRep,
    *,
    eccentric_first: bool,
) -> RepResult:
    """Put a rep into the form of the analysis JSON."""
    rep = kept.rep
    outward, hold, inward = _tempo(rep)
    verdict, reason = _judged(rep)
    return RepResult(
        index=index,
        set=set_index,
        full=rep.full,
        onset_s=finite(rep.onset_s),
        reach_s=finite(rep.reach_s),
        leave_s=finite(rep.leave_s),
        end_s=finite(rep.end_s),
        counted_s=kept.counted_s,
        rom_deg=None if rep.by_hand else finite(rep.rom_deg),
        peak_extension_deg=finite(rep.peak_extension_deg),
        peak_flexion_deg=finite(rep.peak_flexion_deg),
        peak_at=rep.peak_at,
        over_limit_s=finite(rep.over_limit_s),
        change_vs_reference_deg=finite(rep.change_vs_reference_deg),
        concentric_s=inward if eccentric_first else outward,
        hold_s=hold,
        eccentric_s=outward if eccentric_first else inward,
        verdict=verdict,
        scored_share=finite(rep.scored_share) or 0.0,
        reason=reason,
        roll_range_deg=finite(kept.sides.roll_range_deg) if kept.sides else None,
        roll_at_top_deg=finite(kept.sides.roll_at_top_deg) if kept.sides else None,
        side=rep.side,
        rom_drift_deg=finite(rep.rom_drift_deg),
    )


def _tempo(rep: Rep) -> tuple[float | None, float | None, float | None]:
    """The way out, the hold, the way back, s; None where not measured."""
    if rep.by_hand:
        return None, None, None
    return (
        _between(rep.onset_s, rep.reach_s),
        _between(rep.reach_s, rep.leave_s),
        _between(rep.leave_s, rep.end_s),
    )


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else finite(end - start)


def _judged(rep: Rep) -> tuple[Verdict, str]:
    if rep.verdict is Verdict.PENDING:
        return Verdict.NOT_SCORED, rep.reason or UNJUDGED
    return rep.verdict, rep.reason
