"""An archive is judged: each recording once, whatever is wrong and whoever stops it."""

import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from monitor.archive.outcome import Asked
from monitor.archive.parquet import recordings_path
from monitor.archive.run import found_archive, rescored_archive
from monitor.archive.tables import archive_tables
from monitor.archive.total import Total
from monitor.model.errors import RecordingError
from monitor.recording.roles import swap
from tests.archive.conftest import HereWorkers

Here = Callable[[], HereWorkers]


def run(
    folder: Path, workers: HereWorkers, out: Path, asked: Asked | None = None
) -> Total:
    steps: list[None] = []
    archive = found_archive(folder, asked or Asked())
    total = rescored_archive(archive, out, workers, lambda: steps.append(None))
    assert len(steps) == len(archive.paths)
    return total


def rows(out: Path, columns: str, more: str = "") -> list[tuple[object, ...]]:
    asked = f"SELECT {columns} FROM read_parquet(?) {more} ORDER BY ALL"
    return duckdb.execute(asked, [str(out)]).fetchall()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.parquet"


def test_every_recording_is_judged_and_a_damaged_one_ends_nothing(
    archive_dir: Path, here: Here, out: Path
) -> None:
    total = run(archive_dir, here(), out)

    assert (total.recordings, total.reps, total.changed) == (3, 28, [])
    ((name, reason),) = total.failed
    assert name == "damaged.mcap"
    assert "is damaged" in reason
    by_recording = "WHERE full_rep GROUP BY recording"
    assert rows(out, "recording, count(*)", by_recording) == [
        ("bridges/glute_bridge.mcap", 10),
        ("hip_thrust.mcap", 8),
        ("trunk_bend.mcap", 10),
    ]
    told = rows(recordings_path(out), "recording, judged, reason IS NULL, reps_more")
    assert told[1] == ("damaged.mcap", False, False, None)
    assert told[2] == ("hip_thrust.mcap", True, True, 0)


@pytest.mark.parametrize("done", [0, 1, 3])
def test_a_run_that_was_stopped_goes_on_and_does_nothing_twice(
    done: int, archive_dir: Path, here: Here, out: Path
) -> None:
    stopped = here()
    stopped.stop_after = done
    with pytest.raises(KeyboardInterrupt):
        run(archive_dir, stopped, out)
    assert not out.exists()

    rest = here()
    total = run(archive_dir, rest, out)

    assert total.known == done
    everyone = ["damaged.mcap", "glute_bridge.mcap", "hip_thrust.mcap"]
    assert sorted(stopped.judged + rest.judged) == [*everyone, "trunk_bend.mcap"]
    told = rows(out, "recording, rep")
    assert len(told) == len(set(told)) == 32


def test_what_is_known_is_judged_again_only_if_something_changed(
    archive_dir: Path, here: Here, out: Path
) -> None:
    first, same, other, edited = here(), here(), here(), here()
    run(archive_dir, first, out)

    run(archive_dir, same, out)
    run(archive_dir, other, out, Asked(extension_deg=9.0))
    swap(archive_dir / "trunk_bend.mcap")
    run(archive_dir, edited, out)

    assert len(first.judged) == len(other.judged) == 4
    assert same.judged == []
    assert edited.judged == ["trunk_bend.mcap"]


def test_a_copy_counts_once(archive_dir: Path, here: Here, out: Path) -> None:
    content = (archive_dir / "hip_thrust.mcap").read_bytes()
    (archive_dir / "zz.mcap").write_bytes(content)

    total = run(archive_dir, here(), out)

    assert (total.recordings, total.copies, total.reps) == (3, 1, 28)


def test_what_cannot_be_read_is_counted_and_tried_again(
    archive_dir: Path, here: Here, out: Path
) -> None:
    (archive_dir / "empty.mcap").write_bytes(b"")
    (archive_dir / "other.mcap").write_bytes(b"\x89MCAP0\r\n" * 2)
    (archive_dir / "gone.mcap").symlink_to(archive_dir / "nowhere")

    total = run(archive_dir, here(), out)

    names = [name for name, _ in total.failed]
    assert names == ["damaged.mcap", "empty.mcap", "other.mcap"]
    assert all("\n" not in reason for _, reason in total.failed)


def test_a_table_says_what_changed(archive_dir: Path, here: Here, out: Path) -> None:
    console = Console(width=120, file=io.StringIO(), record=True, color_system=None)

    console.print(archive_tables(run(archive_dir, here(), out, Asked(None, 5.0))))
    told = console.export_text()

    assert "3 recordings judged" in told
    assert "bridges/glute_bridge.mcap" in told
    assert "clean → borderline" in told
    assert "damaged.mcap: is damaged" in told
    assert "no medical advice" in told


def test_a_folder_without_recordings_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no recordings"):
        found_archive(tmp_path, Asked())
    with pytest.raises(RecordingError, match="no folder"):
        found_archive(tmp_path / "none", Asked())
