"""A person finds two sensors and says which one is which."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from monitor.gui.connect.devices_page import DevicesPage
from monitor.gui.connect.found import FoundView, KitView
from monitor.model.records import Placement

FIRST = FoundView("C0:00:00:00:00:01", "Dot", "dot", "Dot firmware 2", rssi_dbm=-48.0)
SECOND = FoundView("C0:00:00:00:00:02", "Dot", "dot", "Dot firmware 2", rssi_dbm=-71)
HELD = FoundView("C0:00:00:00:00:03", "Dot", "dot", "Dot firmware 2", problem="in use")
SPEAKER = FoundView("F0:00:00:00:00:09", "Speaker", rssi_dbm=-88.0)


@pytest.fixture
def page(qtbot: QtBot) -> DevicesPage:
    made = DevicesPage()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def row(page: DevicesPage, number: int) -> list[str]:
    cells = [page.table.item(number, each) for each in range(6)]
    return [cell.text() for cell in cells if cell is not None]


def test_two_usable_sensors_are_proposed_and_connected(
    page: DevicesPage, qtbot: QtBot
) -> None:
    page.show_found([SPEAKER, HELD, FIRST, SECOND])
    with qtbot.waitSignal(page.connect_wanted) as told:
        qtbot.mouseClick(page.connect_button, Qt.MouseButton.LeftButton)

    assert told.args == [FIRST, SECOND]


def test_each_line_tells_what_is_known(page: DevicesPage) -> None:
    page.show_found([FIRST, HELD, SPEAKER])

    assert row(page, 0) == ["Dot", "Dot firmware 2", "", "-", "Pelvis", FIRST.address]
    assert row(page, 1)[1:3] == ["in use", "linked already"]
    assert row(page, 2)[1] == "unknown: no profile fits"
    assert (FIRST.bars, SPEAKER.bars, HELD.bars) == (4, 1, None)


def test_p_and_l_give_the_selected_sensor_its_place(
    page: DevicesPage, qtbot: QtBot
) -> None:
    page.show_found([FIRST, SECOND])
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_P)

    assert page.chosen(Placement.PELVIS) == SECOND
    assert page.chosen(Placement.LUMBAR) == FIRST  # who lost a place took the other

    qtbot.keyClick(page.table, Qt.Key.Key_L)

    assert page.chosen(Placement.LUMBAR) == SECOND


@pytest.mark.parametrize("way", ["key", "button"])
def test_roles_are_swapped(page: DevicesPage, qtbot: QtBot, way: str) -> None:
    page.show_found([FIRST, SECOND])
    with qtbot.waitSignal(page.swap_wanted):
        if way == "key":
            page.table.setFocus()
            qtbot.keyClick(page.table, Qt.Key.Key_S)
        else:
            qtbot.mouseClick(page.swap_button, Qt.MouseButton.LeftButton)

    assert page.chosen(Placement.PELVIS) == SECOND
    assert page.chosen(Placement.LUMBAR) == FIRST


def test_a_choice_outlives_the_next_scan_even_unheard(page: DevicesPage) -> None:
    page.show_found([FIRST, SECOND])
    page.swap()
    page.show_found([SECOND])

    assert page.chosen(Placement.PELVIS) == SECOND
    assert page.chosen(Placement.LUMBAR) == FIRST
    assert page.connect_button.isEnabled()


def test_one_sensor_is_not_both(page: DevicesPage) -> None:
    page.show_found([FIRST, SECOND])
    page.roles[Placement.LUMBAR].choose(FIRST.address)

    assert not page.connect_button.isEnabled()
    assert "can't be both" in page.message.text()
    assert page.message.property("role") == "warn"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        pytest.param([], "rep-monitor doctor", id="none"),
        pytest.param([SPEAKER, HELD], "No sensor heard", id="none that is usable"),
        pytest.param([FIRST], "two are needed", id="one"),
        pytest.param([FIRST, SECOND], "Which is which?", id="enough"),
    ],
)
def test_what_to_do_is_said(
    page: DevicesPage, found: list[FoundView], words: str
) -> None:
    page.show_found(found)

    assert words in page.message.text()
    assert page.connect_button.isEnabled() is (len(found) == 2 and SPEAKER not in found)


def test_no_bluetooth_is_said_as_given(page: DevicesPage) -> None:
    page.show_message("Bluetooth is off.", is_problem=True)

    assert page.message.text() == "Bluetooth is off."
    assert page.message.property("role") == "warn"


def test_remembered_pairs_come_first_and_connect_at_once(
    page: DevicesPage, qtbot: QtBot
) -> None:
    gym = KitView("Gym", SECOND, FIRST)
    page.show_kits([gym, KitView(f"{FIRST.address} x", FIRST, SECOND)])
    page.show_found([FIRST, SECOND])
    with qtbot.waitSignal(page.connect_wanted) as told:
        qtbot.mouseClick(page.kits.buttons[0], Qt.MouseButton.LeftButton)

    assert told.args == [SECOND, FIRST]
    names = [each.accessibleName() for each in page.kits.buttons]
    assert names == [
        "Connect Gym, both are near",
        "Connect …00:01 + …00:02, both are near",
    ]


def test_a_remembered_pair_is_chosen_when_it_is_heard(page: DevicesPage) -> None:
    page.show_found([FIRST, SECOND])
    page.prefer(SECOND.address, FIRST.address)

    assert page.chosen(Placement.PELVIS) == SECOND


def test_a_tap_lights_its_role_up(page: DevicesPage) -> None:
    page.show_tap(Placement.LUMBAR)

    assert page.lights[Placement.LUMBAR].is_lit
    assert not page.lights[Placement.PELVIS].is_lit
    assert "tapped" in page.lights[Placement.LUMBAR].accessibleDescription()


def test_there_are_ways_out(page: DevicesPage, qtbot: QtBot) -> None:
    for button, signal in (
        (page.back_button, page.left),
        (page.demo_button, page.demo_wanted),
        (page.again_button, page.scan_wanted),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
