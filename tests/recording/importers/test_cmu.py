from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers.cmu import read
from monitor.recording.importers.foreign_file import foreign_file, read_foreign_file
from monitor.recording.importers.importing import Import

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


QUANTITIES = ["Time", *["Orientation"] * 4, *["Accelerometer"] * 3, *["Gyroscope"] * 3]
AXES = ["S", "S", "X", "Y", "Z", "X", "Y", "Z", "X", "Y", "Z"]


def rep(
    start: float, n: int = 100, segments: tuple[str, ...] = ("Chest", "Pelvis")
) -> str:
    names = [segment for segment in segments for _ in AXES]
    lines = [
        ",".join(["", *row])
        for row in (names, QUANTITIES * len(segments), AXES * len(segments))
    ]
    for i in range(n):
        values = [
            f"{start + i / 100:.7f}",
            "1",
            "0",
            "0",
            "0",
            "0",
            "0",
            "9.8",
            "1",
            "2",
            "3",
        ]
        lines.append(",".join([str(i), *values * len(segments)]))
    return "\n".join(lines) + "\n"


def test_reps_are_sorted_by_number_and_put_on_one_axis(
    write: Write, importing: Importing
) -> None:
    for number in (1, 2, 10):
        write(f"SqDL/SqDL_01_rep{number}.csv", rep(number * 2.0))
    folder = write("SqDL/note.md", "").parent

    found = importing(folder, "Pelvis", "Chest")

    assert found.span_s == pytest.approx((2.04, 20.99))
    assert found.sensors[0].samples == 300
    assert "3 files in a row" in found.notices[0]


def test_values_are_si(write: Write) -> None:
    chest, pelvis = read([read_foreign_file(write("a_rep1.csv", rep(0.0)))])

    assert (chest.names, pelvis.names) == (("Chest",), ("Pelvis",))
    np.testing.assert_array_equal(pelvis.accel[0], [0, 0, 9.8])
    np.testing.assert_array_equal(pelvis.gyro[0], [1, 2, 3])


def test_a_pelvis_alone_is_known_by_its_name(
    write: Write, importing: Importing
) -> None:
    found = importing(write("a_rep1.csv", rep(0.0, segments=("Pelvis",))))

    assert [sensor.name for sensor in found.sensors] == ["Pelvis"]


def test_files_that_overlap_are_refused(write: Write, importing: Importing) -> None:
    files = [write("a_rep1.csv", rep(0.0)), write("b_rep1.csv", rep(0.5))]

    with pytest.raises(ImportFileError, match=r"overlaps that of a_rep1\.csv"):
        importing(files, "Pelvis")


def test_headers_that_do_not_match_are_refused() -> None:
    lines = rep(0.0).splitlines()
    lines[2] += ",Z"

    with pytest.raises(ImportFileError, match="header lines differ"):
        read([foreign_file(Path("a.csv"), "\n".join(lines).encode())])
