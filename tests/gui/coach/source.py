"""A room that a test fills."""

from monitor.net.room import Tile


class Source:
    """Tiles for a coach's page."""

    def __init__(self, *tiles: Tile) -> None:
        self.all = list(tiles)
        self.problem = ""

    def tiles(self) -> list[Tile]:
        """Return them as they are now."""
        return self.all
