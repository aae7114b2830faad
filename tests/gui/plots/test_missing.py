"""What is missing is told for each plot by itself."""

import numpy as np

from monitor.gui.plots.data import Gap, empty_data
from monitor.gui.plots.missing import missing, plot_gaps
from monitor.model.records import Placement
from tests.gui.plots.made import session


def test_a_single_missing_value_is_no_gap() -> None:
    t = np.arange(100) / 100.0
    known = np.ones(100, dtype=np.bool_)
    known[40] = False

    assert missing(t, known, (0.0, 0.99)) == ()


def test_a_gap_runs_from_known_to_known() -> None:
    t = np.arange(200) / 100.0
    known = (t < 0.5) | (t > 1.0)

    (gap,) = missing(t, known, (0.0, 1.99))

    assert (round(gap.start_s, 2), round(gap.end_s, 2)) == (0.49, 1.01)


def test_what_was_never_known_is_missing_throughout() -> None:
    t = np.arange(200) / 100.0

    gaps = missing(t, np.zeros(200, dtype=np.bool_), (0.0, 1.99))

    assert gaps == (Gap(0.0, 1.99),)


def test_the_pelvis_has_no_gap_where_only_the_lumbar_angle_is_missing() -> None:
    lumbar, pelvis, gyro, _ = plot_gaps(session(), Placement.LUMBAR)

    assert lumbar
    assert pelvis == ()
    assert len(gyro) == 1


def test_a_session_without_anything_has_no_gaps() -> None:
    assert plot_gaps(empty_data(), Placement.PELVIS) == ((), (), (), ())
