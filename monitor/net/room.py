"""Who is in the room and how each stands: a fold of what comes, whatever its order.

Times are the receiver's own, monotonic; a station's clock never makes an order. What
is told twice counts once; a state that is older than the one known is let go.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, TypeVar

from monitor.consent import Consent, Share
from monitor.net.consent import consent_told
from monitor.net.messages import (
    TRACE_HZ,
    Alarm,
    Answer,
    EventKind,
    EventTold,
    Health,
    PainTold,
    SetTold,
    State,
    Told,
)
from monitor.net.past import Past, Seen

FRESH_S: Final = 2.0  # a state that is older is no longer one of now
TRACE_S: Final = 10.0
_TRACE: Final = int(TRACE_S * TRACE_HZ)
_SETS: Final = 200  # kept of a station
_PAINS: Final = 50
_EVENTS: Final = 100


Numbered = TypeVar("Numbered", SetTold, EventTold, PainTold)


class Rank(IntEnum):
    """How urgent a tile is."""

    FINE = 0
    CAUTION = 1
    SILENT = 2  # in a set, and nothing heard
    LINK = 3  # in a set, and a sensor lost
    DANGER = 4
    STOP = 5
    HELP = 6


_RANKS: Final = {
    Alarm.NONE: Rank.FINE,
    Alarm.CAUTION: Rank.CAUTION,
    Alarm.DANGER: Rank.DANGER,
    Alarm.STOP: Rank.STOP,
}


@dataclass(frozen=True, slots=True)
class Tile:
    """What is known of a station.

    Attributes:
        station: Its name.
        state: The newest; None before one came, and once it was withdrawn.
        seen_s: When that came, receiver's s; None before one.
        health: The newest; None before one.
        sets: Finished sets, in the station's order.
        events: The last events, in the station's order.
        pains: What was told of pain and notes, in the station's order.
        trace: Lumbar flexion of the last ``TRACE_S``, deg, ``TRACE_HZ`` apart, oldest
            first; None where not known.
        malformed: Messages from it that were none.
        missing: Messages known to be on their way: numbers skipped so far.
        ended: Why its session has ended, one sentence; empty while it runs.
    """

    station: str
    state: State | None = None
    seen_s: float | None = None
    health: Health | None = None
    sets: tuple[SetTold, ...] = ()
    events: tuple[EventTold, ...] = ()
    pains: tuple[PainTold, ...] = ()
    trace: tuple[float | None, ...] = ()
    malformed: int = 0
    missing: int = 0
    ended: str = ""

    @property
    def name(self) -> str:
        """What the lifter is called; the station's name while nobody is known."""
        return self.station if self.state is None else self.state.lifter

    def silent_s(self, now_s: float) -> float | None:
        """Return for how long nothing was heard, s; None while it is fresh."""
        if self.seen_s is None:
            return None
        age_s = now_s - self.seen_s
        return age_s if age_s > FRESH_S else None

    def answer(self, command: str) -> Answer | None:
        """Return what the lifter has decided about a command; None until then."""
        for each in reversed(self.events):
            if each.kind is EventKind.ANSWER and each.command == command:
                return Answer(each.text) if each.text in set(Answer) else None
        return None

    def rank(self, now_s: float) -> Rank:
        """Return how urgent it is."""
        if self.state is None:
            return Rank.FINE
        if self.state.help:
            return Rank.HELP
        rank = Rank.STOP if self.state.stopped else _RANKS[self.state.alarm]
        if rank < Rank.SILENT and self.state.in_set:
            if self.silent_s(now_s) is not None:
                return Rank.SILENT
            return Rank.LINK if self.state.link_lost else rank
        return rank


