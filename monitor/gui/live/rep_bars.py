"""A bar for each rep: its peak extension against the limit."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from monitor.gui.card import PADDING, Card
from monitor.gui.symbols import VERDICT, draw_symbol, draw_text
from monitor.gui.theme import THEME
from monitor.model.events import Rep, Verdict
from monitor.view.state import ViewState

_TOP, _FOOT = 84.0, 34.0  # px above and below the bars
_WIDEST = 62.0
_MOST = 24


@dataclass(frozen=True, slots=True)
class Bars:
    """What the panel shows.

    Attributes:
        reps: The reps of the set, the newest last.
        confirmed: Those that stand; the others are dashed.
        limit_deg: Of extension.
        near_deg: From here on it is near the limit.
        planned: Reps planned; 0 for none.
    """

    reps: tuple[Rep, ...] = ()
    confirmed: frozenset[int] = frozenset()
    limit_deg: float = 15.0
    near_deg: float = 12.0
    planned: int = 0


def bars_of(state: ViewState, planned_reps: int) -> Bars:
    """Return what is shown of a state."""
    limit = state.limits.extension_deg
    return Bars(
        state.reps[-_MOST:],
        state.confirmed,
        limit,
        limit - state.band_deg,
        planned_reps,
    )


class RepBars(Card):
    """One bar a rep; provisional ones are dashed.

    Attributes:
        chosen: Emitted with the ``rep_id`` of a bar that was clicked.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Peak extension by rep")
        self._shown = Bars()

    def show_bars(self, bars: Bars) -> None:
        """Show this from now on."""
        if bars != self._shown:
            self._shown = bars
            told = [
                f"{rep.peak_extension_deg:.0f} degrees, {rep.verdict}"
                for rep in bars.reps
                if rep.peak_extension_deg is not None
            ]
            self.say("; ".join(told))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the rep whose bar is clicked."""
        step, _ = self._step()
        place = int((event.position().x() - PADDING) // step)
        if 0 <= place < len(self._shown.reps):
            self.chosen.emit(self._shown.reps[place].rep_id)

    def _step(self) -> tuple[float, int]:
        slots = max(len(self._shown.reps) + 1, min(self._shown.planned, _MOST), 6)
        room = self.width() - 2 * PADDING
        return min(room / slots, _WIDEST + 12.0), slots

    def _scale(self) -> float:
        peaks = [rep.peak_extension_deg or 0.0 for rep in self._shown.reps]
        return max(1.25 * self._shown.limit_deg, *peaks, 1.0)

    def draw(self, painter: QPainter) -> None:
        """Draw the limits, then the bars."""
        colours, shown = THEME.now, self._shown
        head = QRectF(PADDING, 10, self.width() - 2 * PADDING, 24)
        legend = f"{shown.near_deg:.0f}° near · {shown.limit_deg:.0f}° limit"
        right = Qt.AlignmentFlag.AlignRight
        draw_text(painter, head, legend, (14, 500, colours.colour("dim")), right)
        for angle, name in ((shown.near_deg, "warn"), (shown.limit_deg, "danger")):
            pen = QPen(colours.colour(name), 1.0, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            y = self._y(angle)
            ends = QPointF(PADDING, y), QPointF(self.width() - PADDING, y)
            painter.drawLine(*ends)
        step, slots = self._step()
        number = 0
        for place, rep in enumerate(shown.reps):
            number += rep.full
            self._draw_bar(painter, place * step, rep, str(number) if rep.full else "·")
        for place in range(len(shown.reps), slots):
            number += 1
            if number <= shown.planned:
                self._draw_foot(painter, place * step, str(number), "dim")

    def _y(self, angle: float) -> float:
        room = self.height() - _TOP - _FOOT
        return self.height() - _FOOT - room * max(0.0, angle) / self._scale()

    def _draw_foot(self, painter: QPainter, x: float, text: str, name: str) -> None:
        step, _ = self._step()
        area = QRectF(PADDING + x, self.height() - _FOOT + 4, step - 10, _FOOT - 10)
        look = (14, 700, THEME.now.colour(name))
        draw_text(painter, area, text, look, Qt.AlignmentFlag.AlignHCenter)

    def _draw_bar(self, painter: QPainter, x: float, rep: Rep, number: str) -> None:
        colours = THEME.now
        step, _ = self._step()
        symbol = VERDICT[rep.verdict]
        peak = rep.peak_extension_deg
        base = self.height() - _FOOT
        top = min(self._y(peak or 0.0), base - 6.0)
        box = QRectF(PADDING + x, top, step - 10, base - top)
        provisional = (
            rep.verdict is Verdict.PENDING or rep.rep_id not in self._shown.confirmed
        )
        fill = colours.colour(symbol.value)
        if provisional or rep.verdict is Verdict.NOT_SCORED:
            style = Qt.PenStyle.DashLine if provisional else Qt.PenStyle.SolidLine
            painter.setPen(QPen(fill, 2.0, style))
            fill.setAlphaF(0.25 if rep.verdict is not Verdict.NOT_SCORED else 0.0)
            painter.setBrush(fill)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, 5, 5)
        middle = box.center().x()
        draw_symbol(painter, symbol, QPointF(middle, top - 14), 17.0)
        text = "?" if peak is None else f"{round(peak)}°"
        area = QRectF(box.left() - 8, top - 44, box.width() + 16, 20)
        look = (16, 700, colours.colour("text"))
        draw_text(painter, area, text, look, Qt.AlignmentFlag.AlignHCenter)
        self._draw_foot(painter, x, number, "text")
