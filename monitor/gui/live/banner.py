"""The alert banner: its room is always reserved, so that nothing jumps."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from monitor.gui.card import Card
from monitor.gui.symbols import Symbol, draw_symbol, draw_text
from monitor.gui.theme import RADIUS, THEME
from monitor.model.events import Level
from monitor.view.banner import Banner

HEIGHT = 64


class AlertBanner(Card):
    """Shows the most urgent thing, or calmly whether alerts are armed."""

    def __init__(self) -> None:
        super().__init__(name="Alerts")
        self.setFixedHeight(HEIGHT)
        self._shown = Banner(None, "")

    def show_banner(self, banner: Banner) -> None:
        """Show this from now on."""
        if banner != self._shown:
            self._shown = banner
            self.say(f"{banner.text} {banner.detail}".strip())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the banner."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink = banner_colours(self._shown)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        self._draw_words(painter, fill, ink)
        painter.end()

    def _draw_words(self, painter: QPainter, fill: QColor, ink: QColor) -> None:
        shown, height = self._shown, float(self.height())
        urgent = shown.level is not None
        centre, size = QPointF(42.0, height / 2), 38.0 if urgent else 24.0
        symbol = banner_symbol(shown)
        own = (ink, fill) if urgent else None
        draw_symbol(painter, symbol, centre, size, own)
        text = shown.text.upper() if shown.level is Level.DANGER else shown.text
        look = (32, 800, ink) if shown.level is Level.DANGER else (22, 700, ink)
        if not urgent:
            look = (17, 600, ink)
        room = self.width() - 82.0 - 20.0
        detail = 200.0 if shown.detail else 0.0
        draw_text(painter, QRectF(82, 0, room - detail, height), text, look)
        right = Qt.AlignmentFlag.AlignRight
        area = QRectF(82, 0, room, height)
        draw_text(painter, area, shown.detail, (16, 600, ink), right)


def banner_symbol(banner: Banner) -> Symbol:
    """Return the symbol that a banner wears."""
    match banner.level:
        case Level.DANGER | Level.STOP:
            return Symbol.DANGER
        case Level.CAUTION:
            return Symbol.CAUTION
        case _:
            return Symbol.FINE if banner.is_armed else Symbol.UNKNOWN


def banner_colours(banner: Banner) -> tuple[QColor, QColor]:
    """Return fill and ink of a banner."""
    now = THEME.now
    match banner.level:
        case Level.DANGER | Level.STOP:
            return now.colour("danger"), now.colour("on_danger")
        case Level.CAUTION:
            return now.colour("warn"), now.colour("on_warn")
        case _:
            return now.colour("panel"), now.colour("text")
