"""A line below every page of a shared session: who sees what, and how to stop it."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from monitor.gui.theme import MARGIN
from monitor.net.shared import SharedNow

HEIGHT = 52  # px


class SharingBar(QFrame):
    """Shows how a session is shared.

    Attributes:
        help_wanted: The coach is to be called, or no longer.
        toggled: Sharing is to stop, or to go on.
    """

    help_wanted = Signal()
    toggled = Signal()

    def __init__(self) -> None:
        """Be hidden: no session is shared."""
        super().__init__()
        self.setProperty("page", True)
        self.setAccessibleName(self.tr("Sharing"))
        self.setFixedHeight(HEIGHT)
        self._shown: SharedNow | None = None
        self.words, self.problem = QLabel(), QLabel()
        self.problem.setProperty("role", "warn")
        self.help = self._button(self.help_wanted)
        self.toggle = self._button(self.toggled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 8)
        layout.addWidget(self.words)
        layout.addWidget(self.problem, 1)
        layout.addWidget(self.help)
        layout.addWidget(self.toggle)
        self.hide()

    def _button(self, pressed: SignalInstance) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key of its own
        button.clicked.connect(pressed)
        return button

    def show_keys(self, help_key: str, toggle_key: str) -> None:
        """Tell on the buttons by which keys they are done."""
        self.help.setToolTip(help_key)
        self.toggle.setToolTip(toggle_key)

    def show_now(self, now: SharedNow | None) -> None:
        """Show how it is shared; None where no gym is."""
        if now == self._shown:
            return
        self._shown = now
        self.setVisible(now is not None)
        if now is not None:
            self._show(now)

    def _show(self, now: SharedNow) -> None:
        self.words.setText(f"● {now.words}" if now.is_shared else f"○ {now.words}")
        _dress(self.words, "role", "ok" if now.is_shared else "dim")
        waits = now.is_shared and now.problem
        self.problem.setText(self.tr("Waiting: {0}").format(now.problem))
        self.problem.setToolTip(now.problem)
        self.problem.setVisible(bool(waits))
        self.toggle.setText(
            self.tr("Stop sharing") if now.is_shared else self.tr("Share again")
        )
        self.help.setText(
            self.tr("Called: take it back") if now.help else self.tr("Call for help")
        )
        _dress(self.help, "kind", "danger" if now.help else "")
        self.setAccessibleDescription(now.words)


def _dress(widget: QLabel | QPushButton, name: str, value: str) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
