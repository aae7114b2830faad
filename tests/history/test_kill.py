"""kill -9 while the history is written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs kill -9 and fork")
def test_kill_9_never_damages_the_history_nor_loses_what_was_kept(
    tmp_path: Path, repository: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.history.kills", tmp_path, "20"],
        check=True,
        capture_output=True,
        text=True,
        cwd=repository,
        timeout=120,
    )

    told = json.loads(ran.stdout)
    assert told["kills"] == 20
    assert told["entries"] > 50
    assert (told["corrupt"], told["lost"]) == (0, 0)
    assert told["unfinished"] <= 20  # at most the last of each writer
