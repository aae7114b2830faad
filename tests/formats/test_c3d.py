from collections.abc import Callable
from pathlib import Path

import ezc3d
import numpy as np
import pytest

from monitor.formats.c3d import NAMES, frames, write_c3d
from monitor.formats.gathered import Gathered
from monitor.model.errors import RecordingError
from monitor.model.records import TRUNK


def test_angles_and_events_are_read_back(content: Gathered, tmp_path: Path) -> None:
    path = tmp_path / "a.c3d"
    write_c3d(content, path)

    file = ezc3d.c3d(str(path))

    rate_hz, values = frames(content)
    points = file["data"]["points"]
    assert file["parameters"]["POINT"]["RATE"]["value"][0] == pytest.approx(rate_hz)
    assert file["parameters"]["POINT"]["LABELS"]["value"][:3] == list(NAMES)
    known = np.isfinite(values)
    np.testing.assert_allclose(points[0][known], values[known], atol=1e-4)
    assert np.isnan(points[0][~known]).all() or not (~known).any()
    labels = file["parameters"]["EVENT"]["LABELS"]["value"]
    assert labels.count("Rep start") == 7
    minutes, seconds = file["parameters"]["EVENT"]["TIMES"]["value"]
    first = content.reps[0].onset_s - content.start_s
    at = labels.index("Rep start")
    assert 60 * minutes[at] + seconds[at] == pytest.approx(first, abs=1e-3)


def test_gaps_are_frames_that_are_not_valid(gapped: Gathered) -> None:
    _, values = frames(gapped)

    assert np.isnan(values[2]).sum() > 250


def test_nothing_to_write_is_told(
    without: Callable[..., Gathered], tmp_path: Path
) -> None:
    with pytest.raises(RecordingError, match="no angles"):
        write_c3d(without(*TRUNK), tmp_path / "a.c3d")


def test_a_file_that_can_t_be_is_told(content: Gathered, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="can't be written"):
        write_c3d(content, tmp_path / "no" / "a.c3d")
