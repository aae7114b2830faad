"""``rep-monitor rescore`` on small archives, as a person would run it."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from monitor.archive.state import state_path
from monitor.recording.roles import swap
from tests.cli.conftest import Ran

RECORDINGS = Path(__file__).parents[2] / "recordings"
DOCS = Path(__file__).parents[2] / "docs"
COPIES = 4
PATIENCE_S = 60.0


Command = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hip thrust, a glute bridge, and something that is no recording."""
    below = tmp_path / "archive"
    below.mkdir()
    for name in ("hip_thrust", "glute_bridge"):
        shutil.copy(RECORDINGS / f"{name}.mcap", below)
    (below / "broken.mcap").write_bytes(b"no recording")
    return below


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The same recording several times; journals of unlike lengths keep it apart."""
    below = tmp_path / "copies"
    below.mkdir()
    for i in range(COPIES):
        path = below / f"{i}.mcap"
        path.symlink_to(RECORDINGS / "hip_thrust.mcap")
        for _ in range(2 * i):
            swap(path)
    return below


def test_an_archive_by_another_limit_can_be_asked_as_the_docs_say(
    folder: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = command("rescore", folder, "--limit", "5")

    assert ran.code == 0
    assert "2 recordings judged" in ran.out
    assert re.search(r"[1-9] clean → (borderline|fault)", ran.out)
    assert "broken.mcap: is not an MCAP recording" in ran.out
    assert "no medical advice" in ran.out
    page = (DOCS / "archive.md").read_text()
    faults, changed, failed = (
        duckdb.execute(asked).fetchall()
        for asked in re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    )
    assert [(row[1], row[3]) for row in sorted(faults, key=lambda row: row[1])] == [
        ("glute_bridge", 10),
        ("hip_thrust", 8),
    ]
    assert len(changed) > 0
    assert [name for name, _ in failed] == ["broken.mcap"]


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "rescore", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_some(out: Path, child: "subprocess.Popen[str]") -> None:
    """Wait until something was judged, but not all."""
    end = time.monotonic() + PATIENCE_S
    while not known(out):
        assert child.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)


def known(out: Path) -> list[tuple[str, bytes]]:
    """What the state holds; the runs write it meanwhile."""
    if not state_path(out).exists():
        return []
    connection = sqlite3.connect(state_path(out), timeout=5.0)
    try:
        return connection.execute("SELECT key, rowid FROM outcome").fetchall()
    except sqlite3.OperationalError:  # not made yet
        return []
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_goes_on_and_does_nothing_twice(
    how: signal.Signals, copies: Path, tmp_path: Path, command: Command
) -> None:
    out = tmp_path / "out.parquet"
    with start(copies, "--jobs", "1", "-o", out) as child:
        wait_for_some(out, child)
        workers = children(child.pid)
        child.send_signal(how)
        _, said = child.communicate(timeout=PATIENCE_S)
    wait_for_the_end_of(workers)
    before = known(out)
    assert 0 < len(before) < COPIES
    assert not out.exists()
    if how is signal.SIGINT:
        assert child.returncode == 130
        assert said == "Stopped; the same command goes on from here.\n"

    ran = command("rescore", copies, "-o", out, "--jobs", "2")

    assert ran.code == 0
    assert f"{COPIES} recordings judged" in ran.out
    assert f"{len(before)} file" in ran.out
    assert set(before) < set(known(out))  # nothing was written a second time
    told = duckdb.execute(f"SELECT recording, rep FROM '{out}'").fetchall()
    assert len(told) == len(set(told))
    assert {name for name, _ in told} == {f"{i}.mcap" for i in range(COPIES)}


def wait_for_the_end_of(workers: list[int]) -> None:
    """Wait until no process is left of a run that was stopped."""
    end = time.monotonic() + PATIENCE_S
    while any(alive(pid) for pid in workers):
        assert time.monotonic() < end
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("missing", "arguments"),
    [("pyarrow", ()), ("distributed", ("--dask", "tcp://127.0.0.1:1"))],
)
def test_what_is_not_installed_is_told_in_a_sentence(
    missing: str,
    arguments: tuple[str, ...],
    folder: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)

    ran = command("rescore", folder, *arguments)

    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert 'pip install "rep-monitor[archive]"' in ran.err


def test_a_cluster_knows_its_jobs_itself(folder: Path, command: Command) -> None:
    ran = command("rescore", folder, "--dask", "tcp://127.0.0.1:1", "--jobs", "2")

    assert ran.code == 2
    assert "don't go together" in ran.err


def test_without_recordings_the_person_is_told(
    tmp_path: Path, command: Command
) -> None:
    ran = command("rescore", tmp_path)

    assert ran.code == 1
    assert "holds no recordings" in ran.err


def test_the_help_names_every_option(command: Command) -> None:
    ran = command("rescore", "--help")

    for option in ("--limit", "--exercise", "--jobs", "--output", "--dask"):
        assert option in ran.out
    assert os.linesep in ran.out
