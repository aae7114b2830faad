import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.recording.file_records import FileRecords
from monitor.recording.mcap_reader import contents
from monitor.recording.repair import repair

CHILD = Path(__file__).with_name("killed_session.py")
MOST_LOST_S = 1.5


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_kill_9_in_the_middle_of_a_session_loses_at_most_a_second_and_a_half(
    tmp_path: Path,
) -> None:
    path = tmp_path / "killed.mcap"
    command = [sys.executable, str(CHILD), str(path)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if float(line) >= 3.4:
                break
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split("\n")[:-1]  # the last may be half a line
    handed_over = max([3.4, *map(float, rest)])

    found = contents(path)
    kept = list(FileRecords(found))
    assert found.notice is not None
    assert handed_over - kept[-1].t <= MOST_LOST_S

    repair(path, tmp_path / "repaired.mcap")

    repaired = contents(tmp_path / "repaired.mcap")
    assert repaired.notice is None
    assert list(FileRecords(repaired)) == kept
