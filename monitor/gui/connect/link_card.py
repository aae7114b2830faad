"""One sensor: how its link stands, and a light when it is tapped."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from monitor.gui.connect.link_facts import NAMES, STATES, facts, symbol
from monitor.gui.connect.meters import StateIcon
from monitor.gui.connect.pieces import label, say
from monitor.gui.connect.sensor_table import ROLES
from monitor.gui.connect.tap_light import TapLight
from monitor.gui.symbols import Symbol
from monitor.model.events import LinkChecked, LinkStatus
from monitor.model.records import Placement

_ROLE_OF = {Symbol.FINE: "ok", Symbol.CAUTION: "warn", Symbol.DANGER: "danger"}


class LinkCard(TapLight):
    """State, rate, loss, signal, battery and age of a sensor; result of its check."""

    def __init__(self, placement: Placement) -> None:
        """Know nothing yet.

        Args:
            placement: Whose link it is.
        """
        name = QCoreApplication.translate("SensorTable", ROLES[placement])
        super().__init__(self.tr("{place} sensor").format(place=name))
        self._icon, self._state = StateIcon(26), label("", "heading")
        self._figures = [QLabel("-") for _ in NAMES]
        self.reason, self.result = label("", "dim"), label("", "dim")
        self._status: LinkStatus | None = None
        self._lay_out()
        self.show_time(0.0)

    def show_status(self, status: LinkStatus) -> None:
        """Show how the link stands."""
        self._status = status
        self.show_time(status.t)

    def show_time(self, t: float) -> None:
        """Show how it stands at a session time."""
        status = self._status
        text = self.tr("No signal yet")
        if status is not None:
            text = QCoreApplication.translate("LinkFacts", STATES[status.state])
        seen = symbol(status, t)
        self._icon.show_symbol(seen)
        say(self._state, text, _ROLE_OF.get(seen, "dim"))
        say(self.reason, "" if status is None else status.reason, "dim")
        for shown, fact in zip(self._figures, facts(status, t), strict=True):
            say(shown, fact.text, "warn" if fact.is_poor else "figure")

    def show_checked(self, checked: LinkChecked | None) -> None:
        """Show what the link check has found; None while nothing is known."""
        if checked is None:
            say(self.result, "", "dim")
        else:
            say(self.result, checked.text, "ok" if checked.ok else "warn")

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        title = label(self.accessibleName(), "title")
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self._state, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for column, name in enumerate(NAMES):
            text = QCoreApplication.translate("LinkFacts", name)
            figure = self._figures[column]
            figure.setStyleSheet("font-size: 18px; font-weight: 700;")
            grid.addWidget(label(text, "dim"), 0, column)
            grid.addWidget(figure, 1, column)
            grid.setColumnStretch(column, 1)
        inside.addWidget(title)
        inside.addLayout(head)
        inside.addLayout(grid)
        inside.addWidget(self.reason)
        inside.addWidget(self.result)
        inside.addStretch(1)
