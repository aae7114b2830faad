"""What a person struck or added: it changes what is told, not what is detected.

A struck rep goes on being measured, in silence, so that taking the strike back tells
it as it is known then, and so that the reps after it are counted as they would be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from monitor.model.events import (
    Event,
    PelvicDrop,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepSides,
    RetractReason,
    Verdict,
)

ADDED = "Added by hand."


class Entry(Protocol):
    """A counted rep in the making, of any kind.

    Attributes:
        rep: As last reported; None while it is not counted.
        confirmed: It stands.
        struck: A person took it back.
    """

    rep: Rep | None
    confirmed: bool
    struck: bool

    @property
    def sides(self) -> Sequence[RepSides | PelvicDrop]:
        """Left and right of the pelvis as last told."""


@dataclass(slots=True)
class _Added:
    """A rep that a person added.

    Attributes:
        rep: As told.
        struck: It was taken back.
    """

    rep: Rep
    struck: bool = False


class RepEdits:
    """All reps of the session, and what a person did to them."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._added: dict[int, _Added] = {}
        self._edits: list[int] = []  # whose ids, the last one last

    def counted(self, entry: Entry) -> None:
        """Take a rep that was counted."""
        if entry.rep is not None:
            self._entries[entry.rep.rep_id] = entry

    def retracted(self, rep_id: int) -> None:
        """Forget a rep that was none."""
        self._entries.pop(rep_id, None)

    def added_in(self, set_index: int) -> list[Rep]:
        """Return the added reps of a set that stand."""
        reps = [each.rep for each in self._added.values() if not each.struck]
        return [rep for rep in reps if rep.set_index == set_index]

    def strike(self, t: float, rep_id: int | None, set_index: int) -> list[Event]:
        """Take a rep back for good; nothing if it does not stand.

        Args:
            t: Session s.
            rep_id: Which; None for the last full one of the set.
            set_index: The running or the last set.
        """
        chosen = self._last_of(set_index) if rep_id is None else rep_id
        if chosen is None or not self._stands(chosen):
            return []
        self._edits.append(chosen)
        return self._struck(t, chosen)

    def add(self, t: float, rep_id: int, set_index: int) -> list[Event]:
        """Count a rep that was not seen; it stands for good."""
        rep = Rep(
            rep_id=rep_id,
            set_index=set_index,
            full=True,
            onset_s=t,
            reach_s=t,
            leave_s=t,
            end_s=t,
            rom_deg=0.0,
            verdict=Verdict.NOT_SCORED,
            reason=ADDED,
            by_hand=True,
        )
        self._added[rep_id] = _Added(rep)
        self._edits.append(rep_id)
        return [RepCounted(t, rep), RepConfirmed(t, rep_id)]

    def undo(self, t: float, *, running: int | None) -> list[Event]:
        """Take the last edit back that still can be.

        Args:
            t: Session s.
            running: Index of the running set; None between sets.
        """
        while self._edits:
            rep_id = self._edits.pop()
            if self._stands(rep_id):  # it was added
                return self._struck(t, rep_id)
            if rep_id in self._added:
                added = self._added[rep_id]
                added.struck = False
                return [RepCounted(t, added.rep)]
            if rep_id in self._entries:  # else it was found to be no rep
                return self._restored(t, self._entries[rep_id], running)
        return []

    def _restored(self, t: float, entry: Entry, running: int | None) -> list[Event]:
        entry.struck = False
        assert entry.rep is not None
        events: list[Event] = [RepCounted(t, entry.rep)]
        events += [replace(each, t=t) for each in entry.sides]
        if entry.rep.set_index != running and not entry.confirmed:
            entry.confirmed = True
            events.append(RepConfirmed(t, entry.rep.rep_id))
        return events

    def _struck(self, t: float, rep_id: int) -> list[Event]:
        if rep_id in self._added:
            self._added[rep_id].struck = True
        else:
            self._entries[rep_id].struck = True
        return [RepRetracted(t, rep_id, RetractReason.STRUCK)]

    def _stands(self, rep_id: int) -> bool:
        if rep_id in self._added:
            return not self._added[rep_id].struck
        return rep_id in self._entries and not self._entries[rep_id].struck

    def _last_of(self, set_index: int) -> int | None:
        """The last full rep of a set that stands, by its onset."""
        reps = [each.rep for each in self._entries.values() if not each.struck]
        full = [
            rep
            for rep in [*reps, *self.added_in(set_index)]
            if rep is not None and rep.full and rep.set_index == set_index
        ]
        return max(full, key=lambda rep: rep.onset_s).rep_id if full else None
