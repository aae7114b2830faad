"""What lies over a plot's curves: names of reps, alerts, markers, the limit's value."""

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from monitor.gui.plots.backdrop import Layer
from monitor.gui.plots.data import AlertMark, RepMark, TextMark
from monitor.gui.symbols import LEVEL, VERDICT, draw_symbol, draw_text
from monitor.gui.theme import THEME
from monitor.model.events import Level

HEAD_PX = 24.0  # the room for names of reps at the top of a plot
_SYMBOL_PX, _ALERT_PX = 14.0, 13.0
_ROOM_FOR_SYMBOL_PX, _ROOM_FOR_NAME_PX = 18.0, 40.0
_URGENCY = (Level.STOP, Level.DANGER, Level.CAUTION)


class Overlay(Layer):
    """See the module."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the marks that can be seen."""
        del option, widget
        for label in self.shown.labels:
            self._draw_label(painter, label)
        for rep in () if self.shown.labels else self.shown.data.reps:
            if self.shown.frame.shows(rep.onset_s, rep.end_s):
                self._draw_name(painter, rep)
        self._draw_markers(painter)
        for alert in self._alerts():
            self._draw_alert(painter, alert)
        self._draw_limit(painter)
        self._draw_peak(painter)

    def _draw_name(self, painter: QPainter, rep: RepMark) -> None:
        column = self.shown.frame.column(rep.onset_s, rep.end_s)
        if column.width() < _ROOM_FOR_SYMBOL_PX:
            return
        middle, symbol = column.x() + column.width() / 2, VERDICT[rep.verdict]
        if column.width() < _ROOM_FOR_NAME_PX:
            draw_symbol(painter, symbol, QPointF(middle, 14.0), _SYMBOL_PX)
            return
        draw_symbol(painter, symbol, QPointF(middle - 10, 14.0), _SYMBOL_PX)
        text = str(rep.number) if rep.full else "·"
        area = QRectF(middle + 2, 3.0, 28.0, 22.0)
        draw_text(painter, area, text, (13.0, 700, THEME.now.colour("text")))

    def _draw_label(self, painter: QPainter, label: TextMark) -> None:
        area = QRectF(self.shown.frame.x(label.t) - 40, 5.0, 80.0, 16.0)
        look = (12.0, 500, THEME.now.colour("text"))
        draw_text(painter, area, label.text, look, Qt.AlignmentFlag.AlignHCenter)

    def _draw_markers(self, painter: QPainter) -> None:
        frame, colours = self.shown.frame, THEME.now
        taken = -1e9
        for marker in self.shown.data.markers:
            if not frame.shows(marker.t, marker.t):
                continue
            x = round(frame.x(marker.t))
            painter.setPen(_pen("text", Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, HEAD_PX, x, frame.height))
            room = QRectF(x + 4, HEAD_PX + 2, min(150.0, frame.width - x - 6), 16)
            if marker.text and x > taken and room.width() > 40:
                look = (12.0, 500, colours.colour("text"))
                taken = room.left() + draw_text(painter, room, marker.text, look)

    def _alerts(self) -> Iterator[AlertMark]:
        """Those that can be seen, the more urgent first where they would overlap."""
        frame = self.shown.frame
        taken: list[float] = []
        for level in _URGENCY:
            for alert in self.shown.data.alerts:
                if alert.level is not level or not frame.shows(alert.t, alert.t):
                    continue
                x = frame.x(alert.t)
                if all(abs(x - other) > _ALERT_PX for other in taken):
                    taken.append(x)
                    yield alert

    def _draw_alert(self, painter: QPainter, alert: AlertMark) -> None:
        frame, symbol = self.shown.frame, LEVEL[alert.level]
        x, y = frame.x(alert.t), frame.height - _ALERT_PX / 2 - 3
        painter.setPen(_pen(symbol.value))
        painter.drawLine(QLineF(round(x), y - 16, round(x), y))
        draw_symbol(painter, symbol, QPointF(x, y), _ALERT_PX)

    def _draw_limit(self, painter: QPainter) -> None:
        limit, frame = self.shown.limit_deg, self.shown.frame
        if limit is None:
            return
        text = f"limit {limit:.0f}° ±{self.shown.data.band_deg:.0f}°"
        over = frame.y(limit + self.shown.data.band_deg)
        area = QRectF(frame.width - 116, over - 18, 110, 16)
        look = (12.0, 600, THEME.now.colour("danger"))
        draw_text(painter, area, text, look, Qt.AlignmentFlag.AlignRight)

    def _draw_peak(self, painter: QPainter) -> None:
        if self.shown.peak is None:
            return
        t, value, text = self.shown.peak
        frame, colours = self.shown.frame, THEME.now
        point = QPointF(frame.x(t), frame.y(value))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("text"), 2.0))
        painter.setBrush(colours.colour("panel"))
        painter.drawEllipse(point, 4.0, 4.0)
        area = QRectF(point.x() - 40, point.y() - 23, 80.0, 18.0)
        look = (13.0, 700, colours.colour("text"))
        draw_text(painter, area, text, look, Qt.AlignmentFlag.AlignHCenter)


class TimeLine(QGraphicsItem):
    """An upright line at one time: the cursor, or where the replay is."""

    def __init__(self, area: QGraphicsItem, colour: str, style: Qt.PenStyle) -> None:
        """Be hidden.

        Args:
            area: The plot's area.
            colour: Of the theme.
            style: Of the line.
        """
        super().__init__(area)
        self.setZValue(20.0)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._colour, self._style, self._height = colour, style, 1.0
        self.hide()

    def show_at(self, x: float, width: float, height: float) -> None:
        """Stand at ``x`` px, if that is within the area."""
        self.setVisible(0 <= x <= width)
        if height != self._height:
            self.prepareGeometryChange()
            self._height = height
        self.setPos(round(x), 0.0)

    def boundingRect(self) -> QRectF:
        """Return the line with its handle."""
        return QRectF(-5.0, 0.0, 10.0, self._height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the line."""
        del option, widget
        painter.setPen(_pen(self._colour, self._style))
        painter.drawLine(QLineF(0.0, 0.0, 0.0, self._height))


def _pen(name: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(THEME.now.colour(name), 1.0, style)
    pen.setCosmetic(True)
    return pen
