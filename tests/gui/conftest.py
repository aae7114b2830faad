"""The window's tests draw where there is no screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.gui.main_window import MainWindow
from monitor.gui.theme import THEME, Scheme


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    """Begin each test in the dark theme, without the widgets of those before.

    They wait for an event loop to delete them, and a test without one leaves them to
    be painted anew, all of them, with each change of the theme.
    """
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    THEME.use(Scheme.DARK)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that takes the place of a person's own."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


@pytest.fixture
def window(home: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Return the window as at a first start."""
    made = MainWindow(Settings(), home / "settings.toml")
    made.resize(1280, 800)
    made.show()
    yield made
    made.sessions.end()
    qtbot.waitUntil(lambda: not made.sessions.is_running, timeout=20_000)
    made.close()
    qtbot.waitUntil(lambda: not made.isVisible(), timeout=20_000)
    made.deleteLater()
