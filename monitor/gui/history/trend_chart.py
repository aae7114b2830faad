"""A figure over weeks: a point for each set, and the band in which nothing shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor, log10
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from monitor.gui.card import Card
from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME
from monitor.view.past import Point

_LEFT, _TOP, _RIGHT, _FOOT = 58.0, 40.0, 18.0, 26.0  # px around the points
_DOT: Final = 4.0  # px, its radius
_LINES: Final = 4  # about so many lines across
_DATES: Final = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """What a chart shows.

    Attributes:
        title: What it is, with its unit.
        points: In order of time.
        band: From, to: a difference within it is no change that shows; None without.
        line: A value that is drawn across, such as 0; None for none.
        note: What must be said about it; empty for nothing.
    """

    title: str
    points: Sequence[Point] = ()
    band: tuple[float, float] | None = None
    line: float | None = None
    note: str = ""


class TrendChart(Card):
    """Draws a trend; hollow points are faulty sets, or ones that were not scored."""

    def __init__(self) -> None:
        super().__init__(name="Trend")
        self._trend = Trend("")
        self.setMinimumHeight(150)

    @property
    def trend(self) -> Trend:
        """What is shown."""
        return self._trend

    def show_trend(self, trend: Trend) -> None:
        """Show a trend."""
        self._trend = trend
        count = len(trend.points)
        last = f", last {trend.points[-1].value:g}" if trend.points else ""
        self.say(f"{trend.title}: {count} points{last}. {trend.note}")
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw the trend."""
        colours, trend = THEME.now, self._trend
        heading = QRectF(16, 10, self.width() - 32, 20)
        width = draw_text(
            painter, heading, trend.title, (14, 600, colours.colour("text"))
        )
        note = heading.adjusted(width + 14, 0, 0, 0)
        draw_text(painter, note, trend.note, (12, 400, colours.colour("dim")))
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_FOOT)
        if trend.points and area.width() > 0 and area.height() > 0:
            self._draw_points(painter, area)
        else:
            place = QRectF(16, _TOP, self.width() - 32, 20)
            look = (13, 400, colours.colour("dim"))
            draw_text(painter, place, self.tr("Nothing measured yet"), look)

    def _draw_points(self, painter: QPainter, area: QRectF) -> None:
        scale = Scale.fitting(self._trend, area)
        self._draw_ground(painter, area, scale)
        points = self._trend.points
        sure = [p for p in points if not p.is_doubtful]
        doubtful = [p for p in points if p.is_doubtful]
        self._draw_dots(painter, scale.polygon(sure), "info", 2 * _DOT)
        hollow = scale.polygon(doubtful)
        self._draw_dots(painter, hollow, "info", 2 * _DOT)
        self._draw_dots(painter, hollow, "panel", 2 * _DOT - 3.0)

    def _draw_dots(
        self, painter: QPainter, places: QPolygonF, colour: str, width: float
    ) -> None:
        """Draw all at once: ten thousand ellipses would take a second."""
        pen = QPen(THEME.now.colour(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(places)

    def _draw_ground(self, painter: QPainter, area: QRectF, scale: "Scale") -> None:
        colours, trend = THEME.now, self._trend
        if trend.band is not None:
            low, high = trend.band
            top, bottom = scale.y(high), scale.y(low)
            band = QRectF(area.left(), top, area.width(), bottom - top)
            painter.fillRect(band.intersected(area), colours.colour("dim", 0.15))
        dim = (12, 400, colours.colour("dim"))
        for value in scale.values():
            painter.setPen(QPen(colours.colour("line"), 1.0))
            y = scale.y(value)
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            draw_text(painter, QRectF(16, y - 9, _LEFT - 22, 18), f"{value:g}", dim)
        if trend.line is not None:
            painter.setPen(QPen(colours.colour("dim"), 1.0, Qt.PenStyle.DashLine))
            y = scale.y(trend.line)
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
        for day in scale.days():
            text = _date(day)
            place = QRectF(scale.place(day, 0.0).x(), area.bottom() + 5, 90, 18)
            draw_text(painter, place, text, dim)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days and values lie on a chart, px.

    Attributes:
        area: The chart's own.
        first: Day at its left edge.
        last: Day at its right edge.
        low: Value at its lower edge.
        high: Value at its upper edge.
        step: Between the lines across.
    """

    area: QRectF
    first: float
    last: float
    low: float
    high: float
    step: float

    @staticmethod
    def fitting(trend: Trend, area: QRectF) -> "Scale":
        """Return a scale that shows all points, the band and the line."""
        days = [point.day for point in trend.points]
        values = [point.value for point in trend.points]
        values += trend.band or ()
        values += [] if trend.line is None else [trend.line]
        low, high = min(values), max(values)
        step = _step((high - low) or abs(high) or 1.0)
        low, high = floor(low / step) * step, ceil(high / step) * step
        if low == high:
            high = low + step
        margin = max(0.5, 0.03 * (max(days) - min(days)))
        return Scale(area, min(days) - margin, max(days) + margin, low, high, step)

    def place(self, day: float, value: float) -> QPointF:
        """Return where a point lies."""
        share = (day - self.first) / (self.last - self.first)
        return QPointF(self.area.left() + share * self.area.width(), self.y(value))

    def polygon(self, points: Sequence[Point]) -> QPolygonF:
        """Return where points lie."""
        return QPolygonF([self.place(point.day, point.value) for point in points])

    def y(self, value: float) -> float:
        """Return how far down a value lies."""
        share = (self.high - value) / (self.high - self.low)
        return self.area.top() + share * self.area.height()

    def values(self) -> list[float]:
        """Return the values that have a line."""
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]

    def days(self) -> list[float]:
        """Return the days that are named."""
        span = (self.last - self.first) / _DATES
        return [self.first + n * span for n in range(_DATES)]


def _step(span: float) -> float:
    """Return a round step, so that some lines lie in the span."""
    rough = span / _LINES
    size = 10.0 ** floor(log10(rough))
    return next(size * each for each in (1.0, 2.0, 5.0, 10.0) if size * each >= rough)


def _date(day: float) -> str:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
    except OverflowError:
        return ""
    return moment.strftime("%Y-%m-%d")
