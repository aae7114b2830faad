"""A line of text on a tile, as large as its tile and no wider than its area."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from monitor.gui.coach.tile_plan import TilePlan
from monitor.gui.theme import THEME, font


def write(  # noqa: PLR0913, PLR0917  where, what and how
    painter: QPainter,
    plan: TilePlan,
    area: QRectF | None,
    text: str | tuple[str, str],
    look: tuple[float, int],
    ink: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
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


@lru_cache(maxsize=256)
def _font(size_px: int, weight: int) -> QFont:
    return font(size_px, weight)
