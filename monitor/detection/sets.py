"""A set: reps without a rest between them, judged by one pair of limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from monitor.detection.reps import Swing
from monitor.detection.scoring import Shape, Size
from monitor.model.body import Limits
from monitor.model.events import (
    PelvicDrop,
    Rep,
    RepSides,
    SetEnded,
    SetEndReason,
    Verdict,
)
from monitor.model.records import Side


class SetSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a set is over.

    Attributes:
        pause_s: So long without a rep, times without samples not counted.
        blind_s: So long without samples.
        got_up_s: So long out of the exercise's posture.
    """

    pause_s: float = 8.0
    blind_s: float = 20.0
    got_up_s: float = 0.5

    def __post_init__(self) -> None:
        """Refuse times that end a set at once."""
        if min(self.pause_s, self.blind_s, self.got_up_s) <= 0:
            msg = "set settings must be positive times"
            raise ValueError(msg)


@dataclass(slots=True)
class Entry:
    """A rep in the making.

    Attributes:
        swing: Its turning points.
        shape: Its boundaries and excursions as known now.
        since_s: The far end of the swing before it, or as far back as it may reach.
        rep: As last reported; None while it is not counted.
        known: Reps known when it was last decided whether it is full.
        closed: What followed it is known, so its ROM is.
        confirmed: It stands.
        until_s: Onset of what followed it.
        struck: A person took it back: it is measured on, but nothing is told of it.
        sides: Left and right of the pelvis as last told.
    """

    swing: Swing
    shape: Shape
    since_s: float
    rep: Rep | None = None
    known: int = 0
    closed: bool = False
    confirmed: bool = False
    until_s: float = math.inf
    struck: bool = False
    sides: Sequence[RepSides | PelvicDrop] = ()

    @property
    def size(self) -> Size:
        """Its excursions, as far as they can be told by now."""
        return self.shape.size if self.closed else self.shape.out


@dataclass(slots=True)
class RunningSet:
    """The set of the moment.

    Attributes:
        index: From 1.
        start_s: Onset of its first rep, or the command.
        explicit: Started on command: its reps need no further proof.
        limits: What it is judged by, to its end.
        side: The leg that carries it, of a one-sided exercise, if told.
        entries: Its reps, partial ones too, in order.
        trend_told: Its trend was reported.
    """

    index: int
    start_s: float
    explicit: bool
    limits: Limits
    side: Side | None = None
    entries: list[Entry] = field(default_factory=list)
    trend_told: bool = False

    def ended(
        self, t: float, reason: SetEndReason, added: Sequence[Rep] = ()
    ) -> SetEnded:
        """Say what the set was.

        Args:
            t: Session s.
            reason: Why it ended.
            added: Its reps that a person added.
        """
        reps = [e.rep for e in full_entries(self.entries) if e.rep is not None]
        reps += added
        return SetEnded(
            t,
            self.index,
            reason,
            self.start_s,
            reps=len(reps),
            scored=sum(r.verdict not in _UNSCORED for r in reps),
            faults=sum(r.verdict is Verdict.FAULT for r in reps),
        )


_UNSCORED = frozenset({Verdict.PENDING, Verdict.NOT_SCORED})


def full_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Return those that count."""
    return [e for e in entries if e.rep is not None and e.rep.full and not e.struck]
