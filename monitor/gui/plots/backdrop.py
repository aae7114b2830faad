"""What lies behind a plot's curves: zones, spans of reps, gaps, grid, the limit."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from monitor.gui.plots.data import PlotData, RepMark, empty_data
from monitor.gui.plots.frame import Frame, hatching
from monitor.gui.symbols import VERDICT, draw_text
from monitor.gui.theme import THEME

_FAR_DEG = 1000.0
_BAR_PX = 3.0
_NOTE_PX = 96.0  # a gap so wide says in words what it is


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a plot draws besides its curves.

    Attributes:
        frame: Where.
        data: The session.
        chosen: The ``rep_id`` that stands out; None for none.
        limit_deg: Limit of extension; None where the plot has none.
        times: Where vertical grid lines stand, session s.
        values: Where horizontal ones stand.
        peak: A point that is marked: its time, value and what is written there.
    """

    frame: Frame
    data: PlotData
    chosen: int | None
    limit_deg: float | None
    times: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    peak: tuple[float, float, str] | None = None


NOTHING = Shown(Frame(), empty_data(), None, None)


class Layer(QGraphicsItem):
    """A layer of a plot, drawn in pixels of the plot's area."""

    def __init__(self, area: QGraphicsItem, z: float) -> None:
        """Show nothing.

        Args:
            area: The plot's area.
            z: Below 0 lies behind the curves.
        """
        super().__init__(area)
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.shown = NOTHING

    def show_all(self, shown: Shown) -> None:
        """Draw this from now on."""
        self.prepareGeometryChange()
        self.shown = shown
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole area."""
        return QRectF(0.0, 0.0, self.shown.frame.width, self.shown.frame.height)


class Backdrop(Layer):
    """See the module."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw from the back to the front."""
        del option, widget
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._draw_zones(painter)
        self._draw_grid(painter)
        for rep in self.shown.data.reps:
            if self.shown.frame.shows(rep.onset_s, rep.end_s):
                self._draw_rep(painter, rep)
        self._draw_gaps(painter)
        self._draw_limit(painter)

    def _draw_zones(self, painter: QPainter) -> None:
        limit, frame = self.shown.limit_deg, self.shown.frame
        if limit is None:
            return
        near = max(0.0, limit - self.shown.data.band_deg)
        for low, high, name in ((near, limit, "warn"), (limit, _FAR_DEG, "danger")):
            painter.fillRect(frame.row(low, high), THEME.now.colour(name, 0.11))

    def _draw_rep(self, painter: QPainter, rep: RepMark) -> None:
        column = self.shown.frame.column(rep.onset_s, rep.end_s)
        name = VERDICT[rep.verdict].value
        is_chosen = rep.rep_id == self.shown.chosen
        opacity = 0.2 if is_chosen else 0.1
        painter.fillRect(column, THEME.now.colour(name, opacity))
        bar = QRectF(column.left(), 0.0, column.width(), _BAR_PX * (1 + is_chosen))
        painter.fillRect(bar, THEME.now.colour(name))

    def _draw_grid(self, painter: QPainter) -> None:
        frame = self.shown.frame
        painter.setPen(_pen("line"))
        for t in self.shown.times:
            x = round(frame.x(t))
            painter.drawLine(QLineF(x, 0.0, x, frame.height))
        for value in self.shown.values:
            y = round(frame.y(value))
            painter.setPen(_pen("dim", 0.55) if value == 0 else _pen("line"))
            painter.drawLine(QLineF(0.0, y, frame.width, y))

    def _draw_gaps(self, painter: QPainter) -> None:
        frame, colours = self.shown.frame, THEME.now
        for gap in self.shown.data.gaps:
            if not frame.shows(gap.start_s, gap.end_s):
                continue
            column = frame.column(gap.start_s, gap.end_s)
            painter.fillRect(column, colours.colour("panel2"))
            painter.setPen(_pen("dim", 0.5))
            painter.drawLines(hatching(column))
            if column.width() >= _NOTE_PX:
                self._draw_note(painter, column)

    def _draw_note(self, painter: QPainter, column: QRectF) -> None:
        note = QRectF(column.center().x() - 46, column.center().y() - 11, 92, 22)
        painter.fillRect(note, THEME.now.colour("panel2"))
        middle = Qt.AlignmentFlag.AlignHCenter
        look = (12.0, 500, THEME.now.colour("dim"))
        draw_text(painter, note, "not measured", look, middle)

    def _draw_limit(self, painter: QPainter) -> None:
        limit, frame = self.shown.limit_deg, self.shown.frame
        if limit is None:
            return
        band = self.shown.data.band_deg
        for value, name, style in (
            (limit - band, "dim", Qt.PenStyle.DotLine),
            (limit + band, "dim", Qt.PenStyle.DotLine),
            (limit, "danger", Qt.PenStyle.DashLine),
        ):
            if frame.low <= value <= frame.high:
                pen = _pen(name)
                pen.setStyle(style)
                painter.setPen(pen)
                y = round(frame.y(value))
                painter.drawLine(QLineF(0.0, y, frame.width, y))


def _pen(name: str, opacity: float = 1.0) -> QPen:
    pen = QPen(THEME.now.colour(name, opacity), 1.0)
    pen.setCosmetic(True)
    return pen
