"""The coach's window; a tile opens what is known of its lifter."""

import time
from collections.abc import Callable

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.coach.coach_page import CoachPage, RoomSource
from monitor.gui.coach.lifters import Lifter, Lifters
from monitor.gui.live.chips import Extras
from monitor.gui.live_page import LivePage
from monitor.gui.theme import MARGIN
from monitor.gui.toast import Toast
from monitor.net.messages import SetTold
from monitor.net.room import Tile

SIZE = (1280, 800)
LEAST = (1024, 640)
DETAIL_SIZE = (560, 420)


class CoachWindow(QMainWindow):
    """Shows a room.

    Attributes:
        page: The tiles.
        toast: Says what a person should know.
        before_close: Asked before it closes; False keeps it open for now.
    """

    def __init__(
        self, source: RoomSource, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Show a room from ``start`` on.

        Args:
            source: Where tiles come from.
            clock: That of the source, s.
        """
        super().__init__()
        self.setWindowTitle("rep-monitor: coach")
        self._source = source
        self.page = CoachPage(source, clock)
        self.page.chosen.connect(self.show_details)
        self.setCentralWidget(self.page)
        self.toast = Toast(self)
        self.before_close: Callable[[], bool] = lambda: True
        self._details: QDialog | None = None
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)

    def start(self) -> None:
        """Follow the room."""
        self.page.start()

    def show_details(self, station: str) -> None:
        """Show a lifter's sets of the session."""
        tile = next((t for t in self._source.tiles() if t.station == station), None)
        if tile is None:
            return
        if self._details is not None:
            self._details.close()
        self._details = details(tile, self)
        self._details.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, once nothing has to end first."""
        if not self.before_close():
            event.ignore()
            return
        self.page.timer.stop()
        event.accept()


class LiftersWindow(CoachWindow):
    """The room of this computer; a tile opens the lifter's own live view."""

    def __init__(self, lifters: Lifters) -> None:
        """Show this computer's lifters from ``start`` on."""
        super().__init__(lifters)
        self._lifters = lifters
        self._views: dict[str, LifterWindow] = {}
        self.before_close = self._may_close
        lifters.all_over.connect(self._go)
        self._is_closing = False

    def start(self) -> None:
        """Start the sessions and follow them."""
        self._lifters.start()
        super().start()

    def show_details(self, station: str) -> None:
        """Show a lifter's live view in a window of its own."""
        view = self._views.get(station)
        if view is None:
            view = LifterWindow(self._lifters.lifters[station])
            self._views[station] = view
        view.show()
        view.activateWindow()

    def _may_close(self) -> bool:
        """End the sessions first, so that every recording is whole."""
        if self._lifters.is_over:
            self._lifters.join()
            for view in self._views.values():
                view.close()
            return True
        self._is_closing = True
        self.toast.say("The sessions are ending; their recordings are being closed.")
        self._lifters.end()
        return False

    def _go(self) -> None:
        if self._is_closing:
            self.close()


class LifterWindow(QWidget):
    """A lifter's live view."""

    def __init__(self, lifter: Lifter) -> None:
        """Show a session that runs."""
        super().__init__()
        place = lifter.place
        self.setWindowTitle(f"{place.name}, {place.station}")
        self.page = LivePage()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.page.begin(lifter.feed, Extras(source=place.name))
        self.resize(*SIZE)


def details(tile: Tile, parent: QWidget) -> QDialog:
    """Return a dialog with a lifter's sets and how the station is."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(f"{tile.name}, {tile.station}")
    page, scroll = QWidget(), QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(page)
    QVBoxLayout(dialog).addWidget(scroll)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    lines = [set_line(each) for each in tile.sets] or ["No finished set is shared."]
    for line in [*lines, *station_lines(tile)]:
        layout.addWidget(QLabel(line))
    layout.addStretch(1)
    dialog.resize(*DETAIL_SIZE)
    return dialog


def set_line(told: SetTold) -> str:
    """Return a finished set in words."""
    parts = [f"Set {told.index}: {told.exercise}"]
    if told.load_kg is not None:
        parts.append(f"{told.load_kg:g} kg")
    if told.held_s is not None:
        parts.append(f"held {told.held_s:.0f} s")
    else:
        parts.append(f"{told.reps} reps, {told.scored} scored, {told.clean} clean")
    if told.faults:
        parts.append(f"{told.faults} past the limit")
    if told.stopped:
        parts.append("stopped by the lifter")
    return ", ".join(parts)


def station_lines(tile: Tile) -> list[str]:
    """Return how a station is, as far as it is worth a word."""
    lines = []
    if tile.health is not None and tile.health.waiting:
        lines.append(f"{tile.health.waiting} messages wait at the station.")
    if tile.missing:
        lines.append(f"{tile.missing} messages are still on their way.")
    if tile.malformed:
        lines.append(f"{tile.malformed} messages from it could not be read.")
    return lines
