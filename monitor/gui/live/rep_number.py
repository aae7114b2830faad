"""The rep number, huge, with phase, tempo and what is left of the plan."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from monitor.gui.card import PADDING, Card
from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME, font
from monitor.view.state import ViewState
from monitor.view.words import PHASES, planned, tempo

_CAP = 0.727  # height of a digit over the font's size, Inter


@dataclass(frozen=True, slots=True)
class Count:
    """What the panel shows.

    Attributes:
        number: Full reps of the set.
        phase: What the lifter is doing.
        tempo: Of the last rep.
        plan: Right of the title.
    """

    number: int
    phase: str
    tempo: str
    plan: str


def count_of(state: ViewState, planned_reps: int) -> Count:
    """Return what is shown of a state."""
    last = next((rep for rep in reversed(state.reps) if rep.end_s is not None), None)
    left = planned(state.count, planned_reps)
    plan = f"target {planned_reps} · {left}" if planned_reps else ""
    return Count(
        state.count,
        PHASES[state.phase],
        f"last rep {tempo(last)} s" if last is not None else "",
        plan,
    )


class RepNumber(Card):
    """The number that is read from afar."""

    def __init__(self) -> None:
        super().__init__("REPS", "Rep count")
        self._shown = Count(0, "", "", "")

    def show_count(self, count: Count) -> None:
        """Show this from now on."""
        if count != self._shown:
            self._shown = count
            self.say(f"{count.number} reps, {count.phase}, {count.plan}")
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw the number and the two lines around it."""
        colours, shown = THEME.now, self._shown
        inner = QRectF(PADDING, 10, self.width() - 2 * PADDING, 24)
        right = Qt.AlignmentFlag.AlignRight
        draw_text(painter, inner, shown.plan, (14, 600, colours.colour("dim")), right)
        foot = 40.0
        area = QRectF(PADDING, 36, inner.width(), max(20.0, self.height() - 36 - foot))
        draw_digits(painter, area, str(shown.number))
        line = QRectF(PADDING, self.height() - foot, inner.width(), foot - 8)
        draw_text(painter, line, shown.phase, (18, 700, colours.colour("info")))
        look = (14, 500, colours.colour("dim"))
        draw_text(painter, line, shown.tempo, look, right)


def draw_digits(painter: QPainter, area: QRectF, text: str) -> float:
    """Draw digits as large as an area allows; return their height, px."""
    size = area.height() * 0.98 / _CAP
    width = QFontMetricsF(font(size, 800)).horizontalAdvance(text)
    if width > area.width():
        size *= area.width() / width
    painter.setFont(font(size, 800))
    painter.setPen(THEME.now.colour("text"))
    metrics = QFontMetricsF(painter.font())
    height = size * _CAP
    x = area.center().x() - metrics.horizontalAdvance(text) / 2
    painter.drawText(int(x), int(area.center().y() + height / 2), text)
    return height
