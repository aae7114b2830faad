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
        number: Full reps of the set, or seconds held.
        title: What the number counts.
        phase: What the lifter is doing.
        tempo: Of the last rep.
        plan: Right of the title.
    """

    number: int
    phase: str
    tempo: str
    plan: str
    title: str = "REPS"


def count_of(state: ViewState, planned_reps: int) -> Count:
    """Return what is shown of a state."""
    last = next((rep for rep in reversed(state.reps) if rep.end_s is not None), None)
    if state.is_held:
        return Count(state.figure, PHASES[state.phase], _cleanly(state), "", "HELD, s")
    left = planned(state.count, planned_reps)
    plan = f"target {planned_reps} · {left}" if planned_reps else ""
    return Count(
        state.count,
        PHASES[state.phase],
        f"last rep {tempo(last)} s" if last is not None else "",
        plan,
    )


def _cleanly(state: ViewState) -> str:
    """Say how much of the hold was within the limits."""
    if state.broken is not None:
        return f"clean for {state.broken.clean_s:.0f} s"
    last = state.holds[-1] if state.holds else None
    if state.hold is None and last is not None and last.clean_s is None:
        return "clean time not measured"
    return "within the limits" if state.hold is not None or last is not None else ""


class RepNumber(Card):
    """The number that is read from afar."""

    def __init__(self) -> None:
        super().__init__("REPS", "Rep count")
        self._shown = Count(0, "", "", "")

    def show_count(self, count: Count) -> None:
        """Show this from now on."""
        if count != self._shown:
            self._shown, self.title = count, count.title
            what = "reps" if count.title == "REPS" else "s held"
            self.say(f"{count.number} {what}, {count.phase}, {count.plan}")
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
