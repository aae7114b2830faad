"""The session's arrays and marks, without any window."""

import subprocess
import sys

import pytest

from monitor.gui.plots.data import empty_data
from monitor.gui.plots.scales import fitted, marks, time_step, time_text, value_step
from monitor.gui.plots.view_range import ViewRange
from tests.gui.plots.made import session

WHOLE = ViewRange(0.0, 100.0, 0.0, 100.0)


def test_data_and_export_need_neither_qt_nor_pyqtgraph() -> None:
    code = (
        "import sys, monitor.gui.plots.data, monitor.gui.plots.csv_export;"
        "sys.exit(bool({'PySide6', 'pyqtgraph', 'scipy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == 0


def test_the_rep_near_a_time() -> None:
    data = session()

    near = [data.rep_near(t) for t in (0.0, 9.5, 19.0, 59.0)]

    assert [rep.number for rep in near if rep] == [1, 1, 4, 6]
    assert empty_data().rep_near(0.0) is None


def test_reps_are_stepped_through_and_no_further() -> None:
    data = session()
    reps = data.reps

    assert data.rep_beside(None, 1, 0.0) is reps[0]
    assert data.rep_beside(None, -1, 1e3) is reps[-1]
    assert data.rep_beside(reps[2], 1, 0.0) is reps[3]
    assert data.rep_beside(reps[0], -1, 0.0) is reps[0]
    assert data.rep_beside(reps[-1], 1, 0.0) is reps[-1]
    assert empty_data().rep_beside(None, 1, 0.0) is None


def test_a_view_never_leaves_the_session() -> None:
    near_end = WHOLE.showing(95.0, 115.0)

    assert (near_end.first, near_end.last) == (80.0, 100.0)
    assert near_end.moved(50.0) == near_end
    assert near_end.zoomed(100.0, 90.0) == WHOLE
    assert WHOLE.zoomed(1e-9, 50.0).span == pytest.approx(0.2)


def test_what_is_pointed_at_stays_when_zooming() -> None:
    shown = WHOLE.zoomed(0.25, 40.0)

    assert (shown.first, shown.last) == (30.0, 55.0)


@pytest.mark.parametrize(
    ("span_s", "most", "step_s"),
    [(60.0, 12.0, 5), (7200.0, 12.0, 600), (0.5, 10.0, 0.05), (90_000.0, 2.0, 3600)],
)
def test_time_is_marked_at_round_steps(
    span_s: float, most: float, step_s: float
) -> None:
    assert time_step(span_s, most) == step_s


@pytest.mark.parametrize(
    ("t", "step_s", "text"),
    [
        (65.0, 5.0, "1:05"),
        (3661.0, 60.0, "1:01:01"),
        (12.3, 0.1, "0:12.3"),
        (12.35, 0.05, "0:12.35"),
        (-2.0, 1.0, "-0:02"),
    ],
)
def test_time_is_written_as_finely_as_it_is_marked(
    t: float, step_s: float, text: str
) -> None:
    assert time_text(t, step_s) == text


def test_values_are_marked_at_round_steps() -> None:
    assert value_step(40.0, 5.0) == 10.0
    assert value_step(3.0, 5.0) == 1.0
    assert marks(-0.21, 0.42, 0.2) == pytest.approx([-0.2, 0.0, 0.2, 0.4])


def test_an_axis_holds_all_values_and_seldom_jumps() -> None:
    data = session()

    low, high = fitted(-data.lumbar_flexion_deg, (-10.0, 20.0), 5.0)

    assert low <= -10.0
    assert high >= 21.0
    assert (low % 5.0, high % 5.0) == (0.0, 0.0)
