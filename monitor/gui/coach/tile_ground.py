"""What of a tile seldom changes: its frame, its words and its limits."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from monitor.gui.coach.tile_plan import PAD, TilePlan
from monitor.gui.coach.tile_text import write
from monitor.gui.coach.tile_words import TileWords
from monitor.gui.coach.trace import SHOWS, across, height_of
from monitor.gui.symbols import Symbol, draw_symbol
from monitor.gui.theme import THEME
from monitor.net.room import Rank

BORDERS = {Rank.FINE: 1.0, Rank.SILENT: 2.0, Rank.LINK: 2.0, Rank.CAUTION: 2.0}
_FRAMES = {
    Rank.FINE: "line",
    Rank.SILENT: "dim",
    Rank.LINK: "warn",
    Rank.CAUTION: "warn",
}
_INKS = {Rank.CAUTION: "warn_text", Rank.LINK: "warn_text", Rank.SILENT: "text"}
DANGER_BORDER = 4.0
_RADIUS = 8.0
_RIGHT = Qt.AlignmentFlag.AlignRight


class Ground:
    """Paints what seldom changes."""

    def __init__(self, painter: QPainter, plan: TilePlan, words: TileWords) -> None:
        """Paint these words by a plan."""
        self._painter, self._plan, self._words = painter, plan, words
        self._is_urgent = words.rank >= Rank.DANGER

    def draw(self, width: float, height: float) -> None:
        """Paint a tile of this size, px."""
        painter, words, plan = self._painter, self._words, self._plan
        self._draw_frame(width, height)
        self._draw_header()
        dim = "dim"
        ink = _INKS.get(words.rank, dim)
        ink = "danger" if self._is_urgent else ink
        self._write(plan.said, words.said, (13, 700 if ink != dim else 500), ink)
        self._write(plan.doing, (words.doing, words.short_doing), (13, 500), dim)
        if not words.is_known:
            angle = (words.angle, words.short_angle)
            self._write(plan.angle, angle, (15, 700), dim)
        self._draw_figure()
        self._write(plan.links, (words.links, words.short_links), (11, 500), dim)
        if plan.verdicts is not None and any(words.verdicts):
            self._draw_verdicts(plan.verdicts)
        if plan.trace is not None and words.is_known:
            painter.fillRect(plan.trace, THEME.now.colour("panel2"))

    def _draw_frame(self, width: float, height: float) -> None:
        colours = THEME.now
        pen_width = BORDERS.get(self._words.rank, DANGER_BORDER)
        frame = QRectF(0, 0, width, height)
        frame.adjust(pen_width / 2, pen_width / 2, -pen_width / 2, -pen_width / 2)
        ink = colours.colour(_FRAMES.get(self._words.rank, "danger"))
        is_silent = self._words.rank is Rank.SILENT
        line = Qt.PenStyle.DashLine if is_silent else Qt.PenStyle.SolidLine
        self._painter.setPen(QPen(ink, pen_width, line))
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
            self._write(
                where, self._words.station, (12, 500), ink, Qt.AlignmentFlag.AlignRight
            )

    def _draw_figure(self) -> None:
        area, words = self._plan.figure, self._words
        size = min(area.height() * 0.95, area.width() * 0.46)
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
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        return write(self._painter, self._plan, area, text, look, ink, align)


def draw_gauge(painter: QPainter, plan: TilePlan, limits: tuple[float, float]) -> None:
    """Draw the gauge's bar with its zones, and the limits of the trace."""
    colours = THEME.now
    extension, flexion = limits
    if plan.gauge is not None:
        area = plan.gauge
        y, tall = area.center().y(), 6 * plan.scale
        marks = [-SHOWS * extension, -extension, flexion, SHOWS * flexion]
        xs = [across(area, angle, limits) for angle in marks]
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
            y = height_of(plan.trace, angle, limits)
            painter.drawLine(
                QPointF(plan.trace.left(), y), QPointF(plan.trace.right(), y)
            )
