"""What lies behind a plot's curves: zones, spans of reps, gaps, grid, the limit."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from monitor.gui.plots.data import Gap, PlotData, TextMark, empty_data
from monitor.gui.plots.frame import Frame, hatching
from monitor.gui.symbols import VERDICT, draw_text
from monitor.gui.theme import THEME

_FAR_DEG = 1000.0
_BAR_PX = 4
_CHOSEN = "chosen"
_HATCHED_PX = 4.0
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
        labels: Written at the top in place of the reps' names, each about its time.
        gaps: What is missing in this plot.
        peak: A point that is marked: its time, value and what is written there.
    """

    frame: Frame
    data: PlotData
    chosen: int | None
    limit_deg: float | None
    times: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    peak: tuple[float, float, str] | None = None
    labels: tuple[TextMark, ...] = ()
    gaps: tuple[Gap, ...] = ()


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
        self._draw_reps(painter)
        self._draw_zones(painter)
        self._draw_grid(painter)
        self._draw_gaps(painter)
        self._draw_limit(painter)

    def _draw_zones(self, painter: QPainter) -> None:
        limit, frame = self.shown.limit_deg, self.shown.frame
        if limit is None:
            return
        near = max(0.0, limit - self.shown.data.band_deg)
        for low, high, name in ((near, limit, "warn"), (limit, _FAR_DEG, "danger")):
            painter.fillRect(frame.row(low, high), THEME.now.colour(name, 0.11))

    def _draw_reps(self, painter: QPainter) -> None:
        """All of one colour at once: hundreds of reps may be in view."""
        frame = self.shown.frame
        spans: dict[str, list[QRect]] = {}
        for rep in self.shown.data.reps:
            if rep.onset_s <= frame.last and rep.end_s >= frame.first:
                column = frame.column(rep.onset_s, rep.end_s)
                spans.setdefault(VERDICT[rep.verdict].value, []).append(column)
                if rep.rep_id == self.shown.chosen:
                    spans.setdefault(_CHOSEN, []).append(column)
        painter.setPen(Qt.PenStyle.NoPen)
        for name, columns in spans.items():
            if name == _CHOSEN:
                painter.setBrush(THEME.now.colour("text", 0.1))
                painter.drawRects(columns)
                continue
            painter.setBrush(_tint(name, 0.14))
            painter.drawRects(columns)
            painter.setBrush(THEME.now.colour(name))
            painter.drawRects([QRect(c.x(), 0, c.width(), _BAR_PX) for c in columns])

    def _draw_grid(self, painter: QPainter) -> None:
        frame = self.shown.frame
        painter.setPen(_pen("line"))
        for t in self.shown.times:
            x = round(frame.x(t))
            painter.drawLine(QLineF(x, _BAR_PX, x, frame.height))
        for value in self.shown.values:
            y = round(frame.y(value))
            painter.setPen(_pen("dim", 0.55) if value == 0 else _pen("line"))
            painter.drawLine(QLineF(0.0, y, frame.width, y))

    def _draw_gaps(self, painter: QPainter) -> None:
        frame = self.shown.frame
        columns = [
            frame.column(gap.start_s, gap.end_s)
            for gap in self.shown.gaps
            if frame.shows(gap.start_s, gap.end_s)
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(THEME.now.colour("panel2"))
        painter.drawRects(columns)
        wide = [column for column in columns if column.width() >= _HATCHED_PX]
        painter.setPen(QPen(_tint("dim", 0.5), 1.0))
        painter.drawLines([line for column in wide for line in hatching(column)])
        for column in wide:
            if column.width() >= _NOTE_PX:
                self._draw_note(painter, QRectF(column))

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


def _tint(name: str, share: float) -> QColor:
    """A colour laid thinly on the panel: opaque, which is drawn 70 times faster."""
    on, under = THEME.now.colour(name), THEME.now.colour("panel")
    return QColor(
        *(
            round(share * over + (1 - share) * below)
            for over, below in (
                (on.red(), under.red()),
                (on.green(), under.green()),
                (on.blue(), under.blue()),
            )
        )
    )


def _pen(name: str, opacity: float = 1.0) -> QPen:
    pen = QPen(THEME.now.colour(name, opacity), 1.0)
    pen.setCosmetic(True)
    return pen
