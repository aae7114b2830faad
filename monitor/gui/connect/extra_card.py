"""Something that can be added to a calibration: what it is for, and how it went."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton

from monitor.gui.connect.drawings import Drawing
from monitor.gui.connect.pieces import button, label, say


class ExtraCard(QFrame):
    """A drawing, words, buttons, and a line that tells how it stands.

    Attributes:
        status: That line.
        waits: A result is to come.
        buttons: In their order.
    """

    def __init__(self, title: str, about: str, drawing: Drawing | None = None) -> None:
        """Offer it.

        Args:
            title: What it is called.
            about: What it is for, and its rules.
            drawing: How it is done.
        """
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.status = label("", "dim")
        self.status.setVisible(False)
        self.waits, self._can_be_done = False, True
        self.buttons: list[QPushButton] = []
        self._title = title
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        if drawing is not None:
            drawing.setFixedSize(84, 76)
            grid.addWidget(drawing, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(title, "heading"), 0, 1)
        grid.addLayout(self._buttons, 0, 2)
        grid.addWidget(label(about, "dim"), 1, 1, 1, 2)
        grid.addWidget(self.status, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    def add_button(self, text: str) -> QPushButton:
        """Return another button, with a name that tells what it is about."""
        made = button(text)
        made.setAccessibleName(f"{self._title}: {text}")
        self._buttons.addWidget(made)
        self.buttons.append(made)
        return made

    def enable(self, can_be_done: bool, why_not: str) -> None:  # noqa: FBT001
        """Let its buttons be pressed, or say why they can't be."""
        if can_be_done is self._can_be_done:
            return
        self._can_be_done = can_be_done
        for made in self.buttons:
            made.setEnabled(can_be_done)
        if can_be_done or not self.status.text():
            self.tell("" if can_be_done else why_not)

    def wait(self, text: str) -> None:
        """Say what to do now; a result is to come."""
        self.waits = True
        self._say(text, "heading")

    def done(self, text: str) -> None:
        """Say what came of it."""
        self.waits = False
        self._say(text, "ok")

    def refuse(self, text: str) -> None:
        """Say why nothing came of it."""
        self.waits = False
        self._say(text, "warn")

    def tell(self, text: str) -> None:
        """Say something else; empty for nothing."""
        self._say(text, "dim")

    def _say(self, text: str, role: str) -> None:
        say(self.status, text, role)
        self.status.setVisible(bool(text))
