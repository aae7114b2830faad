"""Small live displays: stillness, bows, the state of a step."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from monitor.gui.connect.bow_count import BOWS
from monitor.gui.connect.progress import STILL_S, Progress
from monitor.gui.symbols import Symbol, draw_symbol, draw_text
from monitor.gui.theme import THEME

_LIMIT: Final = 0.6  # where on the meter "not still" begins, as a share of its width
_DOT: Final = 22.0  # px, half of a bow's circle


class _Shown(QWidget):
    """Draws a progress, and only when another one is to be seen."""

    def __init__(self, name: str, high: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedHeight(high)
        self.shown = Progress()
        THEME.changed.connect(self.update)

    def show_progress(self, shown: Progress) -> None:
        """Show how far the calibration has come."""
        if shown != self.shown:
            self.shown = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draw what is shown."""


class StillBar(_Shown):
    """For how long they have been still, and how restless they are now."""

    def __init__(self) -> None:
        super().__init__("", 58)
        self.setAccessibleName(self.tr("Stillness"))

    def show_progress(self, shown: Progress) -> None:
        """Show how far the calibration has come."""
        super().show_progress(shown)
        told = self.tr("{seconds} of {all} s").format(
            seconds=f"{shown.still_s:.0f}", all=f"{STILL_S:.0f}"
        )
        if self.accessibleDescription() != told:
            self.setAccessibleDescription(told)

    def draw(self, painter: QPainter) -> None:
        """Draw the seconds, and below them the movement."""
        colours, wide = THEME.now, float(self.width())
        share = min(1.0, self.shown.still_s / STILL_S)
        _bar(painter, QRectF(0, 2, wide, 14), share, "ok" if share >= 1 else "info")
        unrest = self.shown.unrest
        words = self.tr("Movement")
        if unrest is None:
            words = self.tr("No signal yet")
        look = (12.0, 500, colours.colour("dim"))
        draw_text(painter, QRectF(0, 20, wide / 2, 16), words, look)
        says = self.tr("still") if (unrest or 0.0) < 1 else self.tr("moving")
        if unrest is not None:
            right = Qt.AlignmentFlag.AlignRight
            draw_text(painter, QRectF(wide / 2, 20, wide / 2, 16), says, look, right)
        shade = "ok" if (unrest or 0.0) < 1 else "warn"
        share = min(1.0, _LIMIT * (unrest or 0.0))
        _bar(painter, QRectF(0, 41, wide, 8), share, shade)
        painter.setPen(QPen(colours.colour("text"), 2.0))
        painter.drawLine(QPointF(_LIMIT * wide, 37), QPointF(_LIMIT * wide, 53))


class BowDots(_Shown):
    """A circle for each bow, with its depth once it has been made."""

    def __init__(self) -> None:
        super().__init__("", 58)
        self.setAccessibleName(self.tr("Bows"))

    def show_progress(self, shown: Progress) -> None:
        """Show how far the calibration has come."""
        super().show_progress(shown)
        told = self.tr("{bows} of {all}").format(bows=shown.bows, all=BOWS)
        if self.accessibleDescription() != told:
            self.setAccessibleDescription(told)

    def draw(self, painter: QPainter) -> None:
        """Draw the circles from left to right."""
        for number in range(BOWS):
            centre = QPointF(_DOT + 3 + number * (2 * _DOT + 18), self.height() / 2)
            self._draw_bow(painter, number, centre)

    def _draw_bow(self, painter: QPainter, number: int, centre: QPointF) -> None:
        colours, shown = THEME.now, self.shown
        is_done, is_next = number < shown.bows, number == shown.bows
        is_now = is_next and shown.stood and shown.quality is None
        edge = "ok" if is_done else "info" if is_now else "line"
        painter.setPen(QPen(colours.colour(edge), 2.5))
        fill = colours.colour("info", 0.3 if is_now and shown.is_bowed else 0.0)
        painter.setBrush(colours.colour("ok", 0.18) if is_done else fill)
        painter.drawEllipse(centre, _DOT, _DOT)
        text = f"{shown.depths_deg[number]:.0f}°" if is_done else str(number + 1)
        shade = colours.colour("text" if is_done or is_now else "dim")
        area = QRectF(centre.x() - _DOT, centre.y() - _DOT, 2 * _DOT, 2 * _DOT)
        draw_text(painter, area, text, (14, 700, shade), Qt.AlignmentFlag.AlignHCenter)


class StateIcon(QWidget):
    """The symbol of a state."""

    def __init__(self, size: int = 22) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self.symbol = Symbol.UNKNOWN
        THEME.changed.connect(self.update)

    def show_symbol(self, symbol: Symbol) -> None:
        """Show a state."""
        if symbol is not self.symbol:
            self.symbol = symbol
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the symbol."""
        del event
        painter = QPainter(self)
        centre = QPointF(self.width() / 2, self.height() / 2)
        draw_symbol(painter, self.symbol, centre, self.height() - 2.0)
        painter.end()


def _bar(painter: QPainter, area: QRectF, share: float, shade: str) -> None:
    radius = area.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(THEME.now.colour("line"))
    painter.drawRoundedRect(area, radius, radius)
    if share <= 0:
        return
    painter.setBrush(THEME.now.colour(shade))
    filled = QRectF(area)
    filled.setWidth(max(area.height(), share * area.width()))
    painter.drawRoundedRect(filled, radius, radius)
