"""Which tiles a coach is shown, and in which order."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from monitor.net.room import Rank, Tile

REORDER_S: Final = 10.0
MOST_TILES: Final = 64


class Ordering(StrEnum):
    """How tiles are ordered."""

    LAYOUT = "layout"
    WORST_FIRST = "worst_first"


class Sorter:
    """Orders tiles; a tile in danger never moves under a coach's eyes."""

    def __init__(self, ordering: Ordering = Ordering.LAYOUT) -> None:
        """Begin with no order of its own."""
        self.ordering = ordering
        self._order: list[str] = []
        self._since_s: float | None = None

    def arrange(self, tiles: Iterable[Tile], now_s: float) -> list[Tile]:
        """Return the tiles in their order.

        Args:
            tiles: In the room's order.
            now_s: Receiver's time; it decides whether they may be reordered.
        """
        by_name = {tile.station: tile for tile in tiles}
        if self.ordering is Ordering.LAYOUT:
            self._order, self._since_s = [], None
            return list(by_name.values())
        kept = [name for name in self._order if name in by_name]
        self._order = kept + [name for name in by_name if name not in set(kept)]
        if self._since_s is None or now_s - self._since_s >= REORDER_S:
            order = _worst_first([by_name[name] for name in self._order], now_s)
            if order != self._order:
                self._order, self._since_s = order, now_s
        return [by_name[name] for name in self._order]


def _worst_first(tiles: Sequence[Tile], now_s: float) -> list[str]:
    """Return the names, worst first around those that stay where they are."""
    ranks = {tile.station: tile.rank(now_s) for tile in tiles}
    stay = {name for name, rank in ranks.items() if rank >= Rank.DANGER}
    free = [tile.station for tile in tiles if tile.station not in stay]
    rest = iter(sorted(free, key=lambda name: -ranks[name]))  # stable
    return [tile.station if tile.station in stay else next(rest) for tile in tiles]


def filtered(
    tiles: Iterable[Tile], text: str, *, alarmed: bool, now_s: float
) -> list[Tile]:
    """Return those whose lifter, station or exercise holds a text.

    Args:
        tiles: In order.
        text: Any case; empty for all.
        alarmed: Only those that are not fine.
        now_s: Receiver's time.
    """
    wanted = text.strip().casefold()
    chosen = [
        tile
        for tile in tiles
        if wanted in _words(tile) and not (alarmed and tile.rank(now_s) is Rank.FINE)
    ]
    worst = sorted(chosen, key=lambda tile: -tile.rank(now_s))[:MOST_TILES]
    shown = {tile.station for tile in worst}  # where there is no room for all
    return [tile for tile in chosen if tile.station in shown]


def _words(tile: Tile) -> str:
    exercise = "" if tile.state is None else tile.state.exercise
    return f"{tile.station} {tile.name} {exercise}".casefold()
