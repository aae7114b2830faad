"""A curve that scrolls: a kept picture is moved, and only what is new is drawn.

Drawing the whole curve in each frame costs several times as much, and moving the
range of a general plot more than ten times (measured: see docs/evidence.md). The
picture is drawn whole on resize, seek, another range, and a change of theme.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPen, QPixmap, QResizeEvent

from monitor.gui.card import PADDING, Card
from monitor.gui.live.strip_ground import LEFT, Ground, series
from monitor.gui.live.strip_look import Axis, Look, Mark, Zones, pieces
from monitor.gui.symbols import draw_symbol, draw_text
from monitor.gui.theme import THEME
from monitor.model.blocks import FloatArray

_TOP, _RIGHT = 40.0, 14.0  # px around the curve
_SETTLE_MS: Final = 80  # without a resize, until the curve is drawn anew
_SHRINK_S: Final = 5.0  # a range that has become too wide is kept so long


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
        width = self.width() - LEFT - _RIGHT
        return QRectF(LEFT, _TOP, width, self.height() - _TOP - bottom)

    # The curve's picture

    def _draw_whole(self, area: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        size = area.size() * ratio
        self._curve = QPixmap(max(1, int(size.width())), max(1, int(size.height())))
        self._curve.fill(Qt.GlobalColor.transparent)
        start = self._now - self._span_s
        t, values = self._look.source(start, self._now)
        self._fit(values)
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
        is_held = self._drawn.axis.holds(self._look.values(values))
        if not is_held or self._may_shrink():
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
            pen = QPen(series(place), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for piece in pieces(t, x, y):
                painter.drawPolyline(piece)
        painter.end()

    # Its range

    def _may_shrink(self) -> bool:
        """Whether the range has been wider than usual for a while."""
        return self._now - self._drawn.wide_since_s > _SHRINK_S

    def _fit(self, values: FloatArray) -> None:
        usual = self._look.axis
        axis = usual.grown(self._look.values(values))
        self._drawn.wide_since_s = math.nan if axis == usual else self._now
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
            axis, span_s = self._drawn.axis, self._span_s
            Ground(self._look, axis, self._zones, span_s, area).draw(onto)
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
