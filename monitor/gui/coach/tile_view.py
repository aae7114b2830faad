"""A lifter's tile: one widget that paints itself.

What seldom changes is painted into a picture once; a frame draws that, the trace and
the pointer of the gauge.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from monitor.gui.coach.tile_plan import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    PAD,
    TilePlan,
    tile_plan,
)
from monitor.gui.coach.tile_words import TileWords, tile_words
from monitor.gui.symbols import Symbol, draw_symbol
from monitor.gui.theme import THEME, font
from monitor.net.messages import TRACE_HZ
from monitor.net.room import TRACE_S, Rank, Tile

BORDERS = {Rank.FINE: 1.0, Rank.SILENT: 2.0, Rank.CAUTION: 2.0}
DANGER_BORDER = 4.0
_RADIUS = 8.0
_TRACE_PX = 1.5
_SHOWS_DEG = 1.6  # of the limit: what lies beyond is drawn at the edge
_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight


@lru_cache(maxsize=256)
def _font(size_px: int, weight: int) -> QFont:
    return font(size_px, weight)


class TileView(QWidget):
    """Shows a tile.

    Attributes:
        chosen: Emitted with the station when it is clicked, or with Enter or Space.
        station: Whose tile it is.
    """

    chosen = Signal(str)

    def __init__(self, station: str) -> None:
        """Show nothing yet."""
        super().__init__()
        self.station = station
        self._tile = Tile(station)
        self._words = tile_words(self._tile, 0.0)
        self._ground: QPixmap | None = None
        self._ground_of: tuple[object, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        THEME.changed.connect(self.restyle)

    @property
    def words(self) -> TileWords:
        """What it says."""
        return self._words

    @property
    def ground(self) -> QPixmap | None:
        """What seldom changes, as it was painted last."""
        return self._ground

    def show_tile(self, tile: Tile, now_s: float) -> None:
        """Show this from now on; it is painted anew only if it looks otherwise."""
        words = tile_words(tile, now_s)
        if words == self._words and tile.trace == self._tile.trace:
            self._tile = tile
            return
        if words.name != self._words.name or not self.accessibleName():
            self.setAccessibleName(f"{words.name}, {tile.station}")
        if words.said != self._words.said or words.figure != self._words.figure:
            self.setAccessibleDescription(words.spoken)
        self._tile, self._words = tile, words
        self.update()

    def restyle(self) -> None:
        """Paint anew in other colours."""
        self._ground = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the trace, the pointer and the focus."""
        del event
        plan = tile_plan(self.width(), self.height())
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted_ground(plan))
        if self._words.is_known:
            self._draw_trace(painter, plan)
            self._draw_pointer(painter, plan)
            angle = (self._words.angle, self._words.short_angle)
            _write(painter, plan, plan.angle, angle, (15, 700), "text")
        if self.hasFocus():
            pen = QPen(THEME.now.colour("info"), 2.0, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(5, 5, -5, -5))
        painter.end()

    def _painted_ground(self, plan: TilePlan) -> QPixmap:
        ratio = self.devicePixelRatioF()
        state = self._tile.state
        limits = (
            None
            if state is None or not self._words.is_known or state.lumbar_deg is None
            else (state.extension_limit_deg, state.flexion_limit_deg)
        )
        words = self._words
        still = replace(words, angle="") if words.is_known else words
        key = (self.size(), ratio, still, limits)
        if self._ground is None or key != self._ground_of:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._ground)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _Ground(painter, plan, words).draw(self.width(), self.height())
            if limits is not None:
                _draw_gauge(painter, plan, limits)
            painter.end()
            self._ground_of = key
        return self._ground

    def _draw_trace(self, painter: QPainter, plan: TilePlan) -> None:
        area, state = plan.trace, self._tile.state
        if area is None or state is None:
            return
        limits = (state.extension_limit_deg, state.flexion_limit_deg)
        painter.setPen(QPen(THEME.now.colour("series3"), _TRACE_PX))
        for run in trace_runs(self._tile.trace, area, limits):
            painter.drawPolyline(run)

    def _draw_pointer(self, painter: QPainter, plan: TilePlan) -> None:
        area, state = plan.gauge, self._tile.state
        if area is None or state is None or state.lumbar_deg is None:
            return
        limits = (state.extension_limit_deg, state.flexion_limit_deg)
        x = _across(area, state.lumbar_deg, limits)
        y, half = area.center().y(), 5 * plan.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(THEME.now.colour("panel"), 1.5))
        painter.setBrush(THEME.now.colour("text"))
        corners = [(-half, -1.7 * half), (half, -1.7 * half), (0.0, 0.0)]
        painter.drawPolygon(QPolygonF([QPointF(x + a, y + b) for a, b in corners]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the tile that was clicked."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.chosen.emit(self.station)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the tile with Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.station)
        else:
            super().keyPressEvent(event)


class _Ground:
    """Paints what seldom changes."""

    def __init__(self, painter: QPainter, plan: TilePlan, words: TileWords) -> None:
        self._painter, self._plan, self._words = painter, plan, words
        self._is_urgent = words.rank >= Rank.DANGER

    def draw(self, width: float, height: float) -> None:
        painter, words, plan = self._painter, self._words, self._plan
        self._draw_frame(width, height)
        self._draw_header()
        dim, text = "dim", "text"
        ink = {Rank.CAUTION: "warn_text", Rank.SILENT: text}.get(words.rank, dim)
        ink = "danger" if self._is_urgent else ink
        self._write(plan.said, words.said, (13, 700 if ink != dim else 500), ink)
        self._write(plan.doing, words.doing, (13, 500), dim)
        self._draw_figure()
        self._write(plan.links, (words.links, words.short_links), (11, 500), dim)
        if plan.verdicts is not None and any(words.verdicts):
            self._draw_verdicts(plan.verdicts)
        if plan.trace is not None and words.is_known:
            painter.fillRect(plan.trace, THEME.now.colour("panel2"))

    def _draw_frame(self, width: float, height: float) -> None:
        colours = THEME.now
        name = {Rank.FINE: "line", Rank.SILENT: "dim", Rank.CAUTION: "warn"}
        pen_width = BORDERS.get(self._words.rank, DANGER_BORDER)
        frame = QRectF(0, 0, width, height)
        frame.adjust(pen_width / 2, pen_width / 2, -pen_width / 2, -pen_width / 2)
        ink = colours.colour(name.get(self._words.rank, "danger"))
        self._painter.setPen(QPen(ink, pen_width))
        self._painter.setBrush(colours.colour("panel"))
        self._painter.drawRoundedRect(frame, _RADIUS, _RADIUS)

    def _draw_header(self) -> None:
        painter, plan, colours = self._painter, self._plan, THEME.now
        header = plan.header
        if self._is_urgent:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("danger"))
            painter.drawRoundedRect(header, _RADIUS, _RADIUS)
            painter.fillRect(
                header.adjusted(0, header.height() / 2, 0, 0), colours.colour("danger")
            )
        size = header.height() * 0.62
        middle = QPointF(header.left() + PAD + size / 2, header.center().y())
        symbol = self._words.symbol
        on = (colours.colour("on_danger"), colours.colour("danger"))
        draw_symbol(painter, symbol, middle, size, on if self._is_urgent else None)
        ink = "on_danger" if self._is_urgent else "text"
        name = header.adjusted(size + 2 * PAD, 0, -PAD, 0)
        used = self._write(name, self._words.name, (15, 700), ink)
        where = name.adjusted(used + PAD, 0, 0, 0)
        if where.width() > 50 and self._words.station != self._words.name:
            ink = "on_danger" if self._is_urgent else "dim"
            self._write(where, self._words.station, (12, 500), ink, _RIGHT)

    def _draw_figure(self) -> None:
        area, words = self._plan.figure, self._words
        size = min(area.height() * 0.95, area.width() * 0.52)
        ink = "text" if words.is_known else "dim"
        used = self._write(area, words.figure, (size / self._plan.scale, 800), ink)
        after = area.adjusted(used + 5, area.height() / 2, 0, 0)
        if after.width() > 24:
            self._write(after, words.of, (13, 600), "dim")

    def _draw_verdicts(self, area: QRectF) -> None:
        size = area.height() * 0.62
        x = area.left()
        shapes = (Symbol.FINE, Symbol.CAUTION, Symbol.DANGER)
        for shape, count in zip(shapes, self._words.verdicts, strict=True):
            middle = QPointF(x + size / 2, area.center().y())
            draw_symbol(self._painter, shape, middle, size)
            box = QRectF(x + size + 4, area.top(), 3 * size, area.height())
            self._write(box, str(count), (13, 700), "text")
            x += min(3.4 * size, area.width() / 3)

    def _write(
        self,
        area: QRectF | None,
        text: str | tuple[str, str],
        look: tuple[float, int],
        ink: str,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> float:
        return _write(self._painter, self._plan, area, text, look, ink, align)


def _write(  # noqa: PLR0913, PLR0917  where, what and how
    painter: QPainter,
    plan: TilePlan,
    area: QRectF | None,
    text: str | tuple[str, str],
    look: tuple[float, int],
    ink: str,
    align: Qt.AlignmentFlag = _LEFT,
) -> float:
    """Write a line, elided where it doesn't fit; return its width, px.

    Of a text in a long and a short form the long one is written where it fits.
    """
    long, short = text if isinstance(text, tuple) else (text, text)
    if area is None or not long or area.width() <= 0:
        return 0.0
    size, weight = look
    made = _font(max(9, round(size * plan.scale)), weight)
    shown, width = _fitted(long, short, made.pixelSize(), weight, area.width())
    painter.setFont(made)
    painter.setPen(THEME.now.colour(ink))
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), shown)
    return width


