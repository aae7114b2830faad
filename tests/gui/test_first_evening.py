"""A person's first evening in a real window: by keys alone, and by the mouse alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig.screen import screen

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="there is no X server that draws into memory"
)


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_from_the_first_start_to_the_differences_of_another_limit(
    way: str, tmp_path: Path
) -> None:
    with screen() as env:
        folders = {
            name: str(tmp_path / name.lower())
            for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        }
        ran = subprocess.run(
            [sys.executable, "-m", "tests.rig.first_evening", way, str(tmp_path)],
            env={**env, **folders, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    assert ran.returncode == 0, ran.stderr + ran.stdout
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert seen["calibrated"] > 0.5
    assert seen["reps"].startswith("8 reps")
    assert "8 reps, 8 scored" in seen["log"]
    assert len(seen["alerts"]) == 2
    assert abs(seen["position"] - seen["alerts"][0]) < 1.5
    assert seen["differences"][0] == "2 danger alerts fewer"
    assert seen["complaints of Qt"] == []
    assert "Warning" not in ran.stderr
