"""A coach's tools: what is refused at the field, what is sent, what is answered."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from monitor.gui.coach.answers import DECIDES, MOST, NOT_SENT, WAITS, Reply
from monitor.gui.coach.coach_window import CoachWindow
from monitor.gui.coach.details import NO_SETS, Details
from monitor.gui.coach.plan_panel import NOBODY
from monitor.gui.coach.plan_table import MOST_ROWS
from monitor.gui.coach.tools import ToolsPanel
from monitor.gui.coach.words_field import EMPTY, problem_of
from monitor.gui.settings.fields import Number
from monitor.model.errors import MonitorError
from monitor.net.messages import (
    MOST_WORDS,
    Acknowledged,
    Alarm,
    Answer,
    Command,
    EventKind,
    EventTold,
    MarkSet,
    PainTold,
    Plan,
    PlannedSet,
    Say,
    SetTold,
    When,
    decode_command,
    encode,
)
from monitor.net.room import Tile
from tests.gui.coach.source import Source
from tests.net.made import a_tile

PLAN = """
[[sets]]
exercise = "glute_bridge"
sets = 4
reps = 10
load_kg = 62.5
[[sets]]
exercise = "plank"
"""


class Link:
    """Keeps what is sent; answers when the test wants it."""

    sender = "ann"

    def __init__(self) -> None:
        self.sent: list[tuple[str, Command]] = []
        self.replies: list[Reply] = []

    def send(self, station: str, command: Command) -> Reply:
        decode_command(encode(command))  # what can't travel is no command
        self.sent.append((station, command))
        self.replies.append(Future())
        return self.replies[-1]

    def answer(self, answer: Answer, text: str = "", n: int = -1) -> None:
        station, command = self.sent[n]
        self.replies[n].set_result(Acknowledged(command.id, station, answer, text))


def tile(station: str, seen_s: float = 0.0, **more: object) -> Tile:
    return a_tile(station, seen_s, (1.0, None, -2.0, 3.0), **more)


def panel(qtbot: QtBot, link: Link, *stations: str) -> ToolsPanel:
    made = ToolsPanel(link)
    qtbot.addWidget(made)
    made.show_tiles([tile(each) for each in stations or ("rack-1",)])
    made.show_station("rack-1")
    made.resize(560, 700)
    made.show()
    return made


def type_and_enter(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setText(text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_words_are_sent_with_enter_and_the_field_is_empty_again(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)

    type_and_enter(qtbot, tools.message.line, "  keep the ribs\tdown ")

    [(station, said)] = link.sent
    assert station == "rack-1"
    assert isinstance(said, Say)
    assert (said.sender, said.words) == ("ann", "keep the ribs down")
    assert said.when is When.AFTER_REP
    assert not tools.message.line.text()


@pytest.mark.parametrize("text", ["", "   ", "x" * (MOST_WORDS + 1)])
def test_what_can_not_be_sent_is_refused_at_the_field(qtbot: QtBot, text: str) -> None:
    link = Link()
    tools = panel(qtbot, link)

    for field, button in ((tools.message, tools.say), (tools.note, tools.mark)):
        field.line.setText(text)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        assert field.problem == problem_of(text.strip())
        assert field.line.accessibleDescription() == field.problem
        assert field.line.text() == text  # nothing that was typed is lost
        assert tools.focusWidget() is field.line
    assert not link.sent


def test_the_most_words_go_and_one_more_is_said_while_typing(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)
    tools.message.line.setText("ü" * MOST_WORDS)

    qtbot.keyClick(tools.message.line, "x")
    over = tools.message.problem
    qtbot.keyClick(tools.message.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(tools.message.line, Qt.Key.Key_Return)

    assert over == "At most 200 characters: 1 character too many."
    assert len(link.sent) == 1


@given(st.text(max_size=210))
def test_a_sentence_tells_what_is_wrong_with_words(words: str) -> None:
    problem = problem_of(words)

    assert (problem == "") == (0 < len(words) <= MOST_WORDS)
    assert problem == "" or problem.endswith(".")


def test_stop_and_lighter_are_one_click_and_now_holds_once(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)
    tools.now.click()

    for button in (*tools.quick, tools.quick[0]):
        qtbot.keyClick(button, Qt.Key.Key_Space)

    said = [command for _, command in link.sent if isinstance(command, Say)]
    assert [each.words for each in said] == ["Stop", "Lighter", "Stop"]
    assert [each.when for each in said] == [
        When.NOW,
        When.AFTER_REP,
        When.AFTER_REP,
    ]
    assert len({each.id for each in said}) == 3


def test_a_note_is_a_mark(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)

    type_and_enter(qtbot, tools.note.line, "knees")

    [(_, mark)] = link.sent
    assert isinstance(mark, MarkSet)
    assert mark.words == "knees"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer.SHOWN, "shown"),
        (Answer.TAKEN, "taken"),
        (Answer.REFUSED, "refused"),
        (Answer.REPEATED, "had it already"),
        (Answer.MALFORMED, "not understood: another version runs there"),
    ],
)
def test_an_answer_is_told_by_name(qtbot: QtBot, answer: Answer, said: str) -> None:
    link = Link()
    tools = panel(qtbot, link)
    tools.quick[0].click()
    before = tools.answers.texts

    link.answer(answer)
    qtbot.waitUntil(lambda: tools.answers.texts != before)

    assert before == [f"“Stop” to Lifter rack-1, rack-1: {WAITS}"]
    assert tools.answers.texts == [f"“Stop” to Lifter rack-1, rack-1: {said}"]


def test_no_answer_and_an_end_are_told(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)
    for button in tools.quick:
        button.click()

    link.replies[0].set_exception(MonitorError("nobody answers at rack-1"))
    link.replies[1].cancel()
    tools.answers.look()

    assert tools.answers.texts[0].endswith(NOT_SENT)
    assert tools.answers.texts[1].endswith("nobody answers at rack-1")


def test_old_answers_go(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)

    for _ in range(MOST + 5):
        tools.quick[0].click()

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for reply in link.replies:
        reply.cancel()
    tools.answers.look()

    assert len(tools.answers.texts) == MOST
    assert all(text.endswith(NOT_SENT) for text in tools.answers.texts)


def test_a_plan_goes_to_those_that_are_ticked(qtbot: QtBot, tmp_path: Path) -> None:
    link = Link()
    tools = panel(qtbot, link, "rack-1", "rack-2", "rack-3")
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    tools.plan.open(str(path))
    tools.plan.stations.tick_all(True)
    tools.plan.stations.tick_only("rack-1")
    tools.plan.send.click()
    tools.plan.stations.tick_all(True)

    tools.plan.send.click()

    rows = (
        PlannedSet("glute_bridge", 4, 10, 62.5),
        PlannedSet("plank", 1, 8),
    )
    assert [name for name, _ in link.sent] == ["rack-1", "rack-1", "rack-2", "rack-3"]
    assert [c.rows for _, c in link.sent if isinstance(c, Plan)] == [rows] * 4
    link.answer(Answer.REFUSED, n=-2)
    tools.answers.look()
    assert tools.answers.texts[1] == "Plan to Lifter rack-2, rack-2: refused"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer.TAKEN, "taken by the lifter"),
        (Answer.REFUSED, "refused by the lifter"),
    ],
)
@pytest.mark.parametrize("was_late", [False, True])
def test_what_the_lifter_decides_about_a_plan_follows(
    qtbot: QtBot, answer: Answer, said: str, was_late: bool
) -> None:
    link = Link()
    tools = panel(qtbot, link, "rack-1", "rack-2")
    tools.plan.stations.tick_all(True)
    tools.plan.send.click()
    if was_late:
        link.replies[0].set_exception(MonitorError("no answer from rack-1"))
    else:
        link.answer(Answer.SHOWN, n=0)
    tools.answers.look()
    before = tools.answers.texts[1]
    told = EventTold(
        *("event-0001", "rack-1", "s1", 5, 9.0, "", EventKind.ANSWER, "A"),
        text=answer,
        command=link.sent[0][1].id,
    )

    rooms = [tile("rack-1"), tile("rack-2")]
    tools.show_tiles([replace(rooms[0], events=(told,)), rooms[1]])

    assert before.endswith("no answer from rack-1" if was_late else DECIDES)
    assert tools.answers.texts[1].endswith(f"rack-1: {said}")
    assert tools.answers.texts[0].endswith(WAITS)


def test_a_plan_is_changed_by_keys(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)
    table = tools.plan.table
    table.add()
    row = table._rows[1]  # noqa: SLF001
    row.exercise.choose("plank")
    row.sets.setValue(2)
    row.load.setText("62,5")
    row.limit.setText("15")
    qtbot.keyClick(table._rows[0].remove, Qt.Key.Key_Space)  # noqa: SLF001

    tools.plan.send.click()

    [(_, plan)] = link.sent
    assert isinstance(plan, Plan)
    assert plan.rows == (PlannedSet("plank", 2, 8, 62.5, 15.0),)
    assert not table._rows[0].remove.isEnabled()  # noqa: SLF001  a plan has a row


@pytest.mark.parametrize("load", ["heavy", "-1", "1001", "nan", "inf"])
def test_a_number_that_can_not_be_is_refused(qtbot: QtBot, load: str) -> None:
    link = Link()
    tools = panel(qtbot, link)
    tools.tabs.setCurrentWidget(tools.plan)
    field = tools.plan.table._rows[0].load  # noqa: SLF001
    field.setText(load)

    tools.plan.send.click()

    assert tools.plan.problem == "Load of row 1 must lie between 0 and 1000."
    assert tools.focusWidget() is field
    assert not link.sent


def test_sets_that_can_not_be_are_refused(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)
    tools.plan.table._rows[0].sets.setValue(21)  # noqa: SLF001

    tools.plan.send.click()

    assert tools.plan.problem == "Sets of row 1 must lie between 1 and 20."
    assert not link.sent


def test_a_plan_for_nobody_and_a_file_that_is_none_are_refused(
    qtbot: QtBot, tmp_path: Path
) -> None:
    link = Link()
    tools = panel(qtbot, link)
    tools.plan.stations.tick_all(False)

    tools.plan.send.click()
    nobody = tools.plan.problem
    tools.plan.open(str(tmp_path / "none.toml"))

    assert nobody == NOBODY
    assert "none.toml" in tools.plan.problem
    assert tools.plan.table.count == 1
    assert not link.sent


def test_a_plan_has_no_more_rows_than_travel(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link)

    for _ in range(MOST_ROWS + 3):
        tools.plan.table.add()
    tools.plan.send.click()

    [(_, plan)] = link.sent
    assert isinstance(plan, Plan)
    assert len(plan.rows) == MOST_ROWS


def test_another_lifter_gets_nothing_of_what_was_begun_for_one(qtbot: QtBot) -> None:
    link = Link()
    tools = panel(qtbot, link, "rack-1", "rack-2")
    tools.message.line.setText("for rack-1 alone")
    tools.now.click()

    tools.show_station("rack-2")
    tools.quick[1].click()
    tools.plan.send.click()

    assert [name for name, _ in link.sent] == ["rack-2", "rack-2"]
    assert isinstance(link.sent[0][1], Say)
    assert link.sent[0][1].when is When.AFTER_REP
    assert not tools.message.line.text()


def test_everything_is_named_and_reached_by_tab(qtbot: QtBot) -> None:
    tools = panel(qtbot, Link(), "rack-1", "rack-2")
    tools.plan.table.add()
    kinds = (QLineEdit, QAbstractButton, QComboBox, Number)

    for page in range(tools.tabs.count()):
        tools.tabs.setCurrentIndex(page)
        shown = tools.tabs.widget(page)
        assert shown is not None
        wanted = {w for kind in kinds for w in shown.findChildren(kind) if _is_own(w)}
        assert len(wanted) > 5
        for widget in wanted:
            name = widget.accessibleName()
            assert name or (isinstance(widget, QAbstractButton) and widget.text())
        assert wanted <= _reached(tools)


def _is_own(widget: QWidget) -> bool:
    """Whether it isn't a piece of another field, and can be used."""
    parent = widget.parentWidget()
    return not isinstance(parent, (Number, QComboBox)) and widget.isEnabled()


