"""Puts the program into the desktop's menu, on Linux; no Qt needed.

A package of the system does this by itself; a program installed by pip has to be told.
"""

import os
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

from monitor.model.errors import MonitorError

NAME: Final = "rep-monitor"
ASSETS: Final = files("monitor.gui").joinpath("assets")
PNG_SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512)  # px

_ICONS: Final = Path("icons", "hicolor")
_ENTRY: Final = Path("applications", f"{NAME}.desktop")
_PLAIN: Final = re.compile(r"[\w@+:,./-]+", re.ASCII)  # needs no quotes


class DesktopEntryError(MonitorError):
    """The entry can't be written or removed."""


def icon_text() -> str:
    """Return the icon, an SVG."""
    return ASSETS.joinpath("icon.svg").read_text("utf-8")


def entry_text(command: list[str]) -> str:
    """Return the desktop entry.

    Args:
        command: What runs this program: an executable and its first arguments.
    """
    text = ASSETS.joinpath(f"{NAME}.desktop").read_text("utf-8")
    run = " ".join(_quoted(argument) for argument in command)
    text = text.replace(f"\nExec={NAME}", f"\nExec={run}")
    # A program that is gone is then shown no more.
    tried = _escaped(command[0])
    return text.replace("\nIcon=", f"\nTryExec={tried}\nIcon=", 1)


def program() -> list[str]:
    """Return what runs this very program again, from whichever folder."""
    started = Path(sys.argv[0])
    beside = Path(sys.executable).with_name(NAME)
    for path in (started, beside):
        if path.name == NAME and path.is_file():
            return [str(path.absolute())]
    return [sys.executable, "-m", "monitor"]


def data_home() -> Path:
    """Return where a person's entries and icons belong."""
    home = Path(os.environ.get("XDG_DATA_HOME", ""))
    return home if home.is_absolute() else Path.home() / ".local" / "share"


def install(target: Path | None = None) -> list[Path]:
    """Write entry and icons; return where they are.

    Args:
        target: The data folder to write below; the person's own if not given.

    Raises:
        DesktopEntryError: One can't be written.
    """
    home = target or data_home()
    for place, content in _contents().items():
        path = home / place
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            msg = f"{path}: can't be written ({error.strerror})"
            raise DesktopEntryError(msg) from error
    _announce(home)
    return [home / place for place in _places()]


def remove(target: Path | None = None) -> list[Path]:
    """Remove entry and icons; return which were there.

    Args:
        target: The data folder they are below; the person's own if not given.

    Raises:
        DesktopEntryError: One can't be removed.
    """
    home = target or data_home()
    removed = []
    for path in (home / place for place in _places()):
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            msg = f"{path}: can't be removed ({error.strerror})"
            raise DesktopEntryError(msg) from error
        removed.append(path)
    _announce(home)
    return removed


def _places() -> dict[Path, str]:
    """Return which asset is which file below the data folder; the entry is first."""
    places = {
        _ENTRY: f"{NAME}.desktop",
        _ICONS / "scalable" / "apps" / f"{NAME}.svg": "icon.svg",
    }
    for size in PNG_SIZES:
        place = _ICONS / f"{size}x{size}" / "apps" / f"{NAME}.png"
        places[place] = f"icon-{size}.png"
    return places


def _contents() -> dict[Path, bytes]:
    found = {
        place: ASSETS.joinpath(name).read_bytes() for place, name in _places().items()
    }
    return found | {_ENTRY: entry_text(program()).encode()}


def _announce(home: Path) -> None:
    """Have desktops look again: they mistrust a cache older than the icons' folder."""
    try:
        os.utime(home / _ICONS)
    except OSError:
        return  # they see it at the next login


def _quoted(argument: str) -> str:
    """Return an argument as the key Exec has it."""
    text = argument.replace("%", "%%")
    if not _PLAIN.fullmatch(argument):
        text = '"' + re.sub(r'(["`$\\])', r"\\\1", text) + '"'
    return _escaped(text)


def _escaped(text: str) -> str:
    """Return a text as the value of any key has it."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")
