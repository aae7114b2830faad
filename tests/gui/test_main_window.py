"""The window as a person uses it, where there is no screen."""

import math
import threading
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from monitor.config import Settings, read_settings
from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish
from monitor.model.records import ExerciseName, Marker, Note, SetSide, Side
from monitor.own_exercises import parse_own_exercise
from monitor.pipeline import with_exercise
from monitor.recording.recording import read_recording
from tests.detection.own_example import EXAMPLE, HERE

LONG_MS = 60_000
RECORDING = Path("recordings/hip_thrust.mcap").resolve()


def fast(**changes: object) -> DemoWish:
    return DemoWish(speed=math.inf, is_heard=False, **changes)  # type: ignore[arg-type]


def run_demo(window: MainWindow, qtbot: QtBot, **changes: object) -> None:
    """Let a demo run to its end, and wait for what comes after it."""
    window.sessions.start_demo(fast(**changes))
    feed = window.live.feed
    assert feed is not None
    with qtbot.waitSignal(feed.ended, timeout=LONG_MS):
        pass


def test_a_first_start_offers_the_demo(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.home
    assert window.home.demo_button.property("kind") == "primary"


def test_a_demo_is_seen_recorded_and_replayed(
    window: MainWindow, qtbot: QtBot, home: Path
) -> None:
    run_demo(window, qtbot)

    assert window.pages.currentWidget() is window.replay
    with qtbot.waitSignal(window.replay.arrived, timeout=LONG_MS):
        pass
    playback = window.replay.playback
    assert playback is not None
    assert playback.is_complete
    assert len([rep for rep in playback.reps() if rep.full]) == 8
    assert len(playback.dangers()) == 2
    assert window.settings.window.recent == (str(window.replay.path),)
    assert read_settings(home / "settings.toml") == window.settings


def test_a_moment_can_be_held(window: MainWindow, qtbot: QtBot) -> None:
    window.sessions.start_demo(fast(is_recorded=False), until_s=50.0)
    with qtbot.waitSignal(window.held, timeout=LONG_MS):
        pass

    feed = window.live.feed
    assert feed is not None
    assert feed.now == pytest.approx(50.0, abs=0.2)
    assert feed.state.count == 6
    assert feed.state.over is not None


def test_a_close_in_the_middle_of_a_set_leaves_a_whole_recording(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = set(threading.enumerate())
    window.sessions.start_demo(DemoWish(speed=30.0, is_heard=False))
    feed = window.live.feed
    assert feed is not None
    qtbot.waitUntil(lambda: feed.state.count >= 3, timeout=LONG_MS)

    window.close()
    question = window.dialogs.shown
    assert isinstance(question, QMessageBox)
    assert window.isVisible()
    qtbot.mouseClick(question.buttons()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)

    (recording,) = window.settings.recordings_path.glob("*.mcap")
    read = read_recording(recording)
    assert read.notice is None
    assert list(read.records)
    alive = set(threading.enumerate()) - before
    assert not [each.name for each in alive if each.name.startswith("session")]


def test_markers_and_notes_enter_the_recording(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.sessions.start_demo(DemoWish(speed=4.0, is_heard=False))
    feed = window.live.feed
    assert feed is not None
    qtbot.waitUntil(lambda: feed.state.t > 1.0, timeout=LONG_MS)

    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.keyClick(window, Qt.Key.Key_M)
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "felt heavy")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "felt heavy" in window.toast.text)
    window.sessions.end()
    with qtbot.waitSignal(feed.ended, timeout=LONG_MS):
        pass

    (recording,) = window.settings.recordings_path.glob("*.mcap")
    kept = list(read_recording(recording).records)
    assert [each.text for each in kept if isinstance(each, Marker)] == ["Marker 1"]
    notes = [each.text for each in kept if isinstance(each, Note)]
    assert notes == ["Marker 1: felt heavy"]
    sides = [each.side for each in kept if isinstance(each, SetSide)]
    assert sides == [Side.LEFT]


def test_recording_stops_and_starts_while_the_session_goes_on(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.sessions.start_demo(DemoWish(speed=20.0, is_heard=False))
    feed = window.live.feed
    assert feed is not None
    record = window.commands.by_name["record"]
    qtbot.waitUntil(lambda: feed.state.count >= 2, timeout=LONG_MS)
    record.trigger()
    assert window.live.recording_since_s is None
    qtbot.waitUntil(lambda: feed.state.count >= 4, timeout=LONG_MS)
    record.trigger()
    qtbot.waitUntil(lambda: feed.state.count >= 6, timeout=LONG_MS)
    window.sessions.end()
    with qtbot.waitSignal(feed.ended, timeout=LONG_MS):
        pass

    first, second = sorted(window.settings.recordings_path.glob("*.mcap"))
    for path in (first, second):
        assert read_recording(path).notice is None
    last = list(read_recording(first).records)[-1].t
    begun = next(iter(read_recording(second).records)).t
    assert last < begun


def test_a_rep_is_struck_added_and_given_back_by_key(
    window: MainWindow, qtbot: QtBot
) -> None:
    wish = DemoWish(speed=4.0, is_heard=False, is_recorded=False)
    window.sessions.start_demo(wish)
    feed = window.live.feed
    assert feed is not None
    qtbot.waitUntil(lambda: "Set 1 over" in log_of(window), timeout=LONG_MS)
    assert feed.state.count == 8

    qtbot.keyClick(window, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: feed.state.count == 7)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: feed.state.count == 8)
    qtbot.keyClick(window, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: feed.state.count == 9)


def log_of(window: MainWindow) -> str:
    return window.live.view.log.accessibleDescription()


def test_mute_by_key_is_shown_and_kept(window: MainWindow, qtbot: QtBot) -> None:
    window.sessions.start_demo(DemoWish(is_heard=False, is_recorded=False))

    qtbot.keyClick(window, Qt.Key.Key_Escape)

    assert window.sessions.actions.is_muted
    assert window.live.extras.muted


def test_one_s_own_exercise_waits_for_the_next_session(
    window: MainWindow, qtbot: QtBot
) -> None:
    own = parse_own_exercise(EXAMPLE, HERE)
    window.sessions.start_demo(DemoWish(is_heard=False, is_recorded=False))
    pipeline = with_exercise(window.settings.pipeline, own)

    window.sessions.use(msgspec.structs.replace(window.settings, pipeline=pipeline))

    assert "next session" in window.toast.text
    qtbot.waitUntil(lambda: window.sessions.studio.settings.pipeline == pipeline)


def test_focus_view_by_key_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.sessions.start_demo(fast(is_recorded=False), until_s=45.0)
    with qtbot.waitSignal(window.held, timeout=LONG_MS):
        pass

    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.live.is_focused
    assert window.live.focus_view.accessibleDescription().startswith("5 reps")

    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.live.is_focused


def test_a_recording_is_opened_by_dropping_it(window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(RECORDING))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.replay.arrived, timeout=LONG_MS):
        window.dropEvent(event)

    assert window.replay.path == RECORDING
    assert window.pages.currentWidget() is window.replay


