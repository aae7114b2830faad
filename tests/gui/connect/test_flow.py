"""The pages one after the other, and what their wishes mean to a session."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from monitor.gui.connect.flow import ConnectFlow
from monitor.gui.connect.found import FoundView, KitView
from monitor.gui.connect.ready_page import ReadyPage
from monitor.model.records import (
    Calibrate,
    EndRangeTest,
    Placement,
    Rezero,
    StartBenchReference,
    StartLinkCheck,
    StartMobilityTest,
    StartRangeTest,
    SwapSensors,
    UndoRezero,
)

LEFT = Qt.MouseButton.LeftButton
PAIR = [FoundView(f"C0:00:00:00:00:0{n}", "Dot", "dot", "Dot 2") for n in (1, 2)]


@pytest.fixture
def flow(qtbot: QtBot) -> ConnectFlow:
    made = ConnectFlow(lambda: PAIR)
    qtbot.addWidget(made, before_close_func=lambda _: made.close_search())
    made.resize(1280, 690)
    made.show()
    made.begin()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def ready(qtbot: QtBot) -> ReadyPage:
    made = ReadyPage()
    qtbot.addWidget(made)
    made.resize(1280, 690)
    made.show()
    return made


def test_from_the_placement_to_the_links_by_keys_alone(
    flow: ConnectFlow, qtbot: QtBot
) -> None:
    qtbot.keyClick(flow.placement.next_button, Qt.Key.Key_Return)
    qtbot.waitUntil(flow.devices.connect_button.isEnabled)
    flow.devices.connect_button.setFocus()
    with qtbot.waitSignal(flow.chosen) as told:
        qtbot.keyClick(flow.devices.connect_button, Qt.Key.Key_Return)
    flow.ready.restart()  # as the session that was chosen begins
    flow.show_ready()

    assert told.args == PAIR
    assert flow.ready.links.isVisible()
    qtbot.keyClick(flow.ready.links.next_button, Qt.Key.Key_Return)
    assert flow.ready.calibrate.isVisible()


def test_a_session_that_was_not_chosen_here_begins_with_the_calibration(
    flow: ConnectFlow,
) -> None:
    flow.ready.restart()
    flow.show_ready()

    assert flow.ready.calibrate.isVisible()


def test_remembered_pairs_are_offered(flow: ConnectFlow, qtbot: QtBot) -> None:
    flow.show_kits([KitView("Gym", *PAIR)])
    qtbot.mouseClick(flow.placement.next_button, LEFT)
    with qtbot.waitSignal(flow.chosen) as told:
        qtbot.mouseClick(flow.devices.kits.buttons[0], LEFT)

    assert told.args == PAIR


def test_wishes_become_commands(ready: ReadyPage, qtbot: QtBot) -> None:
    extras = ready.calibrate.extras
    for signal, command in (
        (ready.links.link_check_wanted, StartLinkCheck),
        (ready.links.swap_wanted, SwapSensors),
        (ready.calibrate.calibrate_wanted, Calibrate),
        (extras.range_wanted, StartRangeTest),
        (extras.mobility_wanted, StartMobilityTest),
        (extras.range_end_wanted, EndRangeTest),
        (extras.bench_reference_wanted, StartBenchReference),
        (extras.rezero_wanted, Rezero),
        (extras.undo_wanted, UndoRezero),
    ):
        with qtbot.waitSignal(ready.command_wanted) as told:
            signal.emit()
        assert told.args is not None
        assert told.args[0](2.0) == command(2.0)
    with qtbot.waitSignal(ready.table_check_wanted) as told:
        extras.table_check_wanted.emit(Placement.PELVIS)
    assert told.args == [Placement.PELVIS]


def test_nothing_is_clipped_on_a_small_screen(flow: ConnectFlow, qtbot: QtBot) -> None:
    flow.devices.show_kits([KitView("Gym", *PAIR)])
    flow.devices.show_found(PAIR)
    pages: list[QWidget] = [flow.placement, flow.devices, flow.ready]
    for page in pages:
        least = page.minimumSizeHint()
        assert least.width() <= 1024
        assert least.height() <= 640


@pytest.mark.parametrize("name", ["placement", "devices", "links", "calibrate"])
def test_each_page_says_that_it_gives_no_medical_advice(
    flow: ConnectFlow, name: str
) -> None:
    page = getattr(flow, name, None) or getattr(flow.ready, name)

    assert any("No medical advice." in e.text() for e in page.findChildren(QLabel))
    assert page.accessibleName()
    assert all(e.accessibleName() or e.text() for e in _pressed(page))


def _pressed(page: QWidget) -> list[QAbstractButton]:
    found = page.findChildren(QAbstractButton)
    return [each for each in found if each.isVisibleTo(page) and each.text()]
