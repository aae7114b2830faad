import csv
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from monitor.model.errors import RecordingError
from monitor.model.records import TRUNK, Notification, Placement
from monitor.pipeline import PipelineSettings
from monitor.recording.exporters import (
    COLUMNS,
    export_csv,
    export_notifications,
    export_parquet,
)
from monitor.recording.importers.importing import import_files
from monitor.recording.recording import Recording

N = 120
START_S = 12.0
Build = Callable[[slice], Recording]
EVERY = slice(0, 0)


def values() -> np.ndarray:
    """Return accel and gyro of two sensors that breathe, shape (2, N, 6)."""
    noise = np.random.default_rng(1).normal(0, 0.05, (2, N, 6))
    around = np.array([9.7, 0.5, 1.0, 0, 0, 0])
    return np.asarray(np.round(noise + around, 6))


@pytest.fixture
def recording(tmp_path: Path) -> Build:
    """A Sensor CSV, imported, without the pelvis samples of a slice."""

    def built(left_out: slice) -> Recording:
        lines = ["placement,t_s,ax,ay,az,gx,gy,gz"]
        gone = range(N)[left_out]
        numbers = values().tolist()
        for i in range(N):
            for k, placement in enumerate(TRUNK):
                if k or i not in gone:
                    row = ",".join(map(repr, numbers[k][i]))
                    lines.append(f"{placement},{START_S + i / 100!r},{row}")
        path = tmp_path / "in.csv"
        path.write_text("\n".join(lines))
        return import_files([path], None, None, PipelineSettings())

    return built


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_what_was_imported_is_exported_with_the_same_numbers(
    recording: Build, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"

    written = export_csv(recording(EVERY), out)

    rows = rows_of(out)
    assert written == len(rows) == 2 * N
    assert tuple(rows[0]) == COLUMNS
    for k, placement in enumerate(TRUNK):
        mine = [row for row in rows if row["placement"] == placement]
        found = np.array([[float(row[name]) for name in COLUMNS[2:8]] for row in mine])
        np.testing.assert_array_equal(found, values()[k])
        times = [float(row["t_s"]) for row in mine]
        np.testing.assert_array_equal(times, np.round(np.arange(N) / 100, 9))
    assert {row["bridged"] for row in rows} == {"0"}


def test_bridged_samples_are_marked(recording: Build, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"

    export_csv(recording(slice(60, 65)), out)

    bridged = [row for row in rows_of(out) if row["bridged"] == "1"]
    assert {row["placement"] for row in bridged} == {"pelvis"}
    assert [float(row["t_s"]) for row in bridged] == pytest.approx(
        [0.6, 0.61, 0.62, 0.63, 0.64]
    )


def test_parquet_holds_the_same_table(recording: Build, tmp_path: Path) -> None:
    text, table = tmp_path / "out.csv", tmp_path / "out.parquet"
    export_csv(recording(EVERY), text)

    export_parquet(recording(EVERY), table)

    found = parquet.read_table(table).to_pydict()
    rows = rows_of(text)
    assert tuple(found) == COLUMNS
    assert found["placement"] == [row["placement"] for row in rows]
    assert found["az_ms2"] == [float(row["az_ms2"]) for row in rows]
    assert found["bridged"] == [False] * len(rows)


def test_parquet_without_pyarrow_names_the_extra(
    recording: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(RecordingError, match="rep-monitor\\[archive\\]"):
        export_parquet(recording(EVERY), tmp_path / "out.parquet")


def test_notifications_are_written_as_they_arrived(
    recording: Build, tmp_path: Path
) -> None:
    session = recording(EVERY)
    out = tmp_path / "raw.csv"

    export_notifications(session, out)

    sent = [record for record in session.records if isinstance(record, Notification)]
    again = [
        Notification(
            float(row["t_s"]),
            Placement(row["placement"]),
            row["stream"],
            bytes.fromhex(row["hex"]),
        )
        for row in rows_of(out)
    ]
    assert again == sent


@pytest.mark.parametrize("export", [export_csv, export_notifications])
def test_a_dash_is_standard_output(
    recording: Build,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    export: Callable[[Recording, Path], int],
) -> None:
    export(recording(EVERY), tmp_path / "out.csv")

    export(recording(EVERY), Path("-"))
    sys.stdout.flush()

    assert capfdbinary.readouterr().out == (tmp_path / "out.csv").read_bytes()


def test_a_file_that_can_not_be_written_is_told(
    recording: Build, tmp_path: Path
) -> None:
    with pytest.raises(RecordingError, match=r"out\.csv: can't be written"):
        export_csv(recording(EVERY), tmp_path / "nowhere" / "out.csv")