@lru_cache(maxsize=4096)
def _fitted(
    long: str, short: str, size_px: int, weight: int, most: float
) -> tuple[str, float]:
    """Return what of a text fits into a width, and its own width, px."""
    metrics = QFontMetricsF(_font(size_px, weight))
    chosen = long if metrics.horizontalAdvance(long) <= most else short
    shown = metrics.elidedText(chosen, Qt.TextElideMode.ElideRight, most)
    return shown, metrics.horizontalAdvance(shown)


def _draw_gauge(painter: QPainter, plan: TilePlan, limits: tuple[float, float]) -> None:
    """Draw the gauge's bar with its zones, and the limits of the trace."""
    colours = THEME.now
    extension, flexion = limits
    if plan.gauge is not None:
        area = plan.gauge
        y, tall = area.center().y(), 6 * plan.scale
        marks = [-_SHOWS_DEG * extension, -extension, flexion, _SHOWS_DEG * flexion]
        xs = [_across(area, angle, limits) for angle in marks]
        for (left, right), name in zip(
            pairwise(xs), ("danger", "ok", "danger"), strict=True
        ):
            low, high = min(left, right), max(left, right)
            painter.fillRect(
                QRectF(low + 1, y, high - low - 2, tall), colours.colour(name, 0.6)
            )
    if plan.trace is not None:
        painter.setPen(QPen(colours.colour("danger", 0.8), 1.0, Qt.PenStyle.DashLine))
        for angle in (-extension, flexion):
            y = _height_of(plan.trace, angle, limits)
            painter.drawLine(
                QPointF(plan.trace.left(), y), QPointF(plan.trace.right(), y)
            )


