"""The cues: each with its name, whether it is heard, and a button to hear it."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QSignalMapper, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from monitor.gui.actions import QT_TRANSLATE_NOOP
from monitor.gui.settings.looks import TickBox
from monitor.model.events import Cue

NAMES: Final = {
    Cue.REP_SCORED: QT_TRANSLATE_NOOP("cues", "Rep, back scored"),
    Cue.REP_COUNTED_ONLY: QT_TRANSLATE_NOOP("cues", "Rep, counted only"),
    Cue.REP_PARTIAL: QT_TRANSLATE_NOOP("cues", "Partial rep"),
    Cue.SET_END: QT_TRANSLATE_NOOP("cues", "End of the set"),
    Cue.CAUTION: QT_TRANSLATE_NOOP("cues", "Caution"),
    Cue.DANGER: QT_TRANSLATE_NOOP("cues", "Back past its limit"),
    Cue.STOP: QT_TRANSLATE_NOOP("cues", "Stop"),
    Cue.ARMED: QT_TRANSLATE_NOOP("cues", "Armed"),
    Cue.NOT_ARMED: QT_TRANSLATE_NOOP("cues", "Not armed"),
    Cue.SENSOR_LOST: QT_TRANSLATE_NOOP("cues", "Sensor lost"),
    Cue.BATTERY_LOW: QT_TRANSLATE_NOOP("cues", "Battery low"),
    Cue.CALIBRATED: QT_TRANSLATE_NOOP("cues", "Calibration done"),
}
_COLUMNS = 2


def cue_name(cue: Cue) -> str:
    """Return a cue's name for people."""
    return QCoreApplication.translate("cues", NAMES[cue])


class CueTable(QWidget):
    """Every cue that has a sound, in two columns.

    Attributes:
        test: Emitted with a cue's name when a person wants to hear it.
    """

    test = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        self._boxes: dict[Cue, TickBox] = {}
        self._asked = QSignalMapper(self)
        self._asked.mappedString.connect(self.test)
        per_column = -(-len(NAMES) // _COLUMNS)
        for index, cue in enumerate(NAMES):
            column, row = divmod(index, per_column)
            self._boxes[cue] = TickBox(cue_name(cue))
            grid.addWidget(self._boxes[cue], row, 2 * column)
            grid.addWidget(self._button(cue), row, 2 * column + 1)
        for column in range(_COLUMNS):
            grid.setColumnStretch(2 * column, 1)

    def _button(self, cue: Cue) -> QPushButton:
        text = QCoreApplication.translate("cues", "Test")
        button = QPushButton(text)
        button.setAccessibleName(f"{text}: {cue_name(cue)}")
        button.setAutoDefault(False)
        button.clicked.connect(self._asked.map)
        self._asked.setMapping(button, str(cue))
        return button

    @property
    def off(self) -> tuple[Cue, ...]:
        """The cues that are switched off."""
        return tuple(cue for cue, box in self._boxes.items() if not box.isChecked())

    def switch_off(self, cues: Iterable[Cue]) -> None:
        """Switch off these and no others."""
        silent = set(cues)
        for cue, box in self._boxes.items():
            box.setChecked(cue not in silent)
