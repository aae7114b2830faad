"""``rep-monitor rescore --dask``: a real scheduler, two workers, one is killed."""

import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from monitor.archive.cluster import judged_bytes
from monitor.archive.outcome import Asked
from monitor.archive.state import state_path
from monitor.archive.task import program_mark
from monitor.model.errors import MonitorError
from monitor.recording.roles import swap
from tests.rig.dask_cluster import cluster

RECORDINGS = Path(__file__).parents[2] / "recordings"
COPIES = 4
PATIENCE_S = 60.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One recording several times, kept apart by its journals; one is damaged."""
    below = tmp_path / "archive"
    below.mkdir()
    for i in range(COPIES):
        path = below / f"{i}.mcap"
        shutil.copy(RECORDINGS / "hip_thrust.mcap", path)
        for _ in range(2 * i):
            swap(path)
    (below / "broken.mcap").write_bytes(b"no recording")
    return below


def known(out: Path) -> int:
    if not state_path(out).exists():
        return 0
    connection = sqlite3.connect(state_path(out), timeout=5.0)
    try:
        (count,) = connection.execute("SELECT count(*) FROM outcome").fetchone()
        return int(count)
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        connection.close()


def test_a_worker_that_is_killed_costs_nothing_and_nothing_is_done_twice(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    command = (sys.executable, "-m", "monitor", "rescore")
    with (
        cluster(2, tmp_path) as running,
        subprocess.Popen(
            [*command, str(folder), "--dask", running.address, "-o", str(out)],
            stdout=subprocess.PIPE,
            text=True,
        ) as run,
    ):
        end = time.monotonic() + PATIENCE_S
        while known(out) < 1:
            assert run.poll() is None
            assert time.monotonic() < end
            time.sleep(0.02)
        running.workers[0].kill()
        said, _ = run.communicate(timeout=PATIENCE_S)

    assert run.returncode == 0
    assert f"{COPIES} recordings judged" in said
    told = duckdb.execute(f"SELECT recording, rep FROM '{out}'").fetchall()
    assert len(told) == len(set(told)) > 0
    assert {name for name, _ in told} == {f"{i}.mcap" for i in range(COPIES)}


def test_a_worker_of_another_version_refuses() -> None:
    with pytest.raises(MonitorError, match="install the same version"):
        judged_bytes("a.mcap", b"", None, Asked(), "0.0.1 abc")


def test_a_name_from_elsewhere_stays_in_its_folder(tmp_path: Path) -> None:
    escaped = tmp_path / "escaped.mcap"

    judged_bytes(str(escaped), b"no recording", None, Asked(), program_mark())

    assert not escaped.exists()
