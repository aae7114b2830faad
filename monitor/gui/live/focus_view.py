"""The focus view: read from 3 m, lying on the back; mirrored for a mirror."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QWidget

from monitor.gui.live.banner import banner_colours, banner_symbol
from monitor.gui.live.gauge import SYMBOL, draw_dial, draw_needle
from monitor.gui.live.rep_number import draw_digits
from monitor.gui.symbols import VERDICT, Symbol, draw_symbol, draw_text, fitting
from monitor.gui.theme import RADIUS, THEME
from monitor.model.events import Level, Rep, Verdict
from monitor.view.banner import Banner, banner
from monitor.view.reading import Reading, reading
from monitor.view.state import ViewState
from monitor.view.words import planned

READ_AT: Final = 50.0  # a glyph is read from so many times its height
_MM_PER_INCH: Final = 25.4


class FocusView(QWidget):
    """One digit, the gauge, and a tile for each rep."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Focus view")
        self.mirrored = False
        self.planned_reps = 0
        self._state = ViewState()
        self._shown: tuple[object, ...] = ()
        self._banner = Banner(None, "")
        self._reading: Reading = reading(self._state)
        THEME.changed.connect(self.update)

    def show_state(self, state: ViewState, now: float) -> None:
        """Show a state at ``now``, session s."""
        told, angle = banner(state, now), reading(state)
        shown = (told, angle, state.reps, state.figure, self.mirrored, state.phase)
        if shown != self._shown:
            self._shown = shown
            self._state, self._banner, self._reading = state, told, angle
            unit = "s held" if state.is_held else "reps"
            said = f"{state.figure} {unit}. {told.text}. {angle.text}"
            self.setAccessibleDescription(said)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything, mirrored if that is wanted."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), THEME.now.colour("bg"))
        if self.mirrored:
            flip = QTransform(-1, 0, 0, 1, self.width(), 0)
            painter.setTransform(flip, combine=True)
        width, height, edge = float(self.width()), float(self.height()), 24.0
        self._draw_banner(painter, QRectF(edge, edge, width - 2 * edge, height * 0.14))
        top = edge + height * 0.14 + 14
        tiles = QRectF(edge, height * 0.87, width - 2 * edge, height * 0.13 - edge)
        middle = QRectF(edge, top, width - 2 * edge, tiles.top() - top - 14)
        self._draw_count(painter, middle.adjusted(0, 0, -middle.width() * 0.48, 0))
        self._draw_gauge(painter, middle.adjusted(middle.width() * 0.53, 0, 0, 0))
        self._draw_tiles(painter, tiles)
        painter.end()

    def _draw_banner(self, painter: QPainter, area: QRectF) -> None:
        shown = self._banner
        fill, ink = banner_colours(shown)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        size = area.height() * (0.62 if shown.level is Level.DANGER else 0.36)
        text = shown.text.split(" · ")[0]
        if shown.level is Level.DANGER:
            text = text.upper()
        middle = QPointF(area.left() + area.height() * 0.55, area.center().y())
        own = (ink, fill) if shown.level is not None else None
        draw_symbol(painter, banner_symbol(shown), middle, area.height() * 0.5, own)
        box = area.adjusted(area.height(), 0, -0.4 * area.height(), 0)
        size = fitting(text, box.width(), size, 800)
        draw_text(painter, box, text, (size, 800, ink), Qt.AlignmentFlag.AlignHCenter)

    def _draw_count(self, painter: QPainter, area: QRectF) -> None:
        foot = area.height() * 0.12
        digits = area.adjusted(0, 0, 0, -foot - 8)
        glyph = draw_digits(painter, digits, str(self._state.figure))
        line = QRectF(area.left(), area.bottom() - foot, area.width(), foot)
        left = planned(self._state.count, self.planned_reps)
        text = f"of {self.planned_reps} reps · {left}" if self.planned_reps else "reps"
        if self._state.is_held:
            text = "s held"
        centre = Qt.AlignmentFlag.AlignHCenter
        look = (foot * 0.62, 600, THEME.now.colour("dim"))
        draw_text(painter, line, text, look, centre)
        reach = self.readable_m(glyph)
        box = QRectF(area.left(), area.top(), area.width(), 18)
        look = (13, 500, THEME.now.colour("dim"))
        draw_text(painter, box, f"count readable from {reach:.1f} m", look)

    def readable_m(self, glyph_px: float) -> float:
        """Return from how far a glyph of this height can be read, m."""
        per_inch = self.screen().physicalDotsPerInch()
        return glyph_px / per_inch * _MM_PER_INCH * READ_AT / 1000.0

    def _draw_gauge(self, painter: QPainter, area: QRectF) -> None:
        foot = area.height() * 0.16
        dial = area.adjusted(0, 0, 0, -foot)
        draw_dial(painter, dial, self._reading)
        draw_needle(painter, dial, self._reading)
        symbol = SYMBOL[self._reading.zone]
        size = foot * 0.5
        box = QRectF(area.left(), area.bottom() - foot, area.width(), foot)
        known = self._reading.extension_deg is not None
        ink = THEME.now.colour("danger" if symbol is Symbol.DANGER else "text")
        if not known:
            ink, size = THEME.now.colour("dim"), foot * 0.36
        middle = QPointF(box.left() + foot * 0.4, box.center().y())
        draw_symbol(painter, symbol, middle, foot * 0.6)
        box.setLeft(box.left() + foot * 0.9)
        size = fitting(self._reading.verdict, box.width(), size, 800)
        draw_text(painter, box, self._reading.verdict, (size, 800, ink))

    def _draw_tiles(self, painter: QPainter, area: QRectF) -> None:
        reps = [rep for rep in self._state.reps if rep.full]
        slots = max(8, len(reps), min(self.planned_reps, 30))
        step = area.width() / slots
        for place in range(slots):
            box = QRectF(area.left() + place * step, area.top(), step, area.height())
            box.setWidth(max(4.0, step - 12))
            rep = reps[place] if place < len(reps) else None
            self._draw_tile(painter, box, rep, place + 1)

    def _draw_tile(
        self, painter: QPainter, box: QRectF, rep: Rep | None, number: int
    ) -> None:
        colours = THEME.now
        painter.setPen(Qt.PenStyle.NoPen)
        symbol = None if rep is None else VERDICT[rep.verdict]
        plain = rep is None or rep.verdict in {Verdict.PENDING, Verdict.NOT_SCORED}
        name = "panel2" if plain or symbol is None else symbol.value
        painter.setBrush(colours.colour(name))
        painter.drawRoundedRect(box, 8, 8)
        if symbol is None:
            look = (box.height() * 0.4, 600, colours.colour("dim"))
            centre = Qt.AlignmentFlag.AlignHCenter
            draw_text(painter, box, str(number), look, centre)
            return
        own = None if plain else (colours.colour("panel"), colours.colour(name))
        size = min(box.height(), box.width()) * 0.56
        draw_symbol(painter, symbol, box.center(), size, own)
