from collections.abc import Callable
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from monitor.formats.gathered import Gathered
from monitor.formats.opensim import orientations, write_sto
from monitor.model.errors import RecordingError
from monitor.model.records import Placement

opensim = pytest.importorskip("opensim", reason="OpenSim's reader is for Linux here")


def read(path: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Read a file with OpenSim's own reader: times, quaternions, labels."""
    table = opensim.TimeSeriesTableQuaternion(str(path))
    labels = list(table.getColumnLabels())
    t = np.array(table.getIndependentColumn())
    rows = [table.getRowAtIndex(n) for n in range(table.getNumRows())]
    values = [
        [[row.getElt(0, k).get(i) for i in range(4)] for k in range(len(labels))]
        for row in rows
    ]
    return t, np.array(values), labels


def written(content: Gathered, path: Path) -> Path:
    text = StringIO()
    write_sto(content, text)
    path.write_text(text.getvalue())
    return path


def test_opensim_reads_what_is_written(content: Gathered, tmp_path: Path) -> None:
    expected_t, expected = orientations(content)

    t, values, labels = read(written(content, tmp_path / "a.sto"))

    assert labels == ["pelvis_imu", "torso_imu"]
    np.testing.assert_allclose(t, expected_t, atol=1e-6)
    for column, placement in enumerate((Placement.PELVIS, Placement.LUMBAR)):
        np.testing.assert_allclose(values[:, column], expected[placement], atol=1e-6)


def test_in_neutral_both_segments_stand_upright_and_face_forward(
    content: Gathered,
) -> None:
    assert content.calibration is not None
    start, end = content.calibration.neutral_s
    t, found = orientations(content)
    still = (t + content.start_s > start) & (t + content.start_s < end)

    for quaternions in found.values():
        angle_deg = 2 * np.degrees(np.arccos(np.clip(quaternions[still, 0], -1, 1)))
        assert np.median(angle_deg) < 3.0


def test_pitch_is_about_the_axis_to_the_right(content: Gathered) -> None:
    """Bowing forward turns about OpenSim's z, to the right, negatively."""
    t, found = orientations(content)
    grid = content.angles.t - content.start_s
    pitch_deg = np.interp(t, grid, content.angles.pelvis_pitch_deg)
    w, _, _, z = found[Placement.PELVIS].T
    about_z_deg = np.degrees(2 * np.arctan2(z, w))
    known = np.isfinite(pitch_deg) & (np.abs(pitch_deg) < 60)

    assert np.corrcoef(pitch_deg[known], about_z_deg[known])[0, 1] < -0.95


def test_a_gap_holds_no_rows(gapped: Gathered) -> None:
    t, _ = orientations(gapped)

    assert np.diff(t).max() > 2.5


def test_what_is_missing_is_told(
    without: Callable[..., Gathered], uncalibrated: Gathered
) -> None:
    with pytest.raises(RecordingError, match="no calibration"):
        orientations(uncalibrated)
    with pytest.raises(RecordingError, match=r"no calibration|no pelvis sensor"):
        orientations(without(Placement.PELVIS))
