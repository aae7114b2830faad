import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.blocks import Posture, Samples
from monitor.model.records import Placement
from monitor.view.traces import LiveTraces, Ring, span_of


def rows(n: int, first: int = 0) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(first, first + n, dtype=float)
    return t, np.column_stack([10 * t, -t])


@given(blocks=st.lists(st.integers(0, 30), max_size=20))
def test_a_ring_holds_the_last_rows_in_order_however_they_come(
    blocks: list[int],
) -> None:
    ring = Ring(16, 2)
    first = 0
    for n in blocks:
        ring.add(*rows(n, first))
        first += n

    t, values = rows(first)
    np.testing.assert_array_equal(ring.rows[:, 0], t[-16:])
    np.testing.assert_array_equal(ring.rows[:, 1:], values[-16:])


def test_a_ring_gives_a_view_and_no_copy() -> None:
    ring = Ring(16, 2)
    ring.add(*rows(30))

    assert ring.rows.base is not None


@given(start=st.floats(-5, 25), length=st.floats(0, 30))
def test_a_span_has_a_row_more_on_either_side(start: float, length: float) -> None:
    t, values = rows(20)

    found, _ = span_of(t, values, start, start + length)

    inside = t[(t >= start) & (t <= start + length)]
    assert set(inside) <= set(found)
    assert len(found) <= len(inside) + 2


def posture(t: list[float], flexion: float, *, valid: bool = True) -> Posture:
    times = np.array(t)
    angles = np.full(len(t), flexion)
    flags = np.full(len(t), valid)
    return Posture(times, angles, angles, angles, angles, angles, flags, flags, flags,
                   ~flags, angles)  # fmt: skip


def test_extension_is_drawn_upwards_and_what_is_not_valid_is_a_gap() -> None:
    traces = LiveTraces()
    traces.add(posture([0.0, 0.01], 12.0))
    traces.add(posture([0.02, 0.03], 12.0, valid=False))

    _, values = traces.angles(0.0, 1.0)

    np.testing.assert_array_equal(values[:, 0], [-12.0, -12.0, np.nan, np.nan])


def test_angles_that_a_calibration_makes_known_replace_what_was_there() -> None:
    traces = LiveTraces()
    traces.add(posture([0.0, 0.01, 0.02], 12.0))
    traces.add(posture([0.01, 0.02, 0.03], 2.0))

    t, values = traces.angles(0.0, 1.0)

    assert (np.diff(t) > 0).all()
    assert values[-1, 0] == -2.0


def test_raw_curves_are_in_the_units_that_people_know() -> None:
    traces = LiveTraces()
    n, ones = 4, np.ones((4, 3))
    traces.add_samples(
        Samples(Placement.PELVIS, np.arange(n) / 100, 9.80665 * ones, np.pi * ones,
                np.zeros((n, 6)), np.zeros(n, np.bool_))
    )  # fmt: skip

    _, gyro = traces.gyro(Placement.PELVIS, 0.0, 1.0)
    _, accel = traces.accel(Placement.PELVIS, 0.0, 1.0)

    np.testing.assert_allclose(gyro, 180.0)
    np.testing.assert_allclose(accel, 1.0)
    assert not len(traces.gyro(Placement.LUMBAR, 0.0, 1.0)[0])
