"""The program in the desktop's menu."""

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from monitor.gui.desktop_entry import (
    DesktopEntryError,
    entry_text,
    icon_text,
    install,
    remove,
)


def test_what_was_installed_can_be_removed(tmp_path: Path) -> None:
    written = install(tmp_path)

    assert all(path.exists() for path in written)
    assert remove(tmp_path) == written
    assert remove(tmp_path) == []


def test_a_path_with_a_space_is_quoted() -> None:
    assert 'Exec="/home/a b/rep-monitor" %f' in entry_text("/home/a b/rep-monitor")


def test_the_icon_is_a_picture() -> None:
    assert ElementTree.fromstring(icon_text()).tag.endswith("svg")


def test_the_entry_is_valid(tmp_path: Path) -> None:
    checker = shutil.which("desktop-file-validate")
    if checker is None:
        pytest.skip("desktop-file-validate is not installed")
    entry, _ = install(tmp_path)

    subprocess.run([checker, str(entry)], check=True)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("a file")

    with pytest.raises(DesktopEntryError, match="can't be written"):
        install(tmp_path)
