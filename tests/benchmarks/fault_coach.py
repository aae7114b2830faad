"""A coach in a process of its own: the program's own link, and what came through it."""

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection

from monitor.net.address import Address
from monitor.net.coach_link import CoachLink
from monitor.net.messages import State, Told
from monitor.net.room import Room, Tile


@dataclass
class Came:
    """What a coach has taken in.

    Attributes:
        ids: Of what was told, by station.
        doubled: Messages that counted though their id had come before.
        disorder: Messages that were taken, or are shown, after a later one.
        repeats: Messages that came again and did not count.
        told_s: How old each was when it came, s.
        states_s: By station, how old each state was, s.
        malformed: Messages that were none.
        unread: States that were not read: too many came.
        missing: Numbers skipped so far.
        connections: How often the server was reached.
        problem: What a coach is shown of it.
    """

    ids: dict[str, set[str]] = field(default_factory=dict)
    doubled: int = 0
    disorder: int = 0
    repeats: int = 0
    told_s: dict[str, list[float]] = field(default_factory=dict)
    states_s: dict[str, list[float]] = field(default_factory=dict)
    malformed: int = 0
    unread: int = 0
    missing: int = 0
    connections: int = 0
    problem: str = ""


class _NotingRoom(Room):
    """A room that notes what it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.came = Came()
        self._last: dict[str, int] = {}

    def take_told(self, told: Told) -> bool:
        is_new = super().take_told(told)
        came, ids = self.came, self.came.ids.setdefault(told.station, set())
        if not is_new:
            came.repeats += 1
            return False
        came.doubled += told.id in ids
        ids.add(told.id)
        key = f"{told.station} {told.box}"
        came.disorder += told.seq < self._last.get(key, 0)
        self._last[key] = max(told.seq, self._last.get(key, 0))
        if told.t:  # the beginning and the end of a session have no time here
            ages_s = came.told_s.setdefault(told.station, [])
            ages_s.append(time.monotonic() - told.t)
        return True

    def take_state(self, state: State, now_s: float) -> bool:
        is_new = super().take_state(state, now_s)
        if is_new:
            ages_s = self.came.states_s.setdefault(state.station, [])
            ages_s.append(time.monotonic() - state.t)
        return is_new


def watch(address: Address, pipe: Connection) -> None:
    """Be a coach until killed (the target of a process).

    Asked over the pipe, it answers what came; asked with True, times begin anew.
    """
    link, room = CoachLink(address), _NotingRoom()
    link._room = room  # noqa: SLF001  the same room, which takes notes
    threading.Thread(target=lambda: asyncio.run(link.run()), daemon=True).start()
    while True:
        is_anew = pipe.recv()
        with link.room():
            came = room.came
            came.malformed = sum(tile.malformed for tile in room.tiles())
            came.missing = sum(tile.missing for tile in room.tiles())
            came.unread = sum(link.flooded.values())
            came.connections, came.problem = link.connections, link.problem
            shown = sum(_disorder(tile) for tile in room.tiles())
            pipe.send((came, shown))
            if is_anew:
                came.told_s, came.states_s = {}, {}


def _disorder(tile: Tile) -> int:
    """Return how often a tile shows something before what came earlier."""
    rows: tuple[Sequence[Told], ...] = (tile.events, tile.sets)
    return sum(
        after.box == before.box and after.seq < before.seq
        for shown in rows
        for before, after in pairwise(shown)
    )
