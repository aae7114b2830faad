"""Remembered pairs of sensors, to be connected at once."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from monitor.gui.connect.found import KitView
from monitor.gui.connect.pieces import button
from monitor.gui.theme import GAP

MOST = 3  # that are offered; more are no short-cut


class KitsRow(QWidget):
    """Offers remembered pairs; hidden while there are none.

    Attributes:
        chosen: Emitted with the ``KitView`` that is wanted.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._kits: list[KitView] = []
        self._cards: list[QFrame] = []
        self._states: list[QLabel] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP)
        self.setVisible(False)

    def show_kits(self, kits: Sequence[KitView], heard: Collection[str]) -> None:
        """Offer pairs.

        Args:
            kits: The one used last first.
            heard: Addresses of the sensors that are near.
        """
        self._kits = list(kits[:MOST])
        for card in self._cards:
            self._line.removeWidget(card)
            card.deleteLater()
        self.buttons.clear()
        self._states.clear()
        self._cards = [self._card(kit) for kit in self._kits]
        for card in self._cards:
            self._line.addWidget(card, 1)
        self.setVisible(bool(self._kits))
        self.show_heard(heard)

    def show_heard(self, heard: Collection[str]) -> None:
        """Tell which pairs are near; the others are waited for once chosen."""
        for kit, state, each in zip(
            self._kits, self._states, self.buttons, strict=True
        ):
            both = (kit.pelvis.address, kit.lumbar.address)
            near = sum(address in heard for address in both)
            text = (
                self.tr("not heard yet"),
                self.tr("one of them is near"),
                self.tr("both are near"),
            )[near]
            state.setText(text)
            name = self.tr("Connect {kit}, {state}")
            each.setAccessibleName(name.format(kit=kit.title, state=text))

    def _card(self, kit: KitView) -> QFrame:
        card = QFrame()
        card.setProperty("panel", True)
        line = QHBoxLayout(card)
        line.setContentsMargins(16, 10, 12, 10)
        name, state = QLabel(kit.title), QLabel()
        name.setProperty("role", "heading")
        state.setProperty("role", "dim")
        connect = button(self.tr("Connect"))
        connect.clicked.connect(lambda _=False: self.chosen.emit(kit))
        self.buttons.append(connect)
        self._states.append(state)
        line.addWidget(name)
        line.addWidget(state, 1)
        line.addWidget(connect)
        return card
