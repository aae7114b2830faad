"""A simulated session as a Sensor CSV."""

import csv
from pathlib import Path

import numpy as np

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.transmit import Transmission
from monitor.model.blocks import FloatArray
from monitor.model.records import Placement

COLUMNS = (
    "placement", "t_s", "ax", "ay", "az", "gx", "gy", "gz", "t_arrival_s", "sample",
)  # fmt: skip


def write_sensor_csv(session: SimulatedSession, path: Path) -> None:
    """Write what arrived, in order of arrival.

    ``t_s`` is each sensor's own clock from 0, with its rate error; ``t_arrival_s`` is
    session time, shared by the samples of one notification; ``sample`` counts all
    samples of a sensor, so that lost ones show. Values are rounded to 1e-6 s, 1e-5
    m/s² and 1e-6 rad/s.
    """
    tables = [(p, _table(sent)) for p, sent in session.transmissions.items()]
    arrival = np.concatenate([table[:, 7] for _, table in tables])
    rows = [_texts(p, row) for p, table in tables for row in table.tolist()]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows[k] for k in np.argsort(arrival, kind="stable").tolist())


def _table(sent: Transmission) -> FloatArray:
    """t_s, accel, gyro, t_arrival_s, sample; shape (k, 9)."""
    index, arrival = sent.sample_arrival()
    taken, rows = sent.samples, index.astype(np.int64)
    return np.column_stack(
        [taken.device_s[rows], taken.accel[rows], taken.gyro[rows], arrival, index]
    )


def _texts(placement: Placement, row: list[float]) -> list[str]:
    t, *values, arrival, sample = row
    accel, gyro = values[:3], values[3:]
    return [
        str(placement),
        f"{t:.6f}",
        *(f"{value:.5f}" for value in accel),
        *(f"{value:.6f}" for value in gyro),
        f"{arrival:.6f}",
        str(int(sample)),
    ]
