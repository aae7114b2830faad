"""A lifter, close by: how they stand now, their sets, and what a coach can do."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.coach.coach_page import FRAME_MS, RoomSource
from monitor.gui.coach.tile_words import TileWords, tile_words
from monitor.gui.coach.tools import Commands, Panel, ToolsPanel, called
from monitor.gui.coach.trace_card import TraceCard
from monitor.gui.theme import GAP, MARGIN
from monitor.net.messages import PainTold, SetTold
from monitor.net.room import Rank, Tile

SIZE: Final = (1120, 740)
LEAST: Final = (940, 600)
ALONE: Final = (560, 640)  # without tools
NO_SETS: Final = "No finished set is shared."
_ROLES: Final = {
    Rank.FINE: "dim",
    Rank.SILENT: "warn",
    Rank.LINK: "warn",
    Rank.CAUTION: "warn",
}


class Lines(QWidget):
    """Lines of text that change; made anew only when they do."""

    def __init__(self) -> None:
        super().__init__()
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        flags = Qt.TextInteractionFlag
        self._label.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._label.text()

    def show_lines(self, lines: list[str]) -> None:
        """Show these."""
        text = "\n".join(lines)
        if text != self._label.text():
            self._label.setText(text)
            self._label.setAccessibleName(text)


class Now(Panel):
    """How a lifter stands now, in words."""

    def __init__(self) -> None:
        super().__init__("Now")
        self._doing, self._figure, self._of = QLabel(), QLabel(), QLabel()
        self._angle, self._said, self._verdicts = QLabel(), QLabel(), QLabel()
        self._links = QLabel()
        self._figure.setProperty("role", "big")
        for label in (self._of, self._verdicts, self._links):
            label.setProperty("role", "dim")
        for label in (self._said, self._links):
            label.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self._figure)
        row.addWidget(self._of)
        row.addStretch(1)
        row.addWidget(self._angle)
        self.column.addWidget(self._said)
        self.column.addWidget(self._doing)
        self.column.addLayout(row)
        self.column.addWidget(self._verdicts)
        self.column.addWidget(self._links)
        self._words: TileWords | None = None

    def show_words(self, words: TileWords) -> None:
        """Show these."""
        if words == self._words:
            return
        self._words = words
        clean, near, past = words.verdicts
        judged = f"{clean} clean, {near} near the limit, {past} past it"
        texts = (
            (self._doing, words.doing),
            (self._figure, words.figure),
            (self._of, words.of),
            (self._angle, words.angle),
            (self._said, words.said or "No alert"),
            (self._verdicts, judged if any(words.verdicts) else ""),
            (self._links, words.links),
        )
        for label, text in texts:
            label.setText(text)
        self._said.setProperty("role", _ROLES.get(words.rank, "danger"))
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self.setAccessibleName(words.spoken)


class Details(QDialog):
    """Follows one lifter at a time.

    Attributes:
        tools: What a coach can do; None where nothing can be sent.
        sets: The finished sets, as lines.
    """

    def __init__(
        self,
        source: RoomSource,
        commands: Commands | None,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Follow nobody yet.

        Args:
            source: Where tiles come from.
            commands: Sends to stations; None to send nothing.
            parent: The window.
            clock: That of the source, s.
        """
        super().__init__(parent)
        self._source, self._clock = source, clock
        self.station = ""
        self.tools = None if commands is None else ToolsPanel(commands)
        self._name, self._now = QLabel(), Now()
        self._name.setProperty("role", "title")
        self._trace, self.sets = TraceCard(), Lines()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()

    def follow(self, station: str) -> None:
        """Show this lifter from now on."""
        self.station = station
        if self.tools is not None:
            self.tools.show_tiles(self._source.tiles())
            self.tools.show_station(station)
        self.refresh()
        self._timer.start(FRAME_MS)
        self.show()
        self.activateWindow()

    def refresh(self) -> None:
        """Show the lifter as they are now."""
        tiles = self._source.tiles()
        if self.tools is not None:
            self.tools.show_tiles(tiles)
        tile = next((t for t in tiles if t.station == self.station), None)
        if tile is None:
            return
        words = tile_words(tile, self._clock())
        if called(tile) != self._name.text():
            self._name.setText(called(tile))
            self.setWindowTitle(called(tile))
        self._now.show_words(words)
        self._trace.show_trace(tile.state if words.is_known else None, tile.trace)
        self._trace.say(words.angle)
        self.sets.show_lines(lines(tile))

    def done(self, result: int) -> None:
        """Close, and follow nobody."""
        self._timer.stop()
        super().done(result)

    def _lay_out(self) -> None:
        sets, scroll = Panel("Sets"), QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.sets)
        scroll.setMinimumHeight(90)
        sets.column.addWidget(scroll)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self._name)
        left.addWidget(self._now)
        left.addWidget(self._trace, 3)
        left.addWidget(sets, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(GAP)
        row.addLayout(left, 1)
        if self.tools is None:
            self.resize(*ALONE)
            return
        row.addWidget(self.tools, 1)
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)


def lines(tile: Tile) -> list[str]:
    """Return a lifter's sets, what was told of pain, and how the station is."""
    sets = [set_line(each) for each in tile.sets] or [NO_SETS]
    return [*sets, *map(pain_line, tile.pains), *station_lines(tile)]


def set_line(told: SetTold) -> str:
    """Return a finished set in words."""
    parts = [f"Set {told.index}: {told.exercise}"]
    if told.load_kg is not None:
        parts.append(f"{told.load_kg:g} kg")
    if told.held_s is not None:
        parts.append(f"held {told.held_s:.0f} s")
    else:
        parts.append(f"{told.reps} reps, {told.scored} scored, {told.clean} clean")
    if told.faults:
        parts.append(f"{told.faults} past the limit")
    if told.stopped:
        parts.append("stopped by the lifter")
    return ", ".join(parts)


def pain_line(told: PainTold) -> str:
    """Return what a lifter told of pain, or noted; who sees it was allowed to."""
    where = f"Set {told.set_index}" if told.set_index else "Told"
    score = "" if told.score is None else f"pain {told.score:g} of 10"
    return f"{where}: {', '.join(part for part in (score, told.text) if part)}"


def station_lines(tile: Tile) -> list[str]:
    """Return how a station is, as far as it is worth a word."""
    said = []
    if tile.health is not None and tile.health.waiting:
        said.append(f"{tile.health.waiting} messages wait at the station.")
    if tile.missing:
        said.append(f"{tile.missing} messages are still on their way.")
    if tile.malformed:
        said.append(f"{tile.malformed} messages from it could not be read.")
    return said
