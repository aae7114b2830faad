"""The row of values under the cursor."""

from dataclasses import fields

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from monitor.gui.plots.readout import Readout
from monitor.gui.theme import font

_NAMES = ("Cursor", "Lumbar", "Pelvis", "Gyro", "Accel", "Here")
_STRETCH = (10, 17, 17, 26, 28, 26)


class ReadoutRow(QFrame):
    """A cell for each value, name above, value below."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName("Values under the cursor")
        self._values = {field.name: QLabel() for field in fields(Readout)}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 8)
        layout.setSpacing(10)
        cells = zip(_NAMES, self._values.values(), _STRETCH, strict=True)
        for name, value, stretch in cells:
            layout.addLayout(_cell(name, value), stretch)
        self.show_readout(Readout())

    def show_readout(self, shown: Readout) -> None:
        """Show these values."""
        for name, label in self._values.items():
            text = getattr(shown, name)
            label.setText(text)
            label.setToolTip(text)
        self.setAccessibleDescription(shown.sentence())

    def text(self, name: str) -> str:
        """Return what a cell shows, by its name in ``Readout``."""
        return self._values[name].text()


def _cell(name: str, value: QLabel) -> QVBoxLayout:
    title = QLabel(name)
    title.setProperty("role", "dim")
    value.setFont(font(14, 600))
    value.setStyleSheet("font-size: 14px; font-weight: 600;")
    value.setMinimumWidth(1)
    value.setAccessibleName(name)
    cell = QVBoxLayout()
    cell.setSpacing(0)
    cell.addWidget(title)
    cell.addWidget(value)
    return cell
