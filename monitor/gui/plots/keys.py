"""The keys of the plots; they work while the plots have the focus."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

HELP = (
    "Left and right move the cursor, with Shift the view; up and down choose a rep; "
    "+ and - zoom; 0 whole session, 1 this set, 2 this rep; Enter goes to the cursor."
)
Key = Qt.Key
_ZOOM = {
    Key.Key_Plus: 0.5,
    Key.Key_Equal: 0.5,
    Key.Key_Minus: 2.0,
    Key.Key_Underscore: 2.0,
}
_MOVES = {Key.Key_Left: -1, Key.Key_Right: 1}
_REPS = {Key.Key_Up: -1, Key.Key_PageUp: -1, Key.Key_Down: 1, Key.Key_PageDown: 1}


class PlotKeys(QObject):
    """Turns keys into wishes.

    Attributes:
        zoomed: The span shall be so many times as long.
        stepped: The cursor shall move by so many steps.
        panned: The view shall move by so many steps.
        rep_stepped: The next rep (+1) or the one before (-1).
        focused: The plots have got or lost the focus.
    """

    zoomed = Signal(float)
    stepped = Signal(int)
    panned = Signal(int)
    rep_stepped = Signal(int)
    focused = Signal(bool)

    def __init__(
        self, watched: QWidget, plain: Mapping[Qt.Key, Callable[[], None]]
    ) -> None:
        """Watch a widget.

        Args:
            watched: The plots.
            plain: What other keys do.
        """
        super().__init__(watched)
        self._plain = plain
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that are known, leave the others."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take(event)
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.focused.emit(event.type() is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _take(self, event: QKeyEvent) -> bool:
        held = event.modifiers()
        if held & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            return False
        key = _key(event)
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key in _MOVES:
            (self.panned if shift else self.stepped).emit(_MOVES[key])
        elif key in _ZOOM:
            self.zoomed.emit(_ZOOM[key])
        elif key in _REPS:
            self.rep_stepped.emit(_REPS[key])
        elif key in self._plain:
            self._plain[key]()
        else:
            return False
        return True


def _key(event: QKeyEvent) -> Qt.Key:
    try:
        return Qt.Key(event.key())
    except ValueError:
        return Qt.Key.Key_unknown
