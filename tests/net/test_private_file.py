"""A private file is its owner's alone, and is there whole or not at all."""

import stat
import sys
from pathlib import Path

import pytest

from monitor.net.private_file import PRIVATE, put_private


def test_a_file_is_replaced_whole_and_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"
    put_private(path, b"first, and longer")

    put_private(path, b"second")

    assert path.read_bytes() == b"second"
    assert [each.name for each in path.parent.iterdir()] == ["secret"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == PRIVATE


def test_where_it_can_not_be_written_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    put_private(path, b"old")
    (tmp_path / "secret.new").mkdir()

    with pytest.raises(OSError, match=r"secret\.new"):
        put_private(path, b"new")

    assert path.read_bytes() == b"old"
