"""The transport bar: play, seek, speed, and where reps, alerts and gaps are."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from monitor.gui.symbols import Symbol
from monitor.gui.theme import THEME
from monitor.view.words import clock

HEIGHT: Final = 56
SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
STEP_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What lies along a recording, session s.

    Attributes:
        start_s: Where it begins.
        end_s: Where it ends.
        reps: End of each rep, and its state.
        alerts: When each alert of danger came.
        gaps: From, to, where samples are missing.
        markers: When a person marked a moment.
    """

    start_s: float = 0.0
    end_s: float = 1.0
    reps: tuple[tuple[float, Symbol], ...] = ()
    alerts: tuple[float, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()
    markers: tuple[float, ...] = ()


class Timeline(QWidget):
    """The line along which to seek, by dragging or by keys.

    Attributes:
        sought: Emitted with the session time that a person wants to see.
    """

    sought = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Position in the recording")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Expanding)
        self._marks = Marks()
        self._now = 0.0
        self._ground: QPixmap | None = None
        THEME.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, 40)

    def show_marks(self, marks: Marks) -> None:
        """Show these along the line."""
        self._marks, self._ground = marks, None
        self.update()

    def show_position(self, now: float) -> None:
        """Show where the screen is, session s."""
        before, self._now = self._x(self._now), now
        if abs(self._x(now) - before) >= 0.5:
            self.update()

    def place_of(self, t: float) -> float:
        """Return where a session time lies along the line, px."""
        return self._x(t)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek to where the mouse is pressed."""
        self.sought.emit(self._t(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek along while it is dragged."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self._t(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the ends."""
        if event.key() == Qt.Key.Key_Home:
            self.sought.emit(self._marks.start_s)
        elif event.key() == Qt.Key.Key_End:
            self.sought.emit(self._marks.end_s)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks from their picture, then the position."""
        del event
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.size() != self.size() * ratio:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            onto = QPainter(self._ground)
            onto.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_marks(onto)
            onto.end()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._ground)
        colours, x, y = THEME.now, self._x(self._now), self._middle()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("info"))
        painter.drawRoundedRect(QRectF(8, y - 3, max(0.0, x - 8), 6), 3, 3)
        painter.setBrush(colours.colour("text"))
        painter.drawEllipse(QPointF(x, y), 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colours.colour("info"))
            painter.drawEllipse(QPointF(x, y), 11, 11)
        painter.end()

    def _restyle(self) -> None:
        self._ground = None
        self.update()

    def _draw_marks(self, painter: QPainter) -> None:
        colours, y, marks = THEME.now, self._middle(), self._marks
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("line"))
        painter.drawRoundedRect(QRectF(8, y - 3, self.width() - 16, 6), 3, 3)
        for first, last in marks.gaps:
            left, right = self._x(first), self._x(last)
            pattern = Qt.BrushStyle.BDiagPattern
            box = QRectF(left, y - 8, max(2.0, right - left), 16)
            painter.fillRect(box, colours.colour("dim", 0.35))
            brush = painter.brush()
            painter.setBrush(pattern)
            painter.setBrush(brush)
        for t, symbol in marks.reps:
            painter.setBrush(colours.colour(symbol.value))
            painter.drawRoundedRect(QRectF(self._x(t) - 2, y - 16, 4, 9), 1.5, 1.5)
        painter.setBrush(colours.colour("danger"))
        for t in marks.alerts:
            x = self._x(t)
            points = [QPointF(x, y + 7), QPointF(x - 4, y + 14), QPointF(x + 4, y + 14)]
            painter.drawPolygon(points)
        painter.setBrush(colours.colour("info"))
        for t in marks.markers:
            painter.drawRect(QRectF(self._x(t) - 1, y - 16, 2, 32))

    def _middle(self) -> float:
        return self.height() / 2

    def _x(self, t: float) -> float:
        marks = self._marks
        length = max(1e-9, marks.end_s - marks.start_s)
        share = (t - marks.start_s) / length
        return 8.0 + min(1.0, max(0.0, share)) * (self.width() - 16)

    def _t(self, x: float) -> float:
        share = (x - 8.0) / max(1.0, self.width() - 16)
        marks = self._marks
        length = marks.end_s - marks.start_s
        return marks.start_s + min(1.0, max(0.0, share)) * length


class Transport(QFrame):
    """Play button, times, the line, and the speeds.

    Attributes:
        sought: Emitted with a session time to go to.
        play_wanted: Play, or pause.
        speed_wanted: Emitted with a speed.
    """

    sought = Signal(float)
    play_wanted = Signal()
    speed_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setFixedHeight(HEIGHT)
        self.timeline = Timeline()
        self.timeline.sought.connect(self.sought)
        self.play_button = QPushButton("▶")
        self.play_button.setProperty("kind", "primary")
        self.play_button.setFixedWidth(52)
        self.play_button.setAccessibleName("Play")
        self.play_button.clicked.connect(self.play_wanted)
        self._times = QLabel()
        self._times.setProperty("role", "heading")
        self._times.setMinimumWidth(140)
        self._end_s = 1.0
        self._speeds = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(self.play_button)
        layout.addWidget(self._times)
        layout.addWidget(self.timeline, 1)
        for place, speed in enumerate(SPEEDS):
            layout.addWidget(self._speed_button(place, speed))
        self.show_speed(1.0)

    def show_marks(self, marks: Marks) -> None:
        """Show a recording's marks."""
        self._end_s = marks.end_s - marks.start_s
        self.timeline.show_marks(marks)

    def show_position(self, now: float, from_start_s: float) -> None:
        """Show where the screen is.

        Args:
            now: Session s.
            from_start_s: Since the recording's start, for people.
        """
        self.timeline.show_position(now)
        text = f"{clock(from_start_s, 1)} / {clock(self._end_s)}"
        if text != self._times.text():
            self._times.setText(text)

    def show_playing(self, *, is_playing: bool) -> None:
        """Show what the button does next."""
        self.play_button.setText("❚❚" if is_playing else "▶")
        self.play_button.setAccessibleName("Pause" if is_playing else "Play")

    def show_speed(self, speed: float) -> None:
        """Show the speed in force."""
        if speed in SPEEDS:
            self._speeds.button(SPEEDS.index(speed)).setChecked(True)

    def speed(self, speed: float) -> QAbstractButton:
        """Return the button of a speed."""
        return self._speeds.button(SPEEDS.index(speed))

    def _speed_button(self, place: int, speed: float) -> QToolButton:
        button = QToolButton()
        button.setText(f"{speed:g}×")  # noqa: RUF001  it is the sign for it
        button.setCheckable(True)
        button.setFixedWidth(56)
        button.setStyleSheet("padding: 6px 4px;")
        button.setAccessibleName(f"Speed {speed:g}")
        button.clicked.connect(lambda: self.speed_wanted.emit(speed))
        self._speeds.addButton(button, place)
        return button
