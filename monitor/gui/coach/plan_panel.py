"""A session's plan, and the stations it is proposed to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.coach.plan_table import MOST_ROWS, PlanTable
from monitor.gui.settings.fields import FieldError
from monitor.gui.settings.looks import TickBox
from monitor.gui.theme import GAP
from monitor.model.errors import ConfigError
from monitor.net.plans import read_plan

NOBODY: Final = "Tick a station first."
_COLUMNS: Final = 2
_BAR: Final = 12  # px, of a scroll bar


class Stations(QWidget):
    """Ticks for the stations of a room."""

    def __init__(self) -> None:
        """Know none."""
        super().__init__()
        self._boxes: dict[str, TickBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("Stations that get the plan")

    @property
    def ticked(self) -> list[str]:
        """The stations that are ticked, in the room's order."""
        return [name for name, box in self._boxes.items() if box.isChecked()]

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer these; what is ticked stays so.

        Args:
            names: What to call each station.
        """
        for station, name in names.items():
            box = self._boxes.get(station)
            if box is None:
                box = self._boxes[station] = TickBox()
                row, column = divmod(len(self._boxes) - 1, _COLUMNS)
                self._grid.addWidget(box, row, column)
            if box.text() != name:
                box.setText(name)
                box.setAccessibleName(f"Plan for {name}")

    def tick_only(self, station: str) -> None:
        """Tick this one alone."""
        for name, box in self._boxes.items():
            box.setChecked(name == station)

    def tick_all(self, wanted: bool) -> None:  # noqa: FBT001  a button's state
        """Tick every one, or none."""
        for box in self._boxes.values():
            box.setChecked(wanted)


class PlanPanel(QWidget):
    """A plan from a file or by hand, and whom it is for.

    Attributes:
        wanted: Emitted with the stations and the rows that are to be sent.
        table: The rows.
        stations: Whom it is for.
    """

    wanted = Signal(list, tuple)

    def __init__(self) -> None:
        """Have one usual row."""
        super().__init__()
        self.table, self.stations = PlanTable(), Stations()
        self._open, self._add = QPushButton("Open a plan…"), QPushButton("Add a row")
        self._all, self.send = TickBox("All"), QPushButton("Propose the plan")
        self._problem = QLabel()
        self._problem.setProperty("role", "danger")
        self._problem.setWordWrap(True)
        for button in (self._open, self._add, self.send):
            button.setAutoDefault(False)
        self._all.setAccessibleName("Plan for all stations")
        self._open.clicked.connect(self._choose)
        self._add.clicked.connect(self.table.add)
        self._all.clicked.connect(self.stations.tick_all)
        self.send.clicked.connect(self._send)
        self.table.count_changed.connect(self._bound)
        self._lay_out()

    @property
    def problem(self) -> str:
        """Why the plan can't be sent or opened, one sentence; empty if it can."""
        return self._problem.text()

    def open(self, path: str) -> None:
        """Show a plan's file; why it can't be is said, and the rows stay."""
        try:
            rows = read_plan(Path(path))
        except ConfigError as error:
            self._say(str(error))
            return
        self._say("")
        self.table.show_rows(rows)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Open a plan", "", "Plans (*.toml);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _send(self) -> None:
        try:
            rows = self.table.planned()
        except FieldError as error:
            self._say(str(error))
            error.field.setFocus()
            return
        stations = self.stations.ticked
        self._say("" if stations else NOBODY)
        if stations:
            self.wanted.emit(stations, rows)

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self.send.setAccessibleDescription(problem)

    def _bound(self) -> None:
        self._add.setEnabled(self.table.count < MOST_ROWS)

    def _lay_out(self) -> None:
        edit, whom, send = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        edit.addWidget(self._open)
        edit.addWidget(self._add)
        edit.addStretch(1)
        whom.addWidget(QLabel("For"))
        whom.addStretch(1)
        whom.addWidget(self._all)
        send.addWidget(self._problem, 1)
        send.addWidget(self.send)
        page, scroll = QWidget(), QScrollArea()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self.table)
        column.addLayout(edit)
        column.addLayout(whom)
        column.addWidget(self.stations)
        column.addStretch(1)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        scroll.setMinimumWidth(page.minimumSizeHint().width() + _BAR)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP // 2)
        layout.addWidget(scroll, 1)
        layout.addLayout(send)
