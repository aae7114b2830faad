"""No sensor is taken by two sessions."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.acquisition.locks import held, is_held
from monitor.model.errors import LinkError

HOLD = """
import sys, time
from pathlib import Path
from monitor.acquisition.locks import held
with held([sys.argv[1]], Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_sensor_is_held_until_the_session_ends(tmp_path: Path) -> None:
    with held(["aa:01", "AA:02"], tmp_path):
        assert is_held("AA:01", tmp_path)
        assert is_held("aa:02", tmp_path)
        assert not is_held("AA:03", tmp_path)
    assert not is_held("AA:01", tmp_path)


def test_a_second_session_is_told_and_lets_go_of_the_other_sensor(
    tmp_path: Path,
) -> None:
    with (
        held(["B"], tmp_path),
        pytest.raises(LinkError, match="B: another session uses"),
        held(["A", "B"], tmp_path),
    ):
        pytest.fail("both were taken")
    with held(["A"], tmp_path):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not of Windows")
def test_a_session_that_is_killed_lets_go(tmp_path: Path, repository: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, "AA:01", str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=repository,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert is_held("AA:01", tmp_path)
        os.kill(process.pid, signal.SIGKILL)
    assert not is_held("AA:01", tmp_path)


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(LinkError, match="can't be written"),
        held(["A"], tmp_path / "file" / "x"),
    ):
        pass
