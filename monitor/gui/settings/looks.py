"""Arrows and ticks, drawn alike on every system and readable in both themes."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from monitor.gui.theme import THEME

_ARROW = 4.0  # px, half of its width


def draw_arrow(widget: QWidget, place: QRect, *, up: bool) -> None:
    """Draw an arrow in the middle of a place on a widget."""
    centre = QRectF(place).center()
    rise = -_ARROW / 2 if up else _ARROW / 2
    points = [(-_ARROW, -rise), (0.0, rise), (_ARROW, -rise)]
    line = QPolygonF([centre + QPointF(x, y) for x, y in points])
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(THEME.now.colour("text"), 1.6))
    painter.drawPolyline(line)
    painter.end()


class TickBox(QCheckBox):
    """A box with a tick; a ring around it tells the focus."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, tick and text."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inner = QStyle.SubElement
        box = self.style().subElementRect(inner.SE_CheckBoxIndicator, option, self)
        words = self.style().subElementRect(inner.SE_CheckBoxContents, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_box(painter, QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic
        painter.setPen(THEME.now.colour("text"))
        painter.drawText(words, flags, self.text())
        painter.end()

    def _draw_box(self, painter: QPainter, box: QRectF) -> None:
        colours, checked = THEME.now, self.isChecked()
        edge = "info" if checked else "dim"
        painter.setPen(QPen(colours.colour(edge), 1.0))
        painter.setBrush(colours.colour("info" if checked else "panel2"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("info"), 2.0))
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 6, 6)
        if checked:
            points = [(0.24, 0.52), (0.43, 0.71), (0.77, 0.31)]
            side, corner = box.width(), box.topLeft()
            tick = [corner + QPointF(x * side, y * side) for x, y in points]
            painter.setPen(QPen(colours.colour("on_info"), 2.0))
            painter.drawPolyline(QPolygonF(tick))
