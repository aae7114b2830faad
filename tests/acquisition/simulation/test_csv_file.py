import csv
from pathlib import Path

import numpy as np
import pytest

from monitor.acquisition.simulation.csv_file import COLUMNS, write_sensor_csv
from monitor.acquisition.simulation.scenarios import scenario
from monitor.model.records import TRUNK, ExerciseName, Placement


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path: Path = tmp_path_factory.mktemp("csv") / "session.csv"
    write_sensor_csv(scenario("bursty_loss", ExerciseName.GLUTE_BRIDGE, 3), path)
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) for row in rows]


def test_the_columns_are_those_of_the_sensor_csv(rows: list[dict[str, str]]) -> None:
    assert tuple(rows[0]) == COLUMNS


def test_arrival_never_runs_backwards_over_the_file(rows: list[dict[str, str]]) -> None:
    assert (np.diff(column(rows, "t_arrival_s")) >= 0).all()


@pytest.mark.parametrize("placement", list(TRUNK))
def test_each_sensors_clock_starts_at_its_own_zero_and_loss_shows_in_the_counter(
    rows: list[dict[str, str]], placement: Placement
) -> None:
    own = [row for row in rows if row["placement"] == placement]
    sample = np.array(column(own, "sample"))

    assert (np.diff(column(own, "t_s")) > 0).all()
    lost = 1 - len(sample) / (sample[-1] + 1)
    assert 0.03 < lost < 0.2
    np.testing.assert_allclose(column(own, "t_s"), sample / 100.0, atol=1e-6)


def test_rows_of_one_notification_share_their_arrival(
    rows: list[dict[str, str]],
) -> None:
    own = [row for row in rows if row["placement"] == "pelvis"]
    shared = [row["t_arrival_s"] for row in own[:5]]

    assert len(set(shared)) == 1
