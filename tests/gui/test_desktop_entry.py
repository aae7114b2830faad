"""The program in the desktop's menu, and its icon."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage

from monitor.gui.desktop_entry import (
    ASSETS,
    PNG_SIZES,
    DesktopEntryError,
    entry_text,
    icon_text,
    install,
    program,
    remove,
)
from monitor.gui.render_icons import main, rendered
from monitor.gui.theme import DARK

FOLDER = Path(str(ASSETS))
ODD = "a b\"c$d\\e'f`g;h"  # GLib finds no program with a % in its path


def checked(tool: str, *arguments: str | Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run(
        [tool, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def pixels(image: QImage) -> np.ndarray:
    shown = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(shown.constBits(), np.uint8)
    return flat.reshape(shown.height(), shown.width(), 4).astype(float)


def test_what_was_installed_can_be_removed(tmp_path: Path) -> None:
    written = install(tmp_path)

    assert all(path.is_file() for path in written)
    assert remove(tmp_path) == written
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert remove(tmp_path) == []


def test_installing_anew_replaces_what_was_there(tmp_path: Path) -> None:
    entry, *_ = install(tmp_path)
    entry.write_text("of an older version")

    assert install(tmp_path)[0] == entry
    assert entry.read_text() == entry_text(program())


def test_entry_and_icons_are_where_desktops_look(tmp_path: Path) -> None:
    places = {path.relative_to(tmp_path).as_posix() for path in install(tmp_path)}

    assert "applications/rep-monitor.desktop" in places
    assert "icons/hicolor/scalable/apps/rep-monitor.svg" in places
    assert {f"icons/hicolor/{n}x{n}/apps/rep-monitor.png" for n in PNG_SIZES} < places


@pytest.mark.parametrize("home", ["", "relative/folder"])
def test_a_data_home_that_is_no_full_path_is_not_used(
    home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", home)

    entry, *_ = install()

    assert entry == tmp_path / ".local/share/applications/rep-monitor.desktop"
    assert remove()[0] == entry


def test_the_data_home_of_the_environment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert install()[0] == tmp_path / "applications/rep-monitor.desktop"


def test_desktops_are_told_that_an_icon_came(tmp_path: Path) -> None:
    install(tmp_path)
    theme = tmp_path / "icons" / "hicolor"
    os.utime(theme, (0, 0))
    install(tmp_path)

    assert theme.stat().st_mtime > time.time() - 60


def test_the_running_program_is_what_the_menu_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "bin" / "rep-monitor"
    started.parent.mkdir()
    started.touch()
    monkeypatch.setattr(sys, "argv", [str(started), "desktop-entry"])
    assert program() == [str(started)]

    beside = tmp_path / "venv" / "rep-monitor"
    beside.parent.mkdir()
    beside.touch()
    monkeypatch.setattr(sys, "argv", ["/somewhere/monitor/__main__.py"])
    monkeypatch.setattr(sys, "executable", str(beside.with_name("python")))
    assert program() == [str(beside)]

    beside.unlink()
    assert program() == [str(beside.with_name("python")), "-m", "monitor"]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["/opt/rep-monitor"], "Exec=/opt/rep-monitor"),
        (["/home/a b/rep-monitor"], 'Exec="/home/a b/rep-monitor"'),
        (["/a%b/rep-monitor"], 'Exec="/a%%b/rep-monitor"'),
        (["/a$b/rep-monitor"], 'Exec="/a\\\\$b/rep-monitor"'),
        (["/usr/bin/python", "-m", "monitor"], "Exec=/usr/bin/python -m monitor"),
    ],
)
def test_the_command_is_quoted_where_it_must_be(command: list[str], line: str) -> None:
    lines = entry_text(command).splitlines()

    assert line in lines
    assert f"{line} demo" in lines


@pytest.mark.skipif(shutil.which("gio") is None, reason="gio is not installed")
def test_a_desktop_starts_it_from_the_oddest_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    script = folder / "rep-monitor"
    script.write_text(
        f'#!/bin/sh\necho "$#" > {tmp_path}/part\nmv {tmp_path}/part {tmp_path}/ran\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(script)])
    entry, *_ = install(tmp_path / "data")

    subprocess.run(["gio", "launch", str(entry)], check=True)

    end = time.monotonic() + 10
    while not (tmp_path / "ran").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert (tmp_path / "ran").read_text() == "0\n"


@pytest.mark.parametrize("folder", ["plain", ODD])
def test_the_entry_is_valid(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / folder).mkdir()
    started = tmp_path / folder / "rep-monitor"
    started.touch()
    monkeypatch.setattr(sys, "argv", [str(started)])
    entry, *_ = install(tmp_path)

    checked("desktop-file-validate", entry)
    checked("desktop-file-validate", FOLDER / "rep-monitor.desktop")


def test_the_description_for_software_centres_is_valid() -> None:
    # The project has no domain of its own to be called after.
    checked(
        "appstreamcli",
        "validate",
        "--no-net",
        "--override=cid-desktopapp-is-not-rdns=info",
        FOLDER / "rep-monitor.metainfo.xml",
    )


def test_the_icon_is_a_picture() -> None:
    assert ElementTree.fromstring(icon_text()).tag.endswith("svg")


@pytest.mark.parametrize("name", ["icon.svg", "icon-small.svg"])
def test_the_icon_wears_the_colours_of_the_window(name: str) -> None:
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", (FOLDER / name).read_text()))

    assert colours <= set(asdict(DARK).values())


@pytest.mark.parametrize("size", PNG_SIZES)
def test_the_picture_is_the_drawing_of_now(size: int) -> None:
    kept = QImage(str(FOLDER / f"icon-{size}.png"))

    assert (kept.width(), kept.height()) == (size, size)
    difference = np.abs(pixels(kept) - pixels(rendered(size)))
    assert difference.mean() < 1.0  # another Qt may round otherwise


@pytest.mark.parametrize("size", PNG_SIZES)
def test_the_tile_fills_its_square_and_leaves_the_corners_clear(size: int) -> None:
    alpha = pixels(rendered(size))[..., 3]

    assert alpha[0, 0] < 128
    assert alpha[size // 2, size // 2] == 255
    assert alpha.mean() > 0.75 * 255


def test_pictures_are_rendered_where_one_wants_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("icon-*.png"))) == len(PNG_SIZES)

    assert main([str(tmp_path / "missing")]) == 1
    assert "can't be written" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("a file")

    with pytest.raises(DesktopEntryError, match="can't be written"):
        install(tmp_path)
    assert remove(tmp_path) == []
