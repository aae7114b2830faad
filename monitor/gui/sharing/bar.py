"""A line below every page of a shared session: who sees what, and how to stop it."""

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from monitor.gui.theme import MARGIN
from monitor.net.shared import SharedNow

HEIGHT = 46  # px


class Elided(QLabel):
    """A plain line that says by dots where it was too long."""

    def minimumSizeHint(self) -> QSize:
        """Take whatever room is left."""
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        del event
        painter, room = QPainter(self), self.contentsRect()
        right = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), right, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class SharingBar(QFrame):
    """Shows how a session is shared.

    Attributes:
        help_wanted: The coach is to be called, or no longer.
        toggled: Sharing is to stop, or to go on.
        left: The coach's plan is to end.
    """

    help_wanted = Signal()
    toggled = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Be hidden: no session is shared."""
        super().__init__()
        self.setProperty("page", True)
        self.setAccessibleName(self.tr("Sharing"))
        self.setFixedHeight(HEIGHT)
        self._shown: SharedNow | None = None
        self.words, self.problem, self.plan = QLabel(), QLabel(), Elided()
        self.problem.setProperty("role", "warn")
        self.problem.setText(self.tr("Not reached now: it waits here"))
        self.help = self._button(self.help_wanted)
        self.toggle = self._button(self.toggled)
        self.leave = self._button(self.left)
        self.leave.setText(self.tr("Leave the plan"))
        self.leave.setProperty("kind", "flat")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 8)
        layout.addWidget(self.words)
        layout.addWidget(self.problem)
        layout.addSpacing(12)
        layout.addWidget(self.plan, 1)
        layout.addWidget(self.leave)
        layout.addWidget(self.help)
        layout.addWidget(self.toggle)
        self.hide()

    def _button(self, pressed: SignalInstance) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key of its own
        button.clicked.connect(pressed)
        return button

    def show_keys(self, help_key: str, toggle_key: str, leave_key: str) -> None:
        """Tell on the buttons by which keys they are done."""
        self.help.setToolTip(help_key)
        self.toggle.setToolTip(toggle_key)
        self.leave.setToolTip(leave_key)

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
        self.plan.setText(now.plan)
        self.plan.setToolTip(now.plan)
        self.leave.setVisible(bool(now.plan))
        self.problem.setToolTip(now.problem)
        self.problem.setVisible(now.is_shared and bool(now.problem))
        self.toggle.setText(
            self.tr("Stop sharing") if now.is_shared else self.tr("Share again")
        )
        self.help.setText(
            self.tr("Called: take it back") if now.help else self.tr("Call for help")
        )
        _dress(self.help, "kind", "danger" if now.help else "")
        self.setAccessibleDescription(f"{now.words}. {now.plan}")


def _dress(widget: QLabel | QPushButton, name: str, value: str) -> None:
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
