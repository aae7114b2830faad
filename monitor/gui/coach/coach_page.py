"""The coach's page: what calls for the coach, a filter, an order, the tiles."""

import time
from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from monitor.alerts.wording import plural
from monitor.gui.coach.grid import Grid
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.looks import TickBox
from monitor.gui.theme import GAP, MARGIN
from monitor.net.coach_cues import CoachCue, CoachCues
from monitor.net.room import Rank, Tile
from monitor.net.tile_order import Ordering, Sorter, filtered

FRAME_MS: Final = 33
EMPTY: Final = "Nobody is here yet. Tiles appear as stations begin to share."
NONE_FOUND: Final = "No lifter here is as the filter wants."
ORDERS: Final = (
    (Ordering.LAYOUT, "As in the room"),
    (Ordering.WORST_FIRST, "Worst first"),
)
NOTE: Final = "A training aid; no medical advice."


class RoomSource(Protocol):
    """Where tiles come from: this computer's sessions, or a gym's server."""

    def tiles(self) -> list[Tile]:
        """Return all tiles, in the room's order."""

    @property
    def problem(self) -> str:
        """Why nothing comes, one sentence; empty while it does."""


class CallBar(QWidget):
    """Says what calls for the coach; a click acknowledges it.

    Attributes:
        acknowledged: Emitted with the station.
    """

    acknowledged = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setProperty("role", "danger")
        self._button = QPushButton("Acknowledge")
        self._button.setProperty("kind", "danger")
        self._button.clicked.connect(self._acknowledge)
        self._station = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        self.setAccessibleName("Calls for the coach")
        self.show_calls([])

    def show_calls(self, calls: list[CoachCue]) -> None:
        """Show the most urgent call and how many more there are."""
        text = calls[0].text if calls else ""
        if len(calls) > 1:
            text += f"   (and {len(calls) - 1} more)"
        self._station = calls[0].station if calls else ""
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleDescription(text)
        self._button.setVisible(bool(calls))

    def _acknowledge(self) -> None:
        self.acknowledged.emit(self._station)


class CoachPage(QWidget):
    """Shows a room.

    Attributes:
        sound: Why nothing is heard; hidden while it is.
        chosen: Emitted with the station of a tile that a person chose.
        called: Emitted with a ``CoachCue`` when it is to be sounded.
    """

    chosen = Signal(str)
    called = Signal(object)

    def __init__(
        self, source: RoomSource, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Show a room from ``start`` on.

        Args:
            source: Where tiles come from.
            clock: That of the source, s.
        """
        super().__init__()
        self.setProperty("page", True)
        self._source, self._clock = source, clock
        self._sorter, self._cues = Sorter(), CoachCues()
        self.grid, self.calls = Grid(), CallBar()
        self.grid.chosen.connect(self._choose)
        self.calls.acknowledged.connect(self._cues.acknowledge)
        self._count, self._problem, self.sound = QLabel(), QLabel(), QLabel()
        self.sound.setProperty("role", "warn")
        self._count.setProperty("role", "dim")
        self._problem.setProperty("role", "warn")
        self.filter, self.alarmed, self.order = QLineEdit(), TickBox(), Choice(ORDERS)
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("role", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.grid)
        self._lay_out()
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Follow the room."""
        self.timer.start(FRAME_MS)

    def show_sound(self, reason: str) -> None:
        """Say why nothing is heard; empty while it is."""
        self.sound.setText(f"No sound: {reason}" if reason else "")
        self.sound.setVisible(bool(reason))

    def refresh(self) -> None:
        """Show the room as it is now."""
        now_s, tiles = self._clock(), self._source.tiles()
        cue = self._cues.update(tiles, now_s)
        if cue is not None:
            self.called.emit(cue)
        self.calls.show_calls(self._cues.pending())
        ordered = self._sorter.arrange(tiles, now_s)
        shown = filtered(
            ordered, self.filter.text(), alarmed=self.alarmed.isChecked(), now_s=now_s
        )
        self.grid.show_tiles(shown, now_s)
        self._stack.setCurrentWidget(self.grid if shown else self._empty)
        self._tell(tiles, shown, now_s)

    def _tell(self, tiles: list[Tile], shown: list[Tile], now_s: float) -> None:
        worried = sum(tile.rank(now_s) > Rank.FINE for tile in tiles)
        hidden = len(tiles) - len(shown)
        text = f"{plural(len(tiles), 'lifter')}, {worried} with an alert"
        if hidden:
            text += f", {hidden} not shown"
        if text != self._count.text():
            self._count.setText(text)
        empty = NONE_FOUND if tiles else EMPTY
        if empty != self._empty.text():
            self._empty.setText(empty)
        if self._source.problem != self._problem.text():
            self._problem.setText(self._source.problem)
            self._problem.setVisible(bool(self._source.problem))

    def _choose(self, station: str) -> None:
        self._cues.acknowledge(station)
        self.chosen.emit(station)

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText("Filter by name, place, exercise")
        self.filter.setAccessibleName("Filter")
        self.filter.setFixedWidth(250)
        self.alarmed.setText("Only alerts")
        self.order.setAccessibleName("Order of the tiles")
        self.order.setMinimumWidth(150)
        self.order.currentIndexChanged.connect(self._reorder)
        title, note = QLabel("Room"), QLabel(NOTE)
        title.setProperty("role", "title")
        note.setProperty("role", "dim")
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(title)
        top.addWidget(self._count)
        top.addWidget(self._problem, 1)
        top.addWidget(self.sound, 1)
        top.addStretch(1)
        for widget in (self.filter, self.alarmed, self.order, note):
            top.addWidget(widget)
        self.calls.setFixedHeight(40)  # reserved, so that nothing jumps
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        layout.setSpacing(GAP // 2)
        layout.addLayout(top)
        layout.addWidget(self.calls)
        layout.addWidget(self._stack, 1)

    def _reorder(self) -> None:
        self._sorter.ordering = Ordering(self.order.chosen)
