from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.model.records import Notification
from monitor.recording.importers.importing import Import

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


ABOUT = "Sensor string: E\nSerial number: 1970\nFirmware version: 8,3\n"
HEADER = "ax\tay\taz\tgx\tgy\tgz\tmx\tmy\tmz\n\n"


def sensor(n: int, missing: range = range(0)) -> str:
    rows = [
        "\t".join(
            ["-"] * 9
            if i in missing
            else ["0", "0", "1", "180", "0", str(i)] + ["0"] * 3
        )
        for i in range(n)
    ]
    rows[0] += "\tReference"
    return ABOUT + HEADER + "\n".join(rows)


@pytest.fixture
def trial(write: Write) -> Path:
    write("QSM_1/info.txt", "App version: v1.1\n")
    for number in (1, 2, 3):
        missing = range(10, 15) if number == 2 else range(0)
        path = write(f"QSM_1/R/Back/Sensor {number}.csv", sensor(100, missing))
    return path.parents[2]


def test_a_trials_folder_is_read_row_by_row_at_50_hz(
    trial: Path, importing: Importing
) -> None:
    found = importing(trial, "Sensor 3", "sensor2")

    pelvis, lumbar = found.sensors
    assert (pelvis.name, pelvis.samples, pelvis.lost, pelvis.rate_hz) == (
        "Sensor 3", 100, 0, 50.0,
    )  # fmt: skip
    assert (lumbar.name, lumbar.samples, lumbar.lost) == ("Sensor 2", 95, 5)
    assert found.span_s[1] == pytest.approx(99 / 50)


def test_units_are_g_and_degrees(trial: Path, importing: Importing) -> None:
    found = importing(trial, "Sensor 1")

    sent = [r for r in found.recording.records if isinstance(r, Notification)]
    np.testing.assert_allclose(
        np.frombuffer(sent[0].payload, "<f8")[:7], [0, 0, 0, 9.80665, np.pi, 0, 0]
    )


def test_without_roles_the_names_are_listed(trial: Path, importing: Importing) -> None:
    with pytest.raises(ImportFileError, match="Sensor 1, Sensor 2, Sensor 3"):
        importing(trial)


def test_a_sensor_that_sent_nothing_is_refused(
    write: Write, importing: Importing
) -> None:
    path = write("Sensor 1.csv", sensor(20, range(20)))

    with pytest.raises(ImportFileError, match="no row has acceleration"):
        importing(path, "Sensor 1")
