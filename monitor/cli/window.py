"""Opens the window for commands that show something, or takes its picture."""

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.config import Settings, read_settings, settings_path

if TYPE_CHECKING:
    from monitor.consent import CoachSettings
    from monitor.gui.app import Begin
    from monitor.gui.main_window import MainWindow
    from monitor.gui.studio import DemoWish, LiveWish


def show_home(settings_file: Path | None) -> None:
    """Open the window on its home page."""
    _open(settings_file, lambda _: None)


def show_demo(wish: "DemoWish", settings_file: Path | None) -> None:
    """Open the window with the virtual lifter."""
    _open(settings_file, lambda window: window.sessions.start_demo(wish))


def picture_of_demo(
    wish: "DemoWish", file: Path, after_s: float, settings_file: Path | None
) -> None:
    """Save a picture of the virtual lifter's session.

    Args:
        wish: Which demo; it runs as fast as it can, and is recorded only to a file
            that is named.
        file: Where to save it.
        after_s: At which session time.
        settings_file: The settings file; None for the usual one.

    Raises:
        ScreenshotError: The picture can't be taken or written.
    """
    recorded = wish.record is not None
    wanted = replace(wish, speed=math.inf, is_recorded=recorded, is_heard=False)
    _take(
        settings_file,
        lambda window: window.sessions.start_demo(wanted, until_s=after_s),
        (file, after_s),
    )


def show_live(
    wish: "LiveWish | None",
    settings_file: Path | None,
    coach: "CoachSettings | None" = None,
) -> None:
    """Open the window with a session of real sensors.

    Args:
        wish: Which session; None to let a person find the sensors first.
        settings_file: The settings file; None for the usual one.
        coach: What a gym may see instead of what the settings say; it isn't kept.
    """

    def begin(window: "MainWindow") -> None:
        window.sessions.studio.coach = coach
        if wish is None:
            window.sessions.connect_sensors()
        else:
            window.sessions.start_live(wish)

    _open(settings_file, begin)


def show_replay(file: Path, speed: float) -> None:
    """Open the window with a recording, playing."""

    def begin(window: "MainWindow") -> None:
        window.replay.set_speed(min(speed, window.replay.fastest))
        window.open_recording(file)
        window.replay.play_once_open()

    _open(None, begin)


def picture_of_replay(file: Path, picture: Path, after_s: float) -> None:
    """Save a picture of a recording's moment.

    Args:
        file: A recording, or what can be imported.
        picture: Where to save it.
        after_s: The moment, session s.

    Raises:
        ScreenshotError: The picture can't be taken or written.
    """
    _take(
        None,
        lambda window: window.open_recording(file, at_s=after_s),
        (picture, after_s),
    )


def _open(settings_file: Path | None, begin: "Begin") -> None:
    from monitor.gui.app import run_window

    settings, path = _settings(settings_file)
    code = run_window(settings, path, begin)
    if code:
        raise typer.Exit(code)


def _take(
    settings_file: Path | None, begin: "Begin", picture: tuple[Path, float]
) -> None:
    from monitor.gui.app import Picture, take_picture

    settings, path = _settings(settings_file)
    take_picture(settings, path, begin, Picture(*picture))


def _settings(file: Path | None) -> tuple[Settings, Path]:
    return read_settings(file), file or settings_path()
