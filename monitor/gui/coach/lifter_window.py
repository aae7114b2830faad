"""One lifter of this computer: the live view, and what can be done in its session."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from monitor.alerts.wording import NO_ADVICE
from monitor.gui.actions import BY_NAME
from monitor.gui.bindings import bound
from monitor.gui.coach.lifters import Lifter
from monitor.gui.live.chips import Extras
from monitor.gui.live_page import LivePage
from monitor.gui.menus import made_action
from monitor.gui.note_bar import NoteBar
from monitor.gui.session_actions import SessionActions
from monitor.gui.telling.desk import TellingDesk
from monitor.gui.toast import Toast
from monitor.model.records import Calibrate
from monitor.training.load_rules import LoadRules

SIZE: Final = (1280, 800)
PAIN: Final = "pain"
_BAR: Final = (
    "toggle_set",
    PAIN,
    "load_down",
    "load_again",
    "load_up",
    "marker",
    "calibrate",
)
_SHORT: Final = {
    "load_down": "Load \N{MINUS SIGN}",
    "load_again": "Load as last",
    "load_up": "Load +",
}
_ONLY_KEYS: Final = (
    "rezero",
    "swap",
    "lift_knees",
    "left_leg",
    "right_leg",
    "add_rep",
    "strike_rep",
    "undo",
    "warning_signs",
    *(f"pain_{score}" for score in range(11)),
)


class LifterWindow(QWidget):
    """A lifter's live view.

    Attributes:
        closed: Emitted when it is closed.
        page: The view.
        telling: Asks for pain and load.
        by_name: What can be done, by its name in the catalogue of actions.
    """

    closed = Signal()

    def __init__(self, lifter: Lifter, keys: Mapping[str, str] | None = None) -> None:
        """Show a session that is watched.

        Args:
            lifter: Whose; one with a feed.
            keys: A person's own; see ``WindowSettings.keys``.
        """
        super().__init__()
        self._lifter, place = lifter, lifter.place
        feed, settings = lifter.feed, lifter.settings
        if feed is None or settings is None:
            msg = "the lifter is not watched"
            raise ValueError(msg)
        self.setWindowTitle(f"{place.name}, {place.station}")
        self.setProperty("page", True)
        self.page, self.toast, note = LivePage(), Toast(self), NoteBar(self)
        note.closed.connect(self.page.setFocus)
        self._doing = SessionActions(self.page, self.toast, note)
        self.telling = TellingDesk(self.page, self.toast)
        self.page.add_below(self.telling.bar)
        self.by_name = self._actions(keys or {})
        self.page.set_actions([self.by_name[name] for name in _BAR])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self._question = _question(settings.detection.pain.most)
        self.telling.begin(LoadRules())
        feed.listeners.append(self.telling.hear)
        self.page.begin(feed, Extras(source=place.name))
        feed.start()
        self.resize(*SIZE)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Follow the lifter no longer."""
        self.page.finish()
        self._lifter.leave()
        self.closed.emit()
        event.accept()

    def ask_for_pain(self) -> None:
        """Ask how much it hurts, within a set too: enough of it ends the set."""
        bar = self.telling.bar
        if bar.isVisible():
            bar.hide()
        else:
            bar.ask(self._question)

    def _actions(self, keys: Mapping[str, str]) -> dict[str, QAction]:
        handlers = {
            **self._doing.handlers(),
            **self.telling.handlers(),
            "calibrate": lambda: self.page.command(Calibrate),
        }
        made = {PAIN: self._pain()}
        for name in (*_BAR, *_ONLY_KEYS):
            if name != PAIN:
                made[name] = self._action(name, keys, handlers[name])
        return made

    def _action(
        self, name: str, keys: Mapping[str, str], handler: Callable[[], None]
    ) -> QAction:
        action = made_action(BY_NAME[name], handler, self)
        action.setShortcuts([QKeySequence(key) for key in bound(BY_NAME[name], keys)])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if name in _SHORT:
            action.setIconText(_SHORT[name])
        return action

    def _pain(self) -> QAction:
        action = QAction(self.tr("Pain"), self)
        action.setObjectName(PAIN)
        action.triggered.connect(self.ask_for_pain)
        self.addAction(action)
        return action


def _question(most: float) -> str:
    ends = f" From {most:g} on the set ends." if most else ""
    return f"How much does it hurt?{ends} {NO_ADVICE}"
