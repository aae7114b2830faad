"""What stations answer to what a coach has sent, by name, newest first."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from monitor.gui.theme import GAP
from monitor.model.errors import MonitorError
from monitor.net.messages import Acknowledged, Answer

MOST: Final = 40
LOOK_MS: Final = 50
WAITS: Final = "no answer yet"
NOT_SENT: Final = "not sent: the program is closing"
NOTHING: Final = "Nothing has been sent yet."
_SAID: Final = {
    Answer.TAKEN: "taken",
    Answer.SHOWN: "shown",
    Answer.REFUSED: "refused",
    Answer.REPEATED: "had it already",
    Answer.MALFORMED: "not understood: another version runs there",
}
_ROLES: Final = {Answer.TAKEN: "ok", Answer.SHOWN: "ok"}

Reply = Future[Acknowledged]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command.

    Attributes:
        text: For people.
        role: Of a label, as the style sheet has it.
    """

    text: str
    role: str


def outcome(reply: Reply) -> Outcome:
    """Return what became of a command that is answered or has failed."""
    if reply.cancelled():
        return Outcome(NOT_SENT, "warn")
    error = reply.exception()
    if isinstance(error, MonitorError):
        return Outcome(str(error), "danger")
    answer = reply.result()
    text = _SAID[answer.answer]
    if answer.text:
        text += f": {answer.text}"
    return Outcome(text, _ROLES.get(answer.answer, "warn"))


class _Row(QFrame):
    """One command to one station."""

    def __init__(self, to: str, what: str, reply: Reply) -> None:
        super().__init__()
        self._to, self._what, self.reply = to, what, reply
        sent, self._answer = QLabel(f"{what} to {to}"), QLabel()
        for label in (sent, self._answer):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(sent)
        layout.addWidget(self._answer)
        self._show(Outcome(WAITS, "dim"))

    def settle(self) -> None:
        """Show the answer."""
        self._show(outcome(self.reply))

    @property
    def text(self) -> str:
        """What it says."""
        return self.accessibleName()

    def _show(self, shown: Outcome) -> None:
        self._answer.setText(shown.text)
        self._answer.setProperty("role", shown.role)
        self._answer.style().unpolish(self._answer)
        self._answer.style().polish(self._answer)
        self.setAccessibleName(f"{self._what} to {self._to}: {shown.text}")


class Answers(QScrollArea):
    """The last commands and their answers."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        """Be empty.

        Args:
            announce: Told of each answer, for people who hear the screen.
        """
        super().__init__()
        self._announce = announce
        self._rows: deque[_Row] = deque()
        self._waiting: list[_Row] = []
        self._nothing = QLabel(NOTHING)
        self._nothing.setProperty("role", "dim")
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setAccessibleName("What the stations answer")
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def texts(self) -> list[str]:
        """What is shown, newest first."""
        return [row.text for row in self._rows]

    def follow(self, to: str, what: str, reply: Reply) -> None:
        """Show a command, and its answer once there is one.

        Args:
            to: The lifter and the station.
            what: What was sent.
            reply: The answer to come.
        """
        row = _Row(to, what, reply)
        self._nothing.hide()
        self._column.insertWidget(0, row)
        self._rows.appendleft(row)
        self._waiting.append(row)
        if len(self._rows) > MOST:
            self._rows.pop().hide()
        self.verticalScrollBar().setValue(0)
        self._timer.start(LOOK_MS)

    def look(self) -> None:
        """Show the answers that have come."""
        for row in [row for row in self._waiting if row.reply.done()]:
            self._waiting.remove(row)
            row.settle()
            self._announce(row.text)
        if not self._waiting:
            self._timer.stop()
