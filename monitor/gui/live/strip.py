"""A curve that scrolls: a kept picture is moved, and only what is new is drawn.

Drawing the whole curve in each frame costs several times as much, and moving the
range of a general plot more than ten times (measured: see docs/evidence.md). The
picture is drawn whole on resize, seek, another range, and a change of theme.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QResizeEvent

from monitor.gui.card import PADDING, Card
from monitor.gui.symbols import Symbol, draw_symbol, draw_text
from monitor.gui.theme import THEME, font
from monitor.model.blocks import FloatArray

Source = Callable[[float, float], tuple[FloatArray, FloatArray]]

SERIES: Final = ("info", "series2", "series3")
_LEFT, _TOP, _RIGHT = 46.0, 40.0, 14.0  # px around the curve
_LABEL_PX: Final = 18.0  # least room for a number on the axis
_SETTLE_MS: Final = 80  # without a resize, until the curve is drawn anew
_GAP_S: Final = 0.25  # samples further apart are not joined by a line
_SHRINK_S: Final = 5.0  # a range that has become too wide is kept so long


@dataclass(frozen=True, slots=True)
class Zones:
    """Coloured bands behind a curve: from, to, colour's name."""

    bands: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A line at a moment, with a symbol at its top."""

    t: float
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Axis:
    """The vertical range of a curve.

    Attributes:
        low: Shown at least down to here.
        high: And up to here.
        step: Between grid lines; the range grows by whole steps.
    """

    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a strip is of.

    Attributes:
        title: Above it.
        source: Gives times and values of a span of session time.
        axis: Its usual range.
        curves: Names for the legend; one empty name for a single curve.
        shown: Which columns are drawn.
        reading: The newest value in words, at the top right.
        has_times: Write the times below.
    """

    title: str
    source: Source
    axis: Axis
    curves: tuple[str, ...] = ("",)
    shown: tuple[int, ...] = (0,)
    reading: Callable[[float | None], str] | None = None
    has_times: bool = False


@dataclass(slots=True)
class _Drawn:
    """What the picture holds."""

    upto_s: float = math.nan
    offset: float = 0.0  # px that the picture lags behind
    wide_since_s: float = math.nan
    axis: Axis = field(default_factory=lambda: Axis(0, 1, 1))


