"""The grid of tiles: as many columns as fill the window best."""

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from monitor.gui.coach.tile_plan import LEAST_WIDTH
from monitor.gui.coach.tile_view import TileView
from monitor.net.room import Tile

GAP: Final = 8
_SHAPE: Final = 1.2  # width to height at which a tile reads best
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def columns_for(count: int, width: float, height: float) -> int:
    """Return the columns at which tiles come nearest to their best shape.

    Of grids with an equal shape the one with fewer empty places is taken.
    """

    def cost(columns: int) -> float:
        rows = math.ceil(count / columns)
        shape = (width / columns) / max(1.0, height / rows)
        empty = (rows * columns - count) / (rows * columns)
        return abs(math.log(max(shape, 1e-6) / _SHAPE)) + 2.5 * empty

    most = max(1, min(count, int((width + GAP) / (LEAST_WIDTH + GAP))))
    return min(range(1, most + 1), key=cost)


class Grid(QWidget):
    """Tiles in rows, in the order in which they are given.

    Attributes:
        chosen: Emitted with the station of a tile that a person chose.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._views: dict[str, TileView] = {}
        self._order: list[str] = []
        self._columns = 1

    @property
    def views(self) -> list[TileView]:
        """The tiles that are shown, in order."""
        return [self._views[name] for name in self._order]

    def show_tiles(self, tiles: Sequence[Tile], now_s: float) -> None:
        """Show these from now on."""
        order = [tile.station for tile in tiles]
        for tile in tiles:
            self._view(tile.station).show_tile(tile, now_s)
        if order != self._order:
            for gone in set(self._order) - set(order):
                self._views[gone].hide()
            self._order = order
            self._arrange()

    def _view(self, station: str) -> TileView:
        view = self._views.get(station)
        if view is None:
            view = self._views[station] = TileView(station)
            view.setParent(self)
            view.chosen.connect(self.chosen)
        return view

    def _arrange(self) -> None:
        count = len(self._order)
        if not count:
            return
        self._columns = columns_for(count, self.width(), self.height())
        rows = math.ceil(count / self._columns)
        for place, view in enumerate(self.views):
            row, column = divmod(place, self._columns)
            view.setGeometry(self._cell(row, column, rows))
            view.show()
            if place:
                QWidget.setTabOrder(self._views[self._order[place - 1]], view)

    def _cell(self, row: int, column: int, rows: int) -> QRect:
        width, height = self.width() + GAP, self.height() + GAP
        left, right = (width * c // self._columns for c in (column, column + 1))
        top, bottom = (height * r // rows for r in (row, row + 1))
        return QRect(left, top, right - left - GAP, bottom - top - GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the tiles anew."""
        del event
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move from tile to tile with the arrow keys."""
        step = _STEPS.get(Qt.Key(event.key()))
        focused = self.focusWidget()
        if step is None or not isinstance(focused, TileView):
            super().keyPressEvent(event)
            return
        place = self._order.index(focused.station) + step[0] + step[1] * self._columns
        if 0 <= place < len(self._order):
            self.views[place].setFocus()
