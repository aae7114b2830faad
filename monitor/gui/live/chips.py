"""The top bar: exercise, set, and a chip for each sensor and for what goes on."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen

from monitor.gui.card import Card
from monitor.gui.symbols import Symbol, draw_symbol, draw_text
from monitor.gui.theme import THEME, font
from monitor.model.events import LinkStatus
from monitor.model.records import TRUNK, LinkState, Placement
from monitor.view.state import ViewState
from monitor.view.words import clock

HEIGHT = 60
_CHIP = 40.0  # px, its height
_LOSS_WARN = 2.0  # percent
_BATTERY_WARN = 20.0  # percent


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip.

    Attributes:
        symbol: Its state; None draws a dot in the danger colour, for REC.
        name: Bold.
        detail: Behind the name.
        is_warning: The detail is a warning.
    """

    symbol: Symbol | None
    name: str
    detail: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Extras:
    """What the top bar shows that the session's outputs don't tell.

    Attributes:
        recording_s: For how long it is recorded; None while it is not.
        muted: The cues are muted by a person.
        sound: Why there is no sound; empty while there is.
        source: What is shown: "Demo", "Replay", or empty for live.
        load: On the bar, in words; empty if not told.
        rest_s: How long a rest is planned; 0 for no plan.
    """

    recording_s: float | None = None
    muted: bool = False
    sound: str = ""
    source: str = ""
    load: str = ""
    rest_s: float = 0.0


def sensor_chip(placement: Placement, status: LinkStatus | None, now: float) -> Chip:
    """Return a sensor's chip: state, battery, loss, rate, age."""
    name = placement.capitalize()
    if status is None:
        return Chip(Symbol.UNKNOWN, name, "no signal", is_warning=True)
    if status.state is not LinkState.STREAMING:
        lost = status.state in {LinkState.LOST, LinkState.STALE}
        symbol = Symbol.DANGER if lost else Symbol.INFO
        return Chip(symbol, name, _silent(status, now), is_warning=lost)
    battery, sent = status.battery_percent, status.samples + status.lost
    loss = 100.0 * status.lost / sent if sent and status.loss_known else None
    low = battery is not None and battery <= _BATTERY_WARN
    lossy = loss is not None and loss >= _LOSS_WARN
    parts = [] if battery is None else [f"{battery:.0f} %"]
    parts.append("loss ?" if loss is None else f"loss {loss:.1f} %")
    if status.rate_hz is not None:
        parts.append(f"{status.rate_hz:.0f} Hz")
    if status.age_s is not None:
        parts.append(f"{1000 * status.age_s:.0f} ms")
    warns = low or lossy
    symbol = Symbol.CAUTION if warns else Symbol.FINE
    return Chip(symbol, name, "  ".join(parts), is_warning=warns)


def _silent(status: LinkStatus, now: float) -> str:
    word = str(status.state)
    if status.state in {LinkState.LOST, LinkState.STALE} and status.age_s is not None:
        word += f" {status.age_s + max(0.0, now - status.t):.0f} s"
    return word


def set_line(state: ViewState, now: float, extras: Extras) -> str:
    """Return what stands beside the exercise: set, its time or the rest, load."""
    parts = [extras.source] if extras.source else []
    parts.append(f"Set {state.set_index}" if state.set_index else "No set yet")
    if state.set_started_s is not None:
        parts.append(clock(now - state.set_started_s))
    elif state.set_ended_s is not None:
        rested_s = now - state.set_ended_s
        planned = f" of {clock(extras.rest_s)}" if extras.rest_s else ""
        over = ": ready" if extras.rest_s and rested_s >= extras.rest_s else ""
        parts.append(f"Rest {clock(rested_s)}{planned}{over}")
    if extras.load:
        parts.append(extras.load)
    return " · ".join(parts)


class TopBar(Card):
    """Exercise and set on the left, chips on the right."""

    def __init__(self) -> None:
        super().__init__(name="Session")
        self.setFixedHeight(HEIGHT)
        self._name, self._line = "", ""
        self._chips: tuple[Chip, ...] = ()

    def show_state(self, state: ViewState, now: float, extras: Extras) -> None:
        """Show how the session stands at ``now``, session s."""
        name, line = state.title, set_line(state, now, extras)
        chips = [sensor_chip(each, state.links.get(each), now) for each in TRUNK]
        if extras.muted:
            chips.append(Chip(Symbol.CAUTION, "Muted", is_warning=True))
        elif extras.sound:
            chips.append(Chip(Symbol.CAUTION, "No sound", is_warning=True))
        if extras.recording_s is not None:
            chips.append(Chip(None, f"REC {clock(extras.recording_s)}"))
        shown = (name, line, tuple(chips))
        if shown != (self._name, self._line, self._chips):
            self._name, self._line, self._chips = shown
            told = "; ".join(f"{each.name} {each.detail}".strip() for each in chips)
            self.say(f"{name}, {line}; {told}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = float(self.width())
        for chip in reversed(self._chips):
            right = self._draw_chip(painter, chip, right) - 10.0
        colours, height = THEME.now, float(self.height())
        look = (22, 700, colours.colour("text"))
        area = QRectF(2, 0, max(0.0, right - 10), height)
        width = draw_text(painter, area, self._name, look)
        left = width + 16.0
        area = QRectF(left, 2, max(0.0, right - left - 10), height)
        draw_text(painter, area, self._line, (15, 500, colours.colour("dim")))
        painter.end()

    def _draw_chip(self, painter: QPainter, chip: Chip, right: float) -> float:
        """Draw a chip that ends at ``right``; return where it begins."""
        colours = THEME.now
        bold, plain = font(14, 700), font(14, 500)
        name = QFontMetricsF(bold).horizontalAdvance(chip.name)
        detail = QFontMetricsF(plain).horizontalAdvance(chip.detail)
        width = 34.0 + name + (10.0 + detail if chip.detail else 0.0) + 14.0
        top = (self.height() - _CHIP) / 2
        box = QRectF(right - width, top, width, _CHIP)
        painter.setPen(QPen(colours.colour("line"), 1.0))
        painter.setBrush(colours.colour("panel2"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 20, 20)
        centre = QPointF(box.left() + 20, box.center().y())
        if chip.symbol is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("danger"))
            painter.drawEllipse(centre, 6.0, 6.0)
        else:
            draw_symbol(painter, chip.symbol, centre, 16.0)
        area = QRectF(box.left() + 34, top, name + 1, _CHIP)
        draw_text(painter, area, chip.name, (14, 700, colours.colour("text")))
        area = QRectF(area.right() + 10, top, detail + 2, _CHIP)
        shade = "warn_text" if chip.is_warning else "dim"
        draw_text(painter, area, chip.detail, (14, 500, colours.colour(shade)))
        return box.left()
