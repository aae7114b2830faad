"""Signs that call for urgent medical care, whatever the pain's score."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.theme import GAP, MARGIN
from monitor.model.records import RedFlag

_WIDTH = 560  # px


class RedFlagsDialog(QDialog):
    """Asks which of the signs there are.

    Attributes:
        told: Emitted with the flags, a tuple; empty takes back what was told before.
    """

    told = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Ask."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Warning signs"))
        self.setMinimumWidth(_WIDTH)
        self.boxes = {flag: QCheckBox(text) for flag, text in _signs(self)}
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        keep = buttons.button(standard.Ok)
        keep.setText(self.tr("Tell"))
        keep.setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(_words(self.tr("Is any of these new since the pain began?")))
        for box in self.boxes.values():
            column.addWidget(box)
        column.addWidget(
            _words(
                self.tr(
                    "Any of them: stop training and get urgent medical care. "
                    "The program can't judge them, and this is no medical advice."
                )
            )
        )
        column.addWidget(buttons)

    def accept(self) -> None:
        """Tell what is ticked."""
        self.told.emit(
            tuple(each for each in self.boxes if self.boxes[each].isChecked())
        )
        super().accept()


def _signs(widget: QWidget) -> list[tuple[RedFlag, str]]:
    return [
        (RedFlag.LEG_NUMB_OR_WEAK, widget.tr("Numbness or weakness in a leg")),
        (RedFlag.NUMB_BETWEEN_LEGS, widget.tr("Numbness between the legs")),
        (
            RedFlag.BLADDER_OR_BOWEL,
            widget.tr("Bladder or bowel don't work as usual"),
        ),
        (RedFlag.FEVER, widget.tr("Fever")),
        (RedFlag.TRAUMA, widget.tr("A fall or an accident")),
    ]


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
