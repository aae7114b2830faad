"""What is told after a set reaches the session, and its recording."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish
from monitor.gui.telling.bar import TellingBar
from monitor.gui.telling.red_flags import RedFlagsDialog
from monitor.model.loads import Load
from monitor.model.records import (
    ChooseSetKind,
    LoadUnit,
    PainPlace,
    Record,
    RedFlag,
    SetKind,
    SetLoad,
    SetPain,
    SetRpe,
    TellRedFlags,
)
from monitor.recording.recording import read_recording
from monitor.training.load_rules import LoadRules

LONG_MS = 60_000


def commands(path: Path) -> list[Record]:
    kinds = (SetLoad, ChooseSetKind, SetRpe, SetPain, TellRedFlags)
    return [each for each in read_recording(path).records if isinstance(each, kinds)]


def test_keys_and_buttons_tell_of_the_set_that_is_over(
    window: MainWindow, qtbot: QtBot
) -> None:
    sessions, desk = window.sessions, window.sessions.telling
    sessions.start_demo(DemoWish(speed=8.0, is_heard=False))
    sessions.lift()
    feed = window.live.feed
    assert feed is not None
    desk.begin(LoadRules(step_kg=5.0))
    desk.keys.last = Load(60.0)
    assert not desk.bar.isVisible()
    qtbot.waitUntil(desk.bar.isVisible, timeout=LONG_MS)
    assert desk.bar.title.text().startswith("Set 1: 8 reps, ")
    assert desk.bar.advice.text().endswith("No medical advice.")

    window.commands.by_name["pain_3"].trigger()
    desk.bar.place_told.emit(PainPlace.LOW_BACK)
    desk.bar.exertion_told.emit(8.0)
    desk.bar.kind_told.emit(SetKind.WORKING)
    window.commands.by_name["load_again"].trigger()
    window.commands.by_name["load_up"].trigger()
    assert desk.bar.load.text() == "65 kg"
    assert window.live.extras.load == "65 kg"
    with qtbot.waitSignal(sessions.ended, timeout=LONG_MS) as ended:
        sessions.end()

    (recording,) = ended.args[0] if ended.args else []
    told = commands(recording)
    assert [(type(each).__name__, getattr(each, "set_index", 0)) for each in told] == [
        ("SetPain", 1),
        ("SetPain", 1),
        ("SetRpe", 1),
        ("ChooseSetKind", 1),
        ("SetLoad", None),
        ("SetLoad", None),
    ]
    assert isinstance(told[1], SetPain)
    assert told[1].place is PainPlace.LOW_BACK
    assert isinstance(told[-1], SetLoad)
    assert (told[-1].load_kg, told[-1].unit) == (65.0, LoadUnit.KG)


def test_nothing_is_told_without_a_session(window: MainWindow) -> None:
    desk = window.sessions.telling

    desk.change_load("up")
    desk.tell_pain(4.0)
    desk.ask_for_signs()

    assert desk.keys.told is None
    assert window.toast.text == ""


def test_a_place_is_asked_for_where_it_hurts_alone(qtbot: QtBot) -> None:
    bar = TellingBar()
    qtbot.addWidget(bar)
    bar.ask("Set 1: 8 reps")
    places = bar._places.values()  # noqa: SLF001

    bar.show_pain(0.0)
    assert not any(place.isVisible() for place in places)
    bar.show_pain(2.0)

    assert all(place.isVisible() for place in places)
    assert bar.load.isVisible()


def test_on_a_low_page_the_rows_take_turns(qtbot: QtBot) -> None:
    bar = TellingBar()
    qtbot.addWidget(bar)
    pains, places = bar._pains[0.0], bar._places[PainPlace.OTHER]  # noqa: SLF001

    def shown() -> list[bool]:
        return [each.isVisible() for each in (pains, places, bar.load)]

    bar.use_height(600)
    bar.ask("Set 1: 8 reps")
    assert shown() == [True, False, False]
    bar.show_pain(2.0)
    assert shown() == [False, True, False]
    bar.show_place(PainPlace.OTHER)
    assert shown() == [False, False, True]
    bar.ask("Set 2: 8 reps")
    bar.show_pain(0.0)
    assert shown() == [False, False, True]
    bar.use_height(900)
    assert shown() == [True, False, True]


@pytest.mark.parametrize("flag", RedFlag)
def test_a_sign_that_is_ticked_is_told(qtbot: QtBot, flag: RedFlag) -> None:
    dialog = RedFlagsDialog()
    qtbot.addWidget(dialog)
    dialog.boxes[flag].setChecked(True)

    with qtbot.waitSignal(dialog.told) as told:
        dialog.accept()

    assert told.args == [(flag,)]
    assert dialog.boxes[flag].focusPolicy() & Qt.FocusPolicy.TabFocus
