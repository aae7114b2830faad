"""What real files of other makers hold; skipped where the folder is missing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.recording.importers.formats import read_tracks
from monitor.recording.importers.importing import Import

Importing = Callable[..., Import]


QSENSE = "qsense_trunk/*/QSense/*"


@pytest.mark.parametrize(
    ("pattern", "roles", "expected"),
    [
        ("vendor_exports/movella_dot_fw3.0/*.csv", ("LF", "LT"), (120.0, 1238, 0)),
        (
            "vendor_exports/xsens_dot_fw2.0_realtime/*.csv",
            ("Pelvis", None),
            (60.0, 382, 0),
        ),
        (
            "vendor_exports/movesense_json/*.json",
            (None, "Movesense"),
            (106.87, 10000, 0),
        ),
        ("vendor_exports/witmotion_ble_py/*.csv", (None, "20250425"), (99.49, 488, 0)),
        ("opensense/walk/*.txt", ("00B42279", "00B42268"), (100.0, 2493, 0)),
        ("qmt_full_body/*.mat", (None, None), (100.0, 10000, 0)),
        (
            "cmu_exercise/parsed_h5_csv/SUB22/SqDL",
            ("Pelvis", "Chest"),
            (100.0, 709, 354),
        ),
        ("barbell_metamotion/A-dead-heavy_*", ("C42732BE255C", None), (25.0, 402, 0)),
    ],
)
def test_a_real_recording_is_read(
    real_data: Path,
    importing: Importing,
    pattern: str,
    roles: tuple[str | None, str | None],
    expected: tuple[float, int, int],
) -> None:
    found = importing(sorted(real_data.glob(pattern)), *roles)

    sensor = found.sensors[0]
    rate_hz, samples, lost = expected
    assert sensor.rate_hz == pytest.approx(rate_hz, rel=1e-4)
    assert (sensor.samples, sensor.lost) == (samples, lost)


def test_every_qsense_trial_is_read(real_data: Path, importing: Importing) -> None:
    trials = sorted(real_data.glob(QSENSE))

    found = [importing(trial, "Sensor 3", "Sensor 2") for trial in trials]

    assert len(found) == 15
    assert {(s.rate_hz, s.lost) for trial in found for s in trial.sensors} == {
        (50.0, 0)
    }


@pytest.mark.parametrize(
    "pattern",
    [
        "vendor_exports/*/*.csv",
        "vendor_exports/*/*.json",
        "opensense/walk/*.txt",
        "qmt_full_body/*.mat",
        "barbell_metamotion/A-squat-heavy_*",
        QSENSE,
    ],
)
def test_at_the_median_a_real_sensor_weighs_itself(
    real_data: Path, pattern: str
) -> None:
    for _, track in read_tracks(sorted(real_data.glob(pattern))):
        usual = np.median(np.linalg.norm(track.accel, axis=1))
        assert 8.5 < usual < 11.5
        assert np.abs(track.gyro).max() < 45
