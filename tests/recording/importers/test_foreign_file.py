from pathlib import Path

import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers import foreign_file as module
from monitor.recording.importers.foreign_file import foreign_file, read_foreign_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_text_of_any_encoding_reads_the_same(encoding: str) -> None:
    file = foreign_file(Path("a"), "über 3°\r\nzwei\rdrei".encode(encoding))

    assert list(file.lines()) == [(1, "über 3°\n"), (2, "zwei\n"), (3, "drei")]


def test_a_binary_file_is_left_as_it_is() -> None:
    data = b"MATLAB 5.0 MAT-file\r\n\xff"

    assert foreign_file(Path("a"), data).data == data


def test_a_line_without_end_is_refused() -> None:
    file = foreign_file(Path("a"), b"ok\n" + b"," * 100_000)

    with pytest.raises(ImportFileError, match="a, line 2: the line is too long"):
        file.check_lines()


def test_what_is_quoted_of_a_file_can_not_steer_a_terminal() -> None:
    with pytest.raises(ImportFileError, match=r"^a: P\?\[2Jis is no column$"):
        foreign_file(Path("a"), b"").refuse("P\x1b[2Jis is no column")


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2**20)
    path = tmp_path / "large.csv"
    path.write_bytes(bytes(2**20 + 1))

    with pytest.raises(ImportFileError, match="larger than 1 MiB"):
        read_foreign_file(path)
