"""The settings of the keys: a table of actions, and fields for the keys of one."""

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from monitor.config import DoubleTap, Settings
from monitor.gui.actions import ACTIONS, BY_NAME, Action
from monitor.gui.bindings import as_setting, bound, holder, native
from monitor.gui.settings.action_table import ActionTable
from monitor.gui.settings.fields import Choice, FieldError
from monitor.gui.settings.key_edit import KeyEdit
from monitor.gui.settings.page import Page


class KeysPage(Page):
    """Which key does what, and what a double tap on a sensor does."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self.tr("Keys"))
        self._keys = _bound(settings.window.keys)
        self._table = ActionTable(self._keys)
        self._edits = (KeyEdit(self.tr("Key")), KeyEdit(self.tr("Second key")))
        self._of = QLabel()
        self._usual = QPushButton(self.tr("Usual keys"))
        self._all_usual = QPushButton(self.tr("Reset all keys"))
        self._problem_line = QLabel()
        self._problem_line.setProperty("role", "danger")
        self._problem_line.setWordWrap(True)
        self._double_tap = Choice(_double_taps(self.tr("Nothing")))
        self._add_rows()
        self._double_tap.choose(settings.window.double_tap)
        self._table.picked.connect(self._show_picked)
        self._table.chosen.connect(self._edits[0].setFocus)
        for edit in self._edits:
            edit.taken.connect(self._take)
        self._usual.clicked.connect(self._reset_one)
        self._all_usual.clicked.connect(self._reset_all)
        self._show_picked()

    def _add_rows(self) -> None:
        self.add_note(
            self.tr(
                "Pick an action, then press its key in a field below. Presenter"
                " clickers send Page Up and Page Down, foot pedals are keyboards: press"
                " their button in a field and it is bound."
            )
        )
        self.add_wide(self._table)
        self.add_wide(self._editor())
        self.add_field(
            "double_tap",
            self.tr("Double tap on a sensor"),
            self._double_tap,
            self.tr("Accepted only outside reps."),
        )

    def _editor(self) -> QWidget:
        editor = QWidget()
        grid = QGridLayout(editor)
        grid.setContentsMargins(0, 4, 0, 4)
        self._of.setProperty("role", "heading")
        grid.addWidget(self._of, 0, 0, 1, 5)
        for column, edit in enumerate(self._edits):
            grid.addWidget(edit, 1, column)
        grid.addWidget(self._usual, 1, 2)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self._all_usual, 1, 4)
        grid.addWidget(self._problem_line, 2, 0, 1, 5)
        for button in (self._usual, self._all_usual):
            button.setAutoDefault(False)
        return editor

    def _show_picked(self) -> None:
        """Show the keys of the action that is picked."""
        action = self._table.action
        keys = self._keys[action.name]
        self._of.setText(self.tr("Keys for: {action}").format(action=action.title))
        for index, edit in enumerate(self._edits):
            edit.show_key(keys[index] if index < len(keys) else "")
            edit.setAccessibleDescription(self._of.text())
        self._refuse("")

    def _take(self) -> None:
        """Take the keys in the fields, unless another action has one."""
        action = self._table.action
        typed = [edit.key for edit in self._edits if edit.key]
        keys = tuple(dict.fromkeys(typed))
        for key in keys:
            other = holder(action, key, self._keys)
            if other is not None and key not in self._keys[action.name]:
                self._show_picked()
                self._refuse(self._taken(key, other))
                return
        self._change(action, keys + self._keys[action.name][len(self._edits) :])
        self._show_picked()

    def _taken(self, key: str, other: Action) -> str:
        text = self.tr('{key} already does "{other}". Free it there first.')
        return text.format(key=native(key), other=other.title)

    def _refuse(self, reason: str) -> None:
        self._problem_line.setText(reason)

    def _change(self, action: Action, keys: tuple[str, ...]) -> None:
        self._keys[action.name] = keys
        self._table.show_keys(action, keys)

    def _reset_one(self) -> None:
        """Give the picked action its usual keys, if they are free."""
        action = self._table.action
        for key in action.keys:
            other = holder(action, key, self._keys)
            if other is not None:
                self._refuse(self._taken(key, other))
                return
        self._change(action, action.keys)
        self._show_picked()

    def _reset_all(self) -> None:
        """Give every action its usual keys."""
        for action in ACTIONS:
            self._change(action, action.keys)
        self._show_picked()

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page; see ``Page``."""
        for action in ACTIONS:
            self._check(action)
        foreign = {
            name: text
            for name, text in settings.window.keys.items()
            if name not in BY_NAME
        }
        own = {
            action.name: as_setting(self._keys[action.name])
            for action in ACTIONS
            if self._keys[action.name] != action.keys
        }
        with self.checked():
            window = replace(
                settings.window,
                keys=foreign | own,
                double_tap=DoubleTap(self._double_tap.chosen),
            )
        return replace(settings, window=window)

    def _check(self, action: Action) -> None:
        """Refuse a key that two actions have had from before."""
        for key in self._keys[action.name]:
            other = holder(action, key, self._keys)
            if other is not None:
                self._table.pick(action)
                raise FieldError(self._edits[0], self._taken(key, other))


def _bound(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {action.name: bound(action, keys) for action in ACTIONS}


def _double_taps(nothing: str) -> list[tuple[str, str]]:
    taps = [tap for tap in DoubleTap if tap is not DoubleTap.NONE]
    named = [(str(tap), BY_NAME[tap].title) for tap in taps]
    return [(str(DoubleTap.NONE), nothing), *named]
