"""A person reads where to wear the sensors, and says where they are worn."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from monitor.gui.connect.placement_page import PlacementPage
from monitor.gui.theme import THEME, Scheme
from monitor.model.body import LumbarSite, PelvisSite, Sites


@pytest.fixture
def page(qtbot: QtBot) -> PlacementPage:
    made = PlacementPage()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_who_just_goes_on_wears_them_at_the_usual_sites(
    page: PlacementPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.chosen) as told:
        qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)

    assert told.args == [Sites()]


def test_other_sites_are_chosen_by_keys_alone(
    page: PlacementPage, qtbot: QtBot
) -> None:
    page.pelvis.setFocus()
    qtbot.keyClick(page.pelvis, Qt.Key.Key_Down)
    qtbot.keyClick(page.pelvis, Qt.Key.Key_Tab)
    qtbot.keyClick(page.lumbar, Qt.Key.Key_Down)
    qtbot.keyClick(page.lumbar, Qt.Key.Key_Tab)
    qtbot.keyClick(page.belt, Qt.Key.Key_Space)
    page.next_button.setFocus()
    with qtbot.waitSignal(page.chosen) as told:
        qtbot.keyClick(page.next_button, Qt.Key.Key_Space)

    assert told.args == [Sites(PelvisSite.ILIAC_CREST, LumbarSite.L3, belt=True)]


@pytest.mark.parametrize("pelvis", PelvisSite)
@pytest.mark.parametrize("lumbar", LumbarSite)
def test_what_was_chosen_before_is_shown_and_told(
    page: PlacementPage, pelvis: PelvisSite, lumbar: LumbarSite
) -> None:
    page.show_sites(Sites(pelvis, lumbar, belt=True))

    assert page.sites == Sites(pelvis, lumbar, belt=True)
    assert page.pelvis.currentText() in page.back_drawing.accessibleName()
    assert page.lumbar.currentText() in page.back_drawing.accessibleName()


def test_the_drawing_follows_the_choice_and_the_theme(page: PlacementPage) -> None:
    sacrum = page.back_drawing.grab().toImage()
    page.show_sites(Sites(PelvisSite.ILIAC_CREST))
    crest = page.back_drawing.grab().toImage()
    THEME.use(Scheme.LIGHT)
    light = page.back_drawing.grab().toImage()

    assert sacrum != crest
    assert crest != light


@pytest.mark.parametrize("name", ["back_button", "demo_button"])
def test_there_are_ways_out(page: PlacementPage, qtbot: QtBot, name: str) -> None:
    signal = {"back_button": page.left, "demo_button": page.demo_wanted}[name]
    with qtbot.waitSignal(signal):
        qtbot.mouseClick(getattr(page, name), Qt.MouseButton.LeftButton)
