"""Which sensors there are, and which one sits where."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.connect.found import FoundView
from monitor.gui.settings.fields import Choice
from monitor.gui.theme import GAP, MARGIN
from monitor.model.records import Placement

_COLUMNS = ("Sensor", "Firmware", "Signal", "Battery", "Address")
_ROLES = {Placement.PELVIS: "Pelvis", Placement.LUMBAR: "Lumbar"}
HINT = (
    "Not sure which is which? Choose any two: in the next step a tap on a sensor shows"
    " which one it is, and S swaps them."
)
NONE_FOUND = (
    "No sensor heard yet. Turn both on and bring them near; a sensor that a phone is"
    " linked to does not answer. 'rep-monitor doctor' looks further."
)


class DevicesPage(QWidget):
    """Lists sensors and lets a person say which one is which.

    Attributes:
        connect_wanted: Emitted with the ``FoundView`` of the pelvis and the lumbar one.
        left: A person goes back.
        demo_wanted: There are no sensors at hand.
        scan_wanted: Listen anew.
    """

    connect_wanted = Signal(object, object)
    left = Signal()
    demo_wanted = Signal()
    scan_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._found: list[FoundView] = []
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setAccessibleName(self.tr("Sensors found"))
        self.table.setHorizontalHeaderLabels([self.tr(each) for each in _COLUMNS])
        self.table.verticalHeader().setVisible(False)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.roles = {each: Choice(()) for each in Placement}
        for placement, combo in self.roles.items():
            name = _ROLES[placement]
            combo.setAccessibleName(self.tr(f"{name} sensor"))
            combo.currentIndexChanged.connect(self._check)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.connect_button = QPushButton(self.tr("Connect"))
        self.connect_button.setProperty("kind", "primary")
        self.connect_button.clicked.connect(self._connect)
        self._lay_out()
        self.show_found([])

    def show_found(self, found: Sequence[FoundView]) -> None:
        """List sensors; what a person has chosen stays chosen."""
        chosen = {place: self._chosen(place) for place in Placement}
        self._found = list(found)
        self._fill_table()
        for placement, combo in self.roles.items():
            self._fill_role(combo, chosen[placement])
        self._propose(chosen)
        usable = sum(each.is_usable for each in found)
        self.show_message("" if usable >= 2 else self.tr(NONE_FOUND))
        self._check()

    def show_message(self, text: str, *, is_problem: bool = False) -> None:
        """Say something above the buttons."""
        self.message.setText(text or self.tr(HINT))
        self.message.setProperty("role", "warn" if is_problem else "dim")
        self.message.style().polish(self.message)

    def prefer(self, pelvis: str, lumbar: str) -> None:
        """Choose these addresses where they are found: a remembered pair."""
        wanted = {Placement.PELVIS: pelvis, Placement.LUMBAR: lumbar}
        for placement, address in wanted.items():
            combo = self.roles[placement]
            place = combo.findData(address)
            if place >= 0:
                combo.setCurrentIndex(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the selected sensor a role by P or L."""
        roles = {Qt.Key.Key_P: Placement.PELVIS, Qt.Key.Key_L: Placement.LUMBAR}
        placement = roles.get(Qt.Key(event.key()))
        row = self.table.currentRow()
        if placement is None or not 0 <= row < len(self._found):
            super().keyPressEvent(event)
            return
        combo = self.roles[placement]
        combo.setCurrentIndex(max(0, combo.findData(self._found[row].address)))

    def _chosen(self, placement: Placement) -> FoundView | None:
        address = self.roles[placement].currentData()
        return next((each for each in self._found if each.address == address), None)

    def _fill_table(self) -> None:
        row_before = self.table.currentRow()
        self.table.setRowCount(len(self._found))
        for row, each in enumerate(self._found):
            battery = each.battery_percent
            cells = (
                each.name or "-",
                each.problem or each.firmware or self.tr("no profile knows it"),
                each.signal,
                "-" if battery is None else f"{battery:.0f} %",
                each.address,
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if not each.is_usable:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                self.table.setItem(row, column, item)
        if 0 <= row_before < len(self._found):
            self.table.setCurrentCell(row_before, 0)

    def _fill_role(self, combo: QComboBox, chosen: FoundView | None) -> None:
        combo.blockSignals(True)
        combo.clear()
        for each in self._found:
            if each.is_usable:
                combo.addItem(
                    f"{each.name or each.firmware}  {each.address}", each.address
                )
        place = combo.findData(chosen.address) if chosen is not None else -1
        combo.setCurrentIndex(place)
        combo.blockSignals(False)

    def _propose(self, chosen: dict[Placement, FoundView | None]) -> None:
        """Propose the first sensors that are still free."""
        taken = {each.address for each in chosen.values() if each is not None}
        free = [
            e.address for e in self._found if e.is_usable and e.address not in taken
        ]
        for combo in self.roles.values():
            if combo.currentIndex() < 0 and free:
                combo.setCurrentIndex(combo.findData(free.pop(0)))

    def _check(self) -> None:
        pelvis, lumbar = (self._chosen(each) for each in Placement)
        same = pelvis is not None and pelvis is lumbar
        self.connect_button.setEnabled(None not in (pelvis, lumbar) and not same)
        if same:
            text = self.tr("One sensor can't be both the pelvis and the lumbar one.")
            self.show_message(text, is_problem=True)

    def _connect(self) -> None:
        pelvis, lumbar = (self._chosen(each) for each in Placement)
        if pelvis is not None and lumbar is not None:
            self.connect_wanted.emit(pelvis, lumbar)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Find the sensors"))
        title.setProperty("role", "title")
        form = QFormLayout()
        for placement, combo in self.roles.items():
            form.addRow(self.tr(f"{_ROLES[placement]} sensor"), combo)
        back, demo = QPushButton(self.tr("Back")), QPushButton(self.tr("Try the demo"))
        again = QPushButton(self.tr("Listen again"))
        back.clicked.connect(self.left)
        demo.clicked.connect(self.demo_wanted)
        again.clicked.connect(self.scan_wanted)
        buttons = QHBoxLayout()
        for each in (back, demo, again):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self.connect_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        layout.addWidget(title)
        layout.addWidget(self.table, 1)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
