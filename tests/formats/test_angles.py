import csv
import json
from io import BytesIO, StringIO

import numpy as np
from pyarrow import parquet

from monitor.formats.angles import (
    ANGLE_COLUMNS,
    write_angles_csv,
    write_angles_parquet,
    write_events_csv,
)
from monitor.formats.gathered import Gathered


def test_angles_as_csv(gapped: Gathered) -> None:
    text = StringIO()
    count = write_angles_csv(gapped, text)
    rows = list(csv.DictReader(StringIO(text.getvalue())))

    assert tuple(rows[0]) == ANGLE_COLUMNS
    assert len(rows) == count == len(gapped.angles.t)
    found = np.array([float(row["lumbar_flexion_deg"] or "nan") for row in rows])
    np.testing.assert_array_equal(found, gapped.angles.lumbar_flexion_deg)
    assert {row["valid"] for row in rows} == {"0", "1"}
    assert rows[0]["utc"].startswith("1970-01-01T00:00:0")
    assert float(rows[0]["t_s"]) < 1.0


def test_angles_as_parquet(gapped: Gathered) -> None:
    binary = BytesIO()
    write_angles_parquet(gapped, binary)
    table = parquet.read_table(BytesIO(binary.getvalue()))

    assert tuple(table.column_names) == ANGLE_COLUMNS
    found = table["lumbar_flexion_deg"].to_numpy(zero_copy_only=False)
    np.testing.assert_array_equal(found, gapped.angles.lumbar_flexion_deg)
    assert table["lumbar_flexion_deg"].null_count == np.isnan(found).sum()
    assert str(table.schema.field("utc").type) == "timestamp[us, tz=UTC]"


def test_events_as_csv(content: Gathered) -> None:
    text = StringIO()
    count = write_events_csv(content, text)
    rows = list(csv.DictReader(StringIO(text.getvalue())))

    assert len(rows) == count
    assert [float(row["t_s"]) for row in rows] == sorted(
        float(row["t_s"]) for row in rows
    )
    reps = [row for row in rows if row["event"] == "Rep"]
    assert [row["rep_id"] for row in reps] == ["2", "3", "4", "5", "6", "7", "8"]
    assert json.loads(reps[0]["json"])["full"] is True
    assert any(row["text"].startswith('a, "b"') for row in rows)


def test_without_a_calibration_no_angle_is_written(uncalibrated: Gathered) -> None:
    text = StringIO()
    write_angles_csv(uncalibrated, text)
    rows = list(csv.DictReader(StringIO(text.getvalue())))

    assert rows
    assert {row["lumbar_flexion_deg"] for row in rows} == {""}
    assert {row["valid"] for row in rows} == {"0"}