class Room:
    """Takes what comes; tells the tiles."""

    def __init__(
        self,
        layout: Sequence[str] = (),
        most_sets: int = _SETS,
        most_pains: int = _PAINS,
    ) -> None:
        """Begin empty.

        Args:
            layout: Stations in the order in which the room has them; others follow in
                the order of their first word.
            most_sets: Kept of a station, the last ones.
            most_pains: Likewise of what was told of pain and noted.
        """
        self._most_sets, self._most_pains = most_sets, most_pains
        self._tiles: dict[str, Tile] = {name: Tile(name) for name in layout}
        self._past: dict[str, Past] = {}

    def take_state(self, state: State, now_s: float) -> bool:
        """Take a state; return whether it is newer than what is known."""
        tile, past = self._tile(state.station), self._past_of(state.station)
        known = tile.state
        same = known is not None and known.session == state.session
        if same and known is not None and state.n <= known.n:
            return False
        session, n = past.withdrawn
        is_taken_back = state.session == session and state.n <= n
        if is_taken_back or state.session in past.sessions:
            return False
        if known is not None and not same:
            past.sessions.append(known.session)
        trace = (*(tile.trace if same else ()), *state.trace)[-_TRACE:]
        ended = tile.ended if same else ""
        self._tiles[state.station] = replace(
            tile, state=state, seen_s=now_s, trace=trace, ended=ended
        )
        return True

    def take_told(self, told: Told) -> bool:
        """Take what was told, in any order, any number of times.

        Returns:
            Whether it is new.
        """
        past = self._past_of(told.station)
        order = past.order(told)
        seen = past.seen.setdefault(told.box, Seen())
        if not seen.is_new(told.seq):
            return False
        tile = replace(self._tile(told.station), missing=seen.missing)
        match told:
            case SetTold() if order > past.sets:
                tile = replace(tile, sets=_with(tile.sets, told, past, self._most_sets))
            case EventTold() if order > past.events:
                tile = replace(tile, events=_with(tile.events, told, past, _EVENTS))
            case PainTold() if order > past.pains:
                tile = replace(
                    tile, pains=_with(tile.pains, told, past, self._most_pains)
                )
        self._tiles[told.station] = tile
        if isinstance(told, EventTold) and told.kind is EventKind.CONSENT:
            self._keep_to(consent_told(told.text), told.station, order)
        return True

    def _keep_to(
        self, consent: Consent | None, station: str, order: tuple[int, int]
    ) -> None:
        """Forget what a lifter no longer allows, and what of it is still to come."""
        if consent is None:
            return
        tile, past = self._tile(station), self._past_of(station)
        if not consent.pain:
            past.pains = max(past.pains, order)
            tile = replace(tile, pains=_after(tile.pains, past, past.pains))
        if consent.share is not Share.HISTORY:
            past.sets = max(past.sets, order)
            tile = replace(tile, sets=_after(tile.sets, past, past.sets))
        if consent.share is Share.NOTHING:
            past.events = max(past.events, order)
            tile = replace(tile, events=_after(tile.events, past, past.events))
        self._tiles[station] = tile

    def take_health(self, health: Health) -> None:
        """Take how a station is."""
        tile = self._tile(health.station)
        self._tiles[health.station] = replace(tile, health=health)

    def count_malformed(self, station: str) -> None:
        """Count a message that was none."""
        tile = self._tile(station)
        self._tiles[station] = replace(tile, malformed=tile.malformed + 1)

    def end(self, station: str, sentence: str) -> None:
        """Have a station's session end; its last state stays."""
        self._tiles[station] = replace(self._tile(station), ended=sentence)

    def withdraw(self, station: str) -> None:
        """Forget a lifter's state at once: the lifter wants it so."""
        tile = self._tile(station)
        if tile.state is not None:  # one that is still on its way stays unseen
            upto = (tile.state.session, tile.state.n + 100)
            self._past_of(station).withdrawn = upto
        self._tiles[station] = replace(tile, state=None, seen_s=None, trace=())

    def tiles(self) -> list[Tile]:
        """Return all, in the room's order."""
        return list(self._tiles.values())

    @property
    def size(self) -> int:
        """How many stations are known."""
        return len(self._tiles)

    def tile(self, station: str) -> Tile | None:
        """Return a station's tile, if there is one."""
        return self._tiles.get(station)

    def _tile(self, station: str) -> Tile:
        return self._tiles.setdefault(station, Tile(station))

    def _past_of(self, station: str) -> Past:
        return self._past.setdefault(station, Past())


def _with(
    kept: tuple[Numbered, ...], told: Numbered, past: Past, most: int
) -> tuple[Numbered, ...]:
    rows = list(kept)
    insort(rows, told, key=past.order)
    return tuple(rows[-most:])


def _after(
    kept: tuple[Numbered, ...], past: Past, order: tuple[int, int]
) -> tuple[Numbered, ...]:
    return tuple(each for each in kept if past.order(each) > order)
