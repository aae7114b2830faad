"""The calibration of a pair's last session is found again."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.demo_session import demo_recording
from monitor.gui.carry_over import OLDEST_S, age_s, last_of_pair
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import write_recording

PAIR = "pelvis AA, lumbar BB"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the session of a pair."""
    made = tmp_path_factory.mktemp("recordings")
    session = demo_recording(PipelineSettings(), 1, 30.0)
    started = datetime.now(UTC).isoformat()
    header = replace(session.header, source=PAIR, started_utc=started)
    write_recording(made / "last.mcap", header, session.records)
    return made


def test_the_last_calibration_of_a_pair_is_found(folder: Path) -> None:
    found = last_of_pair(folder, PAIR)

    assert found is not None
    assert found.calibration.quality > 0.5
    assert age_s(found) < 60.0


def test_that_of_another_pair_is_not(folder: Path) -> None:
    assert last_of_pair(folder, "pelvis CC, lumbar BB") is None


def test_an_old_one_is_not(folder: Path) -> None:
    path = folder / "last.mcap"
    old = time.time() - OLDEST_S - 60
    os.utime(path, (old, old))

    assert last_of_pair(folder, PAIR) is None
    os.utime(path)


def test_a_damaged_recording_is_passed_over(folder: Path) -> None:
    (folder / "newer.mcap").write_bytes(b"damaged")

    assert last_of_pair(folder, PAIR) is not None


def test_without_recordings_there_is_none(tmp_path: Path) -> None:
    assert last_of_pair(tmp_path / "nowhere", PAIR) is None
