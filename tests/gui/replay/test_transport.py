"""The transport bar and the player behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from monitor.gui.replay.player import Player
from monitor.gui.replay.transport import SPEEDS, Marks, Transport
from monitor.gui.symbols import Symbol

MARKS = Marks(
    10.0, 110.0, ((20.0, Symbol.FINE), (30.0, Symbol.DANGER)), (29.0,),
    ((50.0, 60.0),), (70.0,),
)  # fmt: skip


@pytest.fixture
def transport(qtbot: QtBot) -> Transport:
    made = Transport()
    qtbot.addWidget(made)
    made.resize(1200, 56)
    made.show_marks(MARKS)
    made.show()
    return made


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("advance"), st.floats(0, 30)),
            st.tuples(st.just("seek"), st.floats(-1e6, 1e6)),
            st.tuples(st.just("toggle"), st.just(0.0)),
        )
    )
)
def test_the_player_never_leaves_the_recording(steps: list[tuple[str, float]]) -> None:
    player = Player(10.0, 110.0, 10.0, speed=4.0)
    for what, value in steps:
        match what:
            case "advance":
                player.advance(value)
            case "seek":
                player.seek(value)
            case _:
                player.toggle()

        assert 10.0 <= player.position <= 110.0


def test_play_at_the_end_begins_anew() -> None:
    player = Player(0.0, 10.0, 10.0)

    assert player.toggle()
    assert player.position == 0.0


def test_a_click_on_the_line_seeks_there(qtbot: QtBot, transport: Transport) -> None:
    line = transport.timeline
    spot = QPoint(round(line.place_of(60.0)), line.height() // 2)

    with qtbot.waitSignal(transport.sought) as sought:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=spot)

    assert sought.args == [pytest.approx(60.0, abs=0.2)]


def test_dragging_seeks_all_the_way(qtbot: QtBot, transport: Transport) -> None:
    sought: list[float] = []
    transport.sought.connect(sought.append)
    line, middle = transport.timeline, transport.timeline.height() // 2

    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(100, middle))
    for x in range(100, 300, 10):
        qtbot.mouseMove(line, QPoint(x, middle))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(300, middle))

    assert len(sought) >= 10
    assert sought == sorted(sought)


@pytest.mark.parametrize(
    ("key", "t"), [(Qt.Key.Key_Home, 10.0), (Qt.Key.Key_End, 110.0)]
)
def test_home_and_end_go_to_the_ends(
    qtbot: QtBot, transport: Transport, key: Qt.Key, t: float
) -> None:
    with qtbot.waitSignal(transport.sought) as sought:
        qtbot.keyClick(transport.timeline, key)

    assert sought.args == [t]


def test_each_speed_has_a_button(qtbot: QtBot, transport: Transport) -> None:
    wanted: list[float] = []
    transport.speed_wanted.connect(wanted.append)

    for speed in SPEEDS:
        qtbot.mouseClick(transport.speed(speed), Qt.MouseButton.LeftButton)

    assert wanted == list(SPEEDS)