def _share(angle: float, limits: tuple[float, float]) -> float:
    """Return where a flexion lies from most flexion, 0, to most extension, 1."""
    extension, flexion = limits
    low, high = -_SHOWS_DEG * extension, _SHOWS_DEG * flexion
    return 1.0 - (min(max(angle, low), high) - low) / (high - low)


def _across(area: QRectF, angle: float, limits: tuple[float, float]) -> float:
    return area.left() + area.width() * _share(angle, limits)


def _height_of(area: QRectF, angle: float, limits: tuple[float, float]) -> float:
    """Extension is up, as in the live view."""
    return area.bottom() - area.height() * _share(angle, limits)


def trace_runs(
    trace: Sequence[float | None], area: QRectF, limits: tuple[float, float]
) -> list[QPolygonF]:
    """Return the lines of a trace, one for each time during which it is known.

    Args:
        trace: Lumbar angles, deg, extension negative, at ``TRACE_HZ``; the last is now.
        area: Where the last ``TRACE_S`` are drawn, px.
        limits: Of extension and of flexion, deg.
    """
    extension, flexion = limits
    low, high = -_SHOWS_DEG * extension, _SHOWS_DEG * flexion
    angles = np.array(trace, np.float64)
    shares = 1.0 - (np.clip(angles, low, high) - low) / (high - low)
    y = area.bottom() - area.height() * shares
    step = area.width() / (TRACE_S * TRACE_HZ)
    x = area.right() - step * np.arange(len(angles) - 1, -1, -1)
    known = np.concatenate(([False], np.isfinite(y), [False]))
    edges = np.flatnonzero(known[1:] != known[:-1]).tolist()
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [arrayToQPolygonF(x[a:b], y[a:b]) for a, b in runs if b - a > 1]
