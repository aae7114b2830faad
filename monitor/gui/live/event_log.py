"""What happened last, newest on top; below it what is not watched."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent

from monitor.gui.card import PADDING, Card
from monitor.gui.symbols import LEVEL, draw_symbol, draw_text
from monitor.gui.theme import THEME, font
from monitor.view.state import LogLine
from monitor.view.words import NOT_WATCHED, clock

_LINE = 30.0
_TIME = 62.0
_LEAST = 90  # px
_TITLE = "Events"


class EventLog(Card):
    """The last lines of the log."""

    def __init__(self) -> None:
        super().__init__(_TITLE)
        self._lines: tuple[LogLine, ...] = ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title out where what is not watched needs its place."""
        super().resizeEvent(event)
        self.title = _TITLE if event.size().height() >= _LEAST else ""

    def show_lines(self, lines: tuple[LogLine, ...]) -> None:
        """Show these, oldest first."""
        if lines != self._lines:
            self._lines = lines
            self.say("; ".join(line.text for line in reversed(lines)))
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw as many lines as there is room for."""
        colours = THEME.now
        width = self.width() - 2.0 * PADDING
        foot = _wrapped(NOT_WATCHED, width)
        bottom = self.height() - 10.0 - 19.0 * len(foot)
        for row, text in enumerate(foot):
            area = QRectF(PADDING, bottom + 19.0 * row, width, 19)
            draw_text(painter, area, text, (13, 400, colours.colour("dim")))
        room = int((bottom - 44.0) // _LINE)
        for row, line in enumerate(list(reversed(self._lines))[: max(0, room)]):
            top = 40.0 + _LINE * row
            area = QRectF(PADDING, top, _TIME, _LINE)
            look = (14, 500, colours.colour("dim"))
            draw_text(painter, area, clock(line.t, 1), look)
            middle = QPointF(PADDING + _TIME + 8, top + _LINE / 2)
            draw_symbol(painter, LEVEL[line.level], middle, 16.0)
            left = PADDING + _TIME + 24.0
            area = QRectF(left, top, self.width() - PADDING - left, _LINE)
            draw_text(painter, area, line.text, (14, 600, colours.colour("text")))


def _wrapped(text: str, width: float) -> list[str]:
    """Cut a text into lines of at most this width, px."""
    metrics = QFontMetricsF(font(13))
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
