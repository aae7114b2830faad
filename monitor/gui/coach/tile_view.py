"""A lifter's tile: one widget that paints itself.

What seldom changes is painted into a picture once; a frame draws that, the trace and
the pointer of the gauge.
"""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from monitor.gui.coach.tile_ground import Ground, draw_gauge
from monitor.gui.coach.tile_plan import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    TilePlan,
    tile_plan,
)
from monitor.gui.coach.tile_text import write
from monitor.gui.coach.tile_words import TileWords, tile_words
from monitor.gui.coach.trace import across, trace_runs
from monitor.gui.theme import THEME
from monitor.net.room import Tile

_TRACE_PX = 1.5


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
            write(painter, plan, plan.angle, angle, (15, 700), "text")
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
            Ground(painter, plan, words).draw(self.width(), self.height())
            if limits is not None:
                draw_gauge(painter, plan, limits)
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
        x = across(area, state.lumbar_deg, limits)
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
