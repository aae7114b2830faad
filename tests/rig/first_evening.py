"""A person's first evening with the program, by keys alone or by the mouse alone.

    python -m tests.rig.first_evening keys|mouse FOLDER

in a real window: first start, demo, calibration, a set with two arching reps, the end
of the session, its replay, the alert, another limit, the differences. Prints what the
person saw, as JSON.
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QStyle,
    QStyleOptionSpinBox,
    QToolButton,
    QWidget,
)

from monitor.config import read_settings
from monitor.gui.app import SWITCH_S, application
from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish

PATIENCE_S = 120.0
SPEED = 20.0
LEFT = Qt.MouseButton.LeftButton


class Person:
    """Looks at the window, and does what a person can do."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Look on until something is there."""
        end = time.monotonic() + PATIENCE_S
        while not until():
            if time.monotonic() > end:
                sys.exit(f"waited in vain for {what}")
            QTest.qWait(20)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        at = QApplication.focusWidget() or self.window
        QTest.keyClick(at, key, modifier or Qt.KeyboardModifier.NoModifier)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on something that is seen."""
        assert widget.isVisible(), f"{widget.accessibleName()} is not seen"
        QTest.mouseClick(
            widget, LEFT, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )

    def button(self, text: str) -> QWidget:
        """Return the button that says this."""
        kinds = (QPushButton, QToolButton)
        for kind in kinds:
            for each in self.window.findChildren(kind):
                if each.isVisible() and each.text() == text:
                    return each
        sys.exit(f"there is no button {text!r} to be seen")


def by_keys(person: Person) -> dict[str, Callable[[], None]]:
    """Return how each step is done without a mouse."""

    def another_limit() -> None:
        person.press(Qt.Key.Key_T)
        person.type("25")
        person.press(Qt.Key.Key_Return)

    return {
        "demo": lambda: person.press(Qt.Key.Key_Space),
        "lift": lambda: person.press(Qt.Key.Key_Space),
        "stop": lambda: person.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier),
        "alert": lambda: person.press(Qt.Key.Key_A),
        "limit": another_limit,
    }


def by_mouse(person: Person) -> dict[str, Callable[[], None]]:
    """Return how each step is done without a keyboard."""
    window = person.window

    def to_the_alert() -> None:
        timeline = window.replay.transport.timeline
        playback = window.replay.playback
        assert playback is not None
        x = timeline.place_of(playback.dangers()[0])
        person.click(timeline, QPoint(round(x), timeline.height() // 2))

    def another_limit() -> None:
        bars = window.replay.view.bars
        person.click(bars, QPoint(40, bars.height() - 60))
        tabs = window.replay.analysis.tabs.tabBar()
        person.click(tabs, tabs.tabRect(1).center())
        spin = window.replay.analysis.trial.limit
        option = QStyleOptionSpinBox()
        spin.initStyleOption(option)
        up = spin.style().subControlRect(
            QStyle.ComplexControl.CC_SpinBox,
            option,
            QStyle.SubControl.SC_SpinBoxUp,
            spin,
        )
        for _ in range(10):
            person.click(spin, up.center())

    return {
        "demo": lambda: person.click(window.home.demo_button),
        "lift": lambda: person.click(window.sessions.flow.ready.lift_button),
        "stop": lambda: person.click(person.button("End session")),
        "alert": to_the_alert,
        "limit": another_limit,
    }


def evening(person: Person, do: dict[str, Callable[[], None]]) -> dict[str, object]:
    """Go through the evening; return what was seen."""
    window, seen = person.window, dict[str, object]()
    ready, replay = window.sessions.flow.ready, window.replay
    person.wait(window.home.demo_button.hasFocus, "the home page")
    do["demo"]()
    person.wait(ready.isVisible, "the calibration")
    person.wait(lambda: ready.progress.quality is not None, "a calibration")
    seen["calibrated"] = ready.progress.quality
    person.wait(lambda: ready.lift_button.text() == "Lift", "the way on")
    do["lift"]()
    person.wait(window.live.isVisible, "the live view")
    person.wait(lambda: "Set 1 over" in log(window), "the end of the set")
    seen["reps"] = window.live.view.number.accessibleDescription()
    seen["log"] = log(window)
    do["stop"]()
    person.wait(replay.isVisible, "the replay")
    person.wait(lambda: bool(replay.playback and replay.playback.is_complete), "it")
    playback = replay.playback
    assert playback is not None
    do["alert"]()
    seen["alerts"] = playback.dangers()
    seen["position"] = replay.player.position
    do["limit"]()
    listed = replay.analysis.trial.list
    person.wait(lambda: "alert" in listed.item(0).text(), "the differences")
    seen["differences"] = [listed.item(n).text() for n in range(listed.count())]
    return seen


def log(window: MainWindow) -> str:
    return window.live.view.log.accessibleDescription()


def main() -> None:
    way, folder = sys.argv[1], Path(sys.argv[2])
    complaints: list[str] = []

    def hear(kind: QtMsgType, _: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
            complaints.append(text)

    qInstallMessageHandler(hear)
    logging.captureWarnings(capture=True)
    app = application()
    sys.setswitchinterval(SWITCH_S)
    file = folder / "settings.toml"
    window = MainWindow(read_settings(file) if file.exists() else read_settings(), file)
    window.sessions.demo_wish = DemoWish(speed=SPEED)
    window.show()
    QTest.qWaitForWindowActive(window)
    window.activateWindow()
    person = Person(window)
    do = by_keys(person) if way == "keys" else by_mouse(person)
    seen = evening(person, do)
    window.close()
    person.wait(lambda: not window.isVisible(), "the window's end")
    app.processEvents()
    seen["complaints of Qt"] = complaints
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
