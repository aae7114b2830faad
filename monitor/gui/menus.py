"""Menus and shortcuts, made of the catalogue of actions and a person's own keys."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from monitor.gui.actions import ACTIONS, Action, Context, menus
from monitor.gui.bindings import bound

Handlers = Mapping[str, Callable[[], None]]


# What stands on buttons, where there is little room.
_SHORT: Final = {
    "toggle_set": "Start set",
    "marker": "Marker",
    "rezero": "Re-zero",
    "calibrate": "Calibrate",
    "mute": "Mute",
    "record": "Record",
    "focus": "Focus view",
    "end_session": "End session",
    "strike_rep": "Strike rep",
    "add_rep": "Add rep",
}


class _Call:
    """Calls a handler without what Qt's signal brings along."""

    def __init__(self, handler: Callable[[], None]) -> None:
        self._handler = handler

    def __call__(self, checked: bool = False) -> None:  # noqa: FBT001, FBT002  Qt's own
        del checked
        self._handler()


def made_action(spec: Action, handler: Callable[[], None], to: QWidget) -> QAction:
    """Return an action of the catalogue, added to a widget; it has no keys yet.

    Args:
        spec: Of the catalogue.
        handler: What it does.
        to: Where its keys will hold.
    """
    action = QAction(spec.title, to)
    action.setObjectName(spec.name)
    action.setIconText(_SHORT.get(spec.name, spec.title))
    action.triggered.connect(_Call(handler))
    to.addAction(action)
    return action


class Commands:
    """All actions of a window, by name."""

    def __init__(self, window: QMainWindow, handlers: Handlers) -> None:
        """Make them and fill the window's menus.

        Args:
            window: Gets the menus.
            handlers: What each action does.
        """
        self.by_name: dict[str, QAction] = {}
        for spec in ACTIONS:
            handler = handlers[spec.name]
            self.by_name[spec.name] = made_action(spec, handler, window)
        for menu, specs in menus():
            place = window.menuBar().addMenu(menu.title)
            for spec in specs:
                place.addAction(self.by_name[spec.name])

    def use_keys(self, keys: Mapping[str, str]) -> None:
        """Let the actions have these keys; see ``WindowSettings.keys``."""
        for spec in ACTIONS:
            sequences = [QKeySequence(key) for key in bound(spec, keys)]
            action = self.by_name[spec.name]
            action.setShortcuts(sequences)
            told = ", ".join(each.toString() for each in sequences)
            action.setToolTip(f"{spec.title} ({told})" if told else spec.title)

    def enable(self, context: Context) -> None:
        """Let only those actions be done that make sense on a page."""
        for spec in ACTIONS:
            allowed = spec.context is Context.ALWAYS or spec.context is context
            self.by_name[spec.name].setEnabled(allowed)
