from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers.foreign_file import read_foreign_file
from monitor.recording.importers.importing import Import
from monitor.recording.importers.metabase import read

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


EPOCH_MS = 1547472169000.0
NAME = "A-dead_MetaWear_2019-01-15T20.35.27.174_C42732BE255C_{kind}_{rate}Hz_1.4.4.csv"


def half(kind: str, t: np.ndarray, values: np.ndarray) -> str:
    unit = "g" if kind == "Accelerometer" else "deg/s"
    axes = ",".join(f"{axis}-axis ({unit})" for axis in "xyz")
    rows = [f"epoch (ms),time (01:00),elapsed (s),{axes}"]
    for moment, value in zip(t.tolist(), values.tolist(), strict=True):
        cells = ",".join(f"{v:.4f}" for v in value)
        rows.append(
            f"{EPOCH_MS + 1000 * moment:.0f},2019-01-14T14:22:49,{moment},{cells}"
        )
    return "\n".join(rows) + "\n"


def pair(write: Write, drop: slice | None = None) -> list[Path]:
    accel_t, gyro_t = 0.4 + np.arange(50) * 0.08, np.arange(100) * 0.04
    accel = np.column_stack([accel_t, accel_t * 0, accel_t * 0 + 1])
    gyro = np.column_stack([gyro_t * 0 + 180, gyro_t, gyro_t])
    if drop is not None:
        accel_t, accel = np.delete(accel_t, drop), np.delete(accel, drop, axis=0)
    return [
        write(NAME.format(kind="Accelerometer", rate="12.500"),
              half("Accelerometer", accel_t, accel)),
        write(NAME.format(kind="Gyroscope", rate="25.000"),
              half("Gyroscope", gyro_t, gyro)),
    ]  # fmt: skip


def test_the_pair_is_joined_on_the_gyroscopes_times(write: Write) -> None:
    (track,) = read([read_foreign_file(path) for path in pair(write)])

    elapsed = track.t - EPOCH_MS / 1000
    np.testing.assert_allclose(elapsed[[0, -1]], [0.4, 3.96], atol=1e-6)
    np.testing.assert_allclose(track.accel[:, 0], elapsed * 9.80665, atol=1e-3)
    np.testing.assert_allclose(track.gyro[:, 0], np.pi, atol=1e-6)
    assert track.names[0] == "C42732BE255C"


def test_nothing_is_made_up_in_a_gap_of_the_accelerometer(write: Write) -> None:
    (track,) = read([read_foreign_file(p) for p in pair(write, slice(20, 30))])

    assert np.diff(track.t).max() == pytest.approx(0.88, abs=0.01)


def test_a_half_without_its_partner_is_refused(write: Write) -> None:
    accel, gyro = pair(write)

    with pytest.raises(ImportFileError, match=r"gyroscope file .* is missing"):
        read([read_foreign_file(accel)])
    with pytest.raises(ImportFileError, match=r"accelerometer file .* is missing"):
        read([read_foreign_file(gyro)])


def test_a_renamed_pair_is_still_a_pair(write: Write, importing: Importing) -> None:
    accel, gyro = pair(write)
    files = [
        accel.rename(accel.with_name("x.csv")),
        gyro.rename(gyro.with_name("y.csv")),
    ]

    found = importing(files, pelvis="y")

    assert (found.sensors[0].rate_hz, found.sensors[0].lost) == (25.0, 0)
    assert found.span_s[0] == 0.0
    assert found.recording.header.started_utc == "2019-01-14T13:22:49.400+00:00"