def test_a_recording_that_was_cut_is_shown_and_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(RECORDING.read_bytes()[:-3000])

    with qtbot.waitSignal(window.replay.arrived, timeout=LONG_MS):
        window.open_recording(cut)

    assert "cut.mcap was not closed properly" in window.toast.text
    playback = window.replay.playback
    assert playback is not None
    assert playback.reps()


def test_a_replay_pauses_while_another_page_is_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.replay.arrived, timeout=LONG_MS):
        window.open_recording(RECORDING)
    window.replay.toggle_play()

    window.go_home()

    assert not window.replay.player.is_playing


def test_what_is_no_recording_is_said_in_a_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "notes.mcap"
    file.write_text("no recording")

    with qtbot.waitSignal(window.replay.failed, timeout=LONG_MS):
        window.open_recording(file)

    assert window.pages.currentWidget() is window.home
    assert "notes.mcap" in window.toast.text
    assert "\n" not in window.toast.text


def test_the_demo_of_another_exercise(window: MainWindow, qtbot: QtBot) -> None:
    wish = fast(is_recorded=False, exercise=ExerciseName.ROMANIAN_DEADLIFT)
    window.sessions.start_demo(wish, until_s=60.0)
    with qtbot.waitSignal(window.held, timeout=LONG_MS):
        pass

    feed = window.live.feed
    assert feed is not None
    assert feed.state.exercise is ExerciseName.ROMANIAN_DEADLIFT


def test_replay_moves_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.replay.arrived, timeout=LONG_MS):
        window.open_recording(RECORDING)
    page = window.replay
    playback = page.playback
    assert playback is not None

    qtbot.keyClick(window, Qt.Key.Key_A)
    first = playback.dangers()[0]
    assert page.player.position == pytest.approx(first - 1.0)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert page.player.position == pytest.approx(first + 4.0)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert page.player.position == pytest.approx(first - 1.0)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert page.player.is_playing
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not page.player.is_playing
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert page.player.speed == 2.0
    qtbot.keyClick(window, Qt.Key.Key_E)
    assert "Rep 4" in page.analysis.evidence.text
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert page.view.isVisible()


def test_the_geometry_is_remembered(window: MainWindow, home: Path) -> None:
    window.resize(1100, 700)
    geometry = bytes(window.saveGeometry().toBase64().data()).decode()

    window.close()

    assert read_settings(home / "settings.toml").window.geometry == geometry


def test_settings_that_cannot_be_written_are_said(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").mkdir()

    window.save(Settings())

    assert "settings.toml" in window.toast.text
    (tmp_path / "settings.toml").rmdir()
