"""The coach's window; a tile opens what is known of its lifter."""

import time
from collections.abc import Callable

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from monitor.gui.coach.coach_page import CoachPage, RoomSource
from monitor.gui.coach.details import Details
from monitor.gui.coach.lifter_window import LifterWindow
from monitor.gui.coach.lifters import Lifters
from monitor.gui.coach.tools import Commands
from monitor.gui.toast import Toast

SIZE = (1280, 800)
LEAST = (1024, 640)


class CoachWindow(QMainWindow):
    """Shows a room.

    Attributes:
        page: The tiles.
        toast: Says what a person should know.
        details: The lifter who is looked at; None before one was chosen.
        before_close: Asked before it closes; False keeps it open for now.
    """

    def __init__(
        self,
        source: RoomSource,
        clock: Callable[[], float] = time.monotonic,
        commands: Commands | None = None,
    ) -> None:
        """Show a room from ``start`` on.

        Args:
            source: Where tiles come from.
            clock: That of the source, s.
            commands: Sends to stations; None to send nothing.
        """
        super().__init__()
        self.setWindowTitle("rep-monitor: coach")
        self._source, self._clock, self._commands = source, clock, commands
        self.page = CoachPage(source, clock)
        self.page.chosen.connect(self.show_details)
        self.setCentralWidget(self.page)
        self.toast = Toast(self)
        self.before_close: Callable[[], bool] = lambda: True
        self.details: Details | None = None
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)

    def start(self) -> None:
        """Follow the room."""
        self.page.start()

    def show_details(self, station: str) -> None:
        """Show a lifter close by, with what a coach can do."""
        if all(tile.station != station for tile in self._source.tiles()):
            return
        if self.details is None:
            self.details = Details(self._source, self._commands, self, self._clock)
        self.details.follow(station)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, once nothing has to end first."""
        if not self.before_close():
            event.ignore()
            return
        self.page.timer.stop()
        if self.details is not None:
            self.details.reject()
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
        lifters.watched.connect(self._open)
        lifters.remarked.connect(self.toast.say)
        self._is_closing = False

    def start(self) -> None:
        """Start the sessions and follow them."""
        self._lifters.start()
        super().start()

    def show_details(self, station: str) -> None:
        """Show a lifter's live view in a window of its own."""
        if station in self._views:
            self._views[station].activateWindow()
        elif self._lifters.lifters[station].feed is not None:
            self._open(station)
        else:
            self._lifters.watch(station)

    def _open(self, station: str) -> None:
        if station in self._views:
            return
        view = self._views[station] = LifterWindow(self._lifters.lifters[station])
        view.closed.connect(lambda: self._views.pop(station, None))
        view.show()
        view.activateWindow()

    def _may_close(self) -> bool:
        """End the sessions first, so that every recording is whole."""
        if self._lifters.is_over:
            self._lifters.join()
            for view in list(self._views.values()):
                view.close()
            return True
        self._is_closing = True
        self.toast.say("The sessions are ending; their recordings are being closed.")
        self._lifters.end()
        return False

    def _go(self) -> None:
        if self._is_closing:
            self.close()
