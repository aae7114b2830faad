"""What a coach can do for a lifter: a message, a note to the set, a plan."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.coach.answers import Answers, Reply, Sent
from monitor.gui.coach.plan_panel import PlanPanel
from monitor.gui.coach.words_field import WordsField
from monitor.gui.settings.looks import TickBox
from monitor.gui.theme import GAP, MARGIN
from monitor.net.messages import Command, MarkSet, Plan, PlannedSet, Say, When, new_id
from monitor.net.room import Tile

QUICK: Final = ("Stop", "Lighter")


class Commands(Protocol):
    """Sends commands to stations; never waits."""

    @property
    def sender(self) -> str:
        """Who the stations show as the sender."""

    def send(self, station: str, command: Command) -> Reply:
        """Send a command; its answer comes later, or why there is none."""


class ToolsPanel(QWidget):
    """Sends to one lifter; a plan to several.

    Attributes:
        message: Words to say.
        now: Whether they are said within the rep.
        note: Words for the lifter's recording.
        plan: The plan and whom it is for.
        answers: What the stations answer.
        tabs: Messages, and the plan.
        quick: Buttons that say their own text.
    """

    def __init__(self, commands: Commands) -> None:
        """Be for nobody yet.

        Args:
            commands: Sends.
        """
        super().__init__()
        self._commands = commands
        self._station = ""
        self._names: dict[str, str] = {}
        self.message = WordsField("Message to the lifter", "Shown and spoken there")
        self.note = WordsField("Note to the set", "Kept in the lifter's recording")
        self.now, self.plan = TickBox("Now, within the rep"), PlanPanel()
        self.answers = Answers(self._announce)
        self.quick = [self._quick(words) for words in QUICK]
        self.quick[0].setProperty("kind", "danger")
        self.say = _button("Say", self._say)
        self.mark = _button("Keep the note", self._mark)
        self.message.entered.connect(self._say)
        self.note.entered.connect(self._mark)
        self.plan.wanted.connect(self._propose)
        self.tabs = QTabWidget()
        self._lay_out()

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Take a room as it is now: who lifts where, and what they have decided."""
        names = {tile.station: called(tile) for tile in tiles}
        if names != self._names:
            self._names = names
            self.plan.stations.offer(names)
        self.answers.show_decisions(tiles)

    def show_station(self, station: str) -> None:
        """Be for this one; what was begun for another is gone, but for the plan."""
        if station == self._station:
            return
        self._station = station
        self.message.clear()
        self.note.clear()
        self.now.setChecked(False)
        self.plan.stations.tick_only(station)

    def _say(self) -> None:
        words = self.message.take()
        if words is not None:
            self._say_words(words)

    def _quick(self, words: str) -> QPushButton:
        return _button(words, lambda: self._say_words(words))

    def _say_words(self, words: str) -> None:
        when = When.NOW if self.now.isChecked() else When.AFTER_REP
        self.now.setChecked(False)  # the next one may have time
        said = Say(new_id(), self._commands.sender, words, when)
        self._send([self._station], f"“{words}”", said)

    def _mark(self) -> None:
        words = self.note.take()
        if words is not None:
            mark = MarkSet(new_id(), self._commands.sender, words)
            self._send([self._station], f"Note “{words}”", mark)

    def _propose(self, stations: Sequence[str], rows: tuple[PlannedSet, ...]) -> None:
        self._send(stations, "Plan", Plan(new_id(), self._commands.sender, rows))

    def _send(self, stations: Sequence[str], what: str, command: Command) -> None:
        for station in stations:
            reply = self._commands.send(station, command)
            to = self._names.get(station, station)
            self.answers.follow(Sent(station, to, what, command, reply))

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _lay_out(self) -> None:
        quick = QHBoxLayout()
        for button in self.quick:
            quick.addWidget(button)
        quick.addStretch(1)
        quick.addWidget(self.now)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(_heading("To the lifter"))
        column.addLayout(_beside(self.message, self.say))
        column.addLayout(quick)
        column.addSpacing(GAP)
        column.addWidget(_heading("Note to the set"))
        column.addLayout(_beside(self.note, self.mark))
        column.addStretch(1)
        self.tabs.addTab(words, "Message")
        self.tabs.addTab(self.plan, "Plan")
        self.tabs.setAccessibleName("What to send")
        answers = Panel("Answers")
        answers.column.addWidget(self.answers)
        self.answers.setMinimumHeight(96)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.tabs, 3)
        layout.addWidget(answers, 2)


class Panel(QFrame):
    """A rounded panel with a title.

    Attributes:
        column: What is on it goes in here.
    """

    def __init__(self, title: str) -> None:
        """Have nothing below the title."""
        super().__init__()
        self.setProperty("panel", True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self.column.setSpacing(GAP // 2)
        self.column.addWidget(_heading(title))


def called(tile: Tile) -> str:
    """Return what a station is called, and who lifts there."""
    name = tile.name
    return name if name == tile.station else f"{name}, {tile.station}"


def _button(text: str, clicked: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)  # Enter belongs to the fields
    button.clicked.connect(clicked)
    return button


def _beside(field: WordsField, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(field, 1)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _heading(text: str) -> QLabel:
    heading = QLabel(text)
    heading.setProperty("role", "heading")
    return heading
