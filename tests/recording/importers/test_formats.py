from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers.formats import can_import
from monitor.recording.importers.importing import Import

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


def test_every_format_is_recognised_by_its_content(
    small_files: tuple[str, ...], write: Write
) -> None:
    assert all(can_import(write("whatever.dat", whole)) for whole in small_files)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "hello,world\n1,2\n", "a.csv: not a format that can be imported"),
        ("empty.csv", "", "empty.csv: not a format"),
        ("folder/readme.csv", "hello", "readme.csv: not a format"),
    ],
)
def test_an_unknown_file_is_refused(
    write: Write, importing: Importing, name: str, content: str, words: str
) -> None:
    with pytest.raises(ImportFileError, match=words):
        importing(write(name, content))


def test_a_missing_file_is_told(tmp_path: Path, importing: Importing) -> None:
    with pytest.raises(ImportFileError, match="can't be read \\(No such file"):
        importing(tmp_path / "nowhere.csv")


def test_a_folder_without_anything_to_import_is_told(
    write: Write, importing: Importing
) -> None:
    folder = write("some/readme.txt", "hello").parent

    with pytest.raises(ImportFileError, match="nothing in it that can be imported"):
        importing(folder)
