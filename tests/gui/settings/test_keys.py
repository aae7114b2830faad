import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from monitor.config import DoubleTap, Settings, WindowSettings
from monitor.gui.actions import BY_NAME
from monitor.gui.settings.action_table import ActionTable
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.key_edit import KeyEdit
from tests.gui.settings.conftest import Opened, Person

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class KeysPerson:
    """Someone on the page of keys."""

    def __init__(self, person: Person) -> None:
        self.person = person
        person.turn_to("Keys")
        self.table = person.field(ActionTable, "Actions and their keys")
        self.first = person.field(KeyEdit, "Key")
        self.second = person.field(KeyEdit, "Second key")

    def pick(self, name: str) -> None:
        """Pick an action with the arrow keys."""
        self.table.setFocus()
        QTest.keyClick(self.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        for _ in range(100):
            if self.table.action.name == name:
                return
            QTest.keyClick(self.table, Qt.Key.Key_Down)
        raise AssertionError(name)

    def shown(self, name: str) -> str:
        """What the table says of an action's keys."""
        row = list(BY_NAME).index(name)
        item = self.table.item(row, 2)
        assert item is not None
        return item.text()

    def push(self, text: str) -> None:
        buttons = self.person.fields(QPushButton)
        self.person.click(next(each for each in buttons if each.text() == text))

    def says(self, text: str) -> bool:
        return any(
            text == label.text() and label.isVisible()
            for label in self.person.fields(QLabel)
        )

    def keys(self) -> dict[str, str]:
        saved = self.person.save()
        assert saved is not None
        return saved.window.keys


def test_a_key_is_bound_by_pressing_it(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("marker")

    QTest.keyClick(page.first, Qt.Key.Key_F5)

    assert page.shown("marker") == "F5, PgUp"
    assert page.keys() == {"marker": "F5; PgUp"}


def test_a_clicker_and_a_pedal_are_bound_as_second_key(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("rezero")

    QTest.keyClick(page.second, Qt.Key.Key_Period)

    assert page.keys() == {"rezero": "Z; ."}


def test_a_key_with_modifiers_is_bound_as_such(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("swap")

    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(page.first, Qt.Key.Key_S, modifiers)

    assert page.keys() == {"swap": "Ctrl+Alt+S"}


def test_a_key_that_another_action_has_is_refused_with_the_reason(
    opened: Opened,
) -> None:
    page = KeysPerson(opened())
    page.pick("rezero")

    QTest.keyClick(page.first, Qt.Key.Key_M)

    reason = 'M already does "Set a marker with a note". Free it there first.'
    assert page.says(reason)
    assert page.first.keySequence().toString() == "Z"
    assert page.keys() == {}


def test_a_key_may_do_one_thing_live_and_another_in_replay(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("play")

    QTest.keyClick(page.second, Qt.Key.Key_M)

    assert page.keys() == {"play": "Space; M"}


def test_a_key_that_holds_everywhere_meets_both(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("play")

    QTest.keyClick(page.second, Qt.Key.Key_F11)

    assert page.says('F11 already does "Focus view". Free it there first.')
    assert page.keys() == {}


def test_a_key_freed_by_one_action_can_be_given_to_another(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("mute")
    page.person.click(page.first.findChildren(QToolButton)[0])
    assert page.shown("mute") == ""
    page.pick("end_set")

    QTest.keyClick(page.first, Qt.Key.Key_Escape)

    assert page.keys() == {"end_set": "Esc", "mute": ""}


def test_a_modifier_alone_takes_no_key_away(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("rezero")

    QTest.keyPress(page.first, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    QTest.keyRelease(page.first, Qt.Key.Key_Control)
    QTest.keyClick(page.first, Qt.Key.Key_Tab)
    QTest.qWait(1200)  # Qt's own time until it takes a sequence as over

    assert page.first.key == "Z"
    assert page.first.keySequence().toString() == "Z"
    assert page.keys() == {}


def test_the_same_key_twice_is_one_key(opened: Opened) -> None:
    page = KeysPerson(opened())
    page.pick("rezero")

    QTest.keyClick(page.second, Qt.Key.Key_Z)

    assert page.keys() == {}


def test_tab_leaves_a_key_field_and_enter_in_the_table_goes_to_it(
    opened: Opened,
) -> None:
    page = KeysPerson(opened())
    page.pick("marker")

    page.person.press(Qt.Key.Key_Return)
    assert page.person.focused is page.first
    page.person.press(Qt.Key.Key_Tab)
    assert page.person.focused is page.second
    page.person.press(Qt.Key.Key_Backtab)
    assert page.person.focused is page.first

    assert page.person.dialog.isVisible()
    assert page.keys() == {}


def test_an_action_gets_its_usual_keys_back(opened: Opened) -> None:
    own = Settings(window=WindowSettings(keys={"marker": "F5", "mute": "F6"}))
    page = KeysPerson(opened(own))
    page.pick("marker")

    page.push("Usual keys")

    assert page.first.keySequence().toString() == "M"
    assert page.keys() == {"mute": "F6"}


def test_usual_keys_that_others_have_by_now_are_not_taken_from_them(
    opened: Opened,
) -> None:
    own = Settings(window=WindowSettings(keys={"marker": "F5", "rezero": "M"}))
    page = KeysPerson(opened(own))
    page.pick("marker")

    page.push("Usual keys")

    taken = 'M already does "Re-zero: this is neutral". Free it there first.'
    assert page.says(taken)
    assert page.shown("marker") == "F5"


def test_all_keys_are_reset_at_once(opened: Opened) -> None:
    own = Settings(
        window=WindowSettings(keys={"marker": "F5", "rezero": "M", "other": "X"})
    )
    page = KeysPerson(opened(own))

    page.push("Reset all keys")

    assert page.shown("marker") == "M, PgUp"
    assert page.keys() == {"other": "X"}


def test_a_clash_in_the_settings_file_is_found_on_saving(opened: Opened) -> None:
    own = Settings(window=WindowSettings(keys={"rezero": "M"}))
    person = opened(own)

    assert person.save() is None

    page = KeysPerson(person)
    assert page.table.action.name == "marker"
    assert page.says('M already does "Re-zero: this is neutral". Free it there first.')


def test_what_is_no_key_in_the_settings_file_is_no_key(opened: Opened) -> None:
    own = Settings(window=WindowSettings(keys={"rezero": "hello; F7"}))

    assert KeysPerson(opened(own)).shown("rezero") == "F7"


def test_more_than_two_keys_of_an_action_stay(opened: Opened) -> None:
    own = Settings(window=WindowSettings(keys={"rezero": "Z; F7; F8"}))
    page = KeysPerson(opened(own))
    page.pick("rezero")

    QTest.keyClick(page.first, Qt.Key.Key_F9)

    assert page.keys() == {"rezero": "F9; F7; F8"}


def test_a_double_tap_does_what_a_person_wants(opened: Opened) -> None:
    person = opened()
    person.turn_to("Keys")
    person.field(Choice, "Double tap on a sensor").choose(DoubleTap.TOGGLE_SET)

    saved = person.save()

    assert saved is not None
    assert saved.window.double_tap is DoubleTap.TOGGLE_SET


def test_every_double_tap_is_an_action() -> None:
    assert {str(tap) for tap in DoubleTap if tap is not DoubleTap.NONE} <= set(BY_NAME)
