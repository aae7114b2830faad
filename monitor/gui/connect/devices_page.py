"""Which sensors there are, and which one sits where."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from monitor.gui.actions import QT_TRANSLATE_NOOP
from monitor.gui.connect.found import FoundView, KitView
from monitor.gui.connect.kits_row import KitsRow
from monitor.gui.connect.pieces import button, foot, label, page_layout, panel, say
from monitor.gui.connect.sensor_table import ROLES, SensorTable
from monitor.gui.connect.tap_light import TapLight
from monitor.gui.settings.fields import Choice
from monitor.gui.theme import GAP
from monitor.model.records import TRUNK, Placement

_PAGE: Final = "DevicesPage"
HINT: Final = QT_TRANSLATE_NOOP(
    _PAGE,
    "Which is which? P and L give the selected sensor its place. Not sure: choose any"
    " two; in the next step a tap on a sensor shows which one it is.",
)
SEARCHING: Final = QT_TRANSLATE_NOOP(_PAGE, "Listening for sensors…")
NONE_FOUND: Final = QT_TRANSLATE_NOOP(
    _PAGE,
    "No sensor heard yet. Turn both on and bring them near; one that a phone is linked"
    " to does not answer. 'rep-monitor doctor' looks further.",
)
ONE_FOUND: Final = QT_TRANSLATE_NOOP(
    _PAGE, "One sensor heard, two are needed. Turn the other one on and bring it near."
)
SAME: Final = QT_TRANSLATE_NOOP(
    _PAGE, "One sensor can't be both the pelvis and the lumbar one."
)


class DevicesPage(QWidget):
    """Lists sensors and lets a person say which one is which.

    Attributes:
        connect_wanted: Emitted with the ``FoundView`` of the pelvis and the lumbar one.
        swap_wanted: The roles were exchanged.
        left: A person goes back.
        demo_wanted: There are no sensors at hand.
        scan_wanted: Listen anew.
    """

    connect_wanted = Signal(object, object)
    swap_wanted = Signal()
    left = Signal()
    demo_wanted = Signal()
    scan_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: list[FoundView] = []
        self._heard: list[FoundView] = []
        self.kits, self.table = KitsRow(), SensorTable()
        self.roles = {each: Choice(()) for each in TRUNK}
        self.lights = {each: TapLight(self.tr(ROLES[each])) for each in TRUNK}
        self.message = label("", "dim")
        self.connect_button = button(self.tr("Connect"), "primary")
        self.swap_button = button(self.tr("Swap (S)"))
        self.swap_button.setAccessibleName(self.tr("Swap pelvis and lumbar sensor"))
        self.again_button = button(self.tr("Listen again"))
        self.back_button = button(self.tr("Back"))
        self.demo_button = button(self.tr("No sensors? Try the demo"), "flat")
        self._lay_out()
        self._wire()
        self.show_found([])
        self.show_message(self.tr(SEARCHING))

    def show_found(self, found: Sequence[FoundView]) -> None:
        """List sensors; what a person has chosen stays chosen."""
        self._heard = list(found)
        addresses = {each.address for each in found}
        self._found = [*found, *self._chosen_before(addresses)]
        chosen = {each: self.chosen(each) for each in TRUNK}
        for placement, combo in self.roles.items():
            self._fill_role(combo, chosen[placement])
        self._propose()
        self.kits.show_heard(addresses)
        self._check()

    def show_kits(self, kits: Sequence[KitView]) -> None:
        """Offer remembered pairs, the one used last first."""
        self.kits.show_kits(kits, {each.address for each in self._heard})

    def show_message(self, text: str, *, is_problem: bool = False) -> None:
        """Say something below the list, such as why there is no Bluetooth."""
        say(self.message, text or self.tr(HINT), "warn" if is_problem else "dim")

    def show_tap(self, placement: Placement) -> None:
        """Flash the role whose sensor was tapped."""
        self.lights[placement].flash()

    def prefer(self, pelvis: str, lumbar: str) -> None:
        """Choose these addresses where they are found: a remembered pair."""
        wanted = {Placement.PELVIS: pelvis, Placement.LUMBAR: lumbar}
        for placement, address in wanted.items():
            place = self.roles[placement].findData(address)
            if place >= 0:
                self.roles[placement].setCurrentIndex(place)

    def chosen(self, placement: Placement) -> FoundView | None:
        """Return the sensor that has a role."""
        address = self.roles[placement].currentData()
        return next((each for each in self._found if each.address == address), None)

    def swap(self) -> None:
        """Exchange the roles."""
        pelvis, lumbar = self.roles[Placement.PELVIS], self.roles[Placement.LUMBAR]
        places = pelvis.currentIndex(), lumbar.currentIndex()
        lumbar.setCurrentIndex(places[0])
        pelvis.setCurrentIndex(places[1])
        self.swap_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Swap by S."""
        if event.key() == Qt.Key.Key_S:
            self.swap()
        else:
            super().keyPressEvent(event)

    def _chosen_before(self, addresses: set[str]) -> list[FoundView]:
        """Those that have a role but weren't heard this time: they may be soon."""
        chosen = [self.chosen(each) for each in TRUNK]
        return [e for e in chosen if e is not None and e.address not in addresses]

    def _fill_role(self, combo: QComboBox, chosen: FoundView | None) -> None:
        combo.blockSignals(True)
        combo.clear()
        for each in self._found:
            if each.is_usable:
                name = each.name or each.firmware
                combo.addItem(f"{name}  {each.short_address}", each.address)
        combo.setCurrentIndex(combo.findData(chosen.address) if chosen else -1)
        combo.blockSignals(False)

    def _propose(self) -> None:
        """Propose the first sensors that are still free."""
        taken = {combo.currentData() for combo in self.roles.values()}
        usable = [each.address for each in self._found if each.is_usable]
        free = [each for each in usable if each not in taken]
        for combo in self.roles.values():
            if combo.currentIndex() < 0 and free:
                combo.blockSignals(True)
                combo.setCurrentIndex(combo.findData(free.pop(0)))
                combo.blockSignals(False)

    def _give_role(self, placement: Placement, view: FoundView) -> None:
        """Give a role; who had it takes the other one instead of none."""
        combo, other = self.roles[placement], self.roles[_other(placement)]
        before, place = combo.currentIndex(), combo.findData(view.address)
        if place == other.currentIndex():
            other.setCurrentIndex(before)
        combo.setCurrentIndex(place)

    def _check(self) -> None:
        """Show who has which role, and whether it can be so."""
        pelvis, lumbar = (self.chosen(each) for each in TRUNK)
        same = pelvis is not None and pelvis is lumbar
        self.connect_button.setEnabled(None not in (pelvis, lumbar) and not same)
        roles = {
            each: view.address
            for each, view in zip(TRUNK, (pelvis, lumbar), strict=True)
            if view is not None
        }
        self.table.show_found(self._found, roles)
        usable = sum(each.is_usable for each in self._found)
        if same:
            self.show_message(self.tr(SAME), is_problem=True)
        else:
            self.show_message(self.tr((NONE_FOUND, ONE_FOUND, "")[min(usable, 2)]))

    def _connect(self) -> None:
        pelvis, lumbar = (self.chosen(each) for each in TRUNK)
        if pelvis is not None and lumbar is not None:
            self.connect_wanted.emit(pelvis, lumbar)

    def _connect_kit(self, kit: KitView) -> None:
        self.connect_wanted.emit(kit.pelvis, kit.lumbar)

    def _wire(self) -> None:
        self.kits.chosen.connect(self._connect_kit)
        self.table.role_wanted.connect(self._give_role)
        for combo in self.roles.values():
            combo.currentIndexChanged.connect(self._check)
        self.connect_button.clicked.connect(self._connect)
        self.swap_button.clicked.connect(self.swap)
        self.again_button.clicked.connect(self.scan_wanted)
        self.back_button.clicked.connect(self.left)
        self.demo_button.clicked.connect(self.demo_wanted)

    # Layout

    def _lay_out(self) -> None:
        layout = page_layout(self, self.tr("Find the sensors"), 1)
        layout.addWidget(self.kits)
        layout.addWidget(self._list(), 1)
        layout.addLayout(self._roles())
        left = (self.back_button, self.demo_button)
        layout.addLayout(foot(left, (self.again_button, self.connect_button)))

    def _list(self) -> QFrame:
        frame, inside = panel()
        inside.addWidget(self.table, 1)
        inside.addWidget(self.message)
        return frame

    def _roles(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        for placement, combo in self.roles.items():
            light = self.lights[placement]
            inside = QVBoxLayout(light)
            inside.setContentsMargins(16, 12, 16, 12)
            name = self.tr("{place} sensor").format(place=self.tr(ROLES[placement]))
            combo.setAccessibleName(name)
            inside.addWidget(label(name, "heading"))
            inside.addWidget(combo)
            line.addWidget(light, 1)
            if placement is Placement.PELVIS:
                line.addWidget(self.swap_button)
        return line


def _other(placement: Placement) -> Placement:
    return Placement.LUMBAR if placement is Placement.PELVIS else Placement.PELVIS
