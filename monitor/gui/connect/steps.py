"""The steps of the guided flow, and which one is being done."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from monitor.gui.actions import QT_TRANSLATE_NOOP
from monitor.gui.symbols import Symbol, draw_symbol, draw_text
from monitor.gui.theme import THEME, font

STEPS: Final = (
    QT_TRANSLATE_NOOP("StepsBar", "Wear"),
    QT_TRANSLATE_NOOP("StepsBar", "Find"),
    QT_TRANSLATE_NOOP("StepsBar", "Check"),
    QT_TRANSLATE_NOOP("StepsBar", "Calibrate"),
)
_HIGH = 40
_DOT = 13.0  # px, half of a step's circle


class StepsBar(QWidget):
    """Shows where in the flow a page stands."""

    def __init__(self, title: str, step: int) -> None:
        """Show a page's place.

        Args:
            title: Of the page.
            step: Its number, from 0.
        """
        super().__init__()
        self._title, self._step = title, step
        self.setFixedHeight(_HIGH)
        self.setAccessibleName(title)
        shown = self.tr("Step {number} of {count}")
        self.setAccessibleDescription(shown.format(number=step + 1, count=len(STEPS)))
        THEME.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the title on the left and the steps on the right."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = float(self.width())
        for number in reversed(range(len(STEPS))):
            left = self._draw_step(painter, number, left)
        area = QRectF(0, 0, left - 16, _HIGH)
        draw_text(painter, area, self._title, (24, 700, THEME.now.colour("text")))
        painter.end()

    def _draw_step(self, painter: QPainter, number: int, right: float) -> float:
        """Draw a step that ends at ``right``; return where it begins."""
        colours, is_now = THEME.now, number == self._step
        weight = 700 if is_now else 500
        name = self.tr(STEPS[number])
        width = QFontMetricsF(font(14, weight)).horizontalAdvance(name)
        shade = colours.colour("text" if is_now else "dim")
        area = QRectF(right - width - 1, 0, width + 1, _HIGH)
        draw_text(painter, area, name, (14, weight, shade))
        centre = QPointF(area.left() - 8 - _DOT, _HIGH / 2)
        self._draw_dot(painter, number, centre)
        left = centre.x() - _DOT
        if not number:
            return left
        painter.setPen(QPen(colours.colour("line"), 2.0))
        painter.drawLine(QPointF(left - 34, _HIGH / 2), QPointF(left - 10, _HIGH / 2))
        return left - 44

    def _draw_dot(self, painter: QPainter, number: int, centre: QPointF) -> None:
        colours = THEME.now
        if number < self._step:
            draw_symbol(painter, Symbol.FINE, centre, 2 * _DOT)
            return
        is_now = number == self._step
        painter.setPen(QPen(colours.colour("info" if is_now else "dim"), 1.6))
        painter.setBrush(colours.colour("info" if is_now else "bg"))
        painter.drawEllipse(centre, _DOT - 1, _DOT - 1)
        shade = colours.colour("on_info" if is_now else "dim")
        area = QRectF(centre.x() - _DOT, centre.y() - _DOT, 2 * _DOT, 2 * _DOT)
        middle = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, area, str(number + 1), (13, 700, shade), middle)
