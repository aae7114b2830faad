import os
import random
from pathlib import Path

import pytest

from monitor.consent import Consent, Share
from monitor.net.archive_folder import copy_to
from monitor.net.archive_source import CHUNK_BYTES, ArchiveError


def shared() -> Consent:
    return Consent(Share.HISTORY)


def a_recording(folder: Path, size: int = 24 * CHUNK_BYTES - 77) -> Path:
    path = folder / "2026-11-27 squat é.mcap"
    path.write_bytes(random.Random(size).randbytes(size))
    return path


@pytest.mark.parametrize("there", [0, 5, CHUNK_BYTES, 3 * CHUNK_BYTES + 9])
@pytest.mark.parametrize("is_same", [True, False])
def test_a_copy_is_resumed_or_begun_anew(
    tmp_path: Path, there: int, *, is_same: bool
) -> None:
    path, folder = a_recording(tmp_path, 5 * CHUNK_BYTES + 3), tmp_path / "archive"
    folder.mkdir()
    begun = path.read_bytes()[:there] if is_same else os.urandom(there)
    (folder / f".{path.name}.part").write_bytes(begun)

    copy = copy_to(path, folder, shared)

    assert copy.read_bytes() == path.read_bytes()
    assert list(folder.iterdir()) == [copy]
    assert copy_to(path, folder, shared) == copy


def test_another_recording_of_the_name_is_not_overwritten(tmp_path: Path) -> None:
    path, folder = a_recording(tmp_path), tmp_path / "archive"
    folder.mkdir()
    (folder / path.name).write_bytes(b"another")

    with pytest.raises(ArchiveError, match="another recording"):
        copy_to(path, folder, shared)

    assert (folder / path.name).read_bytes() == b"another"


def test_nothing_is_copied_that_is_not_shared(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="not shared"):
        copy_to(a_recording(tmp_path), tmp_path / "archive", Consent)

    assert not (tmp_path / "archive").exists()