def _reached(start: QWidget) -> set[QWidget]:
    """Return what Tab comes to."""
    found, at = set[QWidget](), start.nextInFocusChain()
    while at is not None and at not in found:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.add(at)
        at = at.nextInFocusChain()
        if at is start:
            break
    return found


def a_set(index: int) -> SetTold:
    told = f"set-{index:06}"
    return SetTold(told, "rack-1", "s1", index, 1.0, "", "A", index, "Plank", held_s=30)


def test_details_follow_the_lifter(qtbot: QtBot) -> None:
    source, now = Source(tile("rack-1", lumbar_deg=4.0)), [0.0]
    details = Details(source, Link(), clock=lambda: now[0])
    qtbot.addWidget(details)
    details.follow("rack-1")
    before = details.sets.text
    pain = PainTold("pain-0001", "rack-1", "s1", 9, 1.0, "", "A", 3.0, set_index=1)
    told = Tile("rack-1", source.all[0].state, 0.0, sets=(a_set(1),), pains=(pain,))
    source.all = [told]

    details.refresh()

    assert before == NO_SETS
    assert details.sets.text.split("\n") == [
        "Set 1: Plank, held 30 s",
        "Set 1: pain 3 of 10",
    ]
    assert details.windowTitle() == "Lifter rack-1, rack-1"
    assert details._trace.accessibleDescription() == "4° flexion"  # noqa: SLF001
    now[0] = 60.0
    details.refresh()
    assert details._trace.accessibleDescription() == "Angle unknown"  # noqa: SLF001
    assert "No signal for 60 s" in details._now.accessibleName()  # noqa: SLF001
    details.close()
    assert not details._timer.isActive()  # noqa: SLF001


