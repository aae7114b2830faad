"""The lumbar gauge: zones, the angle with its error band, and words."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from monitor.gui.card import PADDING, Card
from monitor.gui.symbols import Symbol, draw_symbol, draw_text
from monitor.gui.theme import THEME, font
from monitor.model.records import ExerciseName
from monitor.view.reading import Reading, reading
from monitor.view.state import ViewState, Zone

SYMBOL = {
    Zone.UNKNOWN: Symbol.UNKNOWN,
    Zone.WITHIN: Symbol.FINE,
    Zone.NEAR: Symbol.CAUTION,
    Zone.BEYOND: Symbol.DANGER,
}
_INK = {
    Zone.UNKNOWN: "dim",
    Zone.WITHIN: "text",
    Zone.NEAR: "text",
    Zone.BEYOND: "danger",
}


class Gauge(Card):
    """Shows the reading it was last given."""

    def __init__(self) -> None:
        super().__init__("LUMBAR ANGLE", "Lumbar angle")
        self._shown = reading(ViewState(exercise=ExerciseName.HIP_THRUST))
        self._dial: QPixmap | None = None
        self._dial_of: tuple[object, ...] = ()

    def show_reading(self, shown: Reading) -> None:
        """Show this from now on."""
        if shown != self._shown:
            if (shown.text, shown.verdict) != (self._shown.text, self._shown.verdict):
                self.say(f"{shown.text}. {shown.verdict}")
            self._shown = shown
            self.update()

    def restyle(self) -> None:
        """Draw the dial anew in other colours."""
        self._dial = None
        super().restyle()

    def draw(self, painter: QPainter) -> None:
        """Draw the dial from its picture, the needle and the words anew."""
        area = QRectF(PADDING, 36, self.width() - 2 * PADDING, self.height() - 84.0)
        ratio = self.devicePixelRatioF()
        shown = self._shown
        key = (
            self.size(),
            ratio,
            shown.span_deg,
            shown.limit_deg,
            shown.flexion_limit_deg,
            shown.band_deg,
            shown.extension_deg is None,
        )
        if self._dial is None or key != self._dial_of:
            self._dial = QPixmap(self.size() * ratio)
            self._dial.setDevicePixelRatio(ratio)
            self._dial.fill(Qt.GlobalColor.transparent)
            onto = QPainter(self._dial)
            onto.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_dial(onto, area, shown)
            onto.end()
            self._dial_of = key
        painter.drawPixmap(0, 0, self._dial)
        draw_needle(painter, area, shown)
        self._draw_words(painter)

    def _draw_words(self, painter: QPainter) -> None:
        shown = self._shown
        foot = QRectF(PADDING, self.height() - 46.0, self.width() - 2 * PADDING, 36)
        ink = THEME.now.colour(_INK[shown.zone])
        painter.setFont(font(18, 700))
        width = painter.fontMetrics().horizontalAdvance(shown.verdict)
        room = min(width + 2.0, foot.width() - 34)
        left = foot.center().x() - (room + 30) / 2
        middle = QPointF(left + 10, foot.center().y())
        draw_symbol(painter, SYMBOL[shown.zone], middle, 20.0)
        size = 18 if width < foot.width() - 40 else 14
        box = QRectF(left + 30, foot.top(), room, foot.height())
        draw_text(painter, box, shown.verdict, (size, 700, ink))


def _geometry(area: QRectF) -> tuple[QPointF, float]:
    """Return the dial's centre and its outer radius, px."""
    radius = min(area.width() / 2 - 6, area.height() * 0.80)
    centre = QPointF(area.center().x(), area.top() + 8 + radius)
    return centre, radius


def _bearing(shown: Reading, extension_deg: float) -> float:
    """Return where an angle sits on the dial, degrees counter-clockwise from right."""
    share = max(-1.0, min(1.0, extension_deg / shown.span_deg))
    return 90.0 - 90.0 * share


def zones(shown: Reading) -> list[tuple[float, float, str]]:
    """Return the dial's arcs: from, to, degrees of extension, and their colour.

    Without an angle nothing on it is green, or any colour of a verdict.
    """
    span, limit, band = shown.span_deg, shown.limit_deg, shown.band_deg
    if shown.extension_deg is None:
        return [(-span, span, "line")]
    near = max(0.0, limit - band)
    arcs = [(near, limit, "warn"), (limit, span, "danger")]
    if shown.flexion_limit_deg is None:
        return [(-span, near, "ok"), *arcs]
    low = -shown.flexion_limit_deg
    lower = [(-span, low, "danger"), (low, min(0.0, low + band), "warn")]
    return [*lower, (min(0.0, low + band), near, "ok"), *arcs]


