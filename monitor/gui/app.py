"""Starts the window."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from monitor.config import Settings
from monitor.gui.main_window import MainWindow
from monitor.gui.theme import font

# Between Python's threads; the session's must not wait long while pictures are drawn
# (measured: p99 of packet to alert falls from 8 to 5 ms).
SWITCH_S: Final = 0.0005


def has_display() -> bool:
    """Tell whether there is a screen to open a window on."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


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
    return app


def run_window(
    settings: Settings,
    settings_file: Path,
    begin: Callable[[MainWindow], None] | None = None,
) -> int:
    """Open the window and stay until it is closed; return the exit code.

    Args:
        settings: As read.
        settings_file: Where changes are written.
        begin: Called once the window is shown; such as to start the demo.
    """
    app = application()
    sys.setswitchinterval(SWITCH_S)
    window = MainWindow(settings, settings_file)
    window.show()
    if begin is not None:
        QTimer.singleShot(0, lambda: begin(window))
    code: int = app.exec()
    return code


def screenshot(window: MainWindow, file: Path, failed: Callable[[str], None]) -> None:
    """Save the window as a picture.

    Args:
        window: What to save.
        file: PNG, by its name.
        failed: Told in one sentence if it can't be written.
    """
    if not window.grab().save(str(file)):
        failed(f"{file}: the picture can't be written there")
