import io

import numpy as np

from monitor.analysis.timeseries import AngleCollector, write_timeseries
from monitor.model.blocks import Posture


def posture(t: list[float], pelvis: list[float], lumbar: list[float]) -> Posture:
    n = len(t)
    p, f = np.array(pelvis), np.array(lumbar)
    return Posture(
        np.array(t), p, p + f, f, np.zeros(n), np.zeros(n),
        np.isfinite(p), np.isfinite(p + f), np.isfinite(f), np.zeros(n, bool),
        np.zeros(n),
    )  # fmt: skip


def test_an_angle_that_is_not_valid_is_empty_and_each_has_its_own_say() -> None:
    collector = AngleCollector()
    collector.put(posture([0.01, 0.02], [-40.0, -39.5], [1.25, np.nan]))
    collector.put(posture([0.03], [np.nan], [np.nan]))
    out = io.StringIO()

    write_timeseries(out, collector.series())

    assert out.getvalue().splitlines() == [
        "t_s,pelvis_pitch_deg,lumbar_flexion_deg,valid",
        "0.010000,-40.0000,1.2500,1",
        "0.020000,-39.5000,,0",
        "0.030000,,,0",
    ]


def test_no_posture_is_a_header_alone() -> None:
    out = io.StringIO()

    write_timeseries(out, AngleCollector().series())

    assert out.getvalue() == "t_s,pelvis_pitch_deg,lumbar_flexion_deg,valid\n"
