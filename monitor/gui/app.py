"""Starts the window, or takes a picture of it."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from monitor.config import Settings
from monitor.gui.desktop_entry import icon_text
from monitor.gui.display import has_display
from monitor.gui.main_window import MainWindow
from monitor.gui.theme import font
from monitor.model.errors import MonitorError

# Between Python's threads; the session's must not wait long while pictures are drawn
# (measured: p99 of packet to alert falls from 8 to 5 ms).
SWITCH_S: Final = 0.0005
LOOK_MS: Final = 200  # for signals
SETTLE_MS: Final = 300  # until everything is drawn in its last size
PICTURE_SIZE: Final = (1600, 900)


class ScreenshotError(MonitorError):
    """The picture can't be taken."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is wanted of the window.

    Attributes:
        file: Where to save it; its name tells the format.
        after_s: At which session time.
    """

    file: Path
    after_s: float


Begin = Callable[[MainWindow], None]


def application() -> QApplication:
    """Return the application, made if there is none yet."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        if not has_display():
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        app = QApplication(["rep-monitor"])
    app.setApplicationName("rep-monitor")
    app.setDesktopFileName("rep-monitor")
    app.setFont(font(14))
    icon = QPixmap()
    icon.loadFromData(icon_text().encode())
    app.setWindowIcon(QIcon(icon))
    return app


def without_flash(settings: Settings) -> Settings:
    """Return settings for a picture, which no flash should cover."""
    return replace(settings, window=replace(settings.window, flash=False))


def run_window(settings: Settings, settings_file: Path, begin: Begin) -> int:
    """Open the window and stay until it is closed; return the exit code.

    Args:
        settings: As read.
        settings_file: Where changes are written.
        begin: Called once the window is shown; such as to start the demo.
    """
    app = application()
    sys.setswitchinterval(SWITCH_S)
    window = MainWindow(settings, settings_file)
    _close_on_signals(window)
    window.show()
    QTimer.singleShot(0, window, lambda: begin(window))
    code: int = app.exec()
    return code


def _close_on_signals(window: MainWindow) -> None:
    """End in good order on Ctrl-C and SIGTERM; a second one ends at once."""

    def close(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        window.end_and_close()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, close)
    ticker = QTimer(window)  # Python sees a signal only when it is called
    ticker.timeout.connect(lambda: None)
    ticker.start(LOOK_MS)


def take_picture(
    settings: Settings, settings_file: Path, begin: Begin, picture: Picture
) -> None:
    """Save a picture of the window once its session has come to a time.

    Args:
        settings: As read.
        settings_file: Only read.
        begin: Starts what holds at ``Picture.after_s``.
        picture: Which picture.

    Raises:
        ScreenshotError: The session ends before that time, or the file can't be
            written.
    """
    app = application()
    window = MainWindow(settings, settings_file)
    window.keeps_settings = False
    window.use(without_flash(settings))
    window.resize(*PICTURE_SIZE)
    problems: list[str] = []

    def save() -> None:
        if not window.grab().save(str(picture.file)):
            problems.append(f"{picture.file}: the picture can't be written there")
        window.close()

    def miss(sentence: str) -> None:
        problems.append(sentence or f"the session ends before {picture.after_s:g} s")
        window.close()

    window.held.connect(lambda: QTimer.singleShot(SETTLE_MS, window, save))
    window.missed.connect(miss)
    window.show()
    QTimer.singleShot(0, window, lambda: begin(window))
    app.exec()
    if problems:
        raise ScreenshotError(problems[0])
