"""What stations answer to what a coach has sent, by name, newest first."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from monitor.gui.theme import GAP
from monitor.model.errors import MonitorError
from monitor.net.messages import Acknowledged, Answer, Command, Plan
from monitor.net.room import Tile

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
DECIDES: Final = "shown, the lifter decides"
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


@dataclass(frozen=True, slots=True)
class Sent:
    """A command to one station.

    Attributes:
        station: Where to.
        to: That and the lifter, for people.
        what: What was sent, for people.
        command: The command.
        reply: The station's answer to come.
    """

    station: str
    to: str
    what: str
    command: Command
    reply: Reply

    @property
    def is_open(self) -> bool:
        """Whether the lifter still has to decide, as far as the station said."""
        if not isinstance(self.command, Plan) or not self.reply.done():
            return False
        failed = self.reply.cancelled() or self.reply.exception() is not None
        return failed or self.reply.result().answer is Answer.SHOWN


_DECIDED: Final = {
    Answer.TAKEN: Outcome("taken by the lifter", "ok"),
    Answer.REFUSED: Outcome("refused by the lifter", "warn"),
}


def outcome(sent: Sent) -> Outcome:
    """Return what became of a command that is answered or has failed."""
    if sent.reply.cancelled():
        return Outcome(NOT_SENT, "warn")
    error = sent.reply.exception()
    if isinstance(error, MonitorError):
        return Outcome(str(error), "danger")
    answer = sent.reply.result()
    if sent.is_open:
        return Outcome(DECIDES, "dim")
    text = _SAID[answer.answer]
    if answer.text:
        text += f": {answer.text}"
    return Outcome(text, _ROLES.get(answer.answer, "warn"))


def decision(sent: Sent, tiles: Iterable[Tile]) -> Outcome | None:
    """Return what the lifter has decided about a plan; None until then."""
    for tile in tiles:
        if tile.station == sent.station:
            answer = tile.answer(sent.command.id)
            return None if answer is None else _DECIDED.get(answer)
    return None


class _Row(QFrame):
    """One command to one station."""

    def __init__(self, sent: Sent) -> None:
        super().__init__()
        self.sent, self.is_decided = sent, False
        self._what = f"{sent.what} to {sent.to}"
        what, self._answer = QLabel(self._what), QLabel()
        for label in (what, self._answer):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(what)
        layout.addWidget(self._answer)
        self._show(Outcome(WAITS, "dim"))

    def settle(self) -> None:
        """Show the station's answer."""
        self._show(outcome(self.sent))

    def decide(self, decided: Outcome) -> None:
        """Show what the lifter has decided."""
        self.is_decided = True
        self._show(decided)

    @property
    def text(self) -> str:
        """What it says."""
        return self.accessibleName()

    def _show(self, shown: Outcome) -> None:
        self._answer.setText(shown.text)
        self._answer.setProperty("role", shown.role)
        self._answer.style().unpolish(self._answer)
        self._answer.style().polish(self._answer)
        self.setAccessibleName(f"{self._what}: {shown.text}")


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

    def follow(self, sent: Sent) -> None:
        """Show a command, and its answer once there is one."""
        row = _Row(sent)
        self._nothing.hide()
        self._column.insertWidget(0, row)
        self._rows.appendleft(row)
        self._waiting.append(row)
        if len(self._rows) > MOST:
            self._forget(self._rows.pop())
        self.verticalScrollBar().setValue(0)
        self._timer.start(LOOK_MS)

    def _forget(self, row: _Row) -> None:
        if row in self._waiting:
            self._waiting.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()

    def look(self) -> None:
        """Show the answers that have come."""
        for row in [row for row in self._waiting if row.sent.reply.done()]:
            self._waiting.remove(row)
            row.settle()
            self._announce(row.text)
        if not self._waiting:
            self._timer.stop()

    def show_decisions(self, tiles: Sequence[Tile]) -> None:
        """Show what lifters have decided about plans since."""
        for row in self._rows:
            if row in self._waiting or row.is_decided or not row.sent.is_open:
                continue
            decided = decision(row.sent, tiles)
            if decided is not None:
                row.decide(decided)
                self._announce(row.text)