class Strip(Card):
    """One scrolling chart."""

    def __init__(self, look: Look, span_s: float) -> None:
        """Be empty.

        Args:
            look: What it is of.
            span_s: How much time it shows.
        """
        super().__init__(name=look.title)
        self._look, self._span_s = look, span_s
        self._drawn = _Drawn(axis=look.axis)
        self._curve: QPixmap | None = None
        self._ground: QPixmap | None = None
        self._zones, self._marks = Zones(), tuple[Mark, ...]()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self.redraw)
        self._now = 0.0
        self._value: float | None = None

    @property
    def is_settling(self) -> bool:
        """Whether it waits for its size to stay."""
        return self._settling.isActive()

    @property
    def axis(self) -> Axis:
        """The vertical range in force."""
        return self._drawn.axis

    def set_look(self, look: Look, span_s: float) -> None:
        """Show something else from now on."""
        self._look, self._span_s = look, span_s
        self._drawn = _Drawn(axis=look.axis)
        self.setAccessibleName(look.title)
        self.redraw()

    def set_zones(self, zones: Zones) -> None:
        """Draw these bands behind the curve."""
        if zones != self._zones:
            self._zones, self._ground = zones, None
            self.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Mark these moments."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def redraw(self) -> None:
        """Draw everything anew with the next frame."""
        self._curve = self._ground = None
        self.update()

    def restyle(self) -> None:
        """Draw everything anew in other colours."""
        self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stretch the curve's picture for now; draw it anew once the size stays."""
        self._ground = None
        self._settling.start(_SETTLE_MS)
        super().resizeEvent(event)

    def show_upto(self, now: float) -> None:
        """Show the span that ends at ``now``, session s."""
        moved = now - self._now
        self._now = now
        area = self._area()
        if area.width() < 2 or area.height() < 2:
            return
        if self._settling.isActive() and self._curve is not None:
            self._drawn.offset += moved * self._curve.width() / self._span_s
            self.update()
            return
        jumped = moved < 0 or moved > self._span_s / 2
        if self._curve is None or jumped or math.isnan(self._drawn.upto_s):
            self._draw_whole(area)
        else:
            self._scroll(area, moved)
        self.update()

    def _area(self) -> QRectF:
        bottom = 30.0 if self._look.has_times else 12.0
        width = self.width() - _LEFT - _RIGHT
        return QRectF(_LEFT, _TOP, width, self.height() - _TOP - bottom)

    # The curve's picture

    def _draw_whole(self, area: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        size = area.size() * ratio
        self._curve = QPixmap(max(1, int(size.width())), max(1, int(size.height())))
        self._curve.fill(Qt.GlobalColor.transparent)
        start = self._now - self._span_s
        t, values = self._look.source(start, self._now)
        self._fit(t, values)
        self._drawn.offset = 0.0
        self._draw_segments(t, values, 0.0)
        self._note(t, values)

    def _scroll(self, area: QRectF, moved: float) -> None:
        curve = self._curve
        assert curve is not None
        per_s = curve.width() / self._span_s
        self._drawn.offset += moved * per_s
        step = int(self._drawn.offset)
        since = self._drawn.upto_s
        t, values = self._look.source(since - 3.0 / per_s, self._now)
        if self._grows(values) or self._may_shrink():
            self._draw_whole(area)
            return
        if step:
            self._drawn.offset -= step
            curve.scroll(-step, 0, curve.rect())
            right = QRect(curve.width() - step, 0, step, curve.height())
            painter = QPainter(curve)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(right, Qt.GlobalColor.transparent)
            painter.end()
        if len(t) and t[-1] > since:
            first = max(0, int(np.searchsorted(t, since, side="right")) - 1)
            self._draw_segments(t[first:], values[first:], self._drawn.offset)
            self._note(t, values)

    def _note(self, t: FloatArray, values: FloatArray) -> None:
        """Keep up to when the picture goes, and the newest value."""
        if not len(t):
            self._value = None
            return
        self._drawn.upto_s = float(t[-1])
        newest = float(values[-1, self._look.shown[0]])
        late = self._now - float(t[-1]) > 1.0
        self._value = None if late or math.isnan(newest) else newest

    def _draw_segments(self, t: FloatArray, values: FloatArray, offset: float) -> None:
        """Draw a stretch of the curves into the picture.

        ``offset`` is how far the picture's right edge is behind ``now``, px.
        """
        curve = self._curve
        assert curve is not None
        if len(t) < 2:
            return
        per_s, axis = curve.width() / self._span_s, self._drawn.axis
        x = curve.width() + offset - (self._now - t) * per_s
        scale = curve.height() / (axis.high - axis.low)
        painter = QPainter(curve)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 1.6 * self.devicePixelRatioF()
        for place, column in enumerate(self._look.shown):
            y = (axis.high - values[:, column]) * scale
            pen = QPen(self._series(place), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for piece in _pieces(t, x, y):
                painter.drawPolyline(piece)
        painter.end()

    def _series(self, place: int) -> QColor:
        return THEME.now.colour(SERIES[place % len(SERIES)])

    # Its range

    def _grows(self, values: FloatArray) -> bool:
        axis = self._drawn.axis
        low, high = _extent(values[:, list(self._look.shown)])
        return low < axis.low or high > axis.high

    def _may_shrink(self) -> bool:
        """Whether the range has been wider than usual for a while."""
        since = self._drawn.wide_since_s
        return self._now - since > _SHRINK_S

    def _fit(self, t: FloatArray, values: FloatArray) -> None:
        usual = self._look.axis
        low, high = _extent(values[:, list(self._look.shown)])
        step = usual.step
        if low <= high:
            low = min(usual.low, math.floor(low / step) * step)
            high = max(usual.high, math.ceil(high / step) * step)
        else:
            low, high = usual.low, usual.high
        while (high - low) / step > 6:
            step *= 2
        axis = Axis(low, high, step)
        is_usual = axis == usual or not len(t)
        self._drawn.wide_since_s = math.nan if is_usual else self._now
        if axis != self._drawn.axis:
            self._drawn.axis, self._ground = axis, None

    # What is painted

    def draw(self, painter: QPainter) -> None:
        """Draw the ground, the curve's picture, marks and words."""
        area, ratio = self._area(), self.devicePixelRatioF()
        if area.width() < 2 or area.height() < 2:
            return
        if self._ground is None:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            onto = QPainter(self._ground)
            onto.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_ground(onto, area)
            onto.end()
        painter.drawPixmap(0, 0, self._ground)
        if self._curve is None:
            self._draw_whole(area)
        if self._curve is not None:
            source = QRectF(self._curve.rect())
            painter.drawPixmap(area, self._curve, source)
        self._draw_marks(painter, area)
        if self._look.reading is not None:
            text = self._look.reading(self._value)
            box = QRectF(self.width() / 2, 4, self.width() / 2 - PADDING, 26)
            ink = "text" if self._value is not None else "dim"
            look = (16 if self._value is not None else 13, 700, THEME.now.colour(ink))
            draw_text(painter, box, text, look, Qt.AlignmentFlag.AlignRight)

    def _draw_ground(self, painter: QPainter, area: QRectF) -> None:
        colours, axis = THEME.now, self._drawn.axis
        for low, high, name in self._zones.bands:
            top, bottom = (
                self._y(area, min(high, axis.high)),
                self._y(area, max(low, axis.low)),
            )
            if bottom > top:
                band = QRectF(area.left(), top, area.width(), bottom - top)
                painter.fillRect(band, colours.colour(name, 0.16))
        step = axis.step
        while step * area.height() / (axis.high - axis.low) < _LABEL_PX:
            step *= 2
        value = math.ceil(axis.low / step) * step
        while value <= axis.high + 1e-9:
            y = self._y(area, value)
            painter.setPen(QPen(colours.colour("line"), 1.0))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            box = QRectF(0, y - 9, _LEFT - 8, 18)
            look = (12, 500, colours.colour("dim"))
            text = f"{value:g}"
            draw_text(painter, box, text, look, Qt.AlignmentFlag.AlignRight)
            value += step
        self._draw_head(painter)
        if self._look.has_times:
            self._draw_times(painter, area)

    def _draw_head(self, painter: QPainter) -> None:
        colours = THEME.now
        area = QRectF(PADDING, 4, self.width() - 2 * PADDING, 26)
        look = (14, 600, colours.colour("text"))
        left = PADDING + draw_text(painter, area, self._look.title, look) + 22.0
        for place, column in enumerate(self._look.shown):
            name = self._look.curves[column]
            if not name:
                continue
            painter.setPen(QPen(self._series(place), 3.0))
            painter.drawLine(QLineF(left, 17, left + 18, 17))
            box = QRectF(left + 24, 4, 60, 26)
            look = (13, 500, colours.colour("dim"))
            left += 24 + draw_text(painter, box, name, look) + 16

    def _draw_times(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(font(12, 500))
        painter.setPen(THEME.now.colour("dim"))
        parts = 5
        for part in range(parts + 1):
            x = area.left() + area.width() * part / parts
            back = self._span_s * (1 - part / parts)
            text = "now" if part == parts else f"-{back:g} s"
            box = QRectF(x - 40, area.bottom() + 4, 80, 20)
            align = Qt.AlignmentFlag.AlignHCenter
            if part == parts:
                box.moveRight(area.right())
                align = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, int(align), text)

    def _draw_marks(self, painter: QPainter, area: QRectF) -> None:
        start = self._now - self._span_s
        for mark in self._marks:
            if not start < mark.t <= self._now:
                continue
            x = area.right() - (self._now - mark.t) / self._span_s * area.width()
            colour = THEME.now.colour(mark.symbol.value)
            painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(x, area.top() + 10, x, area.bottom()))
            if self.height() > 120:
                draw_symbol(painter, mark.symbol, QPointF(x, area.top() + 6), 11.0)

    def _y(self, area: QRectF, value: float) -> float:
        axis = self._drawn.axis
        share = (axis.high - value) / (axis.high - axis.low)
        return area.top() + share * area.height()


def _extent(values: FloatArray) -> tuple[float, float]:
    """Return the smallest and largest known value; an empty range without any."""
    known = values[np.isfinite(values)]
    if not len(known):
        return math.inf, -math.inf
    return float(known.min()), float(known.max())


def _pieces(t: FloatArray, x: FloatArray, y: FloatArray) -> Sequence[QPolygonF]:
    """Return the stretches of a curve between gaps."""
    known = np.isfinite(y)
    breaks = np.flatnonzero((np.diff(t) > _GAP_S) | (np.diff(known.astype(int)) != 0))
    pieces = []
    for piece in np.split(np.arange(len(t)), breaks + 1):
        if len(piece) > 1 and known[piece[0]]:
            pairs = zip(x[piece].tolist(), y[piece].tolist(), strict=True)
            pieces.append(QPolygonF([QPointF(a, b) for a, b in pairs]))
    return pieces
