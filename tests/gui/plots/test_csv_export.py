"""The visible range as CSV, read back."""

import csv
from pathlib import Path

import numpy as np
import pytest

from monitor.gui.plots.csv_export import columns, export_csv
from monitor.gui.plots.data import empty_data
from monitor.model.blocks import GRAVITY
from monitor.model.errors import MonitorError, RecordingError
from monitor.model.records import Placement
from tests.gui.plots.made import session


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_range_is_read_back_as_it_was(tmp_path: Path) -> None:
    data, out = session(), tmp_path / "a.csv"

    export_csv(data, 10.0, 12.0, out)

    rows = read(out)
    part = (data.t >= 10.0) & (data.t <= 12.0)
    assert [float(row["t_s"]) for row in rows] == pytest.approx(data.t[part], abs=1e-6)
    for name in ("lumbar_flexion_deg", "pelvis_pitch_deg", "lumbar_pitch_deg"):
        wrote = [float(row[name]) for row in rows]
        assert wrote == pytest.approx(getattr(data, name)[part], abs=1e-4)
    assert {row["rep"] for row in rows} == {"2"}
    assert {row["set"] for row in rows} == {"1"}


def test_raw_columns_hold_the_nearest_sample(tmp_path: Path) -> None:
    data, out = session(), tmp_path / "a.csv"
    track = data.raw[Placement.PELVIS]

    export_csv(data, 3.0, 3.0, out)

    (row,) = read(out)
    nearest = int(np.argmin(np.abs(track.t - 3.0)))
    gyro, accel = np.degrees(track.gyro[nearest]), track.accel[nearest] / GRAVITY
    assert float(row["pelvis_gyro_y_dps"]) == pytest.approx(gyro[1], abs=1e-4)
    assert float(row["pelvis_accel_z_g"]) == pytest.approx(accel[2], abs=1e-4)


def test_what_is_not_measured_is_empty(tmp_path: Path) -> None:
    data, out = session(), tmp_path / "a.csv"
    gap = data.gaps[0]

    export_csv(data, gap.start_s + 0.2, gap.end_s - 0.2, out)

    for row in read(out):
        assert not row["lumbar_flexion_deg"]
        assert not row["lumbar_gyro_x_dps"]
        assert row["pelvis_pitch_deg"]


def test_one_header_with_units_even_over_many_chunks(tmp_path: Path) -> None:
    data, out = session(500.0), tmp_path / "a.csv"

    export_csv(data, -1.0, 1e6, out)

    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(columns())
    assert len(lines) == 1 + len(data.t)
    assert not any("t_s" in line or "nan" in line for line in lines[1:])
    assert {line.count(",") for line in lines} == {len(columns()) - 1}


def test_an_empty_range_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"

    with pytest.raises(MonitorError, match="nothing measured in the visible range"):
        export_csv(empty_data(), 0.0, 1.0, out)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"^a\.csv could not be written: No such"):
        export_csv(session(), 0.0, 1.0, tmp_path / "gone" / "a.csv")
