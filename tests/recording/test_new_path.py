"""Where a new recording goes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model.errors import RecordingError
from monitor.recording.new_path import new_recording_path

STARTED = datetime(2026, 11, 26, 18, 5, 9, tzinfo=UTC)


def test_a_path_is_by_date_and_never_taken(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "recordings"
    paths = []
    for _ in range(3):
        path = new_recording_path(folder, STARTED)
        path.touch()
        paths.append(path.name)
    assert paths == [
        "2026-11-26_18-05-09.mcap",
        "2026-11-26_18-05-09_2.mcap",
        "2026-11-26_18-05-09_3.mcap",
    ]


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match="--record"):
        new_recording_path(tmp_path / "file" / "x", STARTED)
