"""The history's page: what is shown, picked, corrected and opened."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.gui.history.edit_dialog import EditDialog, told_of
from monitor.gui.history.history_page import HistoryPage
from monitor.model.history import Pain
from monitor.model.loads import Load
from monitor.model.records import LoadUnit, PainPlace, SetKind
from monitor.training.checklist import Answers, Cause
from tests.gui.history.made_up import MadeUp, history

SETTINGS = Settings(wearer="Zoë")


@pytest.fixture
def past() -> MadeUp:
    return history(30)


@pytest.fixture
def page(qtbot: QtBot, past: MadeUp) -> HistoryPage:
    made = HistoryPage()
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.begin(past, SETTINGS)
    made.show()
    return made


def cell(page: HistoryPage, row: int, column: int) -> str:
    model = page.table.model()
    return str(model.data(model.index(row, column)))


def test_sets_are_listed_and_the_first_is_shown(page: HistoryPage) -> None:
    assert page.table.model().rowCount() == 30
    assert cell(page, 0, 4) == "70 kg"
    assert cell(page, 0, 3) == "working"
    assert page.details.title.text().startswith("Hip thrust, set 3")
    assert page.details.reps.rowCount() == 8
    item = page.details.reps.item(2, 1)
    assert item is not None
    assert item.text() == "struck"


def test_another_exercise_and_another_lifter_are_kept_apart(
    page: HistoryPage, past: MadeUp
) -> None:
    bridge = replace(past.all_sets[0], exercise="glute_bridge", session="x.mcap")
    other = replace(past.all_sets[0], lifter="Ann")
    past.all_sets[:0] = [bridge, other]
    page.begin(past, SETTINGS)

    page.exercise.setCurrentIndex(page.exercise.findData("glute_bridge"))
    page.exercise.activated.emit(0)
    assert page.table.sets == [bridge]
    page.lifter.setCurrentIndex(page.lifter.findData("Ann"))
    page.lifter.activated.emit(0)

    assert list(page.table.sets) == [other]


def test_progress_draws_a_point_for_each_set_that_was_measured(
    page: HistoryPage,
) -> None:
    page.tabs.setCurrentWidget(page.progress)

    loads, margins, form, pain = (chart.trend for chart in page.progress.charts)
    assert (len(loads.points), len(margins.points), len(form.points)) == (30, 30, 30)
    assert form.band == (-3.0, 3.0)
    assert 0 < len(pain.points) < 10
    for chart in page.progress.charts:
        assert not chart.grab().isNull()


def test_a_correction_is_handed_on_and_shown(page: HistoryPage, past: MadeUp) -> None:
    page.details.edit_wanted.emit()
    [dialog] = page.findChildren(EditDialog) or page.window().findChildren(EditDialog)
    dialog.rpe.setValue(9.0)
    dialog.accept()

    assert past.edits == [("9.mcap", "set/3/rpe", 9.0)]
    assert page.details.value("RPE") == "9.0"


def test_only_what_was_changed_is_corrected(qtbot: QtBot, past: MadeUp) -> None:
    told = replace(told_of(past.all_sets[0]), pain=Pain(2.0, PainPlace.OTHER))
    dialog = EditDialog(told)
    qtbot.addWidget(dialog)

    with qtbot.assertNotEmitted(dialog.changed):
        dialog.accept()
    dialog.load.setValue(dialog.load.minimum())
    dialog.unit.setCurrentIndex(dialog.unit.findData(LoadUnit.LB))
    dialog.kind.setCurrentIndex(dialog.kind.findData(SetKind.TEST))
    assert dialog.told() == replace(told, load=None, kind=SetKind.TEST)
    dialog.load.setValue(135.0)
    assert dialog.told().load == Load(135.0, LoadUnit.LB)


def test_a_recording_that_is_gone_is_told(
    page: HistoryPage, past: MadeUp, tmp_path: Path, qtbot: QtBot
) -> None:
    past.folder = tmp_path
    with qtbot.waitSignal(page.said) as said:
        page.details.recording_wanted.emit()
    assert said.args == ["There is no recording of this set."]

    (tmp_path / "9.mcap").touch()
    with qtbot.waitSignal(page.recording_wanted) as wanted:
        page.details.recording_wanted.emit()

    assert wanted.args == [tmp_path / "9.mcap"]


def test_a_history_that_cannot_be_read_is_told(
    page: HistoryPage, past: MadeUp, qtbot: QtBot
) -> None:
    past.problem = "history.sqlite3: can't be read"

    with qtbot.waitSignal(page.said) as said:
        page.read()

    assert said.args == [past.problem]
    assert page.table.model().rowCount() == 0


def test_an_empty_history_says_what_to_do(qtbot: QtBot) -> None:
    page = HistoryPage()
    qtbot.addWidget(page)
    page.begin(MadeUp([]), SETTINGS)
    page.show()
    page.tabs.setCurrentWidget(page.progress)

    assert not page.details.isVisible()
    assert all(not chart.trend.points for chart in page.progress.charts)


def test_the_next_load_is_told_with_its_reasons_and_rules(page: HistoryPage) -> None:
    page.tabs.setCurrentWidget(page.guard)

    guard = page.guard
    assert guard.load.text().startswith("Hip thrust: ")
    assert guard.reasons.text()
    assert guard.pain.text() == "Nothing was told that needs advice."
    assert "Weak core: " in guard.causes.text()
    assert "a convention of training" in guard.rules.text()
    assert guard.rules.text().endswith("No medical advice.")


def test_what_a_lifter_answers_is_kept(page: HistoryPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentWidget(page.guard)
    field = page.guard.answers[Cause.SITTING]

    with qtbot.waitSignal(page.settings_changed) as changed:
        field.setCurrentIndex(field.findData(True))
        field.activated.emit(1)

    (settings,) = changed.args or []
    assert settings.training.answers == {"Zoë": Answers(sitting=True)}
    assert field.currentData() is True


def test_words_lead_to_their_evidence(page: HistoryPage, qtbot: QtBot) -> None:
    details = page.details
    text = details.lines.text()
    assert "8 reps" in text
    assert "href" in text

    with qtbot.waitSignal(details.set_wanted) as wanted:
        details.lines.linkActivated.emit("0")
    assert wanted.args == ["9.mcap", 3]
    page.table.selectRow(4)
    details.set_wanted.emit("9.mcap", 2)

    assert page.table.currentIndex().row() == 1


def test_margins_are_told_for_each_load(page: HistoryPage) -> None:
    page.tabs.setCurrentWidget(page.progress)

    assert "70 kg: " in page.progress.margins.text()


def test_a_kind_that_nobody_told_is_proposed(page: HistoryPage, past: MadeUp) -> None:
    past.all_sets[0] = replace(past.all_sets[0], kind=None)
    page.read()

    assert cell(page, 0, 3) == "working?"


def test_a_month_is_asked_for_by_the_set_that_is_picked(
    page: HistoryPage, qtbot: QtBot
) -> None:
    [button] = [
        each
        for each in page.findChildren(QPushButton)
        if each.text().startswith("Report of the month")
    ]
    with qtbot.waitSignal(page.month_wanted) as wanted:
        button.click()

    assert wanted.args == ["Zoë", page.table.sets[0].utc[:7]]
