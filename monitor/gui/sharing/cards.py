"""What a coach has sent, until the lifter has dealt with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from monitor.gui.theme import MARGIN
from monitor.net.shared import SharedNow

LOW = 720  # px of the window


class Row(QFrame):
    """Words and what can be done about them; hidden without words."""

    def __init__(
        self, role: str, choices: Sequence[tuple[str, SignalInstance]]
    ) -> None:
        """Be hidden.

        Args:
            role: Of the words, for the style sheet.
            choices: Text and signal of each button; the first is the usual one.
        """
        super().__init__()
        self.setProperty("panel", True)
        self.words = QLabel()
        self.words.setProperty("role", role)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)  # a stranger's words
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self.words, 1)
        self.buttons = [_button(*choice) for choice in choices]
        for button in self.buttons:
            layout.addWidget(button)
        self.hide()

    def say(self, text: str) -> None:
        """Show words, and tell them to people who hear the screen."""
        if text == self.words.text():
            return
        self.words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            told = QAccessibleEvent(self, QAccessible.Event.Alert)
            QAccessible.updateAccessibility(told)


def _button(text: str, clicked: SignalInstance) -> QPushButton:
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key of its own
    button.clicked.connect(clicked)
    return button


class OrderCards(QFrame):
    """A row for the newest message, and one for a proposed plan.

    Attributes:
        dismissed: The newest message has been read.
        silenced: No more messages are wanted.
        accepted: The proposed plan is taken.
        refused: It is not.
    """

    dismissed = Signal()
    silenced = Signal()
    accepted = Signal()
    refused = Signal()

    def __init__(self) -> None:
        """Be hidden: nothing was sent."""
        super().__init__()
        self.setProperty("page", True)
        self.setAccessibleName(self.tr("From the coach"))
        silence = (self.tr("No more messages"), self.silenced)
        self.message = Row("heading", [(self.tr("Dismiss"), self.dismissed), silence])
        choices = [
            (self.tr("Accept"), self.accepted),
            (self.tr("Refuse"), self.refused),
        ]
        self.proposal = Row("heading", choices)
        self.proposal.buttons[0].setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 0, MARGIN, 6)
        column.setSpacing(6)
        column.addWidget(self.message)
        column.addWidget(self.proposal)
        self.hide()

    def show_keys(self, keys: Sequence[str]) -> None:
        """Tell on the buttons by which keys they are done, in their order."""
        buttons = [*self.message.buttons, *self.proposal.buttons]
        for button, key in zip(buttons, keys, strict=True):
            button.setToolTip(key)

    def show_now(self, now: SharedNow | None) -> None:
        """Show what has to be dealt with; None where no gym is."""
        self.message.say("" if now is None else _newest(now.messages))
        self.proposal.say("" if now is None else now.proposal)
        has_message = bool(self.message.words.text())
        has_proposal = bool(self.proposal.words.text())
        # One after the other where there is no room for both.
        is_low = self.window().height() < LOW
        self.proposal.setVisible(has_proposal and not (is_low and has_message))
        self.setVisible(has_message or has_proposal)


def _newest(messages: Sequence[str]) -> str:
    if not messages:
        return ""
    more = len(messages) - 1
    return f"{messages[-1]}   ({more} more)" if more else messages[-1]
