"""Puts the program into the desktop's menu, on Linux; no Qt needed.

A package of the system does this by itself; a program installed by pip has to be told.
"""

import shutil
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

from monitor.model.errors import MonitorError

NAME: Final = "rep-monitor"
_ENTRY: Final = """[Desktop Entry]
Type=Application
Version=1.5
Name=rep-monitor
GenericName=Lifting monitor
Comment=Counts reps and tells when the lower back arches
Exec={command} %f
Icon={name}
Terminal=false
Categories=Sports;Utility;
Keywords=hip thrust;training;reps;
StartupWMClass={name}
"""


class DesktopEntryError(MonitorError):
    """The entry can't be written or removed."""


def icon_text() -> str:
    """Return the icon, an SVG."""
    return files("monitor.gui").joinpath("assets/icon.svg").read_text("utf-8")


def entry_text(command: str) -> str:
    """Return the desktop entry.

    Args:
        command: What to run; quoted here if it holds a space.
    """
    if any(letter.isspace() for letter in command):
        command = f'"{command}"'
    return _ENTRY.format(command=command, name=NAME)


def program() -> str:
    """Return the path of this program, as the desktop should run it."""
    return shutil.which(NAME) or str(Path(sys.argv[0]).resolve())


def places(data_home: Path) -> tuple[Path, Path]:
    """Return where entry and icon belong below a person's data folder."""
    icons = data_home / "icons" / "hicolor" / "scalable" / "apps"
    return data_home / "applications" / f"{NAME}.desktop", icons / f"{NAME}.svg"


def install(data_home: Path) -> list[Path]:
    """Write entry and icon; return where they are.

    Raises:
        DesktopEntryError: One can't be written.
    """
    texts = (entry_text(program()), icon_text())
    paths = places(data_home)
    for path, text in zip(paths, texts, strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            msg = f"{path}: can't be written ({error.strerror})"
            raise DesktopEntryError(msg) from error
    return list(paths)


def remove(data_home: Path) -> list[Path]:
    """Remove entry and icon; return which were there.

    Raises:
        DesktopEntryError: One can't be removed.
    """
    removed = []
    for path in places(data_home):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            msg = f"{path}: can't be removed ({error.strerror})"
            raise DesktopEntryError(msg) from error
        removed.append(path)
    return removed