def draw_dial(painter: QPainter, area: QRectF, shown: Reading) -> None:
    """Draw the arcs of the zones and the numbers along them."""
    centre, radius = _geometry(area)
    width, size = radius * 0.17, max(13.0, radius * 0.075)
    ring = QRectF(0, 0, 2 * radius - width, 2 * radius - width)
    ring.moveCenter(centre)
    for first, last, name in zones(shown):
        colour = _zone_colour(name)
        painter.setPen(_flat(colour, width))
        start, end = _bearing(shown, first), _bearing(shown, last)
        gap = 0.8
        painter.drawArc(
            ring, round(16 * (end + gap)), round(16 * (start - end - 2 * gap))
        )
    marks = [0.0, shown.limit_deg]
    if shown.flexion_limit_deg is not None:
        marks.append(-shown.flexion_limit_deg)
    for angle in marks:
        bearing = math.radians(_bearing(shown, angle))
        reach = radius - width - 10 - size
        spot = centre + QPointF(math.cos(bearing) * reach, -math.sin(bearing) * reach)
        box = QRectF(spot.x() - 26, spot.y() - 10, 52, 20)
        look = (14, 600, THEME.now.colour("dim"))
        draw_text(
            painter, box, f"{abs(angle):.0f}°", look, Qt.AlignmentFlag.AlignCenter
        )
    small = (size, 500, THEME.now.colour("dim"))
    y = centre.y() + 6
    left = QRectF(centre.x() - radius, y, radius, size * 1.5)
    right = QRectF(centre.x(), y, radius, size * 1.5)
    draw_text(painter, left, "flexion", small)
    draw_text(painter, right, "extension", small, Qt.AlignmentFlag.AlignRight)


def _flat(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _zone_colour(name: str) -> QColor:
    colour = THEME.now.colour(name)
    if name in {"ok", "warn"}:
        colour.setAlphaF(0.45)
    return colour


def draw_needle(painter: QPainter, area: QRectF, shown: Reading) -> None:
    """Draw the needle, its error band and the angle in the middle."""
    centre, radius = _geometry(area)
    colours, width = THEME.now, radius * 0.17
    number = QRectF(centre.x() - radius, centre.y() - radius * 0.46, 2 * radius, 0)
    number.setHeight(radius * 0.44)
    if shown.extension_deg is None:
        look = (radius * 0.34, 800, colours.colour("dim"))
        draw_text(painter, number, "?", look, Qt.AlignmentFlag.AlignCenter)
        return
    _draw_band(painter, (centre, radius), shown)
    bearing = math.radians(_bearing(shown, shown.extension_deg))
    direction = QPointF(math.cos(bearing), -math.sin(bearing))
    across = QPointF(-direction.y(), direction.x())
    tip = centre + direction * (radius - width * 1.25)
    base = centre + direction * (radius + 3)
    half = width * 0.34
    painter.setPen(QPen(colours.colour("panel"), 3.0))
    painter.setBrush(colours.colour("text"))
    painter.drawPolygon(QPolygonF([tip, base + across * half, base - across * half]))
    ink = colours.colour(_INK[shown.zone])
    text = f"{abs(shown.extension_deg):.0f}°"
    look = (radius * 0.42, 800, ink)
    draw_text(painter, number, text, look, Qt.AlignmentFlag.AlignCenter)


def _draw_band(painter: QPainter, dial: tuple[QPointF, float], shown: Reading) -> None:
    """Draw how far the angle may be wrong, as a thin arc outside the dial."""
    centre, radius = dial
    angle = shown.extension_deg or 0.0
    start = _bearing(shown, angle - shown.band_deg)
    end = _bearing(shown, angle + shown.band_deg)
    ring = QRectF(0, 0, 2 * radius + 6, 2 * radius + 6)
    ring.moveCenter(centre)
    painter.setPen(_flat(THEME.now.colour("dim"), 3.0))
    painter.drawArc(ring, round(16 * end), round(16 * (start - end)))
