from pathlib import Path

import numpy as np

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.long_session import LongRecords, period_s, write_long_csv
from monitor.analysis.simulated import simulated_recording
from monitor.model.blocks import Samples
from monitor.model.events import StreamGap
from monitor.recording.importers.foreign_file import read_foreign_file
from monitor.recording.importers.sensor_csv import read as read_sensor_csv


def test_time_and_clocks_run_on_over_the_seam(short: SimulatedSession) -> None:
    period = period_s(short)
    records = LongRecords(short, hours=1.5 * period / 3600)
    pipeline = simulated_recording(short).pipeline()

    outputs = [
        output
        for record in records
        if record.t < period + 2.0
        for output in pipeline.feed(record)
    ]

    gaps = [each for each in outputs if isinstance(each, StreamGap)]
    newest = max(each.t[-1] for each in outputs if isinstance(each, Samples))
    assert newest > period + 1.0
    assert [gap.lost for gap in gaps if gap.lost > 50] == []
    assert all(gap.bridged for gap in gaps)


def test_records_are_in_order_of_time(short: SimulatedSession) -> None:
    times = [record.t for record in LongRecords(short, hours=0.02)]

    assert (np.diff(times) >= 0).all()


def test_a_long_csv_is_a_sensor_csv(short: SimulatedSession, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"

    rows = write_long_csv(short, path, hours=1.5 * period_s(short) / 3600)

    tracks = read_sensor_csv([read_foreign_file(path)])
    assert sum(len(track.t) for track in tracks) == rows
    assert all((np.diff(track.t) > 0).all() for track in tracks)