def test_what_is_taken_back_is_gone_from_the_details(qtbot: QtBot) -> None:
    shared = Tile("rack-1", tile("rack-1").state, 0.0, sets=(a_set(1),))
    source = Source(shared)
    details = Details(source, None, clock=lambda: 0.0)
    qtbot.addWidget(details)
    details.follow("rack-1")

    source.all = [Tile("rack-1")]
    details.refresh()

    assert details.sets.text == NO_SETS
    assert details.windowTitle() == "rack-1"
    assert "Nobody shares anything" in details._now.accessibleName()  # noqa: SLF001


def test_a_tile_opens_its_lifter_and_another_takes_its_place(qtbot: QtBot) -> None:
    source = Source(tile("rack-1"), tile("rack-2", alarm=Alarm.DANGER, alert="Past"))
    link = Link()
    window = CoachWindow(source, lambda: 0.0, link)
    qtbot.addWidget(window)
    window.show()
    window.page.refresh()

    window.show_details("rack-9")
    nobody = window.details
    for station in ("rack-1", "rack-2"):
        window.page.chosen.emit(station)
    details = window.details
    assert details is not None
    assert details.tools is not None
    details.tools.quick[0].click()

    assert nobody is None
    assert [name for name, _ in link.sent] == ["rack-2"]
    window.close()
    assert not details.isVisible()


def test_empty_words_say_so() -> None:
    assert problem_of("") == EMPTY
