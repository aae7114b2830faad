"""The pages before lifting, and what a person's wishes on them mean to the session."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget

from monitor.gui.connect.calibrate_page import CalibratePage
from monitor.gui.connect.link_page import LinkPage
from monitor.gui.connect.progress import Progress
from monitor.model.events import Output
from monitor.model.records import (
    Calibrate,
    EndRangeTest,
    Rezero,
    StartBenchReference,
    StartLinkCheck,
    StartMobilityTest,
    StartRangeTest,
    SwapSensors,
    UndoRezero,
)
from monitor.view.state import ViewState


class ReadyPage(QStackedWidget):
    """Links, then calibration, of a running session.

    Attributes:
        command_wanted: Emitted with a ``Stamped`` command for the session.
        table_check_wanted: Emitted with the ``Placement`` of a sensor to be checked.
        carry_wanted: Use the last calibration; ``show_carry`` has told which.
        lift_wanted: Go on to the live view, calibrated or not.
        left: End the session and go back.
    """

    command_wanted = Signal(object)
    table_check_wanted = Signal(object)
    carry_wanted = Signal()
    lift_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.links, self.calibrate = LinkPage(), CalibratePage()
        self.addWidget(self.links)
        self.addWidget(self.calibrate)
        self._links_first = False
        self._wire()
        self.show_calibration()

    @property
    def progress(self) -> Progress:
        """How far the calibration has come."""
        return self.calibrate.progress

    @property
    def lift_button(self) -> QPushButton:
        """Goes on to the live view."""
        return self.calibrate.lift_button

    def restart(self) -> None:
        """Forget what belongs to an earlier session."""
        self.links.restart()
        self.calibrate.restart()
        if self._links_first:
            self.show_links()
        else:
            self.show_calibration()
        self._links_first = False

    def begin_with_links(self) -> None:
        """Show the links first in the session that is about to start."""
        self._links_first = True

    def show_links(self) -> None:
        """Show how both sensors come through."""
        self.setCurrentWidget(self.links)
        self.links.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_calibration(self) -> None:
        """Show how far the calibration is."""
        self.setCurrentWidget(self.calibrate)
        is_done = self.progress.quality is not None
        first = self.lift_button if is_done else self.calibrate.redo_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_carry(self, text: str) -> None:
        """Offer the last calibration; see ``Extras.show_carry``."""
        self.calibrate.extras.show_carry(text)

    def feed(self, output: Output) -> None:
        """Take one output of the session."""
        self.links.feed(output)
        self.calibrate.feed(output)

    def show_state(self, state: ViewState, now: float) -> None:
        """Show how things stand at a session time."""
        del state  # the outputs have told all of it
        if self.currentWidget() is self.links:
            self.links.show_time(now)
        else:
            self.calibrate.refresh()

    def _wire(self) -> None:
        links, calibrate = self.links, self.calibrate
        extras = calibrate.extras
        links.next_wanted.connect(self.show_calibration)
        links.left.connect(self.left)
        calibrate.back_wanted.connect(self.show_links)
        calibrate.next_wanted.connect(self.lift_wanted)
        extras.carry_wanted.connect(self.carry_wanted)
        extras.table_check_wanted.connect(self.table_check_wanted)
        for signal, command in (
            (links.link_check_wanted, StartLinkCheck),
            (links.swap_wanted, SwapSensors),
            (calibrate.calibrate_wanted, Calibrate),
            (extras.range_wanted, StartRangeTest),
            (extras.mobility_wanted, StartMobilityTest),
            (extras.range_end_wanted, EndRangeTest),
            (extras.bench_reference_wanted, StartBenchReference),
            (extras.rezero_wanted, Rezero),
            (extras.undo_wanted, UndoRezero),
        ):
            signal.connect(lambda command=command: self.command_wanted.emit(command))
